"""The mentions stage: where the document names places, bodies, organisations, platforms, projects, events, documents.

One pass over the gazetteer's automaton, then finders for what no table can list; where two finds overlap the surer one
stays. The linker (:mod:`.link`) decides what each mention stands for; ``Mention.hint`` carries what is known here:

* places: keys joined by ``|`` (沪明 stands for two cities)
* agencies: ``scope;body`` as :func:`.mentions_agencies.hint` writes it, or the key of a national body
* policy documents: the canonical title or number
* names of the gazetteer: their key; other names: their subtype
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from .fold import folded_lexicon
from .gazetteer import Gazetteer
from .linking.context import context
from .model import AssignmentList, Clean, EntityType, Mention, Outline, Span
from .naming.agencies import AgencyFinder, Bodies, hint
from .naming.boundary import Boundary
from .naming.documents import find_documents
from .naming.endings import EndingFinder
from .naming.index import Matcher
from .naming.known import KnownNames
from .naming.lists import ListReader
from .naming.neural import find_unknown
from .naming.places import PlaceHit, compounds, find_places, pronouns, standing
from .naming.quoted import find_apposed, find_invited, find_listed, find_quoted
from .naming.shortened import find_shortened
from .naming.suffixes import Endings
from .naming.text import Candidate, Text, any_of, settle
from .taggers import Tagger

T = EntityType
_PLACES = frozenset({T.CITY, T.PROVINCE, T.COUNTY})
_AREAS = frozenset({T.BASE_AREA, T.REGION})
INSIDE = {
    T.POLICY_DOCUMENT: frozenset({T.AGENCY, T.BASE_AREA, T.REGION, T.POLICY_DOCUMENT}) | _PLACES,
    T.AGENCY: _PLACES,
    T.AGENCY_GROUP: frozenset({T.CITY, T.PROVINCE}),
    T.PLATFORM: frozenset({T.ORGANIZATION}),
    T.PROJECT: frozenset({T.ORGANIZATION}),
}
"""What stays a mention of its own inside a larger one. 三明 in 三明学院 does not."""


class Finder:
    """The finders over one gazetteer: everything that does not depend on the document."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.bodies = Bodies(gazetteer)
        self.endings = Endings((row.suffix, row.type.value, row.subtype, row.strength) for row in gazetteer.suffixes)
        counties = tuple(folded_lexicon("mentions")["pairs"]["county"])
        # Short names of counties are looked for once the document's cities are known: 和龙 must not hide 龙岩.
        places = {
            surface
            for surface, meant in gazetteer.places_by_surface.items()
            if any(place.type is not T.COUNTY or place.name == surface for place in meant) or surface.endswith(counties)
        }
        names = {
            surface for surface, known in gazetteer.names_by_surface.items() if known[0].type is not T.POLICY_DOCUMENT
        }
        surfaces = places | names | set(gazetteer.areas_by_surface) | set(self.bodies.national)
        self.matcher = Matcher(surface for surface in surfaces if len(surface) > 1)
        self.short = frozenset(gazetteer.places_by_abbreviation)


_finders: dict[int, Finder] = {}
"""By the identity of a gazetteer, which its finder keeps alive: automata take longer to build than most documents."""


def _finder(gazetteer: Gazetteer) -> Finder:
    finder = _finders.get(id(gazetteer))
    if finder is None:
        if len(_finders) >= 4:
            _finders.clear()
        finder = _finders[id(gazetteer)] = Finder(gazetteer)
    return finder


