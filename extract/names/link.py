"""The names of a document: candidates proposed, weighed and settled; one entity for all mentions of one thing."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..decide.chain import Chain
from ..decide.linear import Linear
from ..decide.odds import log_odds
from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Clean, Entity, EntityType, Linked, Outline, Span
from ..place.parties import party_definition
from ..place.speakers import Speakers
from ..proposed import ProposedName
from ..text.tokens import Text
from .bodies import Bodies
from .labels import labelled_stretches
from .meaning import Candidate, Meaning
from .observe import Knowledge
from .parties import party_both, party_words
from .places import PLACES, context_words, name_places, place_meaning, unknown_place
from .propose import propose
from .settle import settle
from .short import resolve_short_names
from .things import Things
from .titles import Printed, document_meaning, read_documents

PARTIES = (EntityType.AGENCY, EntityType.ORGANIZATION)
POLICIES = ("plan", "opinion")
"""Kinds of documents that are policy documents themselves."""


ENOUGH = math.log(0.42 / 0.58)
"""The odds above which a candidate is taken: with calibrated probabilities F1 is greatest where one is taken from half
the F1 reached upwards (Lipton, Elkan and Naryanaswamy 2014)."""
REACHED = {
    EntityType.REGION: 0.62,
    EntityType.PROJECT: 0.68,
    EntityType.EVENT: 0.74,
    EntityType.PLATFORM: 0.78,
}
"""The F1 reached (leave-documents-out) of the types that are harder to find than names are at large: of these a
candidate is taken from half of it."""


@dataclass(frozen=True, slots=True)
class NameModels:
    """The decisions that names take."""

    chain: Chain
    name: Linear
    speaker: Linear


@dataclass(slots=True)
class _Gathered:
    """An entity on its way: every mention so far, and those that name it by a name of its own."""

    meaning: Meaning
    mentions: list[Span] = field(default_factory=list)
    named: list[Span] = field(default_factory=list)


def find_names(
    clean: Clean,
    text: Text,
    outline: Outline,
    known: Knowledge,
    models: NameModels,
    proposed: Collection[ProposedName] = (),
) -> Linked:
    """The entities of a document in the order of first mention, each with its official name and key; *proposed* are
    candidates of a large model."""
    metadata = outline.metadata
    documents = read_documents(text.text, metadata, metadata.kind in POLICIES)
    labelled = labelled_stretches(text.text, outline)
    candidates = propose(text, metadata, labelled, documents, known, models.chain, proposed)
    kept = settle(weigh(candidates, models.name))
    reader = _Reader(text, outline, kept, documents, known, models)
    gathered: dict[str, _Gathered] = {}
    for span, meanings, own in reader.mentions():
        for meaning in meanings:
            item = gathered.setdefault(meaning.key, _Gathered(meaning))
            if len(meaning.canonical) > len(item.meaning.canonical):
                item.meaning = meaning  # what is printed in full outdoes what a table makes of a short name
            if span not in item.mentions[-1:]:
                item.mentions.append(span)
            if own and len(meanings) == 1:
                item.named.append(span)
    members = _members(text.text, gathered.values())
    return Linked.of(
        replace(entity, members=members.get(entity.key, ()))
        for item in gathered.values()
        for entity in [_entity(clean, item)]
    )


def enough(kind: EntityType) -> float:
    """The odds (logarithm) above which a candidate of *kind* is taken."""
    return log_odds(REACHED[kind] / 2) if kind in REACHED else ENOUGH


def weigh(candidates: Iterable[Candidate], model: Linear) -> Iterator[Candidate]:
    """The candidates with their scores."""
    for candidate in candidates:
        probability = model.probability(candidate.features)
        yield replace(candidate, score=log_odds(probability) - enough(candidate.type))


class _Reader:
    """What the mentions of one document stand for."""

    def __init__(
        self,
        text: Text,
        outline: Outline,
        kept: Sequence[Candidate],
        documents: Sequence[Printed],
        known: Knowledge,
        models: NameModels,
    ) -> None:
        self.text = text
        self.kept = [c for c in kept if not party_words().fullmatch(c.span.of(text.text))]
        self.issuer = outline.metadata.issuer or ""
        self.gazetteer = known.gazetteer
        spans = [(c.span, c.type) for c in kept if c.type in PLACES]
        named = name_places(text.text, spans, self.gazetteer)
        self.placed: dict[Span, list[Meaning]] = {}
        for item in named:
            self.placed.setdefault(item.span, []).append(place_meaning(item.place))
        self.speakers = Speakers(text.text, outline.metadata, named, self.gazetteer, models.speaker)
        self.bodies = Bodies(self.gazetteer, self.speakers)
        self.things = Things(self.gazetteer, self.speakers)
        self.titles = {printed.span: printed.name for printed in documents}

    def mentions(self) -> Iterator[tuple[Span, tuple[Meaning, ...], bool]]:
        """(span, what it stands for, whether by a name of its own) in text order."""
        found = [(c.span, self.meanings(c), True) for c in self.kept]
        found = resolve_short_names(self.text.text, found, self.things.plain)
        found += self._parties(found)
        taken = sorted(span for span, _, _ in found)
        for span, places in context_words(self.text, self.speakers):
            at = bisect_left(taken, span)
            if not any(other.overlaps(span) for other in taken[max(0, at - 1) : at + 1]):
                found.append((span, tuple(place_meaning(place) for place in places), False))
        return iter(sorted(found, key=lambda item: item[0]))

    def _parties(
        self, found: Sequence[tuple[Span, tuple[Meaning, ...], bool]]
    ) -> Iterator[tuple[Span, tuple[Meaning, ...], bool]]:
        """甲方, 我委, 该局: words that stand for a body only in their document, with the body."""
        text = self.text.text
        bodies = [(span, meanings) for span, meanings, _ in found if meanings[0].type in PARTIES]
        starts = [span.start for span, _ in bodies]
        defined: dict[str, tuple[Meaning, ...]] = {}
        for match in party_definition().finditer(text):
            at = bisect_left(starts, match.end())
            if at < len(starts) and starts[at] - match.end() <= 2:
                defined.setdefault(match["party"], bodies[at][1])
        for match in party_words().finditer(text):
            word, span = match.group(), Span(*match.span())
            meanings = defined.get(word) or self._referred(word, span.start, bodies, starts)
            if word in party_both() and len(defined) == 2:
                meanings = tuple(meaning for one in defined.values() for meaning in one)
            if meanings and not any(other.overlaps(span) for other, _ in bodies):
                yield span, meanings, False

    def _referred(
        self, word: str, position: int, bodies: Sequence[tuple[Span, tuple[Meaning, ...]]], starts: Sequence[int]
    ) -> tuple[Meaning, ...]:
        """The body that 该局 or 我委 means: of 我 and 本 the one that issued the document, where it ends so; else the
        last one before that ends so, else the first of the document."""
        kind = word[1:]
        fitting = [(span, meanings) for span, meanings in bodies if _ends_so(meanings[0].canonical, kind)]
        before = [meanings for span, meanings in fitting if span.start < position]
        if _ends_so(self.issuer, kind) and (word.startswith(lexicon(schemas.Common).words.own) or not fitting):
            return self.bodies.meanings(self.issuer, 0)
        return (before[-1] if before else fitting[0][1]) if fitting else ()

    def meanings(self, candidate: Candidate) -> tuple[Meaning, ...]:
        printed, position = candidate.span.of(self.text.text), candidate.span.start
        match candidate.type:
            case EntityType.CITY | EntityType.PROVINCE | EntityType.COUNTY:
                return tuple(self.placed.get(candidate.span, ())) or (unknown_place(printed, candidate.type),)
            case EntityType.AGENCY:
                return self.bodies.meanings(printed, position)
            case EntityType.AGENCY_GROUP:
                return self.bodies.groups(printed, position)
            case EntityType.POLICY_DOCUMENT:
                return (document_meaning(self.titles.get(candidate.span, printed), self.gazetteer),)
        return (self.things.meaning(printed, candidate.type, position),)


def _ends_so(name: str, kind: str) -> bool:
    full = lexicon(schemas.Bodies).full_endings.get(kind, kind)
    return name.endswith((kind, full))


def _entity(clean: Clean, item: _Gathered) -> Entity:
    meaning = item.meaning
    printed = list(dict.fromkeys(clean.printed(span) for span in item.named)) or [clean.printed(item.mentions[0])]
    surface = meaning.canonical if meaning.canonical in printed else max(printed, key=len)
    return Entity(
        type=meaning.type,
        canonical=meaning.canonical,
        key=meaning.key,
        surface=surface,
        aliases=tuple(other for other in printed if other != surface),
        mentions=tuple(item.mentions),
        subtype=meaning.subtype,
        place=meaning.place,
    )


def _members(text: str, gathered: Iterable[_Gathered]) -> dict[str, tuple[str, ...]]:
    """各区政府(含大鹏新区管委会,下同): the bodies in the bracket after a group, by the group's key."""
    opening = tuple(f"({word}" for word in lexicon(schemas.Bodies).groups.members)
    everything = list(gathered)
    bodies = [
        (span, item.meaning.key)
        for item in everything
        for span in item.mentions
        if item.meaning.type in (EntityType.AGENCY, EntityType.AGENCY_GROUP)
    ]
    found: dict[str, tuple[str, ...]] = {}
    for item in everything:
        for span in item.mentions if item.meaning.type is EntityType.AGENCY_GROUP else ():
            if text.startswith(opening, span.end) and (close := text.find(")", span.end, span.end + 200)) > 0:
                inside = Span(span.end, close)
                found[item.meaning.key] = tuple(dict.fromkeys(key for at, key in bodies if inside.contains(at)))
    return found
