"""Names known by their ending: 赣州职业技术学院, 上海三明人才驿站, “簕杜鹃”助农行动.

An ending is found first; the words before it are then read leftwards to where the name begins, and what kind of ending
it is decides what else a name needs: a place that opens it, a quotation, or a verb that makes one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .fold import folded_lexicon
from .mentions_index import Matcher
from .mentions_text import Candidate, Text, is_han
from .model import EntityType, Span

RANK = 20
_LONGEST = 32
_BRACKET = 10
_QUOTATION = 16


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending: what type of name it makes, and what the name needs besides."""

    word: str
    type: EntityType
    subtype: str
    strength: str


class Endings:
    """All endings: those of the gazetteer's suffix table, each with the strength that the lexicon gives its kind."""

    def __init__(self, suffixes: Iterable[tuple[str, str, str, str]]) -> None:
        """*suffixes*: (suffix, type, subtype, strength) rows, strength being name or generic."""
        found: dict[str, Ending] = {}
        strengths: dict[tuple[str, str], str] = {}
        for table in folded_lexicon("mentions")["endings"]:
            strengths[table["type"], table["subtype"]] = table["strength"]
            for word in table["words"]:
                found[word] = Ending(word, EntityType(table["type"]), table["subtype"], table["strength"])
        ignored = frozenset(folded_lexicon("mentions")["boundary"]["ignored"])
        for word, kind, subtype, strength in suffixes:
            known = strengths.get((kind, subtype))
            if word not in found and known and strength == "name" and word not in ignored:
                found[word] = Ending(word, EntityType(kind), subtype, known)
        self.by_word = found
        self.matcher = Matcher(found)


