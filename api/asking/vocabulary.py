"""The vocabulary of the served release, read from its graph and the gazetteer once."""

from __future__ import annotations

from ...ask.model import Passage
from ...ask.normal import normal
from ...ask.vocabulary import Vocabulary
from ...ask.words import fillers, words
from ...extract.knowledge.gazetteer import Gazetteer, gazetteer
from ...extract.model import EntityType
from ..pages.site import Site, text_of
from .english import english_terms, missing_terms
from .graph import read_graph
from .things import compounds, initials, things

_SHORTEST_ORGANIZATION = 4
"""Characters of the name of an organisation of which the graph has nothing."""
MOST_TEXT = 20_000_000
"""Characters of measures in which single words are looked for."""


def vocabulary(site: Site) -> Vocabulary:
    """The vocabulary of the site's data, made once."""
    known: Vocabulary = site.remembered("ask vocabulary", lambda: _make(site))
    return known


def _make(site: Site) -> Vocabulary:
    graph = read_graph(site)
    known = gazetteer()
    said = words()
    texts = _texts(site)
    made = (*things(site, graph, known, said), *english_terms(said.terms, texts))
    here = {surface for thing in made for surface in map(normal, (*thing.names, thing.zh, thing.en))}
    away = (
        missing_terms(said.terms, texts)
        | _elsewhere(known)
        | {name: full for name, full in _organizations(known).items() if name not in texts}
    )
    return Vocabulary(
        made,
        said,
        elsewhere={surface: name for surface, name in away.items() if surface not in here},
        bureaus=_bureaus(known),
        fillers=fillers().surfaces(),
        texts=texts,
        passages=_passages(site),
        compounds={pair: ends for pair, ends in compounds(site, graph, known).items() if pair not in here},
        initials=initials(site, graph, known),
    )


def _elsewhere(known: Gazetteer) -> dict[str, str]:
    """The places of the gazetteer by full and short name; counties by full name only, for short ones are words too."""
    found: dict[str, str] = {}
    for place in (*known.counties, *known.cities, *known.provinces):  # the higher one takes a name that both have
        surfaces = (place.name,) if place.type is EntityType.COUNTY else place.surfaces
        shortest = 3 if place.type is EntityType.COUNTY else 2
        found |= {normal(surface): place.name for surface in surfaces if len(surface) >= shortest}
    return found


def _organizations(known: Gazetteer) -> dict[str, str]:
    """Organisations by the names that are no words besides: 上海大学 is more than Shanghai and universities."""
    return {
        surface: row.name
        for row in known.organizations
        for surface in map(normal, row.surfaces)
        if len(surface) >= _SHORTEST_ORGANIZATION
    }


def _bureaus(known: Gazetteer) -> dict[str, str]:
    """What a bureau is called behind its place: the rest of its full name."""
    found: dict[str, str] = {}
    for level in ("province", "county", "city"):
        for body, row in known.agency_bodies(level):
            if len(body) > 1 and not body.endswith("区"):  # 高新区 is a place as well
                found[normal(body)] = row.pattern.replace("{place}", "").replace("{short}", "")
    for before, after in known.frames:  # 团市委
        found |= {normal(before + level + after): before + level + after for level in "省市县区"}
    return found


def _passages(site: Site) -> tuple[Passage, ...]:
    """What may be quoted; nothing where that is too much to look through for a question."""
    dk = site.space("dk")
    found: dict[str, Passage] = {}
    for row in site.select("ask/passages"):
        this, place = text_of(row["this"]), text_of(row.get("place"))
        known = found.get(this)
        places = (known.places if known else frozenset()) | ({place} if place else set())
        sort = text_of(row["type"]).removeprefix(dk)
        found[this] = Passage(
            this, sort, text_of(row["text"]), text_of(row["document"]), places, normal(text_of(row["text"]))
        )
    passages = tuple(found[this] for this in sorted(found))
    return passages if sum(len(passage.text) for passage in passages) <= MOST_TEXT else ()


def _texts(site: Site) -> str:
    rows = site.select("search/measures")
    whole = "\n".join(text_of(row["text"]) for row in rows)
    return whole if len(whole) <= MOST_TEXT else ""
