"""The build: a folder of documents in, a validated release out, swapped in whole or not at all."""

from __future__ import annotations

import heapq
import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, Store, parse

from .. import __version__
from ..ontology.terms import Vocabulary
from .corpus import DocumentState, Progress, discover, extract_all, to_json
from .dataset import dataset_quads
from .ontology import ontology_quads
from .quality import Checked, Validator, merged
from .reference import reference_quads
from .release import current_release, publish, staging, write_atomic
from .sink import lines


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did."""

    release: Path
    version: str
    documents: tuple[DocumentState, ...]
    quads: int
    seconds: float

    @property
    def failed(self) -> tuple[DocumentState, ...]:
        """The documents that are not in the graph: unreadable or quarantined."""
        return tuple(state for state in self.documents if state.status != "published")


def build(
    documents: Path, output: Path, vocabulary: Vocabulary, *, jobs: int = 1, progress: Progress | None = None
) -> Build:
    """Builds, validates and publishes the graph of a folder of documents.

    Raises FileNotFoundError when the folder does not exist, ValueError when it holds no document. A document that
    cannot be used is reported in the result and never half-published.
    """
    started = time.perf_counter()
    progress = progress or Progress()
    files = discover(documents)
    if not files:
        raise ValueError(f"{documents}: holds no document")
    states = extract_all(files, output, vocabulary, jobs, progress)
    progress.stage("validate")
    fixed = {
        "reference": lines(reference_quads(vocabulary)),
        "ontology": lines(ontology_quads(vocabulary)),
    }
    ground = b"".join(fixed["reference"] + fixed["ontology"])
    validator = Validator(vocabulary, ground)
    checked = [_check(state, output, validator) for state in states]
    states = [check.state for check in checked]
    published = [state for state in states if state.status == "published"]
    everything = list(_quads(ground, output, published))
    fixed["validation"] = merged([validator.corpus(everything), *(check.report for check in checked)])
    progress.stage("publish")
    with staging(output) as folder:
        fixed["dataset"] = lines(dataset_quads(states, everything, vocabulary))
        version, quads = _write_dump(folder / "graph.nq", fixed, output, published)
        _write_store(folder)
        for state in published:
            text = (output / "documents" / state.slug / "text.json").read_bytes()
            write_atomic(folder / "texts" / f"{state.slug}.json", text)
        seconds = time.perf_counter() - started
        previous = current_release(output)
        write_atomic(folder / "build.json", to_json(_summary(version, states, quads, seconds, vocabulary, previous)))
        release = publish(output, folder, version)
    return Build(release, version, tuple(states), quads, seconds)


def _check(state: DocumentState, output: Path, validator: Validator) -> Checked:
    return Checked(state) if state.status == "failed" else validator.check(state, output / "documents" / state.slug)


def _quads(fixed: bytes, output: Path, published: list[DocumentState]) -> Iterator[Quad]:
    yield from parse(fixed, format=RdfFormat.N_QUADS)
    for state in published:
        yield from parse(path=output / "documents" / state.slug / "graph.nq", format=RdfFormat.N_QUADS)


def _write_dump(
    target: Path, fixed: dict[str, list[bytes]], output: Path, published: list[DocumentState]
) -> tuple[str, int]:
    """Merges the sorted graphs into one sorted N-Quads file. Returns its version (a hash) and its number of quads."""
    digest, count = sha256(), 0
    with ExitStack() as stack, target.open("wb") as dump:
        sources: list[Any] = list(fixed.values())
        sources += [
            stack.enter_context((output / "documents" / state.slug / "graph.nq").open("rb")) for state in published
        ]
        for line in heapq.merge(*sources):
            digest.update(line)
            dump.write(line)
            count += 1
    return digest.hexdigest()[:16], count


def _write_store(folder: Path) -> None:
    """The dump as an Oxigraph store on disk."""
    store = Store(str(folder / "store"))
    store.bulk_load(path=folder / "graph.nq", format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store


def _summary(
    version: str,
    states: list[DocumentState],
    quads: int,
    seconds: float,
    vocabulary: Vocabulary,
    previous: Path | None,
) -> dict[str, object]:
    before: str | None = None
    if previous is not None:
        summary = json.loads((previous / "build.json").read_bytes())
        before = summary["version"] if summary["version"] != version else summary.get("previous")
    return {
        "version": version,
        "previous": before,
        "software": __version__,
        "base": vocabulary.base,
        "built": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "seconds": round(seconds, 2),
        "quads": quads,
        "documents": [asdict(state) for state in states],
    }
