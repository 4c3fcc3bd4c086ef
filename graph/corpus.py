"""The documents' part of a build: every changed file is extracted, every other one kept as it was.

What a document gave is kept under the hash of its bytes, of the program's data and code that made it, and of the base
IRI. A document that cannot be read is reported and left out; the others go on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from .. import __version__
from ..extract.pipeline import extract
from ..extract.read import ReadError
from ..ontology.terms import Vocabulary
from .document import document_quads
from .release import write_atomic
from .sink import lines
from .text import reading_text

PACKAGE = Path(__file__).resolve().parent.parent
_MADE_BY = ("extract", "graph", "ontology", "data/gazetteer", "data/lexicon")
"""What a document's graph depends on besides its own bytes."""

CATALOGUE = "documents.csv"
"""The table beside the documents that says where each came from; not a document itself."""


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What a build knows of one document; kept beside its graph."""

    slug: str
    file: str
    sha256: str
    fingerprint: str
    status: str  # published | quarantined | failed
    quads: int = 0
    measures: int = 0
    message: str = ""  # failed: the one line that says why


@dataclass(frozen=True, slots=True)
class Extracted:
    """The outcome for one file, and whether it was done anew."""

    state: DocumentState
    fresh: bool


@dataclass(slots=True)
class Progress:
    """Called as the build goes on; the command shows it, tests ignore it."""

    started: Callable[[int], None] = field(default=lambda _total: None)
    document: Callable[[Extracted], None] = field(default=lambda _done: None)
    stage: Callable[[str], None] = field(default=lambda _name: None)


def discover(folder: Path) -> list[Path]:
    """The document files of a folder, by name. Hidden files and the catalogue are not documents.

    Raises FileNotFoundError with the folder's name when it does not exist.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder of documents")
    return sorted(p for p in folder.iterdir() if p.is_file() and p.name != CATALOGUE and not p.name.startswith("."))


def extract_all(
    files: Sequence[Path], output: Path, vocabulary: Vocabulary, jobs: int, progress: Progress
) -> list[DocumentState]:
    """Brings ``output/documents/{slug}/`` up to date for every file, in *jobs* processes. Order as *files*."""
    progress.started(len(files))
    work = partial(_extract_one, output=output, vocabulary=vocabulary)
    states: dict[Path, DocumentState] = {}
    pending: list[Path] = []
    slugs: dict[str, Path] = {}
    for file in files:
        if (taken := slugs.setdefault(file.stem, file)) is not file:
            done = _failed(
                file, f"{file.name}: has the same name as {taken.name}; a name can stand for one document only"
            )
        elif kept := _unchanged(file, output, vocabulary):
            done = Extracted(kept, fresh=False)
        else:
            pending.append(file)
            continue
        states[file] = done.state
        progress.document(done)
    for file, done in _run(work, pending, jobs):
        states[file] = done.state
        progress.document(done)
    return [states[file] for file in files]


def _run(work: Callable[[Path], Extracted], files: Sequence[Path], jobs: int) -> Iterator[tuple[Path, Extracted]]:
    if jobs <= 1 or len(files) <= 1:
        for file in files:
            yield file, work(file)
        return
    # Spawned, not forked: the neural tagger's threads do not survive a fork.
    with ProcessPoolExecutor(min(jobs, len(files)), mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(work, file): file for file in files}
        for future in as_completed(futures):
            yield futures[future], future.result()


def _extract_one(file: Path, *, output: Path, vocabulary: Vocabulary) -> Extracted:
    """Extracts one file and keeps its graph and text; a file that cannot be read gives a failed state."""
    try:
        facts = extract(file)
    except ReadError as error:
        return _failed(file, str(error))
    except Exception as error:  # a fault of ours must not cost the other documents
        return _failed(file, f"{file.name}: a fault in the program, please report it: {error!r}")
    source = facts.clean.source
    graph = lines(document_quads(facts, vocabulary))
    folder = output / "documents" / source.slug
    write_atomic(folder / "graph.nq", b"".join(graph))
    write_atomic(folder / "text.json", to_json(reading_text(facts)))
    state = DocumentState(
        slug=source.slug,
        file=file.name,
        sha256=source.sha256,
        fingerprint=_fingerprint(source.sha256, vocabulary),
        status="published",
        quads=len(graph),
        measures=len(facts.measures),
    )
    write_atomic(folder / "state.json", to_json(asdict(state)))  # last: its presence says that the rest is whole
    return Extracted(state, fresh=True)


def _failed(file: Path, message: str) -> Extracted:
    return Extracted(DocumentState(file.stem, file.name, "", "", "failed", message=message), fresh=True)


def _unchanged(file: Path, output: Path, vocabulary: Vocabulary) -> DocumentState | None:
    """The kept state of a file that still has the same bytes and the same program behind it."""
    try:
        kept = DocumentState(**json.loads((output / "documents" / file.stem / "state.json").read_bytes()))
        fingerprint = _fingerprint(hashlib.sha256(file.read_bytes()).hexdigest(), vocabulary)
    except (OSError, ValueError, TypeError):
        return None
    return kept if kept.fingerprint == fingerprint and kept.file == file.name else None


def _fingerprint(sha256: str, vocabulary: Vocabulary) -> str:
    return hashlib.sha256(f"{sha256} {_program()} {vocabulary.base}".encode()).hexdigest()


@cache
def _program() -> str:
    """A hash of the code and data that turn a document into its graph."""
    digest = hashlib.sha256(__version__.encode())
    for folder in _MADE_BY:
        for path in sorted((PACKAGE / folder).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".csv", ".toml", ".ttl"}:
                digest.update(path.relative_to(PACKAGE).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def to_json(value: object) -> bytes:
    """Stable, readable JSON."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
