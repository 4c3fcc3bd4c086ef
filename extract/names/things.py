"""Printed names of organisations, platforms, projects, events and regions to those under which they are published."""

from __future__ import annotations

from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer, KnownName
from ..knowledge.keys import key
from ..knowledge.lexicon import lexicon
from ..knowledge.touched import note_text
from ..model import EntityType
from ..place.speakers import Speakers
from .meaning import Meaning

LONGEST_PLACE = 14
QUOTES = "“”\"'‘’"
SHORTEST_SERIES = 5
"""Characters of the shortest name that stands without its edition, where no table knows the series."""
PRINTED = (EntityType.PLATFORM, EntityType.PROJECT)
"""What goes by the name that is printed, but for the short forms of zones: 广佛肇高速 is not made 广佛肇高速公路."""
LONGEST_OWNER = 6
"""Characters of the longest word before a zone that no table knows: 库尔勒上库|高新区."""


class Things:
    """Reads the names of one document."""

    def __init__(self, gazetteer: Gazetteer, speakers: Speakers) -> None:
        self.gazetteer = gazetteer
        self.speakers = speakers
        self.words = lexicon(schemas.Names)
        self.levels = lexicon(schemas.Common).levels
        self.endings = {(row.suffix, row.type): row.subtype for row in reversed(gazetteer.suffixes)}
        self.longest = max(len(row.suffix) for row in gazetteer.suffixes)

    def meaning(self, printed: str, kind: EntityType, position: int) -> Meaning:
        """What *printed* (folded) at *position* stands for."""
        name = self.plain(printed)
        if kind is EntityType.EVENT:
            name = self._series(name)
        row = self._row(name, kind)
        if row is None and kind is EntityType.ORGANIZATION and (whose := self._with_city(name, position)) != name:
            name, row = whose, self._row(whose, kind)
        if row and self._goes_by(row, name):
            return Meaning(kind, row.name, row.key, row.subtype, row.place, known=True)
        if (area := self.gazetteer.areas_by_surface.get(name)) and area.type is kind:
            return Meaning(kind, area.name, area.key)
        if row and kind is EntityType.ORGANIZATION:
            return Meaning(kind, name, key(kind, name), row.subtype, row.place)
        subtype = row.subtype if row else self._subtype(name, kind)
        if kind is EntityType.ORGANIZATION:
            name = self._complete(name, subtype)
        elif kind is EntityType.PLATFORM:
            name = self._zone(name)
        return Meaning(kind, name, key(kind, name), subtype, self._place_of(name), known=row is not None)

    def _row(self, name: str, kind: EntityType) -> KnownName | None:
        """What the tables hold under *name*; a company's may leave out the legal form (广州地铁集团) and what it is
        besides (福耀玻璃集团 for 福耀玻璃工业集团股份有限公司, of which 福耀玻璃 is a short form)."""
        rows = [row for row in self.gazetteer.names_by_surface.get(name, ()) if row.type is kind]
        if rows or kind is not EntityType.ORGANIZATION:
            return next(iter(rows), None)
        whole = [one for form in self.words.legal_forms for one in self.gazetteer.names_by_surface.get(name + form, ())]
        group = self.words.group
        short = self.gazetteer.names_by_surface.get(name.removesuffix(group), ()) if name.endswith(group) else ()
        fuller = (*whole, *(one for one in short if group in one.name))
        return next((row for row in fuller if row.type is kind), None)

    def _goes_by(self, row: KnownName, name: str) -> bool:
        """Whether what is called *name* is published under the name of its *row*."""
        if row.type in PRINTED:
            completed = self._zone(name) if row.type is EntityType.PLATFORM else name
            return _bare(row.name) == _bare(completed)
        return not self._is_former(name, row.name)

    def plain(self, printed: str) -> str:
        """A printed name without white space and brackets, what stands in these kept."""
        return "".join(sign for sign in printed if not sign.isspace() and sign not in self.words.brackets)

    def _series(self, name: str) -> str:
        """第十二届西部博览会 and 2024西部博览会 are held under one name: 西部博览会; 第五届进博会 by that of 进博会."""
        edition = self.words.edition.match(name)
        rest = name[edition.end() :] if edition else name
        return rest if len(rest) >= SHORTEST_SERIES or self._row(rest, EntityType.EVENT) else name

    def _is_former(self, printed: str, official: str) -> bool:
        """Whether *printed* is a name of its own beside the *official* one of today, and no short form of it: a short
        form leaves out characters of the full one."""
        left = iter(official)
        bare = printed.strip(QUOTES)
        return not all(sign in left for sign in bare) and (
            len(bare) >= len(official) or bare.endswith(self.words.complete)
        )

    def _subtype(self, name: str, kind: EntityType) -> str:
        """The kind that the longest known ending of *name* tells."""
        bare = name.rstrip('”"')
        note_text(bare)
        endings = (bare[-length:] for length in range(min(len(bare), self.longest), 0, -1))
        return next((self.endings[ending, kind] for ending in endings if (ending, kind) in self.endings), "")

    def _complete(self, name: str, subtype: str) -> str:
        for short, full in self.words.full_openings.items():
            if name.startswith(short):
                name = full + name[len(short) :]
        for short, full in self.words.full_endings.get(subtype, {}).items():
            if name.endswith(short):
                return name[: -len(short)] + full
        return name

    def _with_city(self, name: str, position: int) -> str:
        """市中心医院 by the city that speaks."""
        for word, level in self.levels.items():
            if name.startswith(word) and not self._place_of(name):
                place = self.speakers.at(level, position)
                return place.name + name[len(word) :] if place else name
        return name

    def _zone(self, name: str) -> str:
        """延安高新区 as 延安高新技术产业开发区, where a place and nothing else stands before the ending."""
        for short, full in self.words.zones.items():
            if (inside := name.rpartition(short))[1] and inside[2].endswith(self.words.parts_of_zones):
                return self._zone(inside[0] + short) + inside[2]
            whose = name.removesuffix(short)
            places = self.gazetteer.places_by_surface.get(whose, ()) if whose != name else ()
            for place in places:
                opening = (place.short or (whose,))[0] if place.type is EntityType.CITY else whose
                return opening + full
            if whose != name and 2 <= len(whose) <= LONGEST_OWNER:
                return whose + full
        return name

    def _place_of(self, name: str) -> str:
        """Key of the place that a name opens with."""
        for length in range(min(len(name), LONGEST_PLACE), 1, -1):
            places = self.gazetteer.places_by_surface.get(name[:length], ())
            place = self.speakers.meant(
                [place for place in places if place.type is not EntityType.COUNTY or place.name == name[:length]]
            )
            if place:
                return place.key
        return ""


def _bare(name: str) -> str:
    """*name* without quotation marks."""
    return "".join(sign for sign in name if sign not in QUOTES)
