"""Which documents the folders of corpora hold: each file with the one key that stands for it everywhere, its slug."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..extract.read import PARTS, slug
from ..printable import printable
from .catalogue import ABOUT_CORPUS, CATALOGUE, NOTHING, SIDECAR, Entry, read_catalogue
from .corpora import Corpus
from .kept import DocumentState, Place

_NO_DOCUMENTS = (CATALOGUE, ABOUT_CORPUS)


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a corpus."""

    path: Path
    name: str
    """Its name as people see it."""
    slug: str
    refused: str = ""
    """Why it is not even opened, in words that go on from its name."""
    entry: Entry = NOTHING
    """What the table beside it says of it."""
    corpus: str = ""
    shown: str = ""
    """Its name where there are several corpora, with that of its own before it."""

    @property
    def place(self) -> Place:
        return self.corpus, self.name

    def placed(self, state: DocumentState) -> DocumentState:
        """What became of it, as a document of its corpus."""
        message = f"{self.shown}{state.message.removeprefix(self.name)}" if state.message else ""
        return replace(state, corpus=self.corpus, message=message)


def discover(corpora: Sequence[Corpus], served: Mapping[Place, str]) -> list[Document]:
    """The documents of *corpora*, by corpus and name, each with what the catalogue says of it. Hidden files, folders
    but those called NAME.parts, and the files about documents and folders are none. Raises ValueError when a catalogue
    is wrong, or a folder holds no document.

    A slug that a catalogue sets is taken first. *served* has the slugs under which files are published now: a document
    keeps its address. Of names that sound alike, one of an earlier corpus goes before others, then one that is its own
    slug, then the order of names decides; the rest get eight digits.
    """
    listed = [document for corpus in corpora for document in _listed(corpus, len(corpora) > 1)]
    rank = {corpus.name: number for number, corpus in enumerate(corpora)}
    taken: dict[str, Document] = {}
    stems: dict[tuple[str, str], Document] = {}
    found = []
    for document in sorted(listed, key=lambda one: _standing(one, served, rank[one.corpus])):
        key, refused = _key(document, served.get(document.place, ""), taken), document.refused
        if (holder := stems.setdefault((document.corpus, document.path.stem), document)) is not document:
            refused = f"has the same name as {holder.name}; a name can stand for one document only"
        elif not key:
            key = document.slug
            refused = f"sounds like {_seen_from(document, taken[key])}: give it another name"
        else:
            taken[key] = document
        found.append(replace(document, slug=key or document.slug, refused=refused))
    return sorted(found, key=lambda one: (rank[one.corpus], one.path.name))


def _seen_from(document: Document, other: Document) -> str:
    """The name of another file, with that of its corpus where it is another one."""
    return other.name if other.corpus == document.corpus else other.shown


def _listed(corpus: Corpus, several: bool) -> Iterator[Document]:
    """The files of one folder, each under the slug that is stated for it or that its name gives."""
    root = corpus.folder.resolve()
    try:
        files = [path for path in corpus.folder.iterdir() if path.name[0] != "." and path.name not in _NO_DOCUMENTS]
    except OSError as error:
        raise OSError(f"{corpus.folder}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    stated = {path.stem for path in files if path.suffix != SIDECAR}
    files = [path for path in files if path.suffix != SIDECAR or path.stem not in stated]
    files = [path for path in files if not path.is_dir() or path.suffix.lower() == PARTS]
    if not files:
        raise ValueError(f"{corpus.folder}: holds no document")
    entries = read_catalogue(corpus.folder, [path.name for path in files])
    for path in files:
        name, entry = printable(path.name), entries.get(path.name, NOTHING)
        shown = f"{corpus.name}/{name}" if several else name
        yield Document(path, name, entry.slug or slug(path.name), _refusal(path, root), entry, corpus.name, shown)


def _standing(document: Document, served: Mapping[Place, str], rank: int) -> tuple[bool, bool, int, bool, str]:
    """Sorts first what has the best claim to its slug."""
    kept = served.get(document.place) in _possible(document)
    name = document.path.name
    return not document.entry.slug, not kept, rank, document.path.stem != slug(name), name


def _possible(document: Document) -> list[str]:
    """The slugs that may stand for a file; the last where other corpora have the same name."""
    name = document.path.name
    return [slug(name), slug(name, distinct=True), slug(f"{document.corpus}/{name}", distinct=True)]


def _key(document: Document, served: str, taken: Mapping[str, Document]) -> str:
    """The first free slug that may stand for a file, or the stated one; empty when there is none."""
    if document.entry.slug:
        return "" if document.slug in taken else document.slug
    possible = _possible(document)
    if all(key not in taken or taken[key].corpus == document.corpus for key in possible[:2]):
        possible = possible[:2]
    return next((key for key in ([served] if served in _possible(document) else []) + possible if key not in taken), "")


def _refusal(path: Path, root: Path) -> str:
    """Why it must not be opened; empty for a plain file or a folder of parts, or a link to one inside the folder."""
    try:
        target = path.resolve(strict=True)
        if not target.is_relative_to(root):
            return "a link out of the folder of documents"
        return "" if target.is_file() or target.is_dir() else "neither a file nor a folder"
    except OSError as error:
        return (error.strerror or "a link that leads nowhere").lower()
    except RuntimeError:  # links in a circle
        return "a link that leads nowhere"
