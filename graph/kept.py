"""What builds keep of each document, so that one that has not changed is not read again.

    output/documents/{slug}/{fingerprint}/   graph.nq, text.json, text.txt, review.csv, touched.json, state.json;
                                             original where the file may be published, corrections.csv where there
                                             are any; report.nq and report.json when validated

A folder is written beside and renamed: what is there is whole. Its name hangs on the document's bytes and on all that
made the graph of them.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from .release import current_release

ORIGINAL = "original"
"""Beside a document's graph: the file itself, where it may be published."""


_STATE = "state.json"
Place = tuple[str, str]
"""Where a file is: the name of its corpus, and its own."""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What a build knows of one document."""

    slug: str
    file: str
    sha256: str
    fingerprint: str
    status: str
    """published; kept: what it gave before stays in the graph; quarantined; failed."""
    quads: int = 0
    measures: int = 0
    doubts: int = 0
    """How many candidates below the threshold are left to people."""
    corrections: int = 0
    """How many corrections are in force."""
    corrections_open: int = 0
    """How many corrections are orphaned or conflict."""
    message: str = ""
    """One line that names the file: why it is not published, or what of it could not be read."""
    encoding: str = ""
    """How the file's text is encoded, where it is one."""
    read_sha256: str = ""
    """Of the text as it was read, in UTF-8."""
    text_sha256: str = ""
    """Of that text as the release holds it: what is not the document's own is masked (sources.py)."""
    media_type: str = ""
    original: str = ""
    """The name under which the release holds the file itself; empty where it may not be published."""
    read: str = ""
    """When it was read, UTC."""
    program: str = ""
    """The hash of the code and data by which it was read."""
    model: str = ""
    """The hash of the weights among them."""
    made_of: str = ""
    """A hash of all that it was read from and by, but for the tables whose rows cost what they touch (touched.py)."""
    listed: str = ""
    """The hash of these tables."""
    unasked: str = ""
    """Why a large model that is set proposed nothing for it, or for a part of it."""
    corpus: str = ""
    """The name of the corpus that holds it; the build sets it, for what is kept does not hang on it."""

    @property
    def held(self) -> bool:
        """Whether the graph holds it."""
        return self.status in ("published", "kept")

    @property
    def reading(self) -> tuple[str, ...]:
        """Tells one reading of one document from any other: of what, under which base and by which program, when."""
        return self.slug, self.fingerprint, self.read


@dataclass(frozen=True, slots=True)
class Kept:
    """The folder *root* of all that is kept."""

    root: Path

    def folder(self, state: DocumentState) -> Path:
        return self._folder(state.slug, state.fingerprint)

    def state(self, slug: str, fingerprint: str) -> DocumentState | None:
        """What is kept of a document under its fingerprint."""
        try:
            return _state(json.loads((self._folder(slug, fingerprint) / _STATE).read_bytes()))
        except (OSError, ValueError):
            return None

    def others(self, slug: str, made_of: str) -> Iterator[DocumentState]:
        """What is kept of a document that was made of the same, by whatever tables."""
        for folder in sorted((self.root / slug).glob("[0-9a-f]*")):
            with contextlib.suppress(OSError, ValueError):
                state = _state(json.loads((folder / _STATE).read_bytes()))
                if state and made_of and state.made_of == made_of and self.folder(state) == folder:
                    yield state

    def write(self, state: DocumentState, files: Mapping[str, bytes]) -> None:
        """Keeps what a document gave, whole or not at all."""
        self.put(state, {**files, _STATE: to_json(asdict(state))})

    def files(self, state: DocumentState) -> dict[str, bytes]:
        """All that is kept of a document, by name."""
        return {path.name: path.read_bytes() for path in sorted(self.folder(state).iterdir())}

    def put(self, state: DocumentState, files: Mapping[str, bytes]) -> None:
        """Keeps all that is kept of a document elsewhere, whole or not at all."""
        folder = self.folder(state)
        beside = folder.with_name(f".{folder.name}-{os.getpid()}")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        for name, data in files.items():
            (beside / name).write_bytes(data)
        if folder.exists():  # of a file that was replaced, and put back while the build ran
            shutil.rmtree(folder)
        beside.rename(folder)

    def prune(self, states: Iterable[DocumentState]) -> None:
        """Removes all but what belongs to *states*."""
        wanted = {self.folder(state) for state in states if state.fingerprint}
        parents = {folder.parent for folder in wanted}
        for document in self.root.iterdir() if self.root.is_dir() else ():
            stale = (
                [entry for entry in document.iterdir() if entry not in wanted] if document in parents else [document]
            )
            for entry in stale:
                entry.unlink() if entry.is_file() or entry.is_symlink() else shutil.rmtree(entry, ignore_errors=True)

    def _folder(self, slug: str, fingerprint: str) -> Path:
        return self.root / slug / fingerprint[:16]


@dataclass(frozen=True, slots=True)
class Served:
    """The documents in the release that is served."""

    version: str = ""
    base: str = ""
    documents: tuple[DocumentState, ...] = ()
    previous: str | None = None
    """The version before it."""
    program: str = ""
    """The hash of the code and data by which it was built."""

    @classmethod
    def of(cls, output: Path) -> Served:
        """What the served release says of itself; nothing when there is none, or it does not say."""
        release = current_release(output)
        try:
            summary = json.loads((release / "build.json").read_bytes()) if release else {}
            states = tuple(state for each in summary.get("documents", ()) if (state := _state(each)) and state.held)
            version, base, program = (summary.get(key, "") for key in ("version", "base", "program"))
            return cls(version, base, states, summary.get("previous"), program)
        except (OSError, ValueError, AttributeError, TypeError):
            return cls()

    def readings(self) -> set[tuple[str, ...]]:
        """Which readings of documents it holds."""
        return {state.reading for state in self.documents}

    def at(self, corpora: Iterable[str]) -> dict[Place, DocumentState]:
        """The documents by their place in *corpora*. What a release has that knows of none is in each of them."""
        names = set(corpora)
        old = {(name, state.file): state for state in self.documents if not state.corpus for name in names}
        return old | {(state.corpus, state.file): state for state in self.documents if state.corpus in names}

    def slugs(self, corpora: Iterable[str]) -> dict[Place, str]:
        """The key of each document by its place in *corpora*. A corpus that is none of them may have got another name:
        its keys stand for the same files of each."""
        names = set(corpora)
        strangers = [state for state in self.documents if state.corpus not in names]
        found = {(name, state.file): state.slug for state in strangers for name in names}
        return found | {place: state.slug for place, state in self.at(names).items()}


def _state(value: Any) -> DocumentState | None:
    """A state as JSON had it; None when it is none."""
    names = {field.name for field in fields(DocumentState)}
    try:
        return DocumentState(**{name: part for name, part in value.items() if name in names})
    except (AttributeError, TypeError):
        return None


def to_json(value: object) -> bytes:
    """Stable, readable JSON."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
