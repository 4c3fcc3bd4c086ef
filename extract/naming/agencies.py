"""Party and government bodies: a place or a level word, and a body (深圳市教育局, 市委组织部, 团市委, 两地政府)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ..fold import folded_lexicon
from ..gazetteer import PLACE, Agency, Gazetteer
from ..model import EntityType, Span
from .index import Matcher
from .places import PlaceHit
from .text import Candidate, Text, any_of, is_han

RANK = 40
_LONGEST = 20
PLACE_TYPES = (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY)


def hint(scope: str, body: str) -> str:
    """What the linker needs of a body: whose it is (place key, level or a word such as pair), and its printed name."""
    return f"{scope};{body}"


class Bodies:
    """The printed forms of standard bodies."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        local = [agency for agency in gazetteer.agencies if "national" not in agency.levels]
        self.forms = frozenset(body for agency in local for body in agency.bodies)
        self.frames = tuple(sorted({frame for agency in local for frame in agency.frames}))
        self.matcher = Matcher(self.forms)
        self.frame_matcher = Matcher(before for before, _ in self.frames)
        self.national: dict[str, Agency] = {}
        """Printed forms of national bodies that are clear without a context."""
        for agency in gazetteer.agencies:
            if "national" in agency.levels:
                for form in agency.bodies:
                    if form not in self.forms or form == agency.pattern:
                        self.national.setdefault(form, agency)


