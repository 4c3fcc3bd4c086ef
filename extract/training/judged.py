"""Examples from documents of which people have seen single facts only. What nobody looked at is no example, neither of
what is right nor of what is wrong; it is noted by itself, for its probability is to stay as it was."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..decide.fit import Example
from ..decide.linear import Linear
from ..measures.commitment import commitment_features
from ..measures.find import features_of_topic, observe_clauses
from ..model import EntityType, Linked, Span
from ..names.meaning import Candidate
from ..names.runs import find_runs
from ..relations.targets import dated
from ..responsibility.features import find_claims
from ..responsibility.second import second_features
from .examples import NO, YES, Examples, look_again, match
from .gold import Gold
from .names import NAME
from .seen import Judged


def judged_clauses(gold: Gold, linked: Linked, first: Linear, into: Examples) -> None:
    """The clauses that somebody called a measure or none, with what was said of them; *first* is the first look."""
    text, sections = gold.text, {section.path: section for section in gold.outline.sections}
    observed = observe_clauses(text, gold.outline, linked, find_runs(text.text, gold.outline, linked))
    said = _said(gold, "measure", [clause.span for clause in observed.clauses])
    every = [Example(gold.name, tuple(features), _yes(said.get(n))) for n, features in enumerate(observed.features)]
    for number, (alone, again) in enumerate(zip(every, look_again(every, first), strict=True)):
        fact, words = said.get(number), observed.words[number]
        for decision, one in (("measure", alone), ("measure-again", again)):
            if fact:
                into.by_decision[decision].append(one)
            else:
                into.leave(decision, one.features)
        if fact and not fact.right:
            continue
        strong = commitment_features(words)
        about = features_of_topic(text, sections, linked, observed.clauses[number], words)
        if fact and fact.value:
            into.add("commitment", gold, strong, frozenset({fact.value}))
        elif fact:
            into.leave("commitment", strong)
        if fact and fact.topics:
            into.add("topic", gold, about, frozenset(fact.topics))
        elif fact:
            into.leave("topic", about)
    goals = list(dated(text.text, observed))
    told = _said(gold, "target", [span for span, _ in goals])
    for number, (_, features) in enumerate(goals):
        if number in told:
            into.add("target", gold, features, _yes(told[number]))
        else:
            into.leave("target", features)


def judged_claims(gold: Gold, linked: Linked, first: Linear, into: Examples) -> None:
    """The bodies of which somebody said that they answer for a measure, and in which role, or that they do not; *first*
    is the first look."""
    measures = [span for span, _ in gold.measures]
    said: dict[tuple[int, str], Judged] = {}
    for fact in _right_last(gold, "responsibility"):
        for number in match(measures, [(span, {}) for span in _spans(gold, fact)]):
            said[number, fact.subject] = fact
    runs = find_runs(gold.text.text, gold.outline, linked)
    claims = list(find_claims(gold.text, gold.outline, runs, measures))
    seen = second_features(claims, [first.probability(claim.features) for claim in claims])
    for claim, again in zip(claims, seen, strict=True):
        told = said.get((claim.measure, claim.entity.canonical))
        if told is None:
            into.leave("claim", claim.features)
            into.leave("claim-again", again)
            into.leave("role", claim.role_features)
            continue
        into.add("claim", gold, claim.features, _yes(told))
        into.add("claim-again", gold, again, _yes(told))
        if told.right and told.value:
            into.add("role", gold, claim.role_features, frozenset({told.value}))


def judged_names(gold: Gold, candidates: Sequence[Candidate], into: Examples) -> None:
    """The candidates of whose words somebody said what they name, at every place where these words stand, and those
    that overlap what is a name: they are none."""
    said: dict[tuple[Span, EntityType], bool] = {}
    names: dict[Span, EntityType] = {}
    for fact in _right_last(gold, "entity"):
        for span in _every(gold, fact):
            said[span, EntityType(fact.value)] = fact.right
            if fact.right:
                names[span] = EntityType(fact.value)
    taken = sorted(names)
    for candidate in candidates:
        good = said.get((candidate.span, candidate.type))
        if good is None and any(_excludes(candidate, span, names[span]) for span in taken):
            good = False
        if good is None:
            into.leave("name", candidate.features)
        else:
            into.add("name", gold, candidate.features, frozenset({NAME} if good else ()))


def _excludes(candidate: Candidate, name: Span, kind: EntityType) -> bool:
    """Whether a candidate cannot be a name beside this one; names may stand inside the title of a document."""
    within = kind is EntityType.POLICY_DOCUMENT and name.contains(candidate.span) and name != candidate.span
    holds = candidate.type is EntityType.POLICY_DOCUMENT and candidate.span.contains(name) and name != candidate.span
    return candidate.span.overlaps(name) and not within and not holds


def _every(gold: Gold, fact: Judged) -> Iterator[Span]:
    """Every place where the words of *fact* stand (clean offsets)."""
    source = gold.clean.source.text
    words = source[fact.start : fact.end]
    for found in re.finditer(re.escape(words), source) if words else ():
        if span := gold.to_clean(Span(*found.span())):
            yield span


def _said(gold: Gold, kind: str, spans: Sequence[Span]) -> dict[int, Judged]:
    """What was said of each of *spans*: what is right there goes before what is wrong."""
    found: dict[int, Judged] = {}
    facts: dict[bool, list[tuple[Span, dict[str, Judged]]]] = defaultdict(list)
    for fact in _right_last(gold, kind):
        facts[fact.right] += [(span, {"fact": fact}) for span in _spans(gold, fact)]
    for right in (False, True):
        found |= {number: told["fact"] for number, told in match(spans, facts[right]).items()}
    return found


def _right_last(gold: Gold, kind: str) -> list[Judged]:
    return sorted((fact for fact in gold.judged if fact.kind == kind), key=lambda fact: (fact.right, fact.start))


def _spans(gold: Gold, fact: Judged) -> list[Span]:
    """Where the words of *fact* stand (clean offsets); none where cleaning left them out."""
    span = gold.nearest(Span(fact.start, fact.end))
    return [span] if span else []


def _yes(fact: Judged | None) -> frozenset[str]:
    return YES if fact and fact.right else NO
