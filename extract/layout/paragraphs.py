"""Lines to paragraphs: by where they begin and end in their column, by the space between them, and by their size."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ..cleaning.lines import ended
from ..outlining.markers import marker
from ..text.fold import fold
from .model import Cell, Column, Line

INDENT = 0.9  # characters that the first line of a paragraph begins farther right
FAR = 3.5  # characters farther right: a signature, a date, a title in the middle
SLACK = 1.7  # characters that a line may fall short of the edge and be as long as lines can be
CLOSE = 0.35  # of a character by which a line may seem to have room
_OPENING, _CLOSING = "([{《〈“‘【〔", ",.;:!?)]}》〉”’】〕、。…%"
WIDER = 1.45  # times the usual distance of two lines, from which on a paragraph has ended
OTHER_SIZE = 0.1  # of a line's size, by which another's differs
BIGGER = 1.1  # times the size of the text: a title
LOOKED_AT = 8  # last lines of a paragraph that tell whether its sentence has ended
FEWEST = 2  # lines that show where the text ends
MARGIN = 1.15  # times the margin at the left: that at the right, at most
USUAL = 0.08  # of the lines of a column begin at its left edge, at least
MARKED = 0.6  # of the paragraphs begin with an indent, where indents tell
PADDING = 8.0  # points, at most, between a cell's side and its words
NARROW = 3.2  # characters: in a cell so narrow every line breaks words


@dataclass(frozen=True, slots=True)
class Frame:
    """The edges between which the lines of a column stand, and what is usual there."""

    left: float
    right: float
    step: float
    size: float
    usual: float
    """How many characters farther right most paragraphs begin; 0 where indents tell nothing."""

    def indent(self, line: Line) -> float:
        """How much farther right than others *line* begins, in characters."""
        return (line.box.left - self.left) / self.size

    def full(self, line: Line, following: Line) -> bool:
        """Whether *line* ends where it does because what follows had no room on it."""
        return no_room(line, following, self.right) and self.indent(line) <= FAR

    def wide(self, line: Line) -> bool:
        """Whether *line* is about as long as lines can be."""
        return line.box.right >= self.right - SLACK * line.size and self.indent(line) <= FAR

    def centred(self, line: Line) -> bool:
        off = abs(line.box.left + line.box.right - self.left - self.right) / 2
        return off <= 1.5 * self.size and self.indent(line) > INDENT


def frames(columns: Sequence[Column]) -> dict[tuple[int, int, int], Frame]:
    """The frame of each place that columns have, from all columns of that place."""
    lines: dict[tuple[int, int, int], list[list[Line]]] = {}
    for column in columns:
        own = [item for item in column.items if isinstance(item, Line) and not item.running]
        lines.setdefault(column.place, []).append(own)
    size = text_size([line for parts in lines.values() for part in parts for line in part])
    return {place: _frame(parts, size, place[2] if place[1] == 1 else 0) for place, parts in lines.items()}


def text_size(lines: Iterable[Line]) -> float:
    """The size of most characters of *lines*."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=12.0) or 12.0


def _frame(parts: Sequence[Sequence[Line]], size: float, page: float) -> Frame:
    """The frame of the lines of all columns of one place; *page* is the page's width where it has but one column."""
    lines = [line for part in parts for line in part]
    usual = [line for line in lines if abs(line.size - size) <= OTHER_SIZE * size] or lines
    if not usual:
        return Frame(0, 0, 2 * size, size, 0)
    right = max(line.box.right for line in usual)
    # Few lines begin left of the text; the first lines of paragraphs may be the most.
    lefts = sorted(line.box.left for line in usual)
    usual_lefts = (
        edge
        for edge in lefts
        if bisect_right(lefts, edge + size / 3) - bisect_left(lefts, edge - size / 3) >= USUAL * len(lefts)
    )
    left = next(usual_lefts, lefts[0])  # the lines of a poster have no edge in common
    if sum(line.box.right >= right - CLOSE * size for line in usual) < FEWEST:
        right = max(right, page - MARGIN * left)  # hardly a line is full: the text is as wide as its margin shows
    steps = [
        after.middle - before.middle
        for part in parts
        for before, after in pairwise(part)
        if 0 < after.middle - before.middle < 4 * size
    ]
    frame = Frame(left, right, median(steps) if steps else 2 * size, size, 0)
    opening = [after for part in parts for before, after in pairwise(part) if not frame.full(before, after)]
    marked = [frame.indent(line) for line in opening if INDENT <= frame.indent(line) <= FAR]
    usual_indent = median(marked) if marked and len(marked) >= MARKED * len(opening) else 0
    return Frame(left, right, frame.step, size, usual_indent)


