"""The facts of a document while corrections are written into them. Each fact keeps its place in the draft, and each
entity the key that it came with, whatever is put in, taken out or renamed round it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from ..extract.model import Citation, Entity, Facts, Linked, Measure, Pair, Responsibility, Span, Target
from .model import Kind

Fact = TypeVar("Fact", Measure, Responsibility, Pair, Target)
Places = dict[tuple[Kind, int], int]
"""Where a fact of the draft stands in the facts, by its kind and its place in the draft."""


@dataclass(slots=True)
class Entry(Generic[Fact]):
    """A fact on its way, and whether it holds."""

    fact: Fact
    holds: bool = True


@dataclass(slots=True)
class Named:
    """An entity on its way, its official name as it came, and whether it holds."""

    entity: Entity
    was: str
    holds: bool = True
    printed: bool = True
    """Whether the text names it: one that a person gives a part may have no mention; others go with their last one."""


@dataclass(slots=True)
class Draft:
    """Everything that corrections change. Facts name entities by the keys in *entities*."""

    facts: Facts
    measures: list[Entry[Measure]]
    responsibilities: list[Entry[Responsibility]]
    pairs: list[Entry[Pair]]
    targets: list[Entry[Target]]
    entities: dict[str, Named]

    @classmethod
    def of(cls, facts: Facts) -> Draft:
        return cls(
            facts,
            [Entry(one) for one in facts.measures],
            [Entry(one) for one in facts.responsibilities],
            [Entry(one) for one in facts.pairs],
            [Entry(one) for one in facts.targets],
            {entity.key: Named(entity, entity.canonical) for entity in facts.linked.entities},
        )

    def present(self) -> list[Entity]:
        """The entities that hold."""
        return [named.entity for named in self.entities.values() if named.holds]

    def place_of(self, entity: Entity) -> str:
        """The key in *entities* of an entity, which is put there when it is not one of the document's."""
        same = [place for place, named in self.entities.items() if named.entity.key == entity.key]
        if place := next((one for one in same if self.entities[one].holds), next(iter(same), None)):
            self.entities[place].holds = True
            return place
        place = entity.key
        while place in self.entities:  # of one that came with this key and was renamed
            place += "+"
        self.entities[place] = Named(entity, entity.canonical, printed=bool(entity.mentions))
        return place

    def called(self, name: str, span: Span | None = None) -> str | None:
        """The key in *entities* of the one that a row finds under that official name, its own now or when it came; of
        several the one that the words of *span* mention, and one that holds."""
        return self._best(name.strip(), span, [*self.entities])

    def now_called(self, name: str, span: Span | None = None) -> str | None:
        """The key in *entities* of the one that has that official name now, as *called* chooses: what a row puts in is
        not one that another row renamed."""
        name = name.strip()
        return self._best(name, span, [one for one, named in self.entities.items() if named.entity.canonical == name])

    def _best(self, name: str, span: Span | None, places: Iterable[str]) -> str | None:
        fitting = [one for one in places if name in (self.entities[one].entity.canonical, self.entities[one].was)]

        def standing(place: str) -> tuple[bool, bool, bool]:
            named = self.entities[place]
            here = span is not None and any(at.overlaps(span) for at in named.entity.mentions)
            return here, named.holds, named.was == name

        return max(fitting, key=standing, default=None)

    def mention(self, place: str, spans: Iterable[Span], forms: Iterable[str]) -> None:
        """Gives an entity further mentions, which are printed in these *forms*."""
        named = self.entities[place]
        named.printed = True
        entity = named.entity
        aliases = tuple(dict.fromkeys((*entity.aliases, *(form for form in forms if form != entity.surface))))
        named.entity = replace(entity, mentions=tuple(sorted({*entity.mentions, *spans})), aliases=aliases)

    def release(self, place: str, span: Span) -> None:
        """Takes one mention from an entity."""
        named = self.entities[place]
        named.entity = replace(named.entity, mentions=tuple(at for at in named.entity.mentions if at != span))

    def naming(self, span: Span) -> list[tuple[Span, str]]:
        """The mentions that overlap a *span*, each with the entity that it names, by its key in *entities*."""
        return [
            (at, place)
            for place, named in self.entities.items()
            if named.holds
            for at in named.entity.mentions
            if at.overlaps(span)
        ]

    def finished(self) -> tuple[Facts, Places]:
        """The facts, and where each that holds stands among them."""
        places: Places = {}
        linked = Linked.of(_merged(list(self._held())))
        kept = _Kept(self, linked, places)
        measures = _settled(Kind.MEASURE, self.measures, lambda one: one.span, places)
        pairs = _settled(Kind.PAIR, kept.pairs(), lambda one: (one.evidence, one.base, one.partner), places)
        targets = _settled(Kind.TARGET, self.targets, lambda one: one.span, places)
        bodies = _settled(Kind.RESPONSIBILITY, kept.responsibilities(), lambda one: (one.measure, one.order), places)
        finished = replace(
            self.facts,
            linked=linked,
            issuer=kept.key(self.facts.issuer),
            measures=measures,
            responsibilities=tuple(_numbered(bodies)),
            pairs=pairs,
            citations=tuple(kept.citations(self.facts.citations)),
            targets=targets,
        )
        return finished, places

    def key(self, place: str) -> str | None:
        """The key that an entity has in the end; None for one that is gone."""
        named = self.entities.get(place)
        there = named and named.holds and (named.entity.mentions or not named.printed)
        return named.entity.key if named and there else None

    def _held(self) -> Iterator[Entity]:
        """The entities that stay, those that came first first, then the others by their first mention."""
        came = {entity.key: number for number, entity in enumerate(self.facts.linked.entities)}
        far = Span(len(self.facts.clean.text), len(self.facts.clean.text))

        def order(place: str) -> tuple[int, Span, str]:
            return came.get(place, len(came)), next(iter(self.entities[place].entity.mentions), far), place

        for place in sorted(self.entities, key=order):
            if self.key(place):
                entity = self.entities[place].entity
                members = tuple(dict.fromkeys(key for one in entity.members if (key := self.key(one))))
                yield self._printed(replace(entity, members=members) if members != entity.members else entity)

    def _printed(self, entity: Entity) -> Entity:
        """*entity* with the forms that its mentions print."""
        came = self.facts.linked.by_key.get(entity.key)
        if came and (came.mentions, came.surface, came.aliases) == (entity.mentions, entity.surface, entity.aliases):
            return entity
        quotes = dict.fromkeys(self.facts.clean.quote(at) for at in entity.mentions)
        forms = [quote for quote in quotes if quote in (entity.surface, *entity.aliases)]
        if not forms:
            return entity
        surface = entity.canonical if entity.canonical in forms else max(forms, key=len)
        return replace(entity, surface=surface, aliases=tuple(form for form in forms if form != surface))


