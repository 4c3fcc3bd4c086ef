"""Runs the stages over a document once more and keeps what they weighed, taken or not."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from typing import TypeVar

from ..decide.linear import Linear
from ..knowledge.gazetteer import gazetteer
from ..measures.commitment import commitment_features
from ..measures.find import Observed, features_of_topic, observe_clauses
from ..measures.proposed import commitment_proposed, topics_proposed
from ..measures.second import second_features as again_features
from ..measures.topics import choose
from ..model import Facts, Linked, Source, Span, Status
from ..models import Models, models_in_use
from ..names.labels import labelled_stretches
from ..names.link import POLICIES, enough, weigh
from ..names.propose import propose
from ..names.runs import find_runs
from ..names.titles import read_documents
from ..pairing.candidates import Candidate, PairReader, direction_features
from ..pairing.find import REVIEW as PAIR_REVIEW
from ..pairing.proposed import with_proposed
from ..pairing.second import second_features
from ..pairing.standing import namings_of, standing_features
from ..pipeline import Read, decide, knowledge, named, prepare
from ..proposed import PROPOSED, Proposals, Proposer, nobody
from ..relations.targets import THRESHOLD as TARGET
from ..relations.targets import dated
from ..responsibility.find import REVIEW as CLAIM_REVIEW
from ..responsibility.find import weigh_claims
from .model import Choice, ClaimSeen, ClauseSeen, Explanation, Line, NameSeen, PairSeen, why

NAME_REVIEW = 0.2
"""The probability from which a candidate for a name that was not taken is shown."""
YES, NAME = "yes", "name"

Seen = TypeVar("Seen", ClauseSeen, NameSeen, ClaimSeen, PairSeen)


def explain(
    source: Source, line: int | None = None, models: Models | None = None, propose: Proposer = nobody
) -> Explanation:
    """What was seen of *source*, or of one *line* of its text (from 1), as *models* decide: the shipped ones when none
    are given; *propose* adds candidates."""
    document = prepare(source)
    seen = _Seen.of(document, models or models_in_use(), propose(document.clean))
    lines = _lines(seen, source.text)
    return Explanation(
        document=source.name,
        title=seen.document.outline.metadata.title,
        kind=seen.document.outline.metadata.kind,
        lines=tuple(one for one in lines if line in (None, one.number)),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A document read and decided, and what each stage weighed of it."""

    document: Read
    linked: Linked
    facts: Facts
    observed: Observed
    models: Models
    proposals: Proposals

    @staticmethod
    def of(document: Read, models: Models, proposals: Proposals) -> _Seen:
        linked = named(document, models, proposals)
        runs = find_runs(document.text.text, document.outline, linked)
        observed = observe_clauses(document.text, document.outline, linked, runs, proposals.measures)
        return _Seen(document, linked, decide(document, linked, models, proposals), observed, models, proposals)

    def source(self, span: Span) -> Span:
        return self.document.clean.to_source(span)

    def words(self, span: Span) -> str:
        return span.of(self.document.text.text)

    # --- clauses --------------------------------------------------------------------------------------------------

    def clauses(self) -> Iterator[ClauseSeen]:
        """Every clause, measure or not."""
        models, measures = self.models.measures, {measure.span for measure in self.facts.measures}
        targets = dict(dated(self.document.text.text, self.observed))
        seen = zip(self.observed.clauses, self.observed.words, self.observed.features, strict=True)
        first = [models.first.probability(features) for features in self.observed.features]
        again = again_features(first, self.observed.features, self.observed.proposed)
        for number, (clause, words, features) in enumerate(seen):
            taken, proposed = clause.span in measures, self.observed.proposed.get(number)
            level = [*commitment_features(words), *commitment_proposed(proposed)]
            yield ClauseSeen(
                span=self.source(clause.span),
                text=self.words(clause.span),
                probability=models.second.probability(again[number]),
                taken=taken,
                why=why("measure", models.first, features, YES),
                context=why("measure-again", models.second, again[number], YES),
                commitment=_best("commitment", models.commitment, level) if taken else None,
                topics=tuple(self._topics(number)) if taken else (),
                target=self._target(targets[clause.span]) if clause.span in targets else None,
                source=_source(again[number]),
            )

    def _topics(self, number: int) -> Iterator[Choice]:
        model, outline = self.models.measures.topic, self.document.outline
        sections = {section.path: section for section in outline.sections}
        features = features_of_topic(
            self.document.text, sections, self.linked, self.observed.clauses[number], self.observed.words[number]
        )
        features += topics_proposed(self.observed.proposed.get(number))
        for topic, probability in choose(model.probabilities(features)):
            yield Choice(topic, probability, why("topic", model, features, topic))

    def _target(self, features: Sequence[str]) -> Choice:
        model = self.models.target
        probability = model.probability(features)
        return Choice("yes" if probability >= TARGET else "no", probability, why("target", model, features, YES))

    # --- names ----------------------------------------------------------------------------------------------------

    def names(self) -> Iterator[NameSeen]:
        """The candidates that were taken or came near to it."""
        text, outline, model = self.document.text, self.document.outline, self.models.names
        documents = read_documents(text.text, outline.metadata, outline.metadata.kind in POLICIES)
        labelled = labelled_stretches(text.text, outline)
        known, proposed = knowledge(), self.proposals.names
        candidates = propose(text, outline.metadata, labelled, documents, known, model.chain, proposed)
        meant: dict[tuple[Span, str], list[str]] = defaultdict(list)
        for entity in self.linked.entities:
            for span in entity.mentions:
                meant[span, entity.type].append(entity.canonical)
        for candidate in weigh(candidates, model.name):
            probability = 1.0 / (1.0 + exp(-candidate.score - enough(candidate.type)))
            names = meant.get((candidate.span, candidate.type), [])
            if names or probability >= NAME_REVIEW:
                yield NameSeen(
                    span=self.source(candidate.span),
                    text=self.words(candidate.span),
                    type=candidate.type.value,
                    probability=probability,
                    taken=bool(names),
                    names=tuple(names),
                    why=why("name", model.name, candidate.features, NAME),
                    source=_source(candidate.features),
                )

    # --- responsibility -------------------------------------------------------------------------------------------

    def claims(self) -> Iterator[ClaimSeen]:
        """For each measure and body the likeliest claim, taken or near to it."""
        document, models, measures = self.document, self.models.responsibility, self.facts.measures
        runs = find_runs(document.text.text, document.outline, self.linked)
        taken = {(one.measure, one.entity) for one in self.facts.responsibilities}
        best: dict[tuple[int, str], ClaimSeen] = {}
        spans = [measure.span for measure in measures]
        for claim, features, probability in weigh_claims(document.text, document.outline, runs, spans, models):
            place = (claim.measure, claim.entity.key)
            if probability >= CLAIM_REVIEW and (place not in best or probability > best[place].probability):
                measure = measures[claim.measure].span
                best[place] = ClaimSeen(
                    span=self.source(claim.mention),
                    measure=self.source(measure),
                    measure_text=self.words(measure),
                    body=claim.entity.canonical,
                    probability=probability,
                    taken=place in taken,
                    scope=claim.scope,
                    why=why("claim", models.first, claim.features, YES),
                    context=why("claim-again", models.second, features, YES),
                    role=_best("role", models.role, claim.role_features) if place in taken else None,
                )
        yield from best.values()

    # --- pairs ----------------------------------------------------------------------------------------------------

    def pairs(self) -> Iterator[PairSeen]:
        """Where two places may be said to be paired, by the second look, and how it stands with them by all such
        places; what came near to nothing is left out."""
        models = self.models.pairs
        reader = PairReader(self.document.text.text, self.document.outline, self.linked, gazetteer())
        candidates = with_proposed(reader, reader.candidates(), self.proposals.pairs)
        first = [models.first.probability(candidate.features) for candidate in candidates]
        features = second_features(candidates, first)
        second = [models.second.probability(of_one) for of_one in features]
        namings = namings_of(candidates, second, models.status)
        standing = {
            two: _best("standing", models.standing, of_two)
            for two, of_two in standing_features(namings, gazetteer()).items()
        }
        taken = [{pair.base, pair.partner} for pair in self.facts.pairs]
        for candidate, of_one, probability in zip(candidates, features, second, strict=True):
            one, other = sorted((candidate.first.key, candidate.second.key))
            stands = standing[one, other]
            if probability >= PAIR_REVIEW or stands.label not in ("none", Status.IN_FORCE) or {one, other} in taken:
                yield self._pair(candidate, of_one, probability, stands)

    def _pair(self, candidate: Candidate, features: Sequence[str], probability: float, status: Choice) -> PairSeen:
        models, places = self.models.pairs, (candidate.first, candidate.second)
        toward = direction_features(candidate)
        receives = models.direction.probability(toward)
        base, partner = places if receives > 0.5 else places[::-1]
        of_pair = {frozenset((pair.base, pair.partner)) for pair in self.facts.pairs}
        return PairSeen(
            span=self.source(candidate.span),
            text=self.words(candidate.span),
            base=base.name,
            partner=partner.name,
            probability=probability,
            taken=frozenset((base.key, partner.key)) in of_pair,
            why=why("pair-again", models.second, features, YES),
            direction=Choice(base.name, max(receives, 1.0 - receives), why("direction", models.direction, toward, YES)),
            status=status,
            source=_source(features),
        )


