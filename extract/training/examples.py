"""Examples for the decisions on measures, responsibility, pairs and targets, from a document whose names are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from ..decide.fit import Example
from ..decide.linear import Linear
from ..measures.commitment import commitment_features
from ..measures.find import Observed, features_of_topic, observe_clauses
from ..measures.second import second_features
from ..model import Linked, Span
from ..names.runs import find_runs
from ..relations.targets import dated
from ..responsibility.features import Claim, find_claims
from ..responsibility.second import second_features as claim_features
from ..text.fold import fold
from .decision import fit_decision
from .gold import Gold
from .halves import HALVES, half

YES = frozenset({"yes"})
NO: frozenset[str] = frozenset()
LOOSE = "clause "
"""Before the number of a clause that was annotated without a document, in place of the document's name."""
OVERLAP = 0.5
"""Intersection over union from which a clause is the annotated one."""


@dataclass
class Examples:
    """The examples of each decision."""

    by_decision: dict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))
    unseen: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    """The features of what nobody said anything of, where not all of a document was seen."""

    def add(self, decision: str, gold: Gold, features: Iterable[str], labels: frozenset[str]) -> None:
        self.by_decision[decision].append(Example(gold.name, tuple(features), labels))

    def extend(self, others: Examples) -> None:
        """Adds the examples of another document."""
        for decision, found in others.by_decision.items():
            self.by_decision[decision].extend(found)
        for decision, left in others.unseen.items():
            self.unseen[decision].extend(left)

    def leave(self, decision: str, features: Iterable[str]) -> None:
        """Notes a candidate that nobody looked at."""
        self.unseen[decision].append(tuple(features))


def clause_examples(gold: Gold, linked: Linked, into: Examples) -> None:
    """Which clauses are measures, with commitment and topics, and which are targets."""
    text, outline = gold.text, gold.outline
    observed = observe_clauses(text, outline, linked, find_runs(text.text, outline, linked))
    measures = match([clause.span for clause in observed.clauses], gold.measures)
    sections = {section.path: section for section in outline.sections}
    for number, features in enumerate(observed.features):
        annotated = measures.get(number)
        into.add("measure", gold, features, YES if annotated else NO)
        if annotated:
            words = observed.words[number]
            into.add("commitment", gold, commitment_features(words), frozenset({annotated["commitment"]}))
            topics = features_of_topic(text, sections, linked, observed.clauses[number], words)
            into.add("topic", gold, topics, frozenset(annotated["topics"]))
    _targets(gold, observed, into)


def again_examples(into: Examples) -> None:
    """The clauses again, as a first look that was fitted to the other half of the documents weighs them."""
    clauses = into.by_decision["measure"]
    for number in range(HALVES):
        first = Linear(fit_decision("measure", [one for one in clauses if half(one.document) != number]))
        for document, of_one in groupby(clauses, key=lambda one: one.document):
            if half(document) == number:
                into.by_decision["measure-again"] += look_again(list(of_one), first)


def look_again(clauses: Sequence[Example], first: Linear) -> Iterator[Example]:
    """The *clauses* of one document in the light of what the *first* look says of all."""
    probabilities = [first.probability(one.features) for one in clauses]
    seen = second_features(probabilities, [one.features for one in clauses])
    for one, features in zip(clauses, seen, strict=True):
        yield Example(one.document, tuple(features), one.labels)


def _targets(gold: Gold, observed: Observed, into: Examples) -> None:
    found = list(dated(gold.text.text, observed))
    right = match([span for span, _ in found], gold.targets)
    for number, (_, features) in enumerate(found):
        into.add("target", gold, features, YES if number in right else NO)


