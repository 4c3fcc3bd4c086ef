"""Printed names of organisations, platforms, projects, events and regions to those under which they are published."""

from __future__ import annotations

from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer
from ..knowledge.keys import key
from ..knowledge.lexicon import lexicon
from ..knowledge.touched import note_text
from ..model import EntityType
from ..place.speakers import Speakers
from .meaning import Meaning

LONGEST_PLACE = 14
QUOTES = "“”\"'‘’"
SHORTEST_SERIES = 5
"""Characters of the shortest name that stands without its edition."""
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
        for row in self.gazetteer.names_by_surface.get(name, ()):
            if row.type is kind:
                if self._is_former(name, row.name):
                    return Meaning(kind, name, key(kind, name), row.subtype, row.place)
                return Meaning(kind, row.name, row.key, row.subtype, row.place, known=True)
        if (area := self.gazetteer.areas_by_surface.get(name)) and area.type is kind:
            return Meaning(kind, area.name, area.key)
        subtype = self._subtype(name, kind)
        if kind is EntityType.ORGANIZATION:
            name = self._with_city(self._complete(name, subtype), position)
        elif kind is EntityType.PLATFORM:
            name = self._zone(name)
        return Meaning(kind, name, key(kind, name), subtype, self._place_of(name))

    def plain(self, printed: str) -> str:
        """A printed name without white space and brackets, what stands in these kept."""
        return "".join(sign for sign in printed if not sign.isspace() and sign not in self.words.brackets)

    def _series(self, name: str) -> str:
        """第十二届西部博览会 and 2024西部博览会 are held under one name: 西部博览会."""
        edition = self.words.edition.match(name)
        return name[edition.end() :] if edition and len(name) - edition.end() >= SHORTEST_SERIES else name

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
