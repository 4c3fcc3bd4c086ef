"""From documents to what is kept of them: each is extracted and validated in a process with limits of its own."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from pathlib import Path

from .. import __version__
from ..extract.knowledge.touched import Touched, touching
from ..extract.llm.ask import Asking
from ..extract.llm.endpoint import endpoint
from ..extract.own import Own, own
from ..extract.read import ReadError, read
from ..extract.readers.parts import digest_of
from ..ontology.terms import Vocabulary
from ..ontology.topics import topics
from .corpus import Document
from .corrected import CORRECTIONS, count_open, fingerprint, in_force, outcome_rows
from .kept import ORIGINAL, DocumentState, Kept, to_json
from .quality import Validator
from .review import REVIEW, review_rows
from .sink import lines
from .sources import TEXT, masked, quoted, text_digest
from .touched import TABLES, TOUCHED, Listings, to_touched
from .workers import Failed, Limits, run

PACKAGE = Path(__file__).resolve().parent.parent
_MADE_BY = ("extract", "corrections", "graph", "ontology", "data/gazetteer", "data/lexicon", "data/model")
"""What a document's graph depends on besides its own bytes."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The outcome for one document, and whether it was done anew."""

    state: DocumentState
    fresh: bool


@dataclass(slots=True)
class Progress:
    """Called as the build goes on; the command shows it, tests ignore it."""

    started: Callable[[int], None] = field(default=lambda _total: None)
    document: Callable[[Extracted], None] = field(default=lambda _done: None)
    stage: Callable[[str], None] = field(default=lambda _name: None)
    reweighed: Callable[[], None] = field(default=lambda: None)
    """The weights are others than those by which the served documents were read, so that all are read anew."""


@dataclass(frozen=True, slots=True)
class Job:
    """A document to extract and validate, or to validate as it is in a *state* that is kept."""

    document: Document
    state: DocumentState | None = None


def _reader() -> str:
    """A hash of the program without the tables whose rows cost what they touch (touched.py), and without what terms
    are called: of the ontology the cue words of topics alone are read by."""
    cues = [(topic.slug, topic.area, topic.cues, topic.weak_cues) for topic in topics()]
    made_by = _digest(_MADE_BY, own(), but=TABLES, suffixes=(".py", ".csv", ".toml"))
    return hashlib.sha256(f"{made_by} {proposer()} {cues}".encode()).hexdigest()


def _listed() -> str:
    """A hash of these tables, the user's own among them."""
    return _digest(("data/gazetteer",), Own(gazetteer=own().gazetteer), only=TABLES)


@dataclass(frozen=True)
class Extractor:
    """What a worker does with a document."""

    kept: Kept
    validator: Validator
    vocabulary: Vocabulary
    program: str
    largest: int
    reader: str = field(default_factory=_reader)
    """The hash of the program without the tables whose rows cost what they touch."""
    listed: str = field(default_factory=_listed)
    """The hash of these tables."""

    @property
    def listings(self) -> Listings:
        """What these tables said when documents were read that are kept."""
        return Listings(self.kept.root.with_name("listed"))

    def prepare(self) -> None:
        """Loads the shapes, and what reads a document."""
        from ..corrections import apply  # noqa: F401
        from . import document  # noqa: F401

        self.validator.prepare()

    def __call__(self, job: Job) -> DocumentState:
        """The state of the document, with all that belongs to it in the folder that is kept."""
        state = job.state or self._extract(job.document)
        return self.validator.check(state, self.kept.folder(state)) if state.held else state

    def known(self, state: DocumentState) -> DocumentState | None:
        """The outcome when there is nothing to do: the *state* that holds, where it is validated."""
        return self.validator.known(state, self.kept.folder(state))

    def holding(self, job: Job) -> DocumentState | None:
        """What is kept of the document, where that holds: the same bytes, the same program. What a large model could
        not be asked about is asked again."""
        state = job.state
        if state is None:
            try:
                if job.document.path.stat().st_size > self.largest:
                    return None
                digest = digest_of(job.document.path)
            except OSError:
                return None
            state = self._reading(digest, job.document)
        if state is None or state.file != job.document.name or (state.unasked and not job.state):
            return None
        return state

    def _reading(self, sha256: str, document: Document) -> DocumentState | None:
        """What was read of the document as it is, by the tables in use or by others that say the same of it."""
        made_of = self._made_of(sha256, document)
        if state := self.kept.state(document.slug, self._fingerprint(made_of)):
            return state
        for other in self.kept.others(document.slug, made_of):
            if not self.listings.hangs_on(self.kept.folder(other), other.listed, self.listed):
                return other
        return None

    def _extract(self, document: Document) -> DocumentState:
        touched = Touched()
        with touching(touched):
            return self._read(document, touched)

    def _read(self, document: Document, touched: Touched) -> DocumentState:
        from ..corrections.apply import apply
        from ..extract.pipeline import facts_of
        from .document import document_quads
        from .text import reading_text

        try:
            source = replace(read(document.path, self.largest), slug=document.slug)
        except ReadError as error:
            return failed(document, f"{document.name}: {error.reason}")
        asking = Asking()
        corrected = apply(facts_of(source, propose=asking), document.corrections)
        facts, entry = corrected.facts, document.entry
        quads = document_quads(facts, self.vocabulary, entry, corrected.settled)
        graph = lines(quads)
        text = masked(facts.clean, quoted(quads))
        notes = "; ".join(filter(None, (*source.notes, asking.failure)))
        publish = entry.publish_original and document.path.is_file()  # a folder of parts is no file
        original = f"{source.slug}{document.path.suffix.lower()}" if publish else ""
        made_of = self._made_of(source.sha256, document)
        state = DocumentState(
            slug=source.slug,
            file=document.name,
            sha256=source.sha256,
            fingerprint=self._fingerprint(made_of),
            status="published",
            quads=len(graph),
            measures=len(facts.measures),
            doubts=len(facts.doubts),
            corrections=in_force(corrected.outcomes),
            corrections_open=count_open(corrected.outcomes),
            message=f"{document.name}: {notes}" if notes else "",
            unasked=asking.failure,
            encoding=source.encoding,
            read_sha256=text_digest(source.text),
            text_sha256=hashlib.sha256(text).hexdigest(),
            media_type=source.media_type,
            original=original,
            read=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            program=self.program,
            model=model(),
            made_of=made_of,
            listed=self.listed,
        )
        files = {"graph.nq": b"".join(graph), "text.json": to_json(reading_text(facts)), REVIEW: review_rows(facts)}
        files[TEXT] = text
        files[TOUCHED] = to_touched(touched)
        if document.corrections:
            files[CORRECTIONS] = outcome_rows(corrected.outcomes, source.slug)
        if original:
            files[ORIGINAL] = document.path.read_bytes()
            if hashlib.sha256(files[ORIGINAL]).hexdigest() != source.sha256:
                return failed(document, f"{document.name}: changed while it was read")
        self.kept.write(state, files)
        return state

    def _fingerprint(self, made_of: str) -> str:
        return hashlib.sha256(f"{made_of} {self.listed}".encode()).hexdigest()

    def _made_of(self, sha256: str, document: Document) -> str:
        made_of = f"{sha256} {self.reader} {self.vocabulary.base} {document.entry.fingerprint}"
        made_of += fingerprint(document.corrections)
        return hashlib.sha256(made_of.encode()).hexdigest()


