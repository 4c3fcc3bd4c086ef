"""Releases on disk: every build beside the others, one of them current, swapped in by one rename.

    output/
      documents/              what each document gave (kept.py)
      releases/{version}/     graph.nq (sorted), store/ (Oxigraph), texts/, originals/, addresses.csv, review.csv,
                              corrections.csv, build.json, verify.py; serve/ of a large one (served.py)
      patches/                what each release changed (history/log.py)
      union/                  what validation said of all graphs together (quality.py)
      current -> releases/…   the one that is served

A release's version is the hash of its graph, so the same input gives the same release. Whatever stops a build, current
still points at a whole release.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..machine import alive

CURRENT = "current"
STORE = "store"
SERVE = "serve"
"""In a release: what a server opens (served.py)."""
STAGING = ".building-"
ORIGINALS = "originals"
"""In a release: the files themselves that may be published."""
KEPT = 3
"""How many old releases stay by default: a server that still reads the last one must not lose its files."""


def current_release(output: Path) -> Path | None:
    """The folder of the served release, or None when nothing was built yet."""
    link = output / CURRENT
    return link.resolve() if link.exists() else None


def outdated(output: Path, folders: Iterable[Path]) -> bool:
    """Whether there is no release, or something in the *folders* is younger than it: a quick guess, by which time is
    saved and nothing else decided."""
    try:
        built = (output / CURRENT / "build.json").stat().st_mtime
        inside = (path for folder in folders if folder.is_dir() for path in (folder, *folder.rglob("*")))
        return any(path.lstat().st_mtime > built for path in inside)
    except OSError:  # no release, or files that go while they are looked at
        return True


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Makes the folder and keeps other builds out of it. Raises BlockingIOError when one is at work there."""
    output.mkdir(parents=True, exist_ok=True)
    folder = os.open(output, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(folder)
        raise BlockingIOError(f"{output}: another build is at work there") from error
    try:
        yield
    finally:
        os.close(folder)


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """A fresh folder beside the releases for a build in progress; gone afterwards unless it was published."""
    output.mkdir(parents=True, exist_ok=True)
    _sweep(output)
    folder = Path(tempfile.mkdtemp(prefix=f"{STAGING}{os.getpid()}-", dir=output))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(output: Path, staged: Path, version: str, kept: int = KEPT) -> Path:
    """Moves a *staged* release into place and points ``current`` at it in one step. Returns its folder.

    *kept* old releases stay; what they changed stays in the log of releases (history/log.py).
    """
    releases = output / "releases"
    releases.mkdir(exist_ok=True)
    release = releases / version
    if release.exists():
        # The same graph again: a server may hold its store open, so only what stands beside it is renewed.
        for file in [path for path in staged.rglob("*") if path.is_file()]:
            place = file.relative_to(staged)
            if place.parts[0] not in (STORE, SERVE):
                (release / place).parent.mkdir(exist_ok=True)
                file.replace(release / place)
        _add_serve(staged, release)
    else:
        staged.rename(release)
    link = output / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / version)
    link.replace(output / CURRENT)
    _prune(releases, release, kept)
    return release


def _add_serve(staged: Path, release: Path) -> None:
    """Gives a *release* what is to be served of it and an older program has not made; what tells that all of it is
    there comes last (served.py)."""
    for part in sorted((staged / SERVE).iterdir()) if (staged / SERVE).is_dir() else ():
        if not (release / SERVE / part.name).exists():
            (release / SERVE).mkdir(exist_ok=True)
            part.rename(release / SERVE / part.name)


def write_atomic(path: Path, data: bytes) -> None:
    """Writes beside, then renames: a reader sees the old bytes or the new ones, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)


def _prune(releases: Path, keep: Path, kept: int) -> None:
    old = sorted((r for r in releases.iterdir() if r != keep), key=lambda r: r.stat().st_mtime, reverse=True)
    for release in old[kept:]:
        shutil.rmtree(release, ignore_errors=True)


def _sweep(output: Path) -> None:
    """Removes what killed builds left: staging folders, and links on their way, whose process is gone."""
    for prefix in (STAGING, f".{CURRENT}-"):
        for left in output.glob(f"{prefix}*"):
            pid = left.name.removeprefix(prefix).partition("-")[0]
            if pid.isdecimal() and not alive(int(pid)):
                left.unlink() if left.is_symlink() else shutil.rmtree(left, ignore_errors=True)
