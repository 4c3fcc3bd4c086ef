"""The bodies that printed lists of responsible bodies name: each becomes an agency, a group or an organisation."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from ..fold import folded_lexicon
from ..model import AssignmentList, EntityType, Span
from .agencies import AgencyFinder, hint
from .suffixes import Endings
from .text import Candidate, Text

RANK = 80


class ListReader:
    """Reads the listed names of one text.

    *exact*: what the gazetteer says of a stretch, (type, hint) by span; *ends*: where names found
    without a list end, *bodies*: the bodies among them.
    """

    def __init__(
        self,
        text: Text,
        agencies: AgencyFinder,
        endings: Endings,
        exact: Mapping[Span, tuple[EntityType, str]],
        ends: Container[int],
        bodies: Sequence[Candidate] = (),
    ) -> None:
        self.text = text
        self.agencies = agencies
        self.endings = endings
        self.exact = exact
        self.ends = ends
        self.bodies = {body.end: body for body in bodies}
        self.words = folded_lexicon("mentions")["agencies"]
        self.clause = tuple(self.words["clause"])

    def read(self, lists: Sequence[AssignmentList]) -> Iterator[Candidate]:
        """One mention for each listed name, whatever list it stands in."""
        last: Candidate | None = None
        for listed in sorted({body.span for item in lists for body in item.bodies}):
            if found := self._body(self._stripped(listed)):
                # 北京市协作办、市发展改革委: the place goes on in the list.
                before = last if last and last.end > found.start - 3 else self.bodies.get(found.start - 1)
                last = self.agencies.chained(found, before) if found.type is EntityType.AGENCY else found
                yield last

    def _stripped(self, span: Span) -> Span:
        start, end = span
        text = self.text.text
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        for tail in sorted(self.words["trailing"], key=len, reverse=True):
            if end - start > len(tail) + 1 and text.endswith(tail, start, end):
                return Span(start, end - len(tail))
        return Span(start, end)

    def _body(self, span: Span) -> Candidate | None:
        name = span.of(self.text.text)
        if len(name) < 2 or not any(character.isalnum() for character in name):
            return None
        if self._several(span):
            return None
        kind, known = self._meant(span, name)
        if kind is not EntityType.AGENCY_GROUP and span not in self.exact and any(word in name for word in self.clause):
            return None
        return Candidate(*span, kind, known, RANK)

    def _several(self, span: Span) -> bool:
        """Whether the stretch is not one name but bodies joined by 和, which are found one by one."""
        joints = self.words["joints"]
        return any(
            self.text.text[place] in joints and place in self.ends for place in range(span.start + 1, span.end - 1)
        )

    def _meant(self, span: Span, name: str) -> tuple[EntityType, str]:
        """The type of a listed name, and the hint for the linker."""
        scope, opens = self._level(span)
        body = self.text.text[opens : span.end]
        standard = body in self.agencies.bodies.forms or body in self.words["whole"]
        if self.is_group(name) and not (standard and scope):
            return EntityType.AGENCY_GROUP, ""
        if (place := self.agencies.place_at(span)) is not None:
            return EntityType.AGENCY, hint(place, self.words["government"])
        if span in self.exact:
            return self.exact[span]
        if (framed := self.agencies.framed(span.start)) and framed.end == span.end:
            return EntityType.AGENCY, framed.hint
        ending = "" if standard else self._organization(name)
        if ending and not (scope in self.words["levels"].values() and ending not in self.words["companies"]):
            return EntityType.ORGANIZATION, self.endings.by_word[ending].subtype
        return EntityType.AGENCY, hint(scope or "own", body)

    def is_group(self, name: str) -> bool:
        """Whether the name addresses an open set of bodies: 各区政府, 市有关部门."""
        return any(word in name for word in self.words["groups"]) and not name.startswith(
            tuple(self.words["not_groups"])
        )

    def _level(self, span: Span) -> tuple[str, int]:
        """Whose body the name is, as a scope, and where the body itself begins."""
        text = self.text.text
        for end in range(min(span.end - 1, span.start + 14), span.start, -1):
            found = self.agencies.scope_before(end)
            if found and found[0] == span.start:
                return found[1], end
        for word, level in self.words["levels"].items():
            if text.startswith(word, span.start) and span.start + len(word) < span.end:
                return level, span.start + len(word)
        return "", span.start

    def _organization(self, body: str) -> str:
        for length in range(min(len(body) - 1, 14), 1, -1):
            ending = self.endings.by_word.get(body[-length:])
            if ending and ending.type is EntityType.ORGANIZATION:
                return ending.word
        return ""
