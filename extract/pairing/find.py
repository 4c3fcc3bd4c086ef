"""Finds which places are paired and how it stands with each pair, with its term and base area where the text tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..decide.linear import Linear
from ..decide.odds import log_odds
from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer
from ..knowledge.lexicon import lexicon
from ..model import Citation, Entity, EntityType, Linked, Outline, Pair, Span, Status, Term
from ..proposed import ProposedPair
from .candidates import Candidate, PairReader, direction_features
from .proposed import with_proposed
from .second import second_features
from .standing import Naming, Two, namings_of, standing_features

THRESHOLD = 0.41
"""The probability from which a pair is in force, and from which one is said to be ended, proposed or denied."""
SURE = 0.9
"""The same in a document that never speaks of cooperation."""
REVIEW = 0.2


@dataclass(frozen=True, slots=True)
class PairModels:
    """The decisions that pairs take: on each naming of two places a first and a second look, which of them receives and
    how it stands; and how it stands by all namings."""

    first: Linear
    second: Linear
    direction: Linear
    status: Linear
    standing: Linear


def find_pairs(
    text: str,
    outline: Outline,
    linked: Linked,
    citations: Sequence[Citation],
    gazetteer: Gazetteer,
    models: PairModels,
    proposed: Sequence[ProposedPair] = (),
) -> tuple[tuple[Pair, ...], tuple[Pair, ...], Linked]:
    """Each pair once, in the order of its words, the pairs that come near to being one, and the names of the document
    with the places that pairs alone have; *proposed* are the pairs of a large model."""
    reader = PairReader(text, outline, linked, gazetteer)
    candidates = with_proposed(reader, reader.candidates(), proposed)
    namings = namings_of(candidates, weigh_pairs(candidates, models.first, models.second), models.status)
    settled = _direction(namings, models.direction, gazetteer)
    founding = _founding(text, citations)
    told = _Told(text, outline, linked, gazetteer)
    enough = THRESHOLD if lexicon(schemas.Pairs).speaks.search(text) else SURE
    found: list[Pair] = []
    near: list[Pair] = []
    for (one, other), features in standing_features(namings, gazetteer).items():
        status, probability = likeliest(models.standing.probabilities(features))
        if probability < REVIEW:
            continue
        base, partner = (one, other) if settled[one, other] > 0 else (other, one)
        evidence = max(namings[one, other], key=lambda naming: naming.stated.get(status.value, 0.0)).candidate
        if status is Status.IN_FORCE:
            evidence = namings[one, other][0].candidate
        pair = Pair(
            base=base,
            partner=partner,
            base_area=told.base_area(base),
            term=told.term(evidence, base),
            evidence=evidence.span,
            status=status,
            confidence=probability,
            established_by=founding,
        )
        (found if probability >= enough else near).append(pair)
    found.sort(key=_order)
    return tuple(found), tuple(sorted(near, key=_order)), _with_places(linked, found, reader)


def _with_places(linked: Linked, pairs: Iterable[Pair], reader: PairReader) -> Linked:
    """The names of a document, and the places of *pairs* that are no names in it."""
    spans: dict[str, list[Span]] = {}
    for pair in pairs:
        for key in (pair.base, pair.partner):
            if key not in linked.by_key:
                spans.setdefault(key, []).append(reader.printed(key, pair.evidence))
    if not spans:
        return linked
    places = reader.gazetteer.places
    added = (
        Entity(places[key].type, places[key].name, key, places[key].name, mentions=tuple(sorted(set(mentions))))
        for key, mentions in spans.items()
    )
    return Linked.of([*linked.entities, *added])


def likeliest(probabilities: Mapping[str, float]) -> tuple[Status, float]:
    """The likeliest status, and its probability: in force where that is likely enough."""
    in_force = probabilities.get(Status.IN_FORCE.value, 0.0)
    if in_force >= THRESHOLD:
        return Status.IN_FORCE, in_force
    return max(((status, probabilities.get(status.value, 0.0)) for status in Status), key=lambda item: item[1])


def _order(pair: Pair) -> tuple[Span, str, str]:
    return pair.evidence, pair.base, pair.partner


def weigh_pairs(candidates: Sequence[Candidate], first: Linear, second: Linear) -> list[float]:
    """How probable it is that each candidate is a pair in force, after the second look."""
    once = [first.probability(candidate.features) for candidate in candidates]
    return [second.probability(features) for features in second_features(candidates, once)]


def _direction(namings: Mapping[Two, Sequence[Naming]], model: Linear, gazetteer: Gazetteer) -> dict[Two, float]:
    """For each two places the odds (natural logarithm) that the one whose key sorts first receives. All pairs of the
    same two provinces, or cities of one province, run the same way: they are decided together."""
    sums: dict[Two, float] = defaultdict(float)
    sides = {two: _sides(two, gazetteer) for two in namings}
    for two, (wide, turned) in sides.items():
        toward = sum(_toward(naming, two[0], model) for naming in namings[two])
        sums[wide] += -toward if turned else toward
    return {two: -sums[wide] if turned else sums[wide] for two, (wide, turned) in sides.items()}


def _toward(naming: Naming, key: str, model: Linear) -> float:
    """What one naming says for the place with *key* as the one that receives, as far as it tells of a pair."""
    probability = model.probability(direction_features(naming.candidate))
    odds = log_odds(probability)
    return naming.probability * (odds if naming.candidate.first.key == key else -odds)


def _sides(two: Two, gazetteer: Gazetteer) -> tuple[Two, bool]:
    """The widest two different places that those of *two* lie in, sorted, and whether sorting turned them round."""
    places = [gazetteer.places[key] for key in two]
    provinces = [(gazetteer.province_of(place) or gazetteer.city_of(place) or place).key for place in places]
    cities = [(gazetteer.city_of(place) or place).key for place in places]
    one, other = next(keys for keys in (provinces, cities, list(two)) if keys[0] != keys[1])
    return ((one, other), False) if one < other else ((other, one), True)


def _founding(text: str, citations: Sequence[Citation]) -> str | None:
    words = lexicon(schemas.Pairs).founding_titles
    return next((one.entity for word in words for one in citations if word in one.title.of(text)), None)


class _Told:
    """What a text says of base areas and terms."""

    def __init__(self, text: str, outline: Outline, linked: Linked, gazetteer: Gazetteer) -> None:
        self.text = text
        self.outline = outline
        self.linked = linked
        self.gazetteer = gazetteer
        self.areas = [entity for entity in linked.entities if entity.type is EntityType.BASE_AREA]
        self._whole: Term | None = None
        self._searched = False

    def base_area(self, place: str) -> str | None:
        """The base area of *place* that the text names: one that holds it, or the one of its sentence."""
        known = set(self.gazetteer.base_areas_of(place))
        held = next((area.key for area in self.areas if area.key in known), None)
        return held or (self._beside(place) if not known else None)

    def _beside(self, place: str) -> str | None:
        entity = self.linked.by_key.get(place)
        for span in entity.mentions if entity else ():
            inside = self.linked.within(_sentence(self.text, span), EntityType.BASE_AREA)
            if len(inside) == 1:
                return inside[0].key
        return None

    def term(self, candidate: Candidate, base: str) -> Term | None:
        """The years of a pair, by the words that tell them: in its own sentence, or where the text says how long all
        pairs of cities run, which says nothing of the counties in them."""
        sentence = _without_titles(self.text, candidate.sentence)
        of_county = self.gazetteer.places[base].type is EntityType.COUNTY
        return _years(self.text, sentence) or (None if of_county else self.of_all())

    def of_all(self) -> Term | None:
        if not self._searched:
            self._searched = True
            words = lexicon(schemas.Pairs).term_words
            for unit in self.outline.units:
                if any(word in unit.span.of(self.text) for word in words):
                    for match in re.finditer("|".join(words), self.text[unit.span.start : unit.span.end]):
                        sentence = _sentence(
                            self.text, Span(unit.span.start + match.start(), unit.span.start + match.end())
                        )
                        self._whole = self._whole or _years(self.text, [sentence])
        return self._whole


def _sentence(text: str, span: Span) -> Span:
    start = max(text.rfind(mark, 0, span.start) for mark in "。;\n") + 1
    ends = [place for mark in "。;\n" if (place := text.find(mark, span.end)) >= 0]
    return Span(start, min(ends, default=len(text)))


def _without_titles(text: str, span: Span) -> list[Span]:
    """The stretches of *span* outside of book-title marks: a plan's years are its own."""
    found, start = [], span.start
    for title in re.finditer("《[^《》]*》", text[span.start : span.end]):
        found.append(Span(start, span.start + title.start()))
        start = span.start + title.end()
    return [*found, Span(start, span.end)]


def _years(text: str, stretches: Iterable[Span]) -> Term | None:
    for stretch in stretches:
        for pattern in lexicon(schemas.Pairs).terms:
            if match := pattern.search(text, *stretch):
                years = match.groupdict()
                return Term(
                    int(years["start"]) if years.get("start") else None,
                    int(years["end"]) if years.get("end") else None,
                    Span(*match.span()),
                )
    return None