def find_mentions(
    clean: Clean, outline: Outline, lists: Sequence[AssignmentList], gazetteer: Gazetteer, tagger: Tagger
) -> tuple[Mention, ...]:
    """Every mention of an entity in ``clean.text``, in text order.

    Mentions overlap only where one stands inside a larger one (国务院 in the title of a document). *lists* are the
    printed lists of responsible bodies. Deterministic, linear in the text, and defined for any text whatever.
    """
    if not clean.text:
        return ()
    finder = _finder(gazetteer)
    text = Text(clean.text, tagger)
    raw = list(finder.matcher.find(text.text))
    hits = find_places(text, (hit for hit in raw if hit[2] in gazetteer.places_by_surface), gazetteer)
    where = context(text.text, outline.metadata, [(hit.span, hit.place.key) for hit in hits], gazetteer, lists)

    named = list(_named(text, raw, finder, {hit.end: hit for hit in hits}))
    agencies = AgencyFinder(text, finder.bodies, hits)
    areas = [Span(c.start, c.end) for c in named if c.type in _AREAS]
    marks = finder.short | {short[0] for place in where.pair for short in place.short[:1]}
    boundary = Boundary(text, sorted([*(hit.span for hit in hits), *areas]), marks, gazetteer.places_by_surface)
    bodies = list(agencies.find())
    levels = tuple(word for word, level in agencies.levels.items() if where.at(level, gazetteer))
    ending = list(EndingFinder(text, finder.endings, boundary, levels).find())
    exact = {Span(c.start, c.end): (c.type, c.hint) for c in named}
    organizations = {c.end: Span(c.start, c.end) for c in named if c.type is T.ORGANIZATION}

    ends = {c.end for c in (*bodies, *ending, *named)}

    candidates: list[Candidate] = [
        *(Candidate(h.start, h.end, h.place.type, h.place.key, 10, h.full) for h in standing(text, hits)),
        *named,
        *find_documents(text, outline.metadata, placed=bool(where.own or where.pair)),
        *bodies,
        *ListReader(text, agencies, finder.endings, exact, ends, bodies).read(lists),
        *_groups(text, agencies),
        *_reporters(text),
        *ending,
        *find_quoted(text),
        *find_apposed(text, boundary.left),
        *find_listed(text, organizations, boundary.left),
        *find_invited(text, organizations),
        *compounds(text, where, hits, gazetteer),
        *pronouns(text, where, hits, gazetteer),
    ]
    kept = settle(candidates, INSIDE)
    if short := list(find_shortened(text, kept, boundary.place_starts)):
        candidates += short
        kept = settle(candidates, INSIDE)
    if tagger.knows_names and (unknown := find_unknown(text, kept, tagger, finder.endings, boundary)):
        kept = settle([*candidates, *unknown], INSIDE)
    return tuple(Mention(Span(c.start, c.end), c.type, c.hint) for c in _open(text, kept, finder.endings.organizations))


def _open(text: Text, kept: Sequence[Candidate], endings: tuple[str, ...]) -> Iterable[Candidate]:
    """The candidates without an organisation that another name holds and that is not plainly one: 天津港|保税区."""
    outer = 0
    for candidate in kept:
        inside = candidate.type is T.ORGANIZATION and candidate.end <= outer
        if not inside or text.text.endswith(endings, candidate.start, candidate.end):
            yield candidate
        outer = max(outer, candidate.end)


def _named(
    text: Text, raw: Iterable[tuple[int, int, str]], finder: Finder, places: Mapping[int, PlaceHit]
) -> Iterable[Candidate]:
    """Areas, known names and national bodies among the gazetteer hits. *places*: the places by where they end."""
    gazetteer = finder.gazetteer
    words = folded_lexicon("mentions")
    levels = tuple(words["agencies"]["levels"])
    memorials = tuple(words["places"]["memorials"])
    acts, not_bodies = tuple(words["agencies"]["acts"]), tuple(words["agencies"]["not_bodies"])
    names = KnownNames(text, finder.endings, places)
    for start, end, surface in raw:
        if area := gazetteer.areas_by_surface.get(surface):
            if not (area.type is T.BASE_AREA and text.text.startswith(memorials, end)):
                yield Candidate(start, end, area.type, area.key, 30)
                yield from _sharing(text, start, surface, gazetteer)
        elif known := gazetteer.names_by_surface.get(surface):
            if candidate := names.read(start, end, surface, known[0]):
                yield candidate
        elif agency := finder.bodies.national.get(surface):
            if text.text.endswith(levels, max(0, start - 3), start) and surface != agency.pattern:
                continue
            if text.text.startswith(not_bodies, end):
                continue
            ends = text.is_edge(end) or (len(surface) > 3 and text.text.startswith(acts, end))
            if ends and (len(surface) > 3 or text.is_edge(start)):
                yield Candidate(start, end, T.AGENCY, agency.key(), 30)


