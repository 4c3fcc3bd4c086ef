"""A draft becomes a document of a corpus: its file and what is said of it, placed whole and taken back whole."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ...graph.catalogue import CATALOGUE, read_catalogue
from ...graph.corpora import Corpus, read_corpora
from ...graph.extraction import PACKAGE
from ...graph.kept import DocumentState, Kept, Served
from ...graph.release import alone
from ...machine import alive
from ...settings import Settings
from ..http.errors import RefusedError
from .ahead import Ahead
from .drafts import Draft, Drafts
from .publish import SECONDS, building, publish
from .sandbox import kept_folder

_SHIPPED = PACKAGE / "data" / "documents"
_LOOK = 0.2
"""Seconds between two looks whether a build has ended."""
_ON_ITS_WAY = ".joining-"
"""Begins the names of files that are being put into a corpus: hidden ones are no documents."""


def writable(settings: Settings) -> tuple[Corpus, ...]:
    """The corpora that a draft may join: folders of the settings that can be written, and never the shipped one."""
    try:
        found = read_corpora(settings.documents)
    except (OSError, ValueError):  # the build says what is wrong
        return ()
    shipped = _SHIPPED.resolve()
    return tuple(
        corpus
        for corpus in found
        if os.access(corpus.folder, os.W_OK | os.X_OK) and not corpus.folder.resolve().is_relative_to(shipped)
    )


def join(settings: Settings, drafts: Drafts, draft: Draft, name: str, ahead: Ahead | None = None) -> str:
    """Puts a draft into the corpus of that *name* and builds, if need be from what has begun *ahead*. Returns the
    document's slug.

    Raises RefusedError with one line; then the corpus is as before, and the draft is still there.
    """
    corpus = next((one for one in writable(settings) if one.name == name), None)
    if corpus is None:
        raise RefusedError(403, f"{name[:80]}: no corpus that documents can be put into")
    if not draft.ready:
        raise RefusedError(409, f"{draft.name}: cannot be published: {draft.why or 'it was not read yet'}")
    place(corpus.folder, drafts, draft)
    try:
        hand_over(settings.output, drafts, draft)
        publish(settings, ahead)
        state = _published(settings.output, corpus, draft)
        if state is None:
            raise RefusedError(409, f"{draft.name}: the build left it out; nothing was published of it")
    except BaseException:
        with _idle(settings.output):
            state = _published(settings.output, corpus, draft)
            if state is None:  # what an attempt that was killed left there is taken back as well
                take_back([corpus.folder / file.name for file in _files(drafts, draft)])
                raise
    drafts.discard(draft)
    return state.slug


@contextmanager
def _idle(output: Path) -> Iterator[None]:
    """Waits until no build is at work in *output*, and keeps others out: one that has seen the files of a document
    publishes it, so they must not go meanwhile."""
    last = time.monotonic() + SECONDS
    with building, ExitStack() as held:
        while time.monotonic() < last:
            try:
                held.enter_context(alone(output))
                break
            except BlockingIOError:
                time.sleep(_LOOK)
        yield


def place(folder: Path, drafts: Drafts, draft: Draft) -> list[Path]:
    """Puts a draft's files into a *folder* of documents. Returns those that were not there before.

    What is said of the document goes first: a document without it would be published as something else. Raises
    RefusedError (409) when something else of that name is there.
    """
    with _one_at_a_time(folder):
        return _place(folder, drafts, draft)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Keeps others out who put files into a *folder*: what one takes back may be what another found and relies on."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some file systems lock no folders
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _place(folder: Path, drafts: Drafts, draft: Draft) -> list[Path]:
    stem = Path(draft.name).stem
    if others := [path.name for path in folder.iterdir() if path.stem == stem and path.name[0] != "."]:
        mine = {file.name: file for file in _files(drafts, draft)}
        for other in others:  # what a join left that was ended in the middle may be there
            if other not in mine or not _same(mine[other], folder / other):
                raise RefusedError(409, f"{other}: is in the corpus already; give the document another name")
    if (folder / CATALOGUE).is_file() and draft.name in _listed(folder):
        raise RefusedError(409, f"{draft.name}: {CATALOGUE} of the corpus has a row for that name already")
    _sweep(folder)
    placed: list[Path] = []
    try:
        for source in _files(drafts, draft):
            if _put(source, folder / source.name):
                placed.append(folder / source.name)  # noqa: PERF401 - what came before an error is taken back
    except OSError as error:
        take_back(placed)
        reason = "is in the corpus already" if isinstance(error, FileExistsError) else str(error.strerror or error)
        raise RefusedError(409, f"{draft.name}: {reason.lower()}; give the document another name") from error
    return placed


def take_back(placed: list[Path]) -> None:
    """Removes what was put into a corpus, the document first."""
    for path in reversed(placed):
        path.unlink(missing_ok=True)


def hand_over(output: Path, drafts: Drafts, draft: Draft) -> None:
    """Gives the build what reading the draft gave, so that it is not read again."""
    folder = kept_folder(drafts, draft)
    if folder is None or draft.state is None:
        return
    there = Kept(output / "documents").folder(draft.state)
    beside = there.with_name(f".{there.name}-{os.getpid()}")
    with suppress(OSError):  # then the build reads it
        if not there.exists():
            shutil.rmtree(beside, ignore_errors=True)
            shutil.copytree(folder, beside)
            beside.replace(there)


def _files(drafts: Drafts, draft: Draft) -> list[Path]:
    """The files of a draft: what is said of it, if anything is, and the document."""
    return [file for file in (drafts.about(draft), drafts.file(draft)) if file.is_file()]


def _published(output: Path, corpus: Corpus, draft: Draft) -> DocumentState | None:
    """What the served release has of the document, if anything."""
    for state in Served.of(output).documents:
        if (state.corpus, state.file) == (corpus.name, draft.name):
            return state
    return None


def _put(source: Path, target: Path) -> bool:
    """Copies a file, whole or not at all, to where nothing is. Returns whether it was not there yet.

    Raises FileExistsError when something else is there: of two at once one comes first.
    """
    beside = target.with_name(f"{_ON_ITS_WAY}{os.getpid()}-{os.urandom(4).hex()}")
    try:
        shutil.copyfile(source, beside)
        try:
            os.link(beside, target)
        except FileExistsError:
            if not _same(source, target):
                raise
            return False
    finally:
        beside.unlink(missing_ok=True)
    return True


def _sweep(folder: Path) -> None:
    """Removes what processes left in a corpus that were killed on the way."""
    for left in folder.glob(f"{_ON_ITS_WAY}*"):
        pid = left.name.removeprefix(_ON_ITS_WAY).partition("-")[0]
        if pid.isdecimal() and not alive(int(pid)):
            left.unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def _listed(folder: Path) -> list[str]:
    try:
        return list(read_catalogue(folder, ()))
    except (OSError, ValueError) as error:
        raise RefusedError(409, f"the corpus cannot be built: {error}") from error