class AgencyFinder:
    """Finds bodies in one text, given the places already found in it."""

    def __init__(self, text: Text, bodies: Bodies, places: Sequence[PlaceHit]) -> None:
        self.text = text
        self.bodies = bodies
        self.words = folded_lexicon("mentions")["agencies"]
        self.levels: dict[str, str] = self.words["levels"]
        self.office: tuple[str, str] = tuple(self.words["office"])
        self.before_level = tuple(self.words["before_level"])
        self.pairs = tuple(_pair_scopes())
        self.ends = {hit.end: hit for hit in places}
        self.starts = {hit.start: hit for hit in places}
        self.places = {hit.place.key: hit.place for hit in places}

    def find(self) -> Iterator[Candidate]:
        text = self.text.text
        listed_only = tuple(self.words["listed_only"])
        ended: dict[int, Candidate] = {}
        for group in self._working_groups():
            ended[group.end] = group
            yield group
        for start, end, body in self.bodies.matcher.find(text):
            if not body.endswith(listed_only) and (found := self._with_place(start, end, body)):
                found = self.chained(found, ended.get(found.start - 1) or ended.get(found.start))
                ended[found.end] = found
                yield found
                yield from self._sharing(found)
        for start, end, _before in self.bodies.frame_matcher.find(text):
            if found := self._framed(start, end):
                yield found
        yield from self._of_the_pair()

    def scope_before(self, position: int) -> tuple[int, str] | None:
        """Whose body begins at *position*: where its place or level word starts, and the scope; None if unsaid."""
        text = self.text.text
        if hit := self.ends.get(position):
            start, scope = hit.start, hit.place.key
            while (outer := self.ends.get(start)) and outer.start < start:
                start = outer.start
            return self._party(start), scope
        if text.endswith(self.pairs, max(0, position - 8), position):
            word = max((word for word in self.pairs if text.endswith(word, 0, position)), key=len)
            return position - len(word), _pair_scopes()[word]
        for word, level in self.levels.items():
            if position >= len(word) and text.startswith(word, position - len(word)):
                start = position - len(word)
                if start and text[start - 1] in self.words["own"]:
                    return start - 1, level
                if start and text[start - 1] in self.words["every"]:
                    return None
                if (
                    start == 0
                    or not is_han(text[start - 1])
                    or self.text.is_edge(start)
                    or text.endswith(self.before_level, 0, start)
                ):
                    return self._party(start), level
        return None

    def place_at(self, span: Span) -> str | None:
        """The key of the place that fills *span* by its full name: in a list it stands for its government."""
        hit = self.starts.get(span.start)
        return hit.place.key if hit and hit.end == span.end and hit.full else None

    def _party(self, start: int) -> int:
        party: str = self.words["party"]
        return start - len(party) if self.text.text.endswith(party, 0, start) else start

    def _with_place(self, start: int, end: int, body: str) -> Candidate | None:
        scope = self.scope_before(start)
        if scope is None:
            return None
        if body.endswith(self.office[0]) and self.text.text.startswith(self.office[1], end):
            end += len(self.office[1])
            body = self.text.text[start:end]
        after = self.text.after(end)
        if len(body) <= 2 and after and is_han(after) and not self.text.is_edge(end):
            return None
        if self.text.text.startswith(tuple(self.words["posts"]), end):
            return None
        if scope[1] in _pair_scopes().values() and not body.endswith(tuple(self.words["pair_endings"])):
            return None
        if body.endswith(tuple(self.words["joint"])) and (joint := self._joint(scope[0])) < scope[0]:
            return Candidate(joint, end, EntityType.AGENCY, hint("", self.text.text[joint:end]), RANK)
        return Candidate(scope[0], end, EntityType.AGENCY, hint(scope[1], body), RANK)

    def _sharing(self, found: Candidate) -> Iterator[Candidate]:
        """The bodies of the places before a county's body that share its tail: 宝塔区、黄陵县人民政府."""
        scope, _, body = found.hint.partition(";")
        known = self.places.get(scope)
        start = found.start
        while known and self.text.before(start) in self.words["shares"]:
            hit = self.ends.get(start - 1)
            if hit is None or hit.place.type is not EntityType.COUNTY or known.type is not EntityType.COUNTY:
                return
            if not hit.full or self.ends.get(hit.start):
                return
            yield Candidate(hit.start, hit.end, EntityType.AGENCY, hint(hit.place.key, body), RANK)
            start = hit.start

    def sharing(self, start: int, scope: str, group: str) -> Iterator[Candidate]:
        """The groups of the places before one that share its tail: 上海市、福建省及三明市有关部门."""
        while scope in self.places and self.text.before(start) in self.words["shares"]:
            hit = self.ends.get(start - 1)
            if hit is None or not hit.full:
                return
            yield Candidate(hit.start, hit.end, EntityType.AGENCY_GROUP, hint(hit.place.key, group), RANK)
            start = hit.start

    def _working_groups(self) -> Iterator[Candidate]:
        """北京市扶贫协作和支援合作工作领导小组办公室: a place, and whatever the name of such a body may hold."""
        text = self.text.text
        stops = [word for word in self.words["breaks"] if word not in self.words["joints"]]
        for found in re.finditer(any_of(self.words["long_endings"]), text):
            start, end = found.span()
            for opens in range(max(0, start - _LONGEST), start - 1):
                hit = self.ends.get(opens)
                if hit and hit.full and not any(word in text[opens:start] for word in stops):
                    yield Candidate(hit.start, end, EntityType.AGENCY, hint(hit.place.key, text[opens:end]), RANK)
                    break

    def _joint(self, start: int) -> int:
        """Where a body of two places begins: 甲市与乙市对口合作工作领导小组."""
        if self.text.before(start) in self.words["joints"] and (hit := self.ends.get(start - 1)):
            return hit.start
        return start

    def chained(self, found: Candidate, last: Candidate | None) -> Candidate:
        """市政府 right after 六安市委 is that of 六安: the place goes on where the level is the same."""
        scope, _, body = found.hint.partition(";")
        if last is None or scope not in self.levels.values():
            return found
        place = last.hint.partition(";")[0]
        between = self.text.text[last.end : found.start]
        known = self.places.get(place)
        if between not in self.words["chain"] or known is None or known.level != scope:
            return found
        return replace(found, hint=hint(place, body))

    def framed(self, start: int) -> Candidate | None:
        """The body with its place in the middle that begins at *start*: 团市委."""
        for before in sorted({head for head, _ in self.bodies.frames}, key=len, reverse=True):
            if self.text.text.startswith(before, start) and (found := self._framed(start, start + len(before))):
                return found
        return None

    def _framed(self, start: int, end: int) -> Candidate | None:
        text = self.text.text
        before = text[start:end]
        spots: list[tuple[int, str]] = []
        if hit := self.starts.get(end):
            spots.append((hit.end, hit.place.key))
        spots += [(end + len(word), level) for word, level in self.levels.items() if text.startswith(word, end)]
        if start and is_han(text[start - 1]) and not self.text.is_edge(start):
            return None
        for spot, scope in spots:
            for head, tail in self.bodies.frames:
                if head == before and text.startswith(tail, spot):
                    body = f"{head}{PLACE}{tail}"
                    return Candidate(start, spot + len(tail), EntityType.AGENCY, hint(scope, body), RANK)
        return None

    def _of_the_pair(self) -> Iterator[Candidate]:
        for found in _pair_pattern().finditer(self.text.text):
            scope = _pair_scopes()[found["whose"]]
            body = folded_lexicon("mentions")["departments"][found["body"]]
            yield Candidate(found.start(), found.end(), EntityType.AGENCY, hint(scope, body), RANK)


@cache
def _pair_scopes() -> dict[str, str]:
    pronouns = folded_lexicon("mentions")["pronouns"]
    return {
        **dict.fromkeys(pronouns["pair"], "pair"),
        **dict.fromkeys(pronouns["provinces"], "provinces"),
        **dict.fromkeys(pronouns["both"], "both"),
    }


@cache
def _pair_pattern() -> re.Pattern[str]:
    whose = "|".join(re.escape(word) for word in sorted(_pair_scopes(), key=len, reverse=True))
    bodies = "|".join(
        re.escape(word) for word in sorted(folded_lexicon("mentions")["departments"], key=len, reverse=True)
    )
    return re.compile(f"(?P<whose>{whose})(?P<body>{bodies})")