def _sharing(text: Text, start: int, surface: str, gazetteer: Gazetteer) -> Iterable[Candidate]:
    """陕甘宁、川陕革命老区: the base areas before one that share its tail."""
    words = folded_lexicon("mentions")
    tail = next((word for word in words["places"]["tails"] if surface.endswith(word)), "")
    while tail and text.before(start) in words["agencies"]["shares"]:
        for length in (4, 3, 2):
            opened = start - 1 - length
            area = gazetteer.areas_by_surface.get(text.text[max(0, opened) : start - 1] + tail)
            if opened >= 0 and area and area.type is T.BASE_AREA:
                yield Candidate(opened, start - 1, T.BASE_AREA, area.key, 30)
                start = opened
                break
        else:
            return


def _groups(text: Text, agencies: AgencyFinder) -> Iterable[Candidate]:
    """Addressees in running text: 各区各部门要..., 福建省有关部门."""
    words = folded_lexicon("mentions")["agencies"]
    for found in re.finditer(f"(?:{any_of(words['running_groups'])})(?:{any_of(words['group_tails'])})?", text.text):
        start, end = found.span()
        scope = agencies.scope_before(start)
        begins = scope[0] if scope else start
        if text.is_edge(begins) and (text.is_edge(end) or text.before(end) == ")"):
            yield Candidate(begins, end, T.AGENCY_GROUP, scope[1] if scope else "", 20)
    for found in re.finditer(any_of(words["placed_groups"]), text.text):
        start, end = found.span()
        if scope := agencies.scope_before(start):
            yield Candidate(scope[0], end, T.AGENCY_GROUP, scope[1], 20)
            yield from agencies.sharing(scope[0], scope[1], found.group())
    yield from _departments(text, agencies)


def _departments(text: Text, agencies: AgencyFinder) -> Iterable[Candidate]:
    """省人民政府各工作部门、各直属机构: two groups of one government. The hint is ``scope;name``."""
    words = folded_lexicon("mentions")["agencies"]
    kinds = f"(?:{any_of(words['departments_of'])})"
    every = words["every"][0]
    for found in re.finditer(f"(?:{any_of(words['governments'])}){kinds}", text.text):
        start, end = found.span()
        if not (scope := agencies.scope_before(start)):
            continue
        yield Candidate(scope[0], end, T.AGENCY_GROUP, hint(scope[1], found.group()), 85)
        government = found.group().partition(every)[0]
        for more in re.compile(f"[、,]({every}{kinds})").finditer(text.text, end, end + 24):
            if more.start() != end:
                break
            end = more.end()
            yield Candidate(*more.span(1), T.AGENCY_GROUP, hint(scope[1], government + more.group(1)), 85)


def _reporters(text: Text) -> Iterable[Candidate]:
    """掌上梅州讯: the medium that a report opens with."""
    words = folded_lexicon("mentions")["news"]
    for found in re.finditer(
        rf"^(?P<name>[\u4e00-\u9fff]{{2,8}})(?:{any_of(words['dateline'])})(?=[\s,(\d])", text.text, re.M
    ):
        if not any(word in found["name"] for word in words["nobody"]):
            yield Candidate(*found.span("name"), T.ORGANIZATION, "MediaOrganization", 20)
