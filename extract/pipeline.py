"""All stages in their order: a file becomes the facts that it states."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .clean import clean
from .knowledge.gazetteer import gazetteer
from .knowledge.touched import touching
from .measures.find import Weighed, find_measures, observe_clauses
from .model import Clean, Doubt, Facts, Linked, Measure, Outline, Pair, Source, Span, UnitKind
from .models import Models, models_in_use
from .names.link import find_names
from .names.observe import Knowledge
from .names.runs import find_runs
from .outline import outline
from .pairing.find import find_pairs
from .proposed import NOTHING, Proposals, Proposer, nobody
from .read import read
from .relations.citations import find_citations
from .relations.deadlines import with_deadlines
from .relations.issuer import find_issuer
from .relations.rows import by_rows
from .relations.targets import find_targets
from .responsibility.features import Claim
from .responsibility.find import find_responsibilities
from .text.tokens import Text


@dataclass(frozen=True, slots=True)
class Read:
    """A document up to its outline: what needs no decision."""

    clean: Clean
    outline: Outline
    text: Text


def extract(path: Path, models: Models | None = None, propose: Proposer = nobody) -> Facts:
    """All that the document at *path* states, decided by *models* (those in use when none are given); *propose* adds
    candidates.

    Raises :class:`.read.ReadError` when the file cannot be read.
    """
    return facts_of(read(path), models, propose)


def facts_of(source: Source, models: Models | None = None, propose: Proposer = nobody) -> Facts:
    """All that a document states that has been read already."""
    document = prepare(source)
    models = models or models_in_use()
    proposals = propose(document.clean)
    return decide(document, named(document, models, proposals), models, proposals)


def prepare(source: Source) -> Read:
    """The document cleaned, cut into its parts and into words."""
    text = clean(source)
    return Read(text, outline(text), Text(text.text))


def named(document: Read, models: Models, proposals: Proposals = NOTHING) -> Linked:
    """The names of a document."""
    return find_names(document.clean, document.text, document.outline, knowledge(), models.names, proposals.names)


def decide(document: Read, linked: Linked, models: Models, proposals: Proposals = NOTHING) -> Facts:
    """The facts of a document whose names are known."""
    text, structure = document.text, document.outline
    runs = find_runs(text.text, structure, linked)
    observed = observe_clauses(text, structure, linked, runs, proposals.measures)
    measures, clauses = find_measures(text, structure, linked, observed, models.measures)
    measures = _outside_heads(measures, structure)
    responsibilities, claims = find_responsibilities(text, structure, runs, measures, models.responsibility)
    citations = find_citations(document.clean, structure, linked, measures)
    found = find_pairs(text.text, structure, linked, citations, gazetteer(), models.pairs, proposals.pairs)
    pairs, near, linked = found
    return Facts(
        clean=document.clean,
        outline=structure,
        linked=linked,
        issuer=find_issuer(document.clean, structure, linked),
        measures=with_deadlines(text.text, structure, measures),
        responsibilities=by_rows(text.text, structure, runs, measures, responsibilities),
        pairs=pairs,
        citations=citations,
        targets=find_targets(text.text, observed, models.target),
        doubts=tuple(sorted(_doubts(text, linked, measures, clauses, claims, near), key=lambda doubt: doubt.span)),
    )


def _outside_heads(measures: Sequence[Measure], structure: Outline) -> tuple[Measure, ...]:
    """*measures* without those in lines about the document itself, such as its list of annexes."""
    heads = sorted(unit.span for unit in structure.units if unit.kind is UnitKind.HEAD)

    def outside(measure: Measure) -> bool:
        before = bisect_right(heads, measure.span.start, key=_start) - 1
        return before < 0 or not heads[before].contains(measure.span)

    return tuple(measure for measure in measures if outside(measure))


def _start(span: Span) -> int:
    return span.start


def _doubts(
    text: Text,
    linked: Linked,
    measures: Sequence[Measure],
    clauses: Sequence[Weighed],
    claims: Sequence[tuple[Claim, float]],
    pairs: Sequence[Pair],
) -> Iterator[Doubt]:
    for one in clauses:
        yield Doubt("measure", one.clause.span, one.clause.span.of(text.text), one.probability)
    for claim, probability in claims:
        measure = measures[claim.measure].span.of(text.text)
        yield Doubt("responsibility", claim.mention, f"{claim.entity.canonical}: {measure}", probability)
    for pair in pairs:
        names = (linked.by_key[key].canonical if key in linked.by_key else key for key in (pair.base, pair.partner))
        yield Doubt("pair", pair.evidence, "—".join(names), pair.confidence)


def hasten() -> None:
    """Loads at once what a small document looks up piece by piece: there is much to come."""
    knowledge().hasten()
    models_in_use().hasten()


@cache
def knowledge() -> Knowledge:
    """The gazetteer as texts are looked through by it, made once."""
    with touching(None):  # all rows, for whatever text comes
        return Knowledge(gazetteer())