class EndingFinder:
    """Finds names by ending in one text."""

    def __init__(self, text: Text, endings: Endings, places: Sequence[Span], short: frozenset[str]) -> None:
        """*places*: where the text names places; *short*: one-character abbreviations of places."""
        words = folded_lexicon("mentions")
        self.text = text
        self.endings = endings
        self.place_ends = {place.end: place.start for place in places}
        self.place_starts = {place.start: place.end for place in places}
        self.short = short
        boundary = words["boundary"]
        self.tags = frozenset(boundary["tags"])
        self.inner = frozenset(boundary["inner"])
        self.stop = frozenset(boundary["stop"])
        self.trim = frozenset(boundary["trim"])
        self.generic = frozenset(boundary["generic"])
        self.anchors = frozenset(boundary["anchors"])
        self.of_two = frozenset(boundary["of_two"])
        self.makes = tuple(boundary["makes"])
        self.builds = tuple(boundary["builds"])
        self.carries = tuple(boundary["carries"])
        self.plural = tuple(boundary["plural"])
        self.bare = frozenset(boundary["bare"])
        self.unnamed = frozenset(words["quoted"]["not_names"])
        self.accepted: dict[int, EntityType] = {}

    def find(self) -> Iterator[Candidate]:
        matches = list(self.endings.matcher.find(self.text.text))
        for number, (start, end, word) in enumerate(matches):
            follows = matches[number + 1][0] if number + 1 < len(matches) else -1
            if follows == end or not self.text.is_edge(end):
                continue
            ending = self.endings.by_word[word]
            if found := self._name(start, end, ending):
                self.accepted[found.end] = found.type
                yield found

    def _name(self, start: int, end: int, ending: Ending) -> Candidate | None:
        left = self.left(start)
        if ending.strength == "carried" and not self._follows(left, self.carries):
            left = self._after_verb(start, left)
        elif ending.strength != "carried":
            left = self._trimmed(left, start)
        if left >= start:
            return None
        if not self._good(left, start, end, ending):
            return None
        return Candidate(left, end, ending.type, ending.subtype, RANK)

    # --- where the name begins ---------------------------------------------------------------------------------------

    def left(self, start: int) -> int:
        """How far to the left the words before *start* may still belong to the name."""
        text = self.text
        index = text.index(start)
        left = min(text.word(index).start, start)
        floor = max(0, start - _LONGEST)
        while left > floor:
            if left in self.place_ends:
                left = self.place_ends[left]
                continue
            before = text.word(text.index(left - 1))
            step = self._step(before, left)
            if step is None or step < floor:
                break
            left = step
        return left

    def _step(self, before: Span, left: int) -> int | None:
        """Where the piece before *left* begins when it may belong to the name."""
        text = self.text.text
        word = text[before.start : left]
        if word == ")":
            return self._opened(left - 1, "(", _BRACKET)
        if word == "”":
            return self._opened(left - 1, "“", _QUOTATION)
        if word in ("·", "—") and before.start and before.start in self.place_ends:
            return before.start
        if word in self.stop:
            return None
        tag = self.text.tags[self.text.index(left - 1)]
        if tag in self.tags or word in self.inner or word in self.short:
            return before.start if is_han(word[0]) or word[0].isalnum() else None
        if tag in ("m", "mq") and not is_han(word[0]) and word.isalnum():
            return before.start
        if tag == "m" and word.startswith(tuple(folded_lexicon("mentions")["boundary"]["ordinals"])):
            return before.start
        return None

    def _opened(self, close: int, mark: str, longest: int) -> int | None:
        text = self.text.text
        opened = text.rfind(mark, max(0, close - longest), close)
        if opened < 0:
            return None
        inside = text[opened + 1 : close]
        if not inside or any(character in inside for character in ",。;:、()\n"):
            return None
        if mark == "(" and (opened == 0 or not is_han(text[opened - 1])):
            return None
        return opened

    def _trimmed(self, left: int, start: int) -> int:
        """The beginning without leading words that only qualify; with a place inside, the place begins the name."""
        text = self.text
        while left < start and left not in self.place_starts:
            word = text.word(text.index(left))
            piece = text.text[left : word.end]
            if piece in self.anchors:
                break
            if piece in self.trim and word.end < start:
                left = word.end
                continue
            break
        return left

    def _after_verb(self, start: int, left: int) -> int:
        text = self.text.text
        floor = max(0, start - 16)
        window = text[floor:start]
        cut = max((window.rfind(mark) + 1 for mark in ",。;:、()的和与等\n”“"), default=0)
        spot = max((window.rfind(verb) + len(verb) for verb in self.carries if window.rfind(verb) >= cut), default=-1)
        return floor + spot if spot >= 0 else left

    # --- whether it is a name --------------------------------------------------------------------------------------------

    def _good(self, left: int, start: int, end: int, ending: Ending) -> bool:
        text = self.text.text
        quotation = text.startswith("“", left)
        whole = bool(left) and text[left - 1] == "“" and text.startswith("”", end)
        if quotation:
            close = text.find("”", left)
            quotation = text[left + 1 : close] not in self.unnamed
        if self._follows(left, self.plural):
            return False
        middle, anchored, both = self._middle(left, start)
        content = [word for word in middle if word not in self.generic]
        length = start - left
        two = self._word(left) in self.of_two
        if whole:
            return length >= 2 and bool(content or anchored)
        if ending.type is EntityType.ORGANIZATION and two:
            return False
        match ending.strength:
            case "name":
                if anchored:
                    return bool(content) or not middle
                return length >= 2 and bool(content) and self._proper(left, start)
            case "distinct":
                return anchored and bool(content)
            case "anchored":
                return (anchored and (bool(content) or both or ending.word in self.bare)) or quotation
            case "made":
                if anchored and not two and ending.word in self.bare:
                    return bool(content) or not middle
                return (
                    (anchored and bool(content))
                    or quotation
                    or (bool(content) and length >= 2 and self._one(left, end, ending, self.makes))
                )
            case "built":
                return (
                    (anchored and bool(content))
                    or quotation
                    or (bool(content) and length >= 4 and self._one(left, end, ending, self.builds))
                )
            case "carried":
                carried = self._follows(left, self.carries) or self._joined(left, ending.type)
                return (anchored and bool(content)) or quotation or (carried and length >= 4 and bool(content))
            case _:
                return quotation

    def _one(self, left: int, end: int, ending: Ending, verbs: tuple[str, ...]) -> bool:
        return (self._follows(left, verbs) or self._joined(left, ending.type)) and not self.text.text.startswith(
            tuple(folded_lexicon("mentions")["boundary"]["kinds_follow"]), end
        )

    def _joined(self, left: int, kind: EntityType) -> bool:
        """Whether a name of the same type stands right before, joined by 和 or 、."""
        joints = folded_lexicon("mentions")["boundary"]["joints"]
        return bool(left) and self.text.text[left - 1] in joints and self.accepted.get(left - 1) is kind

    def _follows(self, left: int, words: tuple[str, ...]) -> bool:
        return self.text.text.endswith(words, max(0, left - 6), left)

    def _word(self, position: int) -> str:
        return self.text.word(self.text.index(position)).of(self.text.text)

    def _middle(self, left: int, start: int) -> tuple[list[str], bool, bool]:
        """The words between the opening anchors and the ending; whether an anchor opens; whether there are two."""
        words: list[str] = []
        anchors = 0
        position = left
        opening = True
        while position < start:
            if position in self.place_starts:
                position = self.place_starts[position]
                anchors += 1
                continue
            word = self.text.word(self.text.index(position))
            piece = self.text.text[position : min(word.end, start)]
            position = word.end
            if opening and (piece in self.anchors or (piece in self.short and len(piece) == 1)):
                anchors += 1
                continue
            if anchors == 0:
                opening = False
            words.append(piece)
        return words, anchors > 0 and opening, anchors > 1

    def _proper(self, left: int, start: int) -> bool:
        """Whether some word of the stretch is a proper noun, or one that no dictionary holds."""
        text = self.text
        index = text.index(left)
        while index <= text.last and text.starts[index] < start:
            if (
                text.tags[index] in ("nz", "nt", "nr", "ns", "nrt", "nrfg")
                and text.word(index).of(text.text) not in self.generic
            ):
                return True
            index += 1
        return self.text.text[left:start] in self.anchors or self._word(left) in self.anchors
