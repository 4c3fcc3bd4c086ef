"""Names of the gazetteer in a text: which hits are names, where each ends, and which are another place's namesakes."""

from __future__ import annotations

from collections.abc import Mapping

from ..fold import folded_lexicon
from ..gazetteer import KnownName
from ..model import EntityType
from .places import PlaceHit
from .suffixes import Endings
from .text import Candidate, Text, is_han

RANK = 30
_SHORT = 5
"""Names of fewer characters may be part of another word or name."""


class KnownNames:
    """Reads the hits of one text. *places*: the places of the text by where they end."""

    def __init__(self, text: Text, endings: Endings, places: Mapping[int, PlaceHit]) -> None:
        words = folded_lexicon("mentions")["names"]
        self.text = text
        self.places = places
        self.endings = endings.organizations
        self.careful = frozenset(words["careful"])
        self.goes_on, self.surname = frozenset(words["goes_on"]), frozenset(words["surname"])
        self.added: tuple[str, ...] = tuple(words["added"])
        self.enterprise: str = words["enterprise"]

    def read(self, start: int, end: int, surface: str, name: KnownName) -> Candidate | None:
        """The mention of *name* by *surface* at this place, None when the words are no name or part of another."""
        organization = name.type is EntityType.ORGANIZATION
        if organization and end - start < _SHORT and surface != name.name and self._part(start, end):
            return None
        if name.subtype == self.enterprise:
            end = self._ends(start, end, name.name)
        if organization and not name.name.startswith(surface) and (whose := self._elsewhere(start, end, name)):
            return Candidate(whose.start, end, name.type, name.subtype, RANK)
        if surface in self.careful and not self._in_a_list(start, end):
            return None
        if end - start <= 3 and self.text.crossed(start, end):
            return None
        return Candidate(start, end, name.type, name.key, RANK)

    def _ends(self, start: int, end: int, full: str) -> int:
        """With what goes on as the *full* name does (隆基绿能科技), and with a legal form (厦门建发集团)."""
        text = self.text
        if full.startswith(text.text[start:end]):
            longest = end
            while end - start < len(full) and text.after(end) == full[end - start]:
                end += 1
                longest = end if text.is_edge(end) else longest
            end = longest
        forms = (form for form in self.added if text.text.startswith(form, end) and text.is_edge(end + len(form)))
        return end + len(next(forms, ""))

    def _elsewhere(self, start: int, end: int, name: KnownName) -> PlaceHit | None:
        """The other place that opens the name: 佛山建发集团 is none of Xiamen's."""
        whose = self.places.get(start)
        if whose is None or whose.place.key == name.place:
            return None
        return whose if self.text.text.endswith(self.endings, start, end) else None

    def _part(self, start: int, end: int) -> bool:
        """Whether a short name is only part of another one: TCL中环, 苗雨润."""
        text = self.text
        after = text.tags[text.index(end)] if end < len(text.text) else ""
        if after in self.goes_on and text.is_edge(end):
            return True
        if not start or end - start != 2:
            return False
        index = text.index(start - 1)
        before = text.word(index).of(text.text)
        return len(before) == 1 and is_han(before) and text.tags[index] in self.surname

    def _in_a_list(self, start: int, end: int) -> bool:
        """Whether the name stands in an enumeration, which tells 平安 the company from 平安 the word."""
        return self.text.before(start) == "、" or self.text.after(end) == "、"
