"""What corrections on three documents teach about two others that are written alike.

    python tests/bench/bench_teaching.py [MODEL]

Of the documents of data/gold/corpus with ten measures and more the five that are most alike make a group, then the five
most alike of the rest, and so on: by the pairs of characters that they share (cosine, tf-idf), not by any result. They
are of one kind, but of five issuers each; the corpus has no five of one. So one more group is made up (issuer.toml):
lists of one office with habits that no annotated document has. MODEL holds weights that were fitted without the groups;
where it is not named they are fitted first (a quarter of an hour).

Of each group three neighbouring documents in turn are corrected by an analyst who knows the annotation, in 50 rows,
what is wrong first, or throughout. Then the weights move towards what was said, the names that two rows and more agree
on are accepted as rows of the gazetteer, or both; the other two documents are read before and after.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from itertools import combinations, pairwise
from math import log, sqrt
from pathlib import Path
from typing import Any

from analyst import work_through
from issuer import documents

from duikou.corrections.apply import apply
from duikou.corrections.gold import seen_in
from duikou.corrections.model import Correction
from duikou.corrections.suggest import add_row, suggestions, teachings
from duikou.extract.decide.weights import Table, Weight, read_weights, read_wide, write_weights, write_wide
from duikou.extract.evaluation.annotations import to_annotation
from duikou.extract.evaluation.crossval import annotate
from duikou.extract.evaluation.scores import Scores, compare
from duikou.extract.model import Facts
from duikou.extract.models import DECISIONS, UNITS, Models, models_of
from duikou.extract.own import Own, use_own
from duikou.extract.pipeline import facts_of, knowledge
from duikou.extract.training.fit import fit
from duikou.extract.training.gold import Gold, gold_clauses, gold_sets
from duikou.extract.training.local import adapt_tables

GROUPS, SIZE, TAUGHT, ROWS = 3, 5, 3, 50
WAYS = tuple(f"{much}, {way}" for much in (ROWS, "all") for way in ("weights", "names", "both"))
LEAST = 10
"""Measures of a document that can be corrected in so many rows."""
FIELDS = ("measures", "commitment", "topics", "responsibility", "roles", "entities", "pairs", "targets")


def main() -> None:
    root = Path(str(files("duikou.data"))) / "gold"
    golds = gold_sets(root)
    grouped = groups([gold for gold in golds if gold.group == "corpus" and len(gold.measures) >= LEAST])
    names = {gold.name for group in grouped for gold in group}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        if not (folder / "topic.csv").exists():
            fitted = fit(
                [gold for gold in golds if gold.name not in names], gold_clauses(root / "clauses.csv"), 2, told
            )
            for name, rows in fitted.items():
                if isinstance(rows, Table):
                    write_wide(folder / f"{name}.csv", rows)
                else:
                    write_weights(folder / f"{name}.csv", rows)
        tables = {name: list(read_weights(folder / f"{name}.csv")) for name in DECISIONS}
        units = read_wide(folder / f"{UNITS}.csv")
    print("one made-up issuer")
    with tempfile.TemporaryDirectory() as scratch:
        report(measured(documents(Path(scratch)), tables, units))
    whole: dict[str, Scores] = {}
    for number, group in enumerate(grouped, 1):
        print(f"\ngroup {number}: {', '.join(gold.name for gold in group)}", flush=True)
        found = measured(group, tables, units)
        report(found)
        for name, scores in found.items():
            whole.setdefault(name, Scores()).add(scores)
    print("\nthese groups together")
    report(whole)


def told(line: str) -> None:
    print(f"  fit: {line}", flush=True)


# --- documents that are alike ---------------------------------------------------------------------------------------


def groups(golds: Sequence[Gold]) -> list[list[Gold]]:
    """The GROUPS of SIZE documents each that are most alike."""
    likeness = alike({gold.name: "".join(gold.clean.source.text.split()) for gold in golds})
    free, found = {gold.name: gold for gold in golds}, []
    for _ in range(GROUPS):
        best: tuple[float, list[str]] = (-1.0, [])
        for first in sorted(free):
            near = sorted(free.keys() - {first}, key=lambda other: (-likeness[first, other], other))[: SIZE - 1]
            group = [first, *near]
            mean = sum(likeness[one, other] for one, other in combinations(group, 2))
            best = max(best, (mean, group), key=lambda item: item[0])
        found.append([free.pop(name) for name in best[1]])
    return found


def alike(texts: dict[str, str]) -> dict[tuple[str, str], float]:
    """How alike each two texts are, both ways."""
    counts = {name: Counter(map("".join, pairwise(text))) for name, text in texts.items()}
    spread = Counter(gram for count in counts.values() for gram in count)
    vectors: dict[str, dict[str, float]] = {}
    for name, count in counts.items():
        vector = {gram: (1 + log(n)) * log(len(texts) / spread[gram]) for gram, n in count.items() if spread[gram] > 1}
        length = sqrt(sum(value**2 for value in vector.values()))
        vectors[name] = {gram: value / length for gram, value in vector.items()}
    found = {}
    for one, other in combinations(sorted(texts), 2):
        shared = sum(value * vectors[other].get(gram, 0.0) for gram, value in vectors[one].items())
        found[one, other] = found[other, one] = shared
    return found


# --- what is taught -------------------------------------------------------------------------------------------------


def measured(group: Sequence[Gold], tables: dict[str, list[Weight]], units: Table) -> dict[str, Scores]:
    """The scores of the documents that were not taught, over every choice, by the way of teaching."""
    models = models_of({**tables, UNITS: units})
    facts = {gold.name: facts_of(gold.clean.source, models) for gold in group}
    found = {name: Scores() for name in ("before", *WAYS)}
    for chosen in choices(group):
        others = [gold for gold in group if gold not in chosen]
        count(others, models, found["before"])
        shares = [ROWS // TAUGHT + (place < ROWS % TAUGHT) for place in range(TAUGHT)]
        for most, ways in ((shares, WAYS[:3]), ([None] * TAUGHT, WAYS[3:])):
            rows = [work_through(gold, facts[gold.name], of) for gold, of in zip(chosen, most, strict=True)]
            taught = list(map(corrected, chosen, [facts[g.name] for g in chosen], rows))
            moved = models_of(adapt_tables(taught, tables, units))
            with tempfile.TemporaryDirectory() as scratch:
                names = accepted(Path(scratch), [facts[gold.name] for gold in chosen], rows)
                for way, (weights, gazetteer) in zip(
                    ways, ((moved, None), (models, names), (moved, names)), strict=True
                ):
                    with reading(gazetteer):
                        count(others, weights, found[way])
    return found


def choices(group: Sequence[Gold]) -> list[tuple[Gold, ...]]:
    """TAUGHT of the group at a time, each document as often as every other."""
    return [tuple((*group, *group)[first : first + TAUGHT]) for first in range(len(group))]


def accepted(folder: Path, facts: Sequence[Facts], rows: Sequence[Sequence[Correction]]) -> Path:
    """*folder* with every row of the gazetteer that the corrections come to."""
    told = [one for before, of in zip(facts, rows, strict=True) for one in teachings(before, apply(before, of))]
    for suggestion in suggestions(told):
        if suggestion.table:
            add_row(folder, suggestion.table, suggestion.row)
    return folder


@contextmanager
def reading(gazetteer: Path | None) -> Iterator[None]:
    """Reads with rows of one's own while it lasts."""
    use_own(Own(gazetteer=gazetteer))
    knowledge.cache_clear()
    try:
        yield
    finally:
        use_own(Own())
        knowledge.cache_clear()


def corrected(gold: Gold, facts: Facts, rows: Sequence[Correction]) -> Gold:
    """The document as ``duikou gold export`` writes it and the training reads it."""
    after = apply(facts, rows)
    seen = seen_in(facts, after)
    annotation: dict[str, Any] = to_annotation(after.facts)
    return replace(gold, annotated=seen.throughout, annotation=annotation, judged=seen.facts)


def count(golds: Sequence[Gold], models: Models, into: Scores) -> None:
    for gold in golds:
        into.add(compare(gold.annotation, annotate(gold, models), gold.clean.source.text, gold.name, gold.annotated))


def report(found: dict[str, Scores]) -> None:
    print(f"{'F1':16}" + "".join(f"{name:>13}" for name in found))
    for kind in FIELDS:
        figures = [scores.fields[kind].f1 for scores in found.values() if kind in scores.fields]
        print(f"{kind:16}" + "".join(f"{figure:13.3f}" for figure in figures))
    print(f"{len(found['before'].documents)} readings each", flush=True)


if __name__ == "__main__":
    main()
