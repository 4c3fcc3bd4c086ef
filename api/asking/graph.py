"""What the vocabulary is made from, as the served graph has it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ..pages.site import Site, text_of


@dataclass(slots=True)
class Entity:
    """What the graph says of one IRI."""

    type: str = ""
    zh: str = ""
    en: str = ""
    names: set[str] = field(default_factory=set)
    place: str = ""

    @property
    def label(self) -> str:
        """The Chinese name, else the English one."""
        return self.zh or self.en


@dataclass(slots=True)
class Graph:
    """What the vocabulary is made from."""

    entities: dict[str, Entity]
    weights: dict[str, int]
    spoken: dict[str, set[str]]
    """Places that documents speak of, each with what it lies in."""
    pairs: dict[str, tuple[str, str, set[str]]]
    """Base, partner and base areas of each pair."""
    documents: dict[str, dict[str, set[str]]]
    """Kind, place, text, pair, first and last year, issuer of each document, and what it implements."""
    cues: dict[str, set[str]]


def read_graph(site: Site) -> Graph:
    """All of it, in five queries."""
    dk = site.space("dk")
    entities: dict[str, Entity] = {}
    for row in site.select("search/things"):
        kind = text_of(row["type"]).removeprefix(dk).rpartition("#")[2]
        entity = entities.setdefault(text_of(row["this"]), Entity(kind))
        if kind not in ("PolicyDocument", "Organization", "Cooperation"):
            entity.type = kind
        if label := row.get("label"):
            language = (getattr(label, "language", "") or "zh")[:2]
            setattr(entity, "en" if language == "en" else "zh", text_of(label))
        entity.names |= {text_of(row[key]) for key in ("alias",) if key in row}
        entity.place = text_of(row.get("place")) or entity.place
    weights = {text_of(row["this"]): int(text_of(row["count"])) for row in site.select("ask/weights")}
    spoken: dict[str, set[str]] = defaultdict(set)
    for row in site.select("ask/places"):
        spoken[text_of(row["place"])] |= {text_of(row["in"])} if "in" in row else set()
    pairs: dict[str, tuple[str, str, set[str]]] = {}
    for row in site.select("ask/pairs"):
        pair = pairs.setdefault(text_of(row["pair"]), (text_of(row["base"]), text_of(row["partner"]), set()))
        pair[2].update({text_of(row["area"])} if "area" in row else ())
    documents: dict[str, dict[str, set[str]]] = {}
    for row in site.select("ask/documents"):
        document = documents.setdefault(text_of(row["document"]), defaultdict(set))
        for key in ("kind", "place", "text", "pair", "first", "last", "implements", "issuer"):
            document[key] |= {text_of(row[key])} if key in row else set()
    cues: dict[str, set[str]] = defaultdict(set)
    for row in site.select("ask/cues"):
        cues[text_of(row["topic"])].add(text_of(row["cue"]))
    return Graph(entities, weights, spoken, pairs, documents, cues)


class Documents:
    """Which documents are about a place, and which only list it among others."""

    def __init__(self, graph: Graph) -> None:
        self._focused: dict[str, set[str]] = defaultdict(set)
        self._listing: dict[str, set[str]] = defaultdict(set)
        self.places: dict[str, set[str]] = defaultdict(set)
        for document, said in graph.documents.items():
            ends = {pair: {*graph.pairs[pair][:2]} for pair in said["pair"] if pair in graph.pairs}
            for cities in ends.values():
                focused = all(cities & others for others in ends.values())
                for city in cities:
                    (self._focused if focused else self._listing)[city].add(document)
                    if focused or cities & said["place"]:
                        self.places[document].add(city)
            for place in said["place"]:
                self.places[document].add(place)
        self._own: dict[str, set[str]] = defaultdict(set)
        for document, said in graph.documents.items():
            for place in said["place"]:
                self._own[place].add(document)
        self._all = sorted(graph.documents)
        self._lists = {document for documents in self._listing.values() for document in documents}

    def focused(self, place: str) -> list[str]:
        return sorted(self._focused.get(place, ()))

    def about(self, place: str) -> list[str]:
        """The documents about a place, and those for which it speaks."""
        return sorted(self._focused.get(place, set()) | self._own.get(place, set()))

    def measures_of(self, place: str) -> list[str]:
        """The documents whose measures are all the place's: those about it, and its own that list no others' pairs."""
        return sorted(self._focused.get(place, set()) | (self._own.get(place, set()) - self._lists))

    def listing(self, place: str) -> list[str]:
        """Where a measure must name the place itself: any document for one that has no pair."""
        if place in self._focused or place in self._listing:
            return sorted(self._listing.get(place, ()))
        return self._all