def _source(features: Sequence[str]) -> str:
    """Who else proposes what has these *features*: a large model, or nobody."""
    return PROPOSED if any(feature.partition("=")[0] == PROPOSED for feature in features) else ""


def _best(decision: str, model: Linear, features: Sequence[str]) -> Choice:
    """The likeliest label of an exclusive decision."""
    probabilities = model.probabilities(features)
    label = max(probabilities, key=lambda one: (probabilities[one], one))
    return Choice(label, probabilities[label], why(decision, model, features, label))


def _lines(seen: _Seen, text: str) -> Iterator[Line]:
    starts = [0, *(place + 1 for place, sign in enumerate(text) if sign == "\n")]

    def number(span: Span) -> int:
        return bisect_right(starts, span.start) - 1

    def by_line(items: Iterator[Seen]) -> dict[int, list[Seen]]:
        found: dict[int, list[Seen]] = defaultdict(list)
        for item in items:
            found[number(item.span)].append(item)
        return found

    clauses, names, pairs = by_line(seen.clauses()), by_line(seen.names()), by_line(seen.pairs())
    claims: dict[int, list[ClaimSeen]] = defaultdict(list)
    for claim in seen.claims():  # where the body is named, and where its measure stands
        for place in dict.fromkeys((number(claim.span), number(claim.measure))):
            claims[place].append(claim)
    for place in sorted({*clauses, *names, *claims, *pairs}):
        end = text.find("\n", starts[place])
        yield Line(
            number=place + 1,
            text=text[starts[place] : end if end >= 0 else len(text)].strip(),
            clauses=tuple(clauses[place]),
            names=tuple(names[place]),
            claims=tuple(claims[place]),
            pairs=tuple(pairs[place]),
        )
