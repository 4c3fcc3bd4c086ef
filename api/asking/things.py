"""Things that questions can be about, from the graph: their names, and what a condition on them fills."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from ...ask.model import Kind, Thing
from ...ask.vocabulary import AREA, PROVINCE, SET
from ...ask.words import Words
from ...extract.knowledge.gazetteer import Gazetteer
from ...extract.text.tokens import jieba
from ..pages.corpora import corpora
from ..pages.site import Site
from .english import english_base_area_names, english_names, english_organization_names
from .graph import Documents, Entity, Graph
from .names import (
    agency_names,
    base_area_names,
    document_names,
    initials_of,
    organization_names,
    topic_names,
    without_place,
)

_HEAD = re.compile(r" (?:for|on|of) ")
Fills = tuple[tuple[str, tuple[str, ...]], ...]
"""IRIs by the ending of the variables that they fill."""
_SHORTEST_TAIL = 6
"""Characters of the end of a title that stands for the whole."""
_ROLES = {"lead": ("牵头", "lead", "leadAgency"), "supporting": ("配合", "supporting", "supportingAgency")}


@dataclass(frozen=True)
class Maker:
    """What things are made with."""

    graph: Graph
    spaces: Mapping[str, str]
    """Namespaces by their prefix."""
    said: Words
    known: Gazetteer
    about: Documents
    texts: Mapping[str, frozenset[str]]
    """The documents that stand for a text, by the text."""
    groups: Mapping[str, tuple[str, ...]]
    """Groups of agencies, which have no jurisdiction of their own, by the place that their keys name."""
    endings: Mapping[str, frozenset[str]]
    """What the title of a document ends in and no other title does: 工作方案."""
    places: tuple[str, ...]
    """Names of provinces, which stand before names without being needed: 福建沙县农村产权交易中心."""

    initials: Mapping[str, frozenset[str]]
    """What organisations are called by characters of the words of their names, where that is one's alone."""

    @cached_property
    def bodies(self) -> Mapping[str, frozenset[str]]:
        """What agencies of each kind are called without their place, by the last part of their keys."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.known.agencies:
            found[row.slug].update(row.bodies)
        return {slug: frozenset(bodies) for slug, bodies in found.items()}

    def local(self, iri: str) -> str:
        return iri.removeprefix(self.spaces["id"])

    def weight(self, iri: str) -> int:
        return self.graph.weights.get(iri, 0)

    def usual(self, label: str) -> frozenset[str]:
        """What the gazetteer knows that something of this name is called too, though no document does: 南科大."""
        rows = self.known.names_by_surface.get(label, ())
        return frozenset(surface for row in rows if row.name == label for surface in row.surfaces)


def things(site: Site, graph: Graph, known: Gazetteer, said: Words) -> Iterator[Thing]:
    """Everything that a question can name, but for words of the texts."""
    spaces = {name: site.space(name) for name in ("id", "dk", "dkt", "dkc", "dkk")}
    texts: dict[str, set[str]] = defaultdict(set)
    for document, facts in graph.documents.items():
        for text in facts.get("text", ()):
            texts[text].add(document)
    standing = {text: frozenset(documents) for text, documents in texts.items()}
    maker = Maker(
        graph,
        spaces,
        said,
        known,
        Documents(graph),
        standing,
        _groups(graph, spaces["id"]),
        _endings(graph, said),
        tuple(sorted({surface for place in known.provinces for surface in place.surfaces if len(surface) > 1})),
        _initials(graph),
    )
    yield from _place_sets(maker)
    yield from _roles(spaces["dk"], said)
    yield from _corpora(site)
    yield from _document_kinds(graph, said)
    for iri, entity in sorted(graph.entities.items()):
        for make in _MAKERS.get(entity.type, ()):
            if (made := make(iri, entity, maker)) is not None:
                yield made


def _place(iri: str, entity: Entity, maker: Maker) -> Thing | None:
    """A place that documents speak of, or in which such a place lies."""
    inside = [place for place, around in maker.graph.spoken.items() if iri in around or place == iri]
    if not inside:
        return None
    fills = _fills_of_places([iri], inside, maker)
    value = maker.local(iri).removeprefix("place/")
    names = frozenset(entity.names) | {name for name in maker.said.places.get(value, ()) if len(name) > 1}
    sort = PROVINCE if entity.type == "Province" else ""
    return Thing(Kind.PLACE, value, entity.label, entity.en, names, maker.weight(iri), sort=sort, fills=fills)


def _fills_of_places(iris: Sequence[str], inside: Sequence[str], maker: Maker) -> Fills:
    """What a condition on the places *iris* fills, with the places that lie in them and documents speak of."""
    documents = sorted({d for place in inside for d in maker.about.measures_of(place)})
    listing = sorted({d for place in inside for d in maker.about.listing(place)})
    return (
        ("", (*inside,)),
        ("Document", (*documents,)),
        ("Listing", (*listing,)),
        ("About", tuple(sorted({document for place in inside for document in maker.about.about(place)}))),
        ("Any", (*inside, *iris)),
        ("Group", tuple(one for iri in iris for one in maker.groups.get(maker.local(iri).removeprefix("place/"), ()))),
    )


def _place_sets(maker: Maker) -> Iterator[Thing]:
    """The sets of places of which documents speak."""
    for value, one in maker.said.place_sets.items():
        iris = [f"{maker.spaces['id']}place/{code}" for code in one.codes]
        inside = [place for place, around in maker.graph.spoken.items() if place in iris or around & {*iris}]
        if inside:
            fills = _fills_of_places(iris, inside, maker)
            yield Thing(Kind.PLACE, value, one.zh[0], one.en[0], frozenset((*one.zh, *one.en)), sort=SET, fills=fills)


def _base_area(iri: str, entity: Entity, maker: Maker) -> Thing | None:
    pairs = sum(iri in areas for _, _, areas in maker.graph.pairs.values())
    if not pairs and not maker.weight(iri):
        return None
    value = maker.local(iri).removeprefix("base-area/")
    return Thing(
        Kind.BASE_AREA,
        value,
        entity.label,
        entity.en,
        base_area_names(entity.names | {entity.zh}) | english_base_area_names(entity.en),
        pairs,
        fills=_itself(iri),
    )


def _around(iri: str, entity: Entity, maker: Maker) -> Thing | None:
    """A region or base area as a place: with its paired cities where it has some."""
    cities = sorted({base for base, _, areas in maker.graph.pairs.values() if iri in areas})
    if not cities and not maker.weight(iri):
        return None
    inside = (*cities, iri)
    documents = sorted({document for place in cities for document in maker.about.focused(place)})
    listing = sorted({document for place in inside for document in maker.about.listing(place)})
    fills = (
        ("", inside),
        ("Document", (*documents,)),
        ("Listing", (*listing,)),
        ("About", (*documents,)),
        ("Any", inside),
    )
    names = frozenset(entity.names)
    return Thing(Kind.AREA, maker.local(iri), entity.label, entity.en, names, maker.weight(iri), fills=fills)


def _agency(iri: str, entity: Entity, maker: Maker) -> Thing:
    key = maker.local(iri)
    home = maker.graph.entities.get(entity.place)
    place, short = (home.zh, sorted(home.names)) if home else ("", [])
    forms = agency_names(maker.bodies.get(key.rpartition("/")[2], ()), entity.label, entity.names, place, short)
    forms |= english_names(entity.en, home.en if home else "")
    seat = maker.local(entity.place).removeprefix("place/")
    return Thing(Kind.AGENCY, key, entity.label, entity.en, forms, maker.weight(iri), seat, fills=_itself(iri))


def _vehicle(iri: str, entity: Entity, maker: Maker) -> Thing:
    names = without_place(frozenset(entity.names) | {entity.label} | maker.usual(entity.label), maker.places)
    return Thing(Kind.VEHICLE, maker.local(iri), entity.label, entity.en, names, maker.weight(iri), fills=_itself(iri))


def _organization(iri: str, entity: Entity, maker: Maker) -> Thing:
    usual = frozenset(entity.names) | maker.usual(entity.label) | maker.initials.get(iri, frozenset())
    names = without_place(organization_names(entity.label, usual), maker.places)
    names |= english_organization_names(entity.en)
    weight = maker.weight(iri)
    return Thing(Kind.ORGANIZATION, maker.local(iri), entity.label, entity.en, names, weight, fills=_itself(iri))


def _document(iri: str, entity: Entity, maker: Maker) -> Thing:
    facts: Mapping[str, set[str]] = maker.graph.documents.get(iri, {})
    places = tuple(sorted(maker.local(place).removeprefix("place/") for place in maker.about.places.get(iri, ())))
    standing = sorted(maker.texts.get(iri, ()))
    return Thing(
        Kind.DOCUMENT,
        _value_of(iri, maker),
        entity.label,
        entity.en,
        document_names(entity.label, entity.names) | maker.endings.get(iri, frozenset()),
        maker.weight(iri),
        places=places,
        sort=min(facts.get("kind", ()), default=""),
        years=tuple(year for end in ("first", "last") for year in sorted(facts.get(end, ()))[:1]),
        above=tuple(sorted(_value_of(other, maker) for other in facts.get("implements", ()) if _is_told(other, maker))),
        issuers=tuple(sorted(maker.local(issuer) for issuer in facts.get("issuer", ()))),
        fills=(("", (iri, *standing)), ("_asked", (iri, *sorted(facts.get("text", ()))))),
    )


def _value_of(iri: str, maker: Maker) -> str:
    return maker.local(iri).removeprefix("document/")


def _is_told(iri: str, maker: Maker) -> bool:
    """Whether the graph has measures of a document: its own, or those of one that stands for it."""
    return any(maker.graph.weights.get(document) for document in (iri, *maker.texts.get(iri, ())))


def _concept(iri: str, entity: Entity, maker: Maker) -> Thing | None:
    said, weight = maker.said, maker.weight(iri)
    for space, kind in (("dkt", Kind.TOPIC), ("dkc", Kind.COMMITMENT), ("dkk", Kind.PLATFORM_KIND)):
        if not iri.startswith(maker.spaces[space]):
            continue
        value = iri.removeprefix(maker.spaces[space])
        if kind is Kind.TOPIC:
            forms = topic_names(entity.zh, entity.en, maker.graph.cues.get(iri, ())) | {*said.topics.get(value, ())}
            sort = "" if iri in maker.graph.cues else AREA  # only topics have cues
            return Thing(kind, value, entity.zh, entity.en, forms, weight, sort=sort, fills=_itself(iri))
        listed = said.commitments if kind is Kind.COMMITMENT else said.platform_kinds
        forms = frozenset(listed.get(value, ()))
        return Thing(kind, value, entity.zh, entity.en, forms, max(weight, 1), fills=_itself(iri))
    return None


_MAKERS: Mapping[str, tuple[Callable[[str, Entity, Maker], Thing | None], ...]] = {
    **dict.fromkeys(("City", "Province", "County"), (_place,)),
    "BaseArea": (_base_area, _around),  # a condition on pairs, and on measures as a place
    "Region": (_around,),
    **dict.fromkeys(("Agency", "AgencyGroup"), (_agency,)),
    **dict.fromkeys(("Platform", "Project", "Event"), (_vehicle,)),
    "Organization": (_organization,),
    "PolicyDocument": (_document,),
    "Concept": (_concept,),
}


def _groups(graph: Graph, space: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri, entity in sorted(graph.entities.items()):
        if entity.type == "AgencyGroup":
            found[iri.removeprefix(space).split("/")[1]].append(iri)
    return {place: tuple(iris) for place, iris in found.items()}


def _endings(graph: Graph, said: Words) -> dict[str, frozenset[str]]:
    """What only one title ends in, by that document: six characters from the edge of a word on, or a word for
    documents of four and more; in English what only one begins with, Work Plan for ..."""
    titles = {iri: entity.zh for iri, entity in graph.entities.items() if entity.type == "PolicyDocument"}
    found: dict[str, set[str]] = defaultdict(set)
    kinds = tuple({word for listed in said.document_words.values() for word in listed})
    cut = {iri: jieba().tag(title, False) for iri, title in titles.items()}
    tails = {iri: {tail for tail in _tails(words) if tail.endswith(kinds)} for iri, words in cut.items()}
    count = Counter(tail for each in tails.values() for tail in each)
    for iri, each in tails.items():
        found[iri] |= {tail for tail in each if count[tail] == 1}
    heads = {iri: _HEAD.split(entity.en)[0] for iri, entity in graph.entities.items() if iri in titles and entity.en}
    of = Counter(heads.values())
    for iri, head in heads.items():
        found[iri] |= {head} if of[head] == 1 and " " in head else set()
    for word in {word for listed in said.document_words.values() for word in listed if len(word) > 3}:
        ending = [iri for iri, title in titles.items() if title.endswith(word)]
        if len(ending) == 1:
            found[ending[0]].add(word)
    return {iri: frozenset(words) for iri, words in found.items()}


def _initials(graph: Graph) -> dict[str, frozenset[str]]:
    """The initials of organisations by their IRI; those of two organisations, or of another name, are left out."""
    named = {name for entity in graph.entities.values() for name in (*entity.names, entity.zh)}
    own = {iri: initials_of(e.zh) for iri, e in graph.entities.items() if e.type == "Organization"}
    count = Counter(short for each in own.values() for short in each)
    return {
        iri: frozenset(short for short in each if count[short] == 1 and short not in named) for iri, each in own.items()
    }


def _tails(words: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The ends of a title that begin with a word of their own, not with 的 or 与, and hold no mark."""
    for number, (_, tag) in enumerate(words):
        tail = "".join(word for word, _ in words[number:])
        if number and tag.startswith(("n", "v", "j", "l")) and len(tail) >= _SHORTEST_TAIL and tail.isalpha():
            yield tail