def _merged(entities: Sequence[Entity]) -> Iterator[Entity]:
    """*entities*, those with one key as one: with the mentions and the printed forms of all."""
    by_key: dict[str, list[Entity]] = {}
    for entity in entities:
        by_key.setdefault(entity.key, []).append(entity)
    for first, *others in by_key.values():
        if not others:
            yield first
            continue
        printed = dict.fromkeys(form for one in (first, *others) for form in (one.surface, *one.aliases))
        yield replace(
            first,
            aliases=tuple(form for form in printed if form != first.surface),
            mentions=tuple(sorted({at for one in (first, *others) for at in one.mentions})),
            members=tuple(dict.fromkeys(key for one in (first, *others) for key in one.members)),
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of the facts that name entities."""

    draft: Draft
    linked: Linked
    places: Places

    def key(self, place: str | None) -> str | None:
        key = self.draft.key(place) if place else None
        return key if key in self.linked.by_key else None

    def responsibilities(self) -> Iterator[Entry[Responsibility]]:
        seen = set()
        for entry in self.draft.responsibilities:
            fact = entry.fact
            measure, key = self.places.get((Kind.MEASURE, fact.measure)), self.key(fact.entity)
            if not entry.holds or measure is None or key is None or (measure, key) in seen:
                yield Entry(fact, holds=False)
                continue
            seen.add((measure, key))
            yield Entry(replace(fact, measure=measure, entity=key))

    def pairs(self) -> Iterator[Entry[Pair]]:
        seen = set()
        for entry in self.draft.pairs:
            fact = entry.fact
            base, partner = self.key(fact.base), self.key(fact.partner)
            if not entry.holds or base is None or partner is None or base == partner or (base, partner) in seen:
                yield Entry(fact, holds=False)
                continue
            seen.add((base, partner))
            founder, area = self.key(fact.established_by), self.key(fact.base_area)
            yield Entry(replace(fact, base=base, partner=partner, base_area=area, established_by=founder))

    def citations(self, citations: Iterable[Citation]) -> Iterator[Citation]:
        seen = set()
        for citation in citations:
            if (key := self.key(citation.entity)) and key not in seen:
                seen.add(key)
                yield replace(citation, entity=key)


def _settled(
    kind: Kind, entries: Iterable[Entry[Fact]], order: Callable[[Fact], Any], places: Places
) -> tuple[Fact, ...]:
    """What holds, in its order; *places* is told where each stands."""
    held = sorted(
        ((place, entry.fact) for place, entry in enumerate(entries) if entry.holds), key=lambda one: order(one[1])
    )
    places.update({(kind, place): number for number, (place, _) in enumerate(held)})
    return tuple(fact for _, fact in held)


def _numbered(facts: Iterable[Responsibility]) -> Iterator[Responsibility]:
    """The responsibilities with their order among the bodies of each measure."""
    counts: dict[int, int] = {}
    for fact in facts:
        counts[fact.measure] = counts.get(fact.measure, 0) + 1
        yield replace(fact, order=counts[fact.measure])


LAST = 10_000
"""The order of a body that is added: behind those that the text lists."""