def opens(paragraph: Sequence[Line], after: Line, frame: Frame, frame_before: Frame) -> bool:
    """Whether *after* begins a paragraph, where *paragraph* stands above it, or ends the column before."""
    before = paragraph[-1]
    if _set_apart(before, after, frame, frame_before):
        return True
    if is_title(before, frame_before) and is_title(after, frame):
        return False
    indent = frame.indent(after)
    if indent > FAR:
        return True
    text = fold("".join(line.text for line in paragraph[-LOOKED_AT:])).strip()
    counted = marker(fold(after.text)) is not None
    if not frame_before.full(before, after):
        return counted or not text.endswith((",", "、")) or indent >= INDENT
    if indent < INDENT:
        return not frame.usual and counted and ended(text)
    return counted or ended(text) or abs(indent - frame.usual) <= INDENT / 2


def _set_apart(before: Line, after: Line, frame: Frame, frame_before: Frame) -> bool:
    """Whether another size or wide space parts two lines."""
    if _sized(before) and _sized(after) and abs(before.size - after.size) > OTHER_SIZE * max(before.size, after.size):
        return True
    below = before.page == after.page and frame is frame_before and after.middle > before.middle
    return below and after.middle - before.middle > WIDER * max(frame.step, 1.2 * after.size)


def _sized(line: Line) -> bool:
    """Whether the size of *line* is known: it has a Chinese character."""
    return any(sign >= "\u2e80" for sign in line.text)


def is_title(line: Line, frame: Frame) -> bool:
    """Whether *line* stands in the middle and is bigger than the text."""
    return line.size >= BIGGER * frame.size and (frame.centred(line) or frame.wide(line))


def joined(lines: Sequence[Line]) -> tuple[str, list[tuple[int, Line]]]:
    """The words of *lines* as one, with where each begins; a space parts words of letters that a line end parted."""
    parts: list[str] = []
    places: list[tuple[int, Line]] = []
    length = 0
    for line in lines:
        if parts and _parted(parts[-1], line.text):
            parts.append(" ")
            length += 1
        places.append((length, line))
        parts.append(line.text)
        length += len(line.text)
    return "".join(parts), places


def _parted(before: str, after: str) -> bool:
    latin = before[-1:].isascii() and before[-1:].isalnum() and after[:1].isascii() and after[:1].isalnum()
    return latin and not (before[-1].isdigit() and after[0].isdigit())


def no_room(before: Line, after: Line, right: float) -> bool:
    """Whether the first word of *after* would go beyond *right* behind *before*: lines break there and nowhere else."""
    return before.box.right + _first_word(after) > right - CLOSE * before.size


def _first_word(line: Line) -> float:
    """The width of what may not be parted at the beginning of *line*: a character and the marks round it, or a word."""
    text = fold(line.text)
    end = 0
    while end < len(text) - 1 and text[end] in _OPENING:
        end += 1
    latin = _is_latin(text[end])
    end += 1
    while end < len(text) and (text[end] in _CLOSING or (latin and _is_latin(text[end]))):
        end += 1
    return line.edges[end] - line.edges[0]


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def of_cell(cell: Cell, header: bool = False) -> list[list[Line]]:
    """The lines of *cell* by paragraph; the words of a *header* are one."""
    result: list[list[Line]] = []
    if not cell.lines:
        return result
    size = text_size(cell.lines)
    right = _right(cell)
    narrow = right - min(line.box.left for line in cell.lines) <= NARROW * size
    for line in cell.lines:
        if result and (narrow or header or _goes_on(result[-1][-1], line, right)):
            result[-1].append(line)
        else:
            result.append([line])
    return result


def _right(cell: Cell) -> float:
    """Where the lines of *cell* end at the latest: as far from its side as they begin; centred ones tell nothing."""
    lefts = [line.box.left - cell.box.left for line in cell.lines]
    rights = [cell.box.right - line.box.right for line in cell.lines]
    centred = all(abs(left - right) <= line.size for left, right, line in zip(lefts, rights, cell.lines, strict=True))
    padding = min(rights) if centred and min(lefts) > PADDING else min(PADDING, max(1.0, min(lefts)))
    return cell.box.right - padding


def cut_off(cell: Cell, following: Cell) -> bool:
    """Whether the words of *cell* run on in *following*: its last line is full and ends no sentence."""
    last, first = cell.lines[-1], following.lines[0]
    return no_room(last, first, _right(cell)) and not ended(fold(last.text).strip())


def _goes_on(before: Line, after: Line, right: float) -> bool:
    text = fold(before.text).strip()
    if before.page == after.page and abs(before.middle - after.middle) <= 0.3 * before.size:
        return True  # beside each other
    if text.endswith((",", "、", "(")):
        return True
    return no_room(before, after, right) and not (ended(text) and marker(fold(after.text)) is not None)
