"""Printed names of bodies to official ones: 市发展改革委 to 深圳市发展和改革委员会, 两市文旅部门 to both bureaus.

A body that no place can be found for keeps its printed name: a wrong official name is worse than a plain one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..knowledge import schemas
from ..knowledge.gazetteer import PLACE, Agency, Gazetteer, Place
from ..knowledge.keys import key
from ..knowledge.lexicon import lexicon
from ..knowledge.touched import note_key, note_text
from ..model import EntityType
from ..place.parties import party_definition
from ..place.speakers import OWN, Speakers, fits
from .divisions import Divisions
from .enumerations import fields_of
from .meaning import Meaning

LONGEST_PLACE = 14
LONGEST_PARTY = 30
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose a body is: the places, and whether the text names them."""

    places: tuple[Place, ...]
    rest: str
    """What is printed after the scope: the body."""


class Bodies:
    """Reads the printed names of bodies of one document."""

    def __init__(self, gazetteer: Gazetteer, speakers: Speakers) -> None:
        self.gazetteer = gazetteer
        self.speakers = speakers
        self.words = lexicon(schemas.Bodies)
        self.shared = lexicon(schemas.Common).words
        sides = "|".join(self.shared.both_sides)
        self.sides = re.compile(f"{self.words.several.pattern}|{sides}")
        levels = lexicon(schemas.Common).levels
        self.levels = dict(sorted(levels.items(), key=lambda item: -len(item[0])))
        self.divisions = Divisions(gazetteer, speakers)

    def meanings(self, printed: str, position: int) -> tuple[Meaning, ...]:
        """The bodies that *printed* (folded) at *position* stands for; at least one."""
        name = _bare(printed)
        items = [item for part in self._side_by_side(name) for item in self._items(part, position)]
        found = [meaning for item in items for meaning in self._one(item, position)]
        return tuple(dict.fromkeys(found)) or (Meaning(EntityType.AGENCY, name, key(EntityType.AGENCY, name)),)

    @cached_property
    def parties(self) -> dict[str, tuple[Place, ...]]:
        """The places of the sides of an agreement, where it says who they are: 甲方:某市人民政府."""
        found: dict[str, tuple[Place, ...]] = {}
        for match in party_definition().finditer(self.speakers.text):
            line = self.speakers.text[match.end() : match.end() + LONGEST_PARTY].lstrip()
            if place := self._place(line)[0]:
                found.setdefault(match["party"], (place,))
        if len(found) == 2:
            sides = tuple(place for places in found.values() for place in places)
            found |= dict.fromkeys(self.words.parties.both, sides)
        return found

    @cached_property
    def fields(self) -> frozenset[str]:
        """What bodies are in charge of."""
        return frozenset(fields_of(self.gazetteer))

    # --- one surface that names several ---------------------------------------------------------------------------

    def _side_by_side(self, name: str) -> list[str]:
        """Bodies of two places in full that no mark parts, as signatures stand: 甲市教育局|乙市教育局."""
        place, body = self._place(name)
        endings, start = self.words.complete_endings, len(name) - len(body)
        for end in range(start + 1, len(name)) if place and body.endswith(endings) else ():
            other = self._place(name[end:])[0] if name[:end].endswith(endings) else None
            if place and other and name.startswith(other.name, end) and self._row(name[start:end], place):
                return [name[:end], name[end:]]
        return [name]

    def _items(self, name: str, position: int) -> list[str]:
        """江山市、衢江区政府 as 江山市政府 and 衢江区政府; 自治区党委、政府 as 自治区党委 and 自治区政府."""
        parts = self._parts(name)
        if len(parts) < 2 or name in self.gazetteer.national:
            return [name]
        last = parts[-1]
        for rest in self.words.list_endings:
            last = last.replace(rest, "", 1) if rest in last and last.index(rest) > 1 else last
        place, body = self._place(last)
        if place and (several := self.words.several.match(body)):
            last, body = place.name + body[several.end() :], body[several.end() :]
        if all(self._place(part) != (None, part) and not self._place(part)[1] for part in parts[:-1]):
            return [*(part + body for part in parts[:-1]), last] if place and body else [name]
        stem, ending = self._department(last)
        if ending and not any(self._department(part)[1] for part in parts[:-1]):
            return [*(part + ending for part in parts[:-1]), stem + ending]
        for part in parts:
            note_text(part)
        if any(part in self.fields for part in parts[:-1]):
            # 教育、公安、财政以及党史研究机构: fields are no bodies.
            return [name]
        opening = parts[0][: len(parts[0]) - len(self._scope(parts[0], position).rest)]
        place = self._place(parts[0])[0]
        return [parts[0], *(self._carried(part, opening, place) for part in (*parts[1:-1], last))]

    def _carried(self, name: str, opening: str, place: Place | None) -> str:
        """A further name of a list by what the first one opens with: 信阳市委、|市政府 is that of 信阳."""
        level = next((word for word in self.levels if name.startswith(word)), "")
        if level:
            return place.name + name[len(level) :] if place and fits(place, self.levels[level]) else name
        return name if self._opens(name) else opening + name

    def _parts(self, name: str) -> list[str]:
        shared, complete = self.shared, self.words.complete_endings
        listed = [part for part in re.split("|".join(map(re.escape, shared.list_marks)), name) if part]
        found: list[str] = []
        joined = re.compile("|".join(map(re.escape, sorted(shared.conjunctions, key=len, reverse=True))))
        for part in listed:
            start = 0
            for match in joined.finditer(part):
                if part[start : match.start()].endswith(complete) and match.end() < len(part):
                    found.append(part[start : match.start()])
                    start = match.end()
            found.append(part[start:])
        return found

    def _opens(self, name: str) -> bool:
        """Whether *name* says itself whose it is."""
        return name in self.gazetteer.national or bool(self._place(name)[0]) or name.startswith(tuple(self.levels))

    # --- whose it is ----------------------------------------------------------------------------------------------

    def _scope(self, name: str, position: int) -> Scope:
        place, rest = self._place(name)
        if place:
            return Scope((place,), rest)
        if division := self.divisions.opening(name.removeprefix(self.words.party.mark)):
            return Scope((division[0],), division[1])
        bare = name.removeprefix(self.words.party.mark)
        if sides := self._sides(bare):
            return sides
        own = bare[1:] if bare.startswith(self.shared.own) else bare
        for word, level in self.levels.items():
            if own.startswith(word) and len(own) > len(word):
                found = self.speakers.at(level, position)
                return Scope((found,) if found else (), own[len(word) :])
        if own.startswith(self.words.region.committee) and (found := self.speakers.at("region", position)):
            return Scope((found,), own)
        return Scope((), name)

    def _sides(self, name: str) -> Scope | None:
        """Whose the body of one side or of several places is: 甲方|财政局, 三省区|教育厅."""
        if opening := next((word for word in self.parties if name.startswith(word) and name != word), None):
            return Scope(self.parties[opening], name[len(opening) :])
        side = self.sides.match(name)
        return Scope(self.speakers.several(side.group()), name[side.end() :]) if side else None

    def _place(self, name: str) -> tuple[Place | None, str]:
        """The place that *name* opens with, the narrowest of 湖北省宜昌市夷陵区, and what follows it."""
        rest = name.removeprefix(self.words.party.mark)
        found: Place | None = None
        while True:
            longest = self._longest(rest, found)
            if longest is None:
                return found, rest if found else name
            found, rest = longest

    def _department(self, name: str) -> tuple[str, str]:
        """The field of a department, and the ending that says that it is one; ("", "") for what is none."""
        for ending in self.words.departments.endings:
            if name.endswith(ending) and len(name) > len(ending):
                return name[: -len(ending)], ending
        return "", ""

    def _longest(self, text: str, outer: Place | None) -> tuple[Place, str] | None:
        for length in range(min(len(text), LONGEST_PLACE), 1, -1):
            places = self.gazetteer.places_by_surface.get(text[:length], ())
            place = self._meant(places, text[:length], outer)
            if place and (place.type is not EntityType.COUNTY or text[length - 1] == place.name[-1]):
                return place, text[length:]
        return None

    def _meant(self, places: Sequence[Place], surface: str, outer: Place | None) -> Place | None:
        if outer is not None:
            inside = [place for place in places if place.parent == outer.key]
            return next((place for place in inside if place.name == surface), None)
        return self.speakers.meant(places)

    # --- what it is called ----------------------------------------------------------------------------------------

    def _one(self, name: str, position: int) -> Iterator[Meaning]:
        if framed := self._framed(name, position):
            yield framed
            return
        if national := self.gazetteer.national.get(name) or self.divisions.by_number.get(name):
            yield Meaning(EntityType.AGENCY, national.name(), national.key(), national.kind, known=True)
            return
        if zoned := self._of_zone(name):
            yield zoned
            return
        scope = self._scope(name, position)
        places, body = scope.places, self.words.congress_term.sub("", scope.rest)
        if not places:
            places = self._unsaid(body, position)
        if not places or not body:
            full = self._expanded(name)
            yield Meaning(EntityType.AGENCY, full, key(EntityType.AGENCY, full))
            return
        short = bool(scope.places) and not name.removeprefix(self.words.party.mark).startswith(
            (*(place.name for place in places), *self.levels, *self.parties, *self.divisions.forms)
        )
        short = short and not self.sides.match(name)
        for place in places:
            yield self._framed(body, position, place) or self._of(place, body, name if short else "")

    @cached_property
    def zone(self) -> str:
        """The official name of the development zone whose document it is, "" where it is none's."""
        for words in self.speakers.heads:
            if match := self.words.zone.match(words):
                printed = match.group()
                known = self.gazetteer.names_by_surface.get(printed, ())
                return known[0].name if known else self._zone(printed)
        return ""

    def _of_zone(self, name: str) -> Meaning | None:
        """The body of the zone whose document it is: 区财政局, 管委会."""
        opening = next((word for word in self.words.of_zone if name.startswith(word) and name != word), "")
        body = name[len(opening) :]
        if not self.zone or not body.endswith(self.words.complete_endings) or self.words.elsewhere.search(body):
            return None
        if body.startswith(self.words.party.committee):
            return None
        if not opening and (self._place(name)[0] or name.startswith((*self.levels, *self.words.central_openings))):
            return None
        full = self.zone + self._expanded(body)
        return Meaning(EntityType.AGENCY, full, key(EntityType.AGENCY, full))

    def _unsaid(self, body: str, position: int) -> tuple[Place, ...]:
        """Whose a body is that says it by nothing but its kind: 教育厅 of a province's document, 财政部门."""
        if body.startswith(self.words.central_openings):
            return ()
        for ending, level in self.words.level_by_ending.items():
            if body.endswith(ending):
                place = self.speakers.at(level, position)
                return (place,) if place else ()
        place = self.speakers.at(OWN, position)
        return (place,) if place and (self._department(body)[1] or self._row(body, place)) else ()

    def _of(self, place: Place, body: str, printed: str = "") -> Meaning:
        """The *body* of *place*; one that no table holds stays as *printed* where that is given."""
        whose = self._whose(place)
        if body.startswith(self.words.region.committee):
            return self._meaning(self._named(whose, body), place, self._row(body, place))
        if place.administration and self._expanded(body) == self._expanded(self.words.park_committee):
            name = place.administration
            return self._meaning(name, place)
        if row := self._row(body, place):
            official, full = row.name(whose), whose.name + self._expanded(body)
            printed_in_full = len(full) >= len(official) and official.startswith(whose.name)
            return self._meaning(full if printed_in_full else official, place, row)
        if row := self._row_of_field(body, place):
            return self._meaning(row.name(whose), place, row)
        name = self._expanded(printed) if printed else self._named(whose, body)
        return self._meaning(name, place)

    def _meaning(self, name: str, place: Place, row: Agency | None = None) -> Meaning:
        """The body *name* of *place*, with what the table says of it."""
        start = name.find(self._whose(place).name)
        return Meaning(
            type=EntityType.AGENCY,
            canonical=name,
            key=row.key(place) if row else key(EntityType.AGENCY, name, place.key),
            subtype=row.kind if row else "",
            place=place.key,
            known=row is not None,
            whose=start + len(self._whose(place).name) if start >= 0 else 0,
        )

    def _row_of_field(self, body: str, place: Place) -> Agency | None:
        """The table's body for a department that is called by its field."""
        field, ending = self._department(body)
        if not ending:
            return None
        words = self.words.departments
        for government in words.governments:
            field = field.removeprefix(government)
        if field in words.party_fields:
            field = self.words.party.committee + field
        forms = (field + form for form in ("部", *words.forms))
        return next((row for form in forms if (row := self._row(form, place))), None)

    def _named(self, whose: Place, body: str) -> str:
        party = self.words.party
        if PLACE in body:
            return body.replace(PLACE, whose.name)
        if body.startswith(committee := self.words.region.committee):
            rest = self._expanded(body[len(committee) :])
            return (
                f"{party.mark}{whose.short[0]}{committee}{rest}"
                if rest and whose.short
                else f"{party.mark}{whose.name}委员会{rest}"
            )
        if body.startswith(party.council):
            return f"{party.mark}{whose.name}委员会{body[len(party.council) :]}"
        if body.startswith(party.committee) and not body.startswith(party.no_committee):
            rest = self._expanded(body[1:])
            return f"{party.mark}{whose.name}委{rest}" if rest else f"{party.mark}{whose.name}委员会"
        return whose.name + self._expanded(body)

    def _row(self, body: str, place: Place) -> Agency | None:
        if PLACE in body:
            before, _, after = body.partition(PLACE)
            note_key(before)
            rows = [
                row for row in self.gazetteer.agencies if place.level in row.levels and (before, after) in row.frames
            ]
            own = [row for row in rows if place.code and place.code in row.places]
            return next(iter(own or [row for row in rows if not row.places]), None)
        return self.gazetteer.agency(body, place.level, place.code)

    def _framed(self, name: str, position: int, whose: Place | None = None) -> Meaning | None:
        """The body with its place in the middle: 团市委, 国家税务总局深圳市税务局. *whose* it is where the words before
        tell: 台州|团市委."""
        note_text(name)
        for before, after in self.gazetteer.frames:
            if not name.startswith(before) or not name.endswith(after) or len(name) <= len(before) + len(after):
                continue
            middle = name[len(before) : len(name) - len(after)]
            level = "region" if middle == self.words.region.level else self.levels.get(middle)
            place = (whose or self.speakers.at(level, position)) if level else self._place(middle)[0]
            if (
                place
                and (level or self._place(middle)[1] == "")
                and (row := self._row(f"{before}{PLACE}{after}", place))
            ):
                return self._meaning(row.name(self._whose(place)), place, row)
        return None

    def _whose(self, place: Place) -> Place:
        """*place* by the name that its bodies carry: a district's with its city's before it."""
        city = self.gazetteer.city_of(place)
        district = place.type is EntityType.COUNTY and place.name.endswith("区") and not place.name.endswith("新区")
        return replace(place, name=city.name + place.name) if district and city else place

    def _expanded(self, body: str) -> str:
        """*body* with its opening and its ending in full."""
        for short, full in self.words.full_openings.items():
            if body.startswith(short):
                body = full + body[len(short) :]
        if body.endswith(self.words.already_full):
            return body
        for ending, full in sorted(self.words.full_endings.items(), key=lambda pair: -len(pair[0])):
            if body.endswith(ending) and not body.endswith(full):
                return self._zone(body[: -len(ending)]) + full
        return body

    def _zone(self, name: str) -> str:
        """*name* with its zone in full, as its committee's official name has it: 高新区|管委会."""
        for short, full in sorted(lexicon(schemas.Names).zones.items(), key=lambda pair: -len(pair[0])):
            if name.endswith(short) and not name.endswith(full):
                return name.removesuffix(short) + full
        return name

    # --- groups ---------------------------------------------------------------------------------------------------

    def groups(self, printed: str, position: int) -> tuple[Meaning, ...]:
        """The groups of bodies that *printed* at *position* stands for. Each after the first opens with 各: of
        各县区、各部门 there are two, of one place."""
        first, *others = self._every.split(_bare(printed))
        found = self._one_group(first, position)
        return found, *(self._one_group(found.canonical[: found.whose] + name, position) for name in others)

    @cached_property
    def _every(self) -> re.Pattern[str]:
        marks = (*self.shared.list_marks, *self.shared.conjunctions)
        return re.compile(rf"(?:{'|'.join(map(re.escape, marks))})(?={self.words.groups.every})")

    def _one_group(self, name: str, position: int) -> Meaning:
        """各县市、区政府 of a Ji'an document is 吉安市各县市、区政府. Of 市直有关部门 the level word stays, as it says
        which bodies; of 自治区有关部门 it gives way to the place."""
        place, rest = self._place(name)
        if place and rest:
            return self._group(name, place)
        if name.startswith(self.words.central_openings):
            return self._group(name, None)
        for word, level in self.levels.items():
            own = name[1:] if name[:1] in self.shared.own else name
            if own.startswith(word) and len(own) > len(word):
                if own[len(word)] in self.words.groups.below:
                    break  # 县级以上人民政府, 省辖市人民政府: bodies of the levels below the place whose document it is
                found = self.speakers.at(level, position)
                stays = own[len(word) :].startswith(self.words.groups.level_stays)
                rest = own if stays else own[len(word) :]
                return self._group((self._whose(found).name if found else "") + rest if found else name, found)
        found = self.speakers.at(OWN, position)
        return self._group((self._whose(found).name if found else "") + name, found)

    def _group(self, name: str, place: Place | None) -> Meaning:
        whose, said = (place.key, self._whose(place).name) if place else ("", "")
        opening = len(said) if said and name.startswith(said) else 0
        named = key(EntityType.AGENCY_GROUP, name, whose)
        return Meaning(EntityType.AGENCY_GROUP, name, named, "", whose, whose=opening)


def _bare(printed: str) -> str:
    """A printed name without white space and brackets."""
    return re.sub(r"[()\[\]]", "", _SPACE.sub("", printed))