def claim_examples(gold: Gold, linked: Linked, into: Examples) -> list[Claim]:
    """Which bodies answer for the annotated measures, and in which role. Gives all claims, one for each example."""
    measures = gold.measures
    runs = find_runs(gold.text.text, gold.outline, linked)
    names = _names_by_surface(gold)
    claims = list(find_claims(gold.text, gold.outline, runs, [span for span, _ in measures]))
    for claim in claims:
        annotated = measures[claim.measure][1]
        called = names.get("".join(claim.mention.of(gold.text.text).split()), set()) | {claim.entity.canonical}
        right = called & {*annotated["responsible"], *annotated["lead"], *annotated["supporting"]}
        into.add("claim", gold, claim.features, YES if right else NO)
        if right:
            into.add("role", gold, claim.role_features, frozenset({_role(annotated, right)}))
    return claims


def claim_again_examples(into: Examples, claims: Mapping[str, Sequence[Claim]]) -> None:
    """The claims again, as a first look that was fitted to the other half of the documents weighs them; *claims* by the
    document's name."""
    alone = into.by_decision["claim"]
    roles = {document: list(of_one) for document, of_one in groupby(into.by_decision["role"], key=_document)}
    likeliest: list[Example] = []
    for number in range(HALVES):
        first = Linear(fit_decision("claim", [one for one in alone if half(one.document) != number]))
        for document, of_one in groupby(alone, key=_document):
            if half(document) == number:
                own = list(of_one)
                into.by_decision["claim-again"] += claims_again(own, claims[document], first)
                likeliest += likeliest_roles(own, roles.get(document, ()), claims[document], first)
    into.by_decision["role"] = likeliest


def claims_again(alone: Sequence[Example], claims: Sequence[Claim], first: Linear) -> Iterator[Example]:
    """The *claims* of one document, of which *alone* are the examples, in the light of what the *first* look says of
    all."""
    seen = claim_features(claims, [first.probability(claim.features) for claim in claims])
    for one, features in zip(alone, seen, strict=True):
        yield Example(one.document, tuple(features), one.labels)


def likeliest_roles(
    alone: Sequence[Example], roles: Sequence[Example], claims: Sequence[Claim], first: Linear
) -> list[Example]:
    """Of the examples of *roles* of one document, one for each right one of its *claims* (*alone* are the examples of
    these), those of the likeliest claim for each measure and body: where a body stands in the list of the task and in
    the one of the next task too, only the first tells its role."""
    best: dict[tuple[int, str], tuple[float, Example]] = {}
    right = (claim for claim, one in zip(claims, alone, strict=True) if one.labels)
    for claim, role in zip(right, roles, strict=True):
        place, probability = (claim.measure, claim.entity.key), first.probability(claim.features)
        if place not in best or probability > best[place][0]:
            best[place] = (probability, role)
    return [role for _, role in best.values()]


def _document(example: Example) -> str:
    return example.document


def _role(annotated: dict[str, Any], names: set[str]) -> str:
    return next((role for role in ("lead", "supporting") if names & set(annotated[role])), "responsible")


def _names_by_surface(gold: Gold) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for entity in gold.annotation["entities"]:
        for form in (entity["surface"], *entity.get("aliases", ())):
            found[fold("".join(form.split()))].add(entity["canonical"])
    return found


def match(found: Sequence[Span], annotated: Sequence[tuple[Span, dict[str, Any]]]) -> dict[int, dict[str, Any]]:
    """The annotation of each found span that overlaps it best by at least half, each annotation once."""
    ranked = sorted(
        (
            (-share, at, number)
            for at, (span, _) in enumerate(annotated)
            for number, other in _near(found, span)
            if (share := _shared(span, other)) >= OVERLAP
        )
    )
    result: dict[int, dict[str, Any]] = {}
    taken: set[int] = set()
    for _, at, number in ranked:
        if at not in taken and number not in result:
            taken.add(at)
            result[number] = annotated[at][1]
    return result


def _near(found: Sequence[Span], span: Span) -> Iterator[tuple[int, Span]]:
    return ((number, other) for number, other in enumerate(found) if other.overlaps(span))


def _shared(one: Span, other: Span) -> float:
    inside = min(one.end, other.end) - max(one.start, other.start)
    return inside / (max(one.end, other.end) - min(one.start, other.start)) if inside > 0 else 0.0
