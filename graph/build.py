"""The build: folders of documents in, a validated release out, swapped in whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from shutil import copyfile

from .. import __version__
from ..ontology.terms import Vocabulary
from . import standalone
from .addresses import next_ledger, revision_quads
from .begun import Begun, as_it_is
from .cooperation import cooperation_quads, settling
from .corpora import Corpus, corpus_quads, read_corpus, summary_of
from .corpus import Document, discover
from .corrected import CORRECTIONS, corrections_table, outcomes_aside, with_corrections
from .dataset import dataset_quads
from .extraction import Extracted, Extractor, Job, Partitions, Progress, model, program, proposer, settle
from .gathering import Gathering, Lines
from .ground import Ground
from .history.dump import DUMP
from .history.log import record
from .history.patch import Change
from .kept import ORIGINAL, DocumentState, Kept, Served, to_json
from .ledger import LEDGER, ledger_bytes
from .quality import REPORT, UNION, Validator
from .release import KEPT, ORIGINALS, alone, publish, staging, write_atomic
from .review import REVIEW, review_table
from .served import prepare
from .sink import lines
from .sources import TEXT
from .stored import write_store
from .streaming import Streaming
from .workers import Limits

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
    begun: Begun | None = None,
    elsewhere: Partitions | None = None,
    also: Callable[[Path], object] = lambda _: None,
) -> Build:
    """Builds, validates and publishes the graph of a folder of documents, or of several corpora, each document read
    within *limits*.

    Raises FileNotFoundError when a folder does not exist, ValueError when it holds no document, and BlockingIOError
    when another build writes to *output*. A document that cannot be used is reported in the result and never
    half-published; what it gave before stays in the graph, or ShrunkError is raised where that cannot be had. With
    *prune* such documents are left out. *releases* old releases are kept; the log of releases tells what each changed.
    Where it has *begun* before it was asked for, it goes on from there. What is to be read may be read *elsewhere*
    (cluster.py), and raises then what that raises. Of a large release whoever makes what *also* is served is told
    the folder (served.py).

    What became of addresses that were served before is in the release's table (ledger.py), and measures say what they
    revise: so the same documents give the same bytes in a folder of the same history, an empty one above all.
    """
    started = time.perf_counter()
    progress = progress or Progress()
    limits = limits or Limits()
    corpora = (read_corpus(documents),) if isinstance(documents, Path) else documents
    kept = Kept(output / "documents")
    with alone(output):
        served = Served.of(output)
        slugs = served.slugs(corpus.name for corpus in corpora)
        found, stray = with_corrections(discover(corpora, slugs), corpora)
        begun = as_it_is(begun, output, vocabulary, len(found))
        before, validator = begun.before, begun.validator
        work = Extractor(kept, validator, vocabulary, begun.program, limits.size)
        work.listings.keep(work.listed, begun.program)
        progress.started(len(found))
        with begun.gathered as gathered:
            _take_ground(gathered, begun.stands_on, work.program == served.program, vocabulary)
            states, tried = _read(work, found, served, gathered, jobs, limits, prune, progress, elsewhere)
            held = [state for state in states if state.held]
            progress.stage("validate")
            _take_cooperation(gathered, held, vocabulary)
            report = _report(gathered, validator, kept, states, output / UNION)
            ledger = next_ledger(before, served, held, *gathered.compared(report), report, vocabulary.base)
            gathered.take("validation", lambda: report)
            gathered.take("revisions", lambda: lines(revision_quads(ledger, vocabulary)))
            gathered.take("corpora", lambda: lines(corpus_quads(corpora, states, vocabulary)))
            progress.stage("publish")
            with staging(output) as folder, ThreadPoolExecutor(2) as beside:
                written = beside.submit(_write_documents, folder, kept, held)
                others = gathered.standing([*_standing(held), "revisions", "validation", "corpora"])
                census = gathered.census
                described = lines(dataset_quads(states, chain.from_iterable(others), census, vocabulary, model()))
                gathered.take("dataset", lambda: described)
                version, quads = _write_dump(folder / DUMP, gathered.blocks())
                changed = gathered.changed()
                former = None if changed is None else before
                stored = beside.submit(_write_store, folder, quads, former, changed or (), also)
                aside = outcomes_aside(stray, found, states)
                write_atomic(folder / CORRECTIONS, corrections_table(kept, held, aside))
                write_atomic(folder / LEDGER, ledger_bytes(ledger))
                seconds = time.perf_counter() - started
                summary = _summary(version, states, quads, seconds, vocabulary, served)
                summary["corpora"] = summary_of(corpora, states)
                write_atomic(folder / "build.json", to_json(summary))
                record(output, folder, version, str(summary["built"]), vocabulary, (served.version, changed))
                written.result()
                stored.result()
                release = publish(output, folder, version, releases)
        kept.prune([*tried, *states])
        work.listings.prune([work.listed, *(state.listed for state in states)])
    return Build(release, version, tuple(states), quads, seconds, len(aside))


def _read(
    work: Extractor,
    found: Sequence[Document],
    served: Served,
    gathered: Gathering | Streaming,
    jobs: int,
    limits: Limits,
    prune: bool,
    progress: Progress,
    elsewhere: Partitions | None,
) -> tuple[list[DocumentState], list[DocumentState]]:
    """What the release has of each document, and what became of it now. The lines of those that are held are taken
    up."""
    readings = served.readings()
    if any(state.model not in ("", model()) for state in served.documents):
        progress.reweighed()

    def done(extracted: Extracted) -> None:
        _take(gathered, work, extracted.state, readings)
        progress.document(extracted)

    tried = _outcomes(work, [Job(document) for document in found], jobs, limits, done, gathered.rest, elsewhere)
    states = [tried[document] for document in found]
    if not prune:
        states = _with_kept(work, found, states, served, jobs, limits)
    for state in states:
        _take(gathered, work, state, readings)
    return states, [*tried.values()]


def _outcomes(
    work: Extractor,
    jobs: Sequence[Job],
    processes: int,
    limits: Limits,
    done: Callable[[Extracted], None],
    resting: Callable[[], None] = lambda: None,
    elsewhere: Partitions | None = None,
) -> dict[Document, DocumentState]:
    outcomes = {}
    for job, extracted in settle(work, jobs, processes, limits, resting, elsewhere):
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


def _graph(state: DocumentState) -> str:
    """What the graph of a document is called among those that are gathered."""
    return f"document/{state.slug}"


def _take_ground(gathered: Gathering | Streaming, stands_on: Ground, same: bool, vocabulary: Vocabulary) -> None:
    """Takes up what all documents stand on; *same* is whether the program that made the served release made it."""
    for name, graph in (("reference", stands_on.reference), ("ontology", stands_on.ontology)):
        gathered.take(name, partial(list, graph), str(vocabulary.graph[name]) if same else "")


def _take(
    gathered: Gathering | Streaming, work: Extractor, state: DocumentState, readings: Container[tuple[str, ...]]
) -> None:
    """Takes up the lines of a document as they were kept, if the release will hold it and they are not there yet;
    *readings* are those that the served release holds."""
    if state.held and _graph(state) not in gathered:
        file = work.kept.folder(state) / "graph.nq"
        same = str(work.vocabulary.graph[_graph(state)]) if state.reading in readings else ""
        gathered.take(_graph(state), partial(_lines_of, file), same)


def _take_cooperation(gathered: Gathering | Streaming, held: Sequence[DocumentState], vocabulary: Vocabulary) -> None:
    blocks = gathered.standing(_standing(held)[:-1])
    stated = [quad for block in blocks for quad in settling(block, vocabulary)]
    settled = lines(cooperation_quads(stated, vocabulary))
    gathered.take("cooperation", lambda: settled)


def _report(
    gathered: Gathering | Streaming, validator: Validator, kept: Kept, states: Sequence[DocumentState], folder: Path
) -> Lines:
    """What validation says of the union of what stands, by what is known of it in *folder*, and of each document."""
    blocks = gathered.standing(_standing([state for state in states if state.held]))
    looked_at = gathered.together(partial(validator.looks_at, block) for block in blocks)
    union = validator.corpus(looked_at, folder)
    files = (kept.folder(state) / REPORT for state in states if state.fingerprint)
    return gathered.together([lambda: union, *(partial(_lines_of, file) for file in files)])


def _lines_of(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines(keepends=True)


def _standing(held: Sequence[DocumentState]) -> list[str]:
    """The graphs that say how things stand, in their order: what the build says of them is not among them."""
    return ["reference", "ontology", *map(_graph, held), "cooperation"]


def _write_dump(target: Path, blocks: Iterable[list[bytes]]) -> tuple[str, int]:
    """Writes sorted lines. Returns the version of the release, a hash of them, and how many they are."""
    digest, size = sha256(), 0
    with target.open("wb") as dump, ThreadPoolExecutor(1) as beside:
        hashed: Future[None] | None = None
        for block in blocks:
            data = b"".join(block)
            if hashed:
                hashed.result()  # no more than one block waits
            hashed = beside.submit(digest.update, data)
            dump.write(data)
            size += len(block)
    return digest.hexdigest()[:16], size


def _write_store(
    folder: Path, quads: int, before: Path | None, changed: Sequence[Change], also: Callable[[Path], object]
) -> None:
    """The store of a release, and what a server opens of a large one."""
    write_store(folder, quads, before, changed)
    prepare(folder, quads, before, changed, also)


def _write_documents(folder: Path, kept: Kept, held: Sequence[DocumentState]) -> None:
    """What the release holds of its documents beside the graph, and the program that proves its quotes."""
    (folder / "texts").mkdir()
    for state in held:
        _write_texts(folder / "texts", state.slug, kept.folder(state))
        if state.original:
            (folder / ORIGINALS).mkdir(exist_ok=True)
            copyfile(kept.folder(state) / ORIGINAL, folder / ORIGINALS / state.original)
    write_atomic(folder / VERIFY, Path(standalone.__file__).read_bytes())
    write_atomic(folder / REVIEW, review_table([(state.slug, kept.folder(state)) for state in held]))


def _write_texts(folder: Path, slug: str, kept: Path) -> None:
    """The text of a document for readers, and as it was read."""
    copyfile(kept / "text.json", folder / f"{slug}.json")
    if (kept / TEXT).is_file():  # not in what a program has kept that made none
        copyfile(kept / TEXT, folder / f"{slug}.txt")


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
