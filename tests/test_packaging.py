"""What is installed is what stands in the checkout: packages, data, and a command that works from anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from build import ProjectBuilder
from build.env import DefaultIsolatedEnv
from pyproject_hooks import quiet_subprocess_runner

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("build", "dist", "tests", "node_modules")


@pytest.fixture(scope="module")
def setuptools() -> dict[str, dict[str, str] | list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return project["tool"]["setuptools"]  # type: ignore[no-any-return]


def test_every_package_folder_is_listed(setuptools: dict[str, dict[str, str]]) -> None:
    folders = {
        path.parent.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("__init__.py")
        if not any(part.startswith(".") or part in TOOLS for part in path.relative_to(ROOT).parts)
    }
    listed = setuptools["package-dir"]
    assert set(listed.values()) == folders
    assert set(setuptools["packages"]) == set(listed)
    assert all(
        name == "duikou" + ("." + folder.replace("/", ".") if folder != "." else "") for name, folder in listed.items()
    )


ROWS = 2000  # of each table of weights
TAKEN = 10  # of each folder of annotated documents: all are of one pattern, and seven thousand take a minute to pack


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What of a folder of the checkout is not copied: what git ignores, the tests, and most annotated documents."""
    usual = shutil.ignore_patterns(".*", "build", "tests", "node_modules", "*.egg-info")(folder, names) - {".npmrc"}
    return usual | (set(sorted(names)[TAKEN:]) if Path(folder).parent == ROOT / "data" / "gold" else set())


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout: setuptools leaves a build folder behind, and would pack what an older one still holds.
    The weights are cut short: thirty megabytes of numbers take ten seconds to pack."""
    copy = Path(shutil.copytree(ROOT, tmp_path_factory.mktemp("checkout") / "source", ignore=_left_out))
    for table in (copy / "data" / "model").glob("*.csv"):
        lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
        table.write_text("".join(lines[:ROWS]), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel is made from the source distribution, so each holds all that is needed; what both are built with is
    installed once."""
    folder = tmp_path_factory.mktemp("wheel")
    with DefaultIsolatedEnv() as tools:
        tools.install(tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"])
        packed = _built(tools, source, "sdist", folder)
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        return _built(tools, folder / packed.name.removesuffix(".tar.gz"), "wheel", folder)


def _built(tools: DefaultIsolatedEnv, source: Path, kind: Literal["sdist", "wheel"], folder: Path) -> Path:
    builder = ProjectBuilder.from_isolated_env(tools, source, quiet_subprocess_runner)
    tools.install(builder.get_requires_for_build(kind))
    return Path(builder.build(kind, folder))


@pytest.mark.thorough
def test_the_wheel_carries_the_data(source: Path, wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, pattern in (
        ("data", "documents/*.txt"),
        ("data", "gazetteer/*.csv"),
        ("data", "lexicon/*.toml"),
        ("data", "gold/*/*.json"),
        ("data", "model/*.csv"),
        ("data", "queries/*.rq"),
        ("ontology", "*.ttl"),
        ("shapes", "*.ttl"),
        ("networks", "**/*.rq"),
        ("pictures", "*.toml"),
        ("api", "pictures/*.toml"),
        ("commands", "*.py"),
        ("api", "templates/*"),
        ("api", "static/*"),
    ):
        shipped = {f"duikou/{path.relative_to(source).as_posix()}" for path in (source / folder).glob(pattern)}
        shipped = {name for name in shipped if "node_modules" not in name}
        assert shipped, f"{folder}/{pattern} matches nothing"
        assert shipped <= names
    assert "duikou/py.typed" in names
    assert not [name for name in names if "node_modules" in name or name.startswith("duikou/tests")]


@pytest.mark.thorough
def test_the_installed_command_builds_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "plan.txt").write_text("支持延安市与无锡市共建产业园区。", encoding="utf-8")
    run = "from duikou.cli import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", run, "build", "--documents", "documents", "--output", "out", "--jobs", "1"],
        cwd=tmp_path,
        # The site goes before the editable install; the user's cache keeps the whole tables.
        env={**os.environ, "PYTHONPATH": str(site), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "current" / "graph.nq").stat().st_size > 0
