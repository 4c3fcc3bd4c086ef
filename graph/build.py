"""The build: folders of documents in, a validated release out, swapped in whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from .. import __version__
from ..ontology.terms import Vocabulary
from . import standalone
from .addresses import next_ledger, revision_quads
from .census import Census
from .cooperation import cooperation_quads, settling
from .corpora import Corpus, corpus_quads, read_corpus, summary_of
from .corpus import Document, discover
from .corrected import CORRECTIONS, corrections_table, outcomes_aside, with_corrections
from .dataset import dataset_quads
from .extraction import Extracted, Extractor, Job, Progress, model, program, proposer, settle
from .history.dump import DUMP, Dump
from .history.log import record
from .history.patch import Change, changes
from .kept import ORIGINAL, DocumentState, Kept, Served, to_json
from .ledger import LEDGER, ledger_bytes
from .ontology import ontology_quads
from .quality import REPORT, Validator, merged
from .reference import reference_quads
from .release import KEPT, ORIGINALS, alone, current_release, publish, staging, write_atomic
from .review import REVIEW, review_table
from .sink import lines
from .sources import TEXT
from .stored import write_store
from .workers import Limits

_BLOCK = 4096
"""Lines that are written at once."""
VERIFY = "verify.py"
"""In a release: the program that proves its quotes."""


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did."""

    release: Path
    version: str
    documents: tuple[DocumentState, ...]
    quads: int
    seconds: float
    corrections_aside: int = 0
    """How many corrections are of no document that is there and can be published as it is now."""

    @property
    def failed(self) -> tuple[DocumentState, ...]:
        """The documents that are not in the graph: unreadable or quarantined."""
        return tuple(state for state in self.documents if not state.held)

    @property
    def doubts(self) -> int:
        """How many candidates below the threshold the release lists for review."""
        return sum(state.doubts for state in self.documents if state.held)

    @property
    def corrections(self) -> int:
        """How many corrections are in force."""
        return sum(state.corrections for state in self.documents if state.status == "published")

    @property
    def corrections_open(self) -> int:
        """How many corrections are orphaned, conflict, or are of no document that is there."""
        read = (state for state in self.documents if state.status == "published")
        return self.corrections_aside + sum(state.corrections_open for state in read)

    @property
    def kept(self) -> tuple[DocumentState, ...]:
        """The documents that are in the graph as they were before, for they are now unreadable or quarantined."""
        return tuple(state for state in self.documents if state.status == "kept")


class ShrunkError(ValueError):
    """The new release would lack documents that are served now and whose files are there. Nothing was published."""

    def __init__(self, lost: Sequence[DocumentState]) -> None:
        super().__init__(f"{len(lost)} document(s) that are served now would be lost; nothing was published")
        self.lost = tuple(lost)


def build(
    documents: Path | Sequence[Corpus],
    output: Path,
    vocabulary: Vocabulary,
    *,
    jobs: int = 1,
    limits: Limits | None = None,
    prune: bool = False,
    releases: int = KEPT,
    progress: Progress | None = None,
) -> Build:
    """Builds, validates and publishes the graph of a folder of documents, or of several corpora, each document read
    within *limits*.

    Raises FileNotFoundError when a folder does not exist, ValueError when it holds no document, and BlockingIOError
    when another build writes to *output*. A document that cannot be used is reported in the result and never
    half-published; what it gave before stays in the graph, or ShrunkError is raised where that cannot be had. With
    *prune* such documents are left out. *releases* old releases are kept; the log of releases tells what each changed.

    What became of addresses that were served before is in the release's table (ledger.py), and measures say what they
    revise: so the same documents give the same bytes in a folder of the same history, an empty one above all.
    """
    started = time.perf_counter()
    progress = progress or Progress()
    limits = limits or Limits()
    corpora = (read_corpus(documents),) if isinstance(documents, Path) else documents
    fixed = {
        "reference": lines(reference_quads(vocabulary)),
        "ontology": lines(ontology_quads(vocabulary)),
    }
    ground = b"".join(fixed["reference"] + fixed["ontology"])
    validator = Validator(vocabulary, ground)
    kept = Kept(output / "documents")
    with alone(output):
        served = Served.of(output)
        slugs = served.slugs(corpus.name for corpus in corpora)
        found, stray = with_corrections(discover(corpora, slugs), corpora)
        work = Extractor(kept, validator, vocabulary, program(), limits.size)
        progress.started(len(found))
        tried = _outcomes(work, [Job(document) for document in found], jobs, limits, progress.document)
        states = [tried[document] for document in found]
        if not prune:
            states = _with_kept(work, found, states, served, jobs, limits)
        held = [state for state in states if state.held]
        progress.stage("validate")
        stated = [*fixed["reference"], *fixed["ontology"], *_kept_lines(kept, held)]
        fixed["cooperation"] = lines(cooperation_quads(settling(stated, vocabulary), vocabulary))
        stated += fixed["cooperation"]
        reports = [(kept.folder(state) / REPORT).read_bytes() for state in states if state.fingerprint]
        fixed["validation"], census = _checked(validator, stated, reports)
        before = current_release(output)
        ledger = next_ledger(before, served, held, stated, fixed["validation"], vocabulary.base)
        fixed["revisions"] = lines(revision_quads(ledger, vocabulary))
        told = lines(corpus_quads(corpora, states, vocabulary))
        stated += [*fixed["revisions"], *fixed["validation"], *told]
        for part in (fixed["revisions"], fixed["validation"], told):
            census.add(part)
        progress.stage("publish")
        with staging(output) as folder, ThreadPoolExecutor(1) as beside:
            stated += lines(dataset_quads(states, stated, census, vocabulary, model()))
            version, quads = _write_dump(folder / DUMP, stated), len(stated)
            changed = _changed(before, stated)
            stored = beside.submit(write_store, folder, stated, None if changed is None else before, changed or ())
            _write_documents(folder, kept, held)
            aside = outcomes_aside(stray, found, states)
            write_atomic(folder / CORRECTIONS, corrections_table(kept, held, aside))
            write_atomic(folder / LEDGER, ledger_bytes(ledger))
            seconds = time.perf_counter() - started
            summary = _summary(version, states, quads, seconds, vocabulary, served)
            summary["corpora"] = summary_of(corpora, states)
            write_atomic(folder / "build.json", to_json(summary))
            record(output, folder, version, str(summary["built"]), vocabulary, (served.version, changed))
            stored.result()
            release = publish(output, folder, version, releases)
        kept.prune([*tried.values(), *states])
    return Build(release, version, tuple(states), quads, seconds, len(aside))