def _itself(iri: str) -> Fills:
    return (("", (iri,)),)


def _roles(dk: str, said: Words) -> Iterator[Thing]:
    for value, (zh, en, name) in _ROLES.items():
        yield Thing(Kind.ROLE, value, zh, en, frozenset(said.roles.get(value, ())), fills=(("Property", (dk + name,)),))


def _document_kinds(graph: Graph, said: Words) -> Iterator[Thing]:
    """The kinds of the documents held, which are literals."""
    count = Counter(kind for facts in graph.documents.values() for kind in facts.get("kind", ()))
    for kind, number in sorted(count.items()):
        if listed := said.document_words.get(kind):
            zh, en = (next(word for word in listed if word.isascii() is latin) for latin in (False, True))
            yield Thing(Kind.DOCUMENT_KIND, kind, zh, en, weight=number)


def _corpora(site: Site) -> Iterator[Thing]:
    for iri in corpora(site):
        name = site.names.one(iri)
        value = iri.removeprefix(site.space("id", "corpus/"))
        yield Thing(Kind.CORPUS, value, name.zh or value, name.en, frozenset({value}), fills=(("", (iri,)),))


def compounds(site: Site, graph: Graph, known: Gazetteer) -> dict[str, tuple[str, str]]:
    """The places of the pairs by two characters that stand for them; what may be two pairs stands for neither."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    space = site.space("id", "place/")
    for base, partner, _ in graph.pairs.values():
        one, other = base.removeprefix(space), partner.removeprefix(space)
        for a, b in product(_letters(one, known), _letters(other, known)):
            if a != b:
                found[a + b].add((one, other))
                found[b + a].add((other, one))
    return {compound: min(pairs) for compound, pairs in found.items() if len(pairs) == 1}


def initials(site: Site, graph: Graph, known: Gazetteer) -> dict[str, frozenset[str]]:
    """The places of the pairs by each character that may stand for them."""
    found: dict[str, set[str]] = defaultdict(set)
    for end in sorted({end for base, partner, _ in graph.pairs.values() for end in (base, partner)}):
        value = end.removeprefix(site.space("id", "place/"))
        for letter in _letters(value, known):
            found[letter].add(value)
    return {letter: frozenset(values) for letter, values in found.items()}


def _letters(value: str, known: Gazetteer) -> tuple[str, ...]:
    place = known.places.get(f"place/{value}")
    return tuple(dict.fromkeys((*place.abbreviations, place.name[0]))) if place else ()
