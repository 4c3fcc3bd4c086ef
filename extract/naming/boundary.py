"""Where a name begins: read leftwards from its ending over the words that a name may hold."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from ..fold import folded_lexicon
from ..model import Span
from .text import Text, is_han

_LONGEST = 32
_BRACKET = 10
_QUOTATION = 16
_COMPANY = 16
_VERB_WINDOW = 16


@dataclass(frozen=True, slots=True)
class Opening:
    """What stands before an ending: the words between what opens the name and the ending, and what opens it."""

    middle: tuple[str, ...]
    places: int  # places, areas and compounds of their abbreviations that open the name
    anchor: bool  # 中国, 国家, 海峡两岸 ... opens it
    weak: bool  # 国际, 世界 opens it

    @property
    def anchored(self) -> bool:
        return self.places > 0 or self.anchor


class Boundary:
    """Reads names leftwards in one text. *places*: where the text names places and areas, in text order."""

    def __init__(self, text: Text, places: Sequence[Span], short: frozenset[str], surfaces: Container[str]) -> None:
        """*short*: one-character abbreviations of places; *surfaces*: every name of a place, of this text or not."""
        words = folded_lexicon("mentions")["boundary"]
        self.text = text
        self.place_ends = {place.end: place.start for place in places}
        self.place_starts = {place.start: place.end for place in places}
        self.short = short
        self.surfaces = surfaces
        self.tags = frozenset(words["tags"])
        self.inner = frozenset(words["inner"])
        self.stop = frozenset(words["stop"])
        self.trim = frozenset(words["trim"])
        self.planned = frozenset(words["planned"])
        self.anchors = frozenset(words["anchors"])
        self.weak = frozenset(words["event_anchors"])
        self.ordinals: tuple[str, ...] = tuple(words["ordinals"])
        self.joints = frozenset(words["between"])
        self.dots = frozenset(words["dots"])
        self.national = frozenset(words["national"])
        self.conjunctions = frozenset(words["conjunctions"])
        self.carries: tuple[str, ...] = tuple(words["carries"])
        self.kinds = frozenset(folded_lexicon("mentions")["quoted"]["counted"])
        self.plural: tuple[str, ...] = tuple(words["plural"])
        self.verb_stops: tuple[str, ...] = (*words["verb_stops"], *words["clause_ends"])

    # --- reading leftwards ------------------------------------------------------------------------------------------

    def left(self, start: int, *, roads: bool = False) -> int:
        """Where the name begins whose ending begins at *start*; *start* itself when nothing before belongs to it."""
        return self._trimmed(self.read(start, roads=roads), start)

    def read(self, start: int, *, roads: bool = False) -> int:
        """The same with the words that :meth:`left` would drop."""
        text = self.text
        left = min(text.word(text.index(start)).start, start)
        floor = max(0, start - _LONGEST)
        while left > floor:
            step = self.place_ends.get(left)
            if step is None:
                step = self._step(left, roads)
            if step is None or step < floor or step >= left:
                break
            left = step
        return left

    def placed(self, left: int) -> int:
        """Where a company's full name begins that was read back to *left*: at the place of its clause before that.

        Such names hold words of every kind (甲省农业信贷融资担保有限公司).
        """
        if left in self.place_starts:
            return left
        text = self.text.text
        start = left
        while start > max(0, left - _COMPANY) and is_han(text[start - 1]):
            word = self.text.word(self.text.index(start - 1))
            if word.of(text) in self.stop and word.of(text) not in self.inner:
                return left
            start = word.start
            if start in self.place_starts:
                return start
        return left

    def _step(self, left: int, roads: bool) -> int | None:
        """Where the piece before *left* begins when it may belong to the name."""
        before = self.text.word(self.text.index(left - 1))
        word = self.text.text[before.start : left]
        if word == ")":
            return self._opened(left - 1, "(", _BRACKET)
        if word == "”":
            return self._opened(left - 1, "“", _QUOTATION)
        between = before.start in self.place_ends and (roads or left in self.place_starts)
        if word in self.dots or (word in self.joints and between):
            return before.start
        if word in self.conjunctions:
            return self._national(before.start)
        if word in self.stop and (word not in self.inner or left in self.place_starts):
            return None
        return before.start if self._joins(word, left) else None

    def _joins(self, word: str, left: int) -> bool:
        if not (is_han(word[0]) or word[0].isalnum()):
            return False
        tag = self.text.tags[self.text.index(left - 1)]
        if tag in self.tags or word in self.inner or word in self.short or all(one in self.short for one in word):
            return True
        return tag in ("m", "mq") and (not is_han(word[0]) or word.startswith(self.ordinals))

    def _opened(self, close: int, mark: str, longest: int) -> int | None:
        """Where the bracket or quotation that closes at *close* opens, when it is short and holds plain words."""
        text = self.text.text
        opened = text.rfind(mark, max(0, close - longest), close)
        if opened < 0 or opened + 1 == close:
            return None
        if any(not (character.isalnum() or character in "+-·") for character in text[opened + 1 : close]):
            return None
        if mark == "(" and (opened == 0 or not is_han(text[opened - 1])):
            return None
        return opened

    def _national(self, position: int) -> int | None:
        """Where a name goes on before the conjunction at *position* when 国家 is near: 国家钨与稀土…中心."""
        index = self.text.index(position) - 1
        for _ in range(3):
            if index < 0:
                return None
            word = self.text.word(index)
            if word.of(self.text.text) in self.national:
                return word.start
            if self.text.tags[index] not in self.tags or word.of(self.text.text) in self.stop:
                return None
            index -= 1
        return None

    def _trimmed(self, left: int, start: int) -> int:
        """Without leading words that only qualify, or that turn out to be the clause's verb."""
        while left < start and left not in self.place_starts:
            word = self.text.word(self.text.index(left))
            piece = self.text.text[left : word.end]
            if piece in self.anchors or word.end >= start:
                break
            verbal = piece in self.planned or self.text.tags[self.text.index(left)] in ("v", "vn", "d")
            verbal = verbal and self._anchor_after(word.end, start)
            if not (verbal or piece in self.trim or piece in self.stop):
                break
            left = word.end
        return left

    def _anchor_after(self, position: int, start: int) -> bool:
        """Whether a place begins at *position*, or after one more word."""
        if position in self.place_starts:
            return True
        word = self.text.word(self.text.index(position))
        if word.end <= start and self._place_like(word.of(self.text.text), self.text.tags[self.text.index(position)]):
            return True
        return word.end < start and word.end in self.place_starts

    def after_verb(self, start: int, verbs: Sequence[str] = (), *, joined: bool = False) -> int:
        """Right after the nearest of *verbs*, by default those that carry something out (实施…工程); *start* when there
        is none.

        *joined*: *start* is the end of the first of two things that a name joins (甲和乙展陈提升工程).
        """
        text = self.text.text
        floor = max(0, start - _VERB_WINDOW)
        window = text[floor:start]
        cut = max((window.rfind(mark) + len(mark) for mark in self.verb_stops if mark in window), default=0)
        ends = [place + len(verb) for verb in verbs or self.carries if (place := window.rfind(verb)) >= cut]
        if not ends:
            return start
        left = floor + max(ends)
        words = self.words(left, start)
        if joined and any(word in self.kinds for word in words):
            return start
        return start if any(word in self.stop and word not in self.inner for word in words) else left

    # --- what was read ------------------------------------------------------------------------------------------

    def words(self, left: int, end: int) -> list[str]:
        """The words between two offsets, those cut by them shortened."""
        found: list[str] = []
        while left < end:
            stop = min(self.text.word(self.text.index(left)).end, end)
            found.append(self.text.text[left:stop])
            left = stop
        return found

    def opening(self, left: int, start: int) -> Opening:
        """What opens the name that begins at *left* and whose ending begins at *start*."""
        places = 0
        anchor = weak = False
        middle: list[str] = []
        position = left
        while position < start:
            if not middle and position in self.place_starts:
                position = self.place_starts[position]
                places += 1
                continue
            index = self.text.index(position)
            stop = min(self.text.word(index).end, start)
            piece = self.text.text[position:stop]
            position = stop
            if (
                piece in self.joints
                or piece in self.dots
                or piece in "()“”"
                or (not places and not middle and piece.startswith(self.ordinals))
            ):
                continue
            if not middle and (run := self.compound(stop - len(piece), start)):
                position = run
                places += 2
            elif not middle and piece in self.anchors:
                anchor = True
            elif not middle and piece in self.weak:
                weak = True
            elif not middle and len(piece) > 1 and self._place_like(piece, self.text.tags[index]):
                places += 1
            else:
                middle.append(piece)
        if not places and not anchor:
            places = self._pair_inside(left, start)
        return Opening(tuple(middle), places, anchor, weak)

    def _pair_inside(self, left: int, start: int) -> int:
        """2 when two places stand side by side inside the name: 东西部协作巴中金华产业园."""
        for position in range(left, start):
            if (end := self.place_starts.get(position)) and end < start and end in self.place_starts:
                return 2
        return 0

    def compound(self, position: int, limit: int) -> int:
        """Where the run of abbreviations at *position* ends (赣粤, 沪明), 0 when it is none or a single one."""
        end = position
        while end < limit and self.text.text[end] in self.short and end - position < 4:
            end += 1
        return end if end - position > 1 and self.text.is_edge(end) else 0

    def _place_like(self, word: str, tag: str) -> bool:
        """Whether a word is a place by its tag, or a proper noun that opens with the name of one (古田会议)."""
        return tag in ("ns", "nt") or (tag in ("nz", "nr", "l") and word[:2] in self.surfaces)

    def follows(self, left: int, words: tuple[str, ...]) -> bool:
        """Whether one of *words* ends right before *left*."""
        return self.text.text.endswith(words, max(0, left - 6), left)
