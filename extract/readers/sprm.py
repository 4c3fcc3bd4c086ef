"""Properties of paragraphs and characters in Word 97 files ([MS-DOC] 2.6): pages of 512 bytes (FKP) with runs by their
place in the stream (FC), each with modifications (SPRM): a number of two bytes and an operand."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from .nesting import PLAIN, Edges, RowShape

PAGE = 512
OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
"""Bytes of an operand by the three high bits of the number; 0: its first byte has its length."""
OUTLINE_LEVEL, IN_TABLE, ROW_END, INNER_CELL, INNER_ROW_END = 0x2640, 0x2416, 0x2417, 0x244B, 0x244C
DEPTH, TABLE_SHAPE, VERTICAL_MERGE, CHANGED_TABS = 0x6649, 0xD608, 0xD62B, 0xC615
ELSEWHERE = (0x6646, 0x646B)
"""The properties are too long for a page and stand in the stream Data."""
HIDDEN, DELETED = 0x083C, 0x0800
DESCRIPTION = 20  # bytes of what a row says of a cell (TC80)


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    style: int = 0
    level: int = 0
    """Of a heading, from 1; 0 for other paragraphs."""
    depth: int = 0
    """In how many tables it stands."""
    row_end: bool = False
    inner_cell: bool = False
    """It ends a cell of a table inside a table, where no sign of the text does."""
    shape: RowShape = PLAIN


NONE = ParagraphProperties()


def modifications(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The numbers and operands in *data*, up to the first that is cut short."""
    place = 0
    while place + 3 <= len(data):
        (number,) = struct.unpack_from("<H", data, place)
        place += 2
        length = OPERANDS[number >> 13]
        if number == TABLE_SHAPE:
            place += 2
            length = struct.unpack_from("<H", data, place - 2)[0] - 1 if place <= len(data) else 0
        elif not length:
            length = data[place]
            place += 1
            if number == CHANGED_TABS and length == 255:
                return
        operand = data[place : place + length]
        if length < 0 or len(operand) < length:
            return
        yield number, operand
        place += length


class _Runs:
    """The pages that a table of places (PLC) in the table stream lists."""

    def __init__(self, stream: bytes, places: bytes) -> None:
        self._stream = stream
        count = max(0, (len(places) - 4) // 8)
        self._starts = struct.unpack_from(f"<{count}I", places) if count else ()
        self._pages = struct.unpack_from(f"<{count}I", places, 4 * (count + 1)) if count else ()

    def _page_at(self, place: int) -> int:
        """Where the page begins that holds the run at *place* of the stream; -1 where there is none."""
        number = bisect_right(self._starts, place) - 1
        start = PAGE * (self._pages[number] & 0x3FFFFF) if number >= 0 else -1
        return start if 0 <= start <= len(self._stream) - PAGE else -1

    def _edges(self, page: int) -> tuple[int, ...]:
        count = min(self._stream[page + PAGE - 1], 101)
        return struct.unpack_from(f"<{count + 1}I", self._stream, page)


class ParagraphRuns(_Runs):
    """The properties of paragraphs; *data* is the stream of that name."""

    def __init__(self, stream: bytes, places: bytes, data: bytes = b"") -> None:
        super().__init__(stream, places)
        self._data = data
        self._known: dict[int, ParagraphProperties] = {}

    def at(self, place: int) -> ParagraphProperties:
        """Of the paragraph whose mark stands at *place* of the stream."""
        page = self._page_at(place)
        if page < 0:
            return NONE
        edges = self._edges(page)
        number = bisect_right(edges, place) - 1
        if not 0 <= number < len(edges) - 1:
            return NONE
        offset = 2 * self._stream[page + 4 * len(edges) + 13 * number]
        if not offset or offset >= PAGE - 1:
            return NONE
        found = self._known.get(page + offset)
        if found is None:
            found = self._known[page + offset] = self._properties(page + offset)
        return found

    def _properties(self, place: int) -> ParagraphProperties:
        words = self._stream[place]
        start, length = (place + 1, 2 * words - 1) if words else (place + 2, 2 * self._stream[place + 1])
        (style,) = struct.unpack_from("<H", self._stream, start)
        level = style if 1 <= style <= 9 else 0
        depth, in_table, row_end, inner = 0, False, False, False
        edges: Edges = ()
        above, before = set[int](), set[int]()
        for number, operand in self._all(self._stream[start + 2 : start + length]):
            if number == OUTLINE_LEVEL:
                level = operand[0] + 1 if operand[0] < 9 else 0
            elif number == IN_TABLE:
                in_table = bool(operand[0])
            elif number == DEPTH:
                depth = struct.unpack("<i", operand)[0]
            elif number in (ROW_END, INNER_ROW_END):
                row_end = row_end or bool(operand[0])
            elif number == INNER_CELL:
                inner = bool(operand[0])
            elif number == TABLE_SHAPE:
                edges, above, before = _shape(operand)
            elif number == VERTICAL_MERGE and len(operand) >= 2:
                (above.add if operand[1] == 1 else above.discard)(operand[0])
        shape = RowShape(edges, frozenset(above), frozenset(before))
        return ParagraphProperties(style, level, max(depth, int(in_table), 0), row_end, inner, shape)

    def _all(self, own: bytes) -> Iterator[tuple[int, bytes]]:
        for number, operand in modifications(own):
            yield number, operand
            if number in ELSEWHERE:
                (place,) = struct.unpack("<I", operand)
                length = int.from_bytes(self._data[place : place + 2], "little")
                yield from modifications(self._data[place + 2 : place + 2 + length])


def _shape(operand: bytes) -> tuple[tuple[int, ...], set[int], set[int]]:
    """The edges of a row's cells, and the cells that are merged into the one above and into the one before."""
    count = operand[0] if operand else 0
    if len(operand) < 1 + 2 * (count + 1):
        return (), set(), set()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
    start = 1 + 2 * (count + 1)
    flags = [int.from_bytes(operand[at : at + 2], "little") for at in range(start, len(operand) - 1, DESCRIPTION)]
    above = {number for number, flag in enumerate(flags) if flag >> 5 & 3 == 1}
    before = {number for number, flag in enumerate(flags) if flag & 3 == 1}
    return edges, above, before


class CharacterRuns(_Runs):
    """Which characters are hidden or deleted."""

    def unseen(self) -> list[tuple[int, int]]:
        """Where the stream holds characters that nobody sees: first and last place, sorted."""
        found = []
        for start in sorted(set(self._starts)):
            page = self._page_at(start)
            if page < 0:
                continue
            edges = self._edges(page)
            for number in range(len(edges) - 1):
                offset = 2 * self._stream[page + 4 * len(edges) + number]
                if 0 < offset < PAGE - 1:
                    length = self._stream[page + offset]
                    own = self._stream[page + offset + 1 : page + offset + 1 + length]
                    # 1 hides; 0x80 and 0x81 are as the style has it or its contrary, which styles of offices never use
                    if any(number in (HIDDEN, DELETED) and operand[0] == 1 for number, operand in modifications(own)):
                        found.append((edges[number], edges[number + 1]))
        return sorted(found)
