"""Proves a release: every quote stands where the graph says, in the files and in the texts that the release holds.

The work is done by standalone.py, which each release carries as verify.py; here it gets our readers, so that the quotes
are proved in files of every format.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import RdfFormat, Store

from ..extract.read import ReadError, read
from ..printable import printable
from .release import STORE, current_release
from .standalone import check

GRAPH = "graph.nq"


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of it: how many quotes were looked at, and a line for each fault."""

    quotes: int
    faults: tuple[str, ...]


class ReleaseError(ValueError):
    """There is no such release, or it cannot be read; the message is one line that names it."""


def find_release(output: Path, name: str | None) -> Path:
    """The folder of a release: by its id, or the path of the folder; the served one of *output* without a name.

    Raises ReleaseError.
    """
    if name is None:
        if served := current_release(output):
            return served
        raise ReleaseError(f"{output}: no graph was built yet; run duikou build")
    for folder in (output / "releases" / name, Path(name)):
        if (folder / "build.json").is_file():
            return folder.resolve()
    kept = sorted(path.name for path in (output / "releases").glob("*") if path.is_dir())
    raise ReleaseError(f"{name}: no such release; {output} keeps {', '.join(kept) or 'none'}")


def verify(release: Path, folders: Sequence[Path]) -> Verified:
    """Proves the quotes of a *release* in its texts, and in the documents that lie in *folders*.

    Raises ReleaseError when the release cannot be read.
    """
    files = _by_name(folders)
    try:
        with dump_of(release) as graph:
            quotes, faults = check(release, graph, lambda name: files.get(name, ()), _text)
    except (OSError, ValueError, LookupError) as error:
        raise ReleaseError(f"{release}: cannot be verified: {' '.join(str(error).split())}") from error
    return Verified(quotes, tuple(map(printable, faults)))


@contextmanager
def dump_of(release: Path) -> Iterator[Path]:
    """The N-Quads of a release; made of its store when a write has changed it since the build, and gone afterwards."""
    if (release / GRAPH).exists():
        yield release / GRAPH
        return
    with TemporaryDirectory(prefix="duikou-dump-") as scratch:
        made = Path(scratch) / GRAPH
        Store.read_only(str(release / STORE)).dump(str(made), RdfFormat.N_QUADS)
        yield made


def _by_name(folders: Iterable[Path]) -> dict[str, list[Path]]:
    """The files of *folders*, by their names as people see them."""
    files: dict[str, list[Path]] = defaultdict(list)
    for folder in folders:
        for path in sorted(folder.iterdir()):
            files[printable(path.name)].append(path)
    return files


def _text(path: Path) -> str:
    """The text of a document in the format that its reader gives it; none where it cannot be read any more."""
    try:
        return read(path).text
    except ReadError:
        return ""