def _outcomes(
    work: Extractor, jobs: Sequence[Job], processes: int, limits: Limits, done: Callable[[Extracted], None]
) -> dict[Document, DocumentState]:
    outcomes = {}
    for job, extracted in settle(work, jobs, processes, limits):
        state = outcomes[job.document] = job.document.placed(extracted.state)
        done(replace(extracted, state=state))
    return outcomes


def _with_kept(
    work: Extractor,
    documents: Sequence[Document],
    states: Sequence[DocumentState],
    served: Served,
    processes: int,
    limits: Limits,
) -> list[DocumentState]:
    """*states*, with what a document gave before in place of a failure. Raises ShrunkError when that cannot be had.

    What was made of it by an older program is validated anew: the shapes may have changed.
    """
    before = served.at({document.corpus for document in documents})
    jobs = []
    for document, state in zip(documents, states, strict=True):
        old = None if state.held else before.get(document.place)
        if old and old.slug == document.slug and served.base == work.vocabulary.base:
            kept = work.kept.state(old.slug, old.fingerprint)
            jobs += [Job(document, kept)] if kept else []
    again = _outcomes(work, jobs, processes, limits, lambda _: None)
    result = []
    for document, state in zip(documents, states, strict=True):
        old = again.get(document)
        if old and old.held:
            state = replace(old, status="kept", message=f"{state.message}; what it gave before stays in the graph")  # noqa: PLW2901
        result.append(state)
    if lost := [state for state in result if not state.held and (state.corpus, state.file) in before]:
        raise ShrunkError(lost)
    return result


def _kept_lines(kept: Kept, held: Sequence[DocumentState]) -> Iterator[bytes]:
    """The N-Quads lines of all documents, as they were kept."""
    for state in held:
        with (kept.folder(state) / "graph.nq").open("rb") as file:
            yield from file


def _checked(validator: Validator, stated: Sequence[bytes], reports: Sequence[bytes]) -> tuple[list[bytes], Census]:
    """The lines of graph:validation, given the *reports* of the documents; and a census of the lines *stated*, which
    is made meanwhile: the checks are done outside Python's lock."""
    with ThreadPoolExecutor(1) as aside:
        checked = aside.submit(validator.corpus, stated)
        census = Census(stated)
        return merged([checked.result(), *reports]), census


def _write_dump(target: Path, stated: list[bytes]) -> str:
    """Sorts the lines *stated* and writes them. Returns the version of the release: a hash of them."""
    stated.sort()
    digest = sha256()
    with target.open("wb") as dump:
        for start in range(0, len(stated), _BLOCK):
            block = b"".join(stated[start : start + _BLOCK])
            digest.update(block)
            dump.write(block)
    return digest.hexdigest()[:16]


def _write_documents(folder: Path, kept: Kept, held: Sequence[DocumentState]) -> None:
    """What the release holds of its documents beside the graph, and the program that proves its quotes."""
    for state in held:
        _write_texts(folder / "texts", state.slug, kept.folder(state))
        if state.original:
            write_atomic(folder / ORIGINALS / state.original, (kept.folder(state) / ORIGINAL).read_bytes())
    write_atomic(folder / VERIFY, Path(standalone.__file__).read_bytes())
    write_atomic(folder / REVIEW, review_table([(state.slug, kept.folder(state)) for state in held]))


def _write_texts(folder: Path, slug: str, kept: Path) -> None:
    """The text of a document for readers, and as it was read."""
    write_atomic(folder / f"{slug}.json", (kept / "text.json").read_bytes())
    if (kept / TEXT).is_file():  # not in what a program has kept that made none
        write_atomic(folder / f"{slug}.txt", (kept / TEXT).read_bytes())


def _changed(before: Path | None, stated: Sequence[bytes]) -> list[Change] | None:
    """What the sorted lines *stated* are unlike those of the release *before*; None where that has no dump, as a write
    leaves it."""
    if before is None or not (before / DUMP).is_file():
        return None
    return [*changes(Dump(before / DUMP), stated)]


def _summary(
    version: str,
    states: list[DocumentState],
    quads: int,
    seconds: float,
    vocabulary: Vocabulary,
    served: Served,
) -> dict[str, object]:
    asked = proposer()
    without = {state.slug: state.unasked for state in states if state.unasked}
    return {
        "version": version,
        "previous": served.previous if served.version == version else served.version or None,
        "software": __version__,
        "program": program(),
        "model": model(),
        **({"proposer": {**asked, "without": without}} if asked else {}),
        "base": vocabulary.base,
        "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "seconds": round(seconds, 2),
        "quads": quads,
        "documents": [asdict(state) for state in states],
    }