def failed(document: Document, message: str) -> DocumentState:
    return DocumentState(document.slug, document.name, "", "", "failed", message=message)


Partitions = Callable[[Extractor, Sequence[Job]], Iterator[tuple[Job, DocumentState]]]
"""Does jobs, with what is kept of each in its folder: extract_partition here, or on other machines (cluster.py)."""


def extract_partition(
    work: Extractor, jobs: Sequence[Job], processes: int, limits: Limits
) -> Iterator[tuple[Job, DocumentState]]:
    """The outcome of each of the *jobs* as it comes, by so many *processes* of this machine, each document within its
    *limits*; what is kept of it is in its folder then. It hangs on the documents and the program alone. Nothing is
    raised for a document; WorkersError where the processes cannot work at all."""
    for job, state in run(work, jobs, processes, limits):
        if isinstance(state, Failed):
            state = failed(job.document, f"{job.document.name}: {state.reason}")  # noqa: PLW2901
        yield job, state


def settle(
    work: Extractor,
    jobs: Sequence[Job],
    processes: int,
    limits: Limits,
    resting: Callable[[], None] = lambda: None,
    elsewhere: Partitions | None = None,
) -> Iterator[tuple[Job, Extracted]]:
    """The outcome of each job as it comes; what is known already comes first, and then *resting* is called: from there
    on other processes work, or other machines (*elsewhere*) on what is to be read. What holds and is to be validated
    anew, for the shapes or what they stand on are others, is not read. Nothing is raised for a document."""
    pending = []
    for job in jobs:
        if job.document.refused and not job.state:
            yield job, Extracted(failed(job.document, f"{job.document.name}: {job.document.refused}"), fresh=True)
            continue
        holds = work.holding(job)
        if holds and (known := work.known(holds)):
            yield job, Extracted(known, fresh=False)
        else:
            pending.append(replace(job, state=holds or job.state))
    resting()
    away = [job for job in pending if elsewhere and not job.state]
    here = [job for job in pending if not elsewhere or job.state]
    done = elsewhere(work, away) if elsewhere and away else iter(())
    for job, state in chain(done, extract_partition(work, here, processes, limits)):
        yield job, Extracted(state, fresh=job.state is None)


def program() -> str:
    """A hash of the code and data that turn a document into its graph, the user's own among them, and the large model
    that is asked."""
    return hashlib.sha256(f"{_reader()} {_listed()}".encode()).hexdigest()


def proposer() -> dict[str, str] | None:
    """The large model that proposes facts, and a hash of what it is asked; None where there is none."""
    from ..extract.llm.prompt import prompt

    asked = endpoint()
    return {"model": asked.model, "prompt": prompt().digest} if asked else None


def model() -> str:
    """A hash of the weights that decide."""
    return _digest(("data/model",), Own(own().model))


@cache
def _digest(
    folders: Sequence[str],
    beside: Own,
    but: Sequence[str] = (),
    only: Sequence[str] = (),
    suffixes: Sequence[str] = (".py", ".csv", ".toml", ".ttl"),
) -> str:
    """A hash of the files in *folders* that have one of these *suffixes*, and of the user's own tables, without those
    of the gazetteer whose names are *but*; where names *only* are given, of those alone."""

    def wanted(folder: Path, path: Path) -> bool:
        return not (folder.name == "gazetteer" and path.name in but) and (not only or path.name in only)

    digest = hashlib.sha256(__version__.encode())
    for mine in filter(None, (beside.model, beside.gazetteer)):
        for path in sorted(mine.glob("*.csv")):
            if (only and path.name not in only) or (mine == beside.gazetteer and path.name in but):
                continue
            digest.update(f"own {path.name}".encode())
            digest.update(path.read_bytes())
    for folder in folders:
        for path in sorted((PACKAGE / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes and wanted(path.parent, path):
                digest.update(path.relative_to(PACKAGE).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
