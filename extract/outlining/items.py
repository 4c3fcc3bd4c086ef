"""The paragraphs of a document with their numbers and bullets read off, and the parts that attachments make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import BlockKind, Clean, CleanBlock, Span, UnitKind
from .markers import BULLET, Marker, marker

_INNER = re.compile(r"[。;!?)\]】]")
_ABOVE = re.compile(r"[^。;,:!?、()]{2,40}(?=\()")  # a heading without a stop, up to a number in brackets
_PAUSE = re.compile("[,;:!?]")
HEADED, PARTS_OF_HEADED = (
    ("part", "chapter", "han"),
    ("han-bracket",),
)  # styles of headings, and of what they stand above
SHORTEST_PARTS, NEAR = 30, 12  # characters of a paragraph that may hold several parts; numbers looked at around one
FEWEST_BARE = 3  # lines that count on, by which a number without a mark is one
LONGEST_ATTACHMENT = 80  # characters of a line that names one


@dataclass(slots=True)
class Item:
    """A block of the clean text, its number or bullet read off."""

    block: CleanBlock
    text: str  # without number, bullet and outer white space
    span: Span  # of text
    marker: Marker | None
    start: int  # where the number starts
    role: UnitKind = UnitKind.BODY
    run_in: Span | None = None  # the heading that opens the paragraph
    part: int = 0  # an attachment, or what follows a signature, is a part of its own: its numbers start anew
    attachment: bool = False  # the line that opens an attachment
    listed: bool | None = None  # with a list of bodies behind it: a heading, or a task; None where nothing tells

    @property
    def numbered(self) -> bool:
        return self.marker is not None and self.marker.style != BULLET

    @property
    def bullet(self) -> str:
        return self.marker.printed[:1] if self.marker is not None and self.marker.style == BULLET else ""


def items_of(clean: Clean, title: Span | None, about: frozenset[Span]) -> list[Item]:
    items: list[Item] = []
    part = 0
    for block in clean.blocks:
        if (title and title.overlaps(block.span)) or block.span in about:
            part += bool(items)
            continue
        parts = [block.span] if block.kind is BlockKind.TABLE_ROW else _parts(clean, block.span)
        for stretch in parts:
            text = stretch.of(clean.text)
            found = marker(text) if block.kind is not BlockKind.TABLE_ROW else None
            rest = text[len(found.printed) :] if found else text
            bare = rest.strip()
            start = stretch.end - len(rest.lstrip())
            item = Item(block, bare, Span(start, start + len(bare)), found, stretch.start, part=part)
            above = items[-1] if items else item
            lone = above.numbered and not above.text and above.part == part
            if lone and found is None and bare and block.kind is not BlockKind.TABLE_ROW:
                # The number stands on a line of its own.
                item.marker, item.start = items.pop().marker, above.start
            items.append(item)
    _bare_numbers(items)
    _attachments(items)
    return items


def _bare_numbers(items: Sequence[Item]) -> None:
    """Read off numbers without a mark behind them, where lines are counted so from one on: 01 健全..., 02 选派..."""
    counted: list[tuple[Item, re.Match[str]]] = []

    def close() -> None:
        for item, number in counted if len(counted) >= FEWEST_BARE else ():
            item.marker = Marker("digit", int(number[1]), number[0])
            item.text = item.text[number.end() :]
            item.span = Span(item.span.start + number.end(), item.span.end)
        counted.clear()

    for item in items:
        number = None if item.marker or item.block.kind is BlockKind.TABLE_ROW else _bare().match(item.text)
        if number and int(number[1]) == 1:
            close()
        if number and int(number[1]) == len(counted) + 1:
            counted.append((item, number))
    close()


@cache
def _bare() -> re.Pattern[str]:
    """A number that words follow at once, which are no measure word: 3个 and 12月 count something else."""
    return re.compile(rf"(0?\d{{1,2}}) *(?=[一-鿿“《])(?!{lexicon(schemas.Outline).numerals.counted.pattern})")


def _attachments(items: Sequence[Item]) -> None:
    """Mark the list of attachments that ends a document as HEAD, and the line that opens an attachment as such."""
    rules, place, opened = lexicon(schemas.Outline).parts, 0, 0
    parts = [item.part for item in items]
    while place < len(items):
        item, last = items[place], place
        if item.block.kind is not BlockKind.TABLE_ROW and len(item.text) <= LONGEST_ATTACHMENT:
            if named := rules.attachment_list.match(item.text):
                while last + 1 < len(items) and parts[last + 1] == parts[place] and _lists_on(items[last + 1]):
                    last += 1
                ends = last + 1 == len(items) or parts[last + 1] > parts[place]
                for listed in items[place : last + 1] if last > place or ends else ():
                    listed.role = UnitKind.HEAD
            item.attachment = item.role is not UnitKind.HEAD and bool(named or rules.attachment.fullmatch(item.text))
            opened += item.attachment
        for counted in items[place : last + 1]:
            counted.part += opened
        place = last + 1


def _lists_on(item: Item) -> bool:
    """Whether *item* is a further line of a list of attachments."""
    counted = item.numbered or bool(lexicon(schemas.Outline).parts.attachment_list.match(item.text))
    return counted and len(item.text) <= LONGEST_ATTACHMENT and "。" not in item.text


def _parts(clean: Clean, span: Span) -> list[Span]:
    """A paragraph cut before the numbers inside it that count on: ...。(二)...。(三)... or a whole page in one line."""
    text = span.of(clean.text)
    if len(text) < SHORTEST_PARTS:
        return [span]
    own = marker(text)
    found = [(0, own)] if own and own.style != BULLET else []
    headings: set[int] = set()
    for match in _INNER.finditer(text):
        inner = marker(text[match.end() : match.end() + 12])
        if inner is None or inner.style == BULLET:
            continue
        found.append((match.end(), inner))
        # A heading runs into the number of its first part: ...。三、优化环境(七)...
        if inner.style in HEADED and (above := _ABOVE.match(text, match.end() + len(inner.printed))):
            below = marker(text[above.end() : above.end() + 12])
            if below and below.style in PARTS_OF_HEADED:
                headings.add(match.end())
                found.append((above.end(), below))
    cuts: list[int] = []
    for place, (at, inner) in enumerate(found):
        near = found[max(0, place - NEAR) : place] + found[place + 1 : place + 1 + NEAR]
        values = {other.value for _, other in near if other.style == inner.style}
        counts_on = inner.value - 1 in values or (inner.value == 1 and 2 in values)
        if at and (counts_on or at in headings or (_headed(text, at, inner) and _goes_up(found, place))):
            cuts.append(at)
    edges = [0, *cuts, len(text)]
    return [Span(span.start + start, span.start + end) for start, end in pairwise(edges)]


def _headed(text: str, at: int, number: Marker) -> bool:
    """Whether a short sentence follows the number at *at*, as parts have it that are headed so."""
    start = at + len(number.printed)
    stop = text.find("。", start, start + lexicon(schemas.Outline).heading.longest_run_in + 1)
    return number.style in PARTS_OF_HEADED and stop > start and not _PAUSE.search(text, start, stop)


def _goes_up(found: Sequence[tuple[int, Marker]], place: int) -> bool:
    """Whether the numbers of one style rise over *place*, gaps between them or not: an excerpt leaves parts out."""
    inner = found[place][1]
    before = next((one.value for _, one in reversed(found[:place]) if one.style == inner.style), None)
    after = next((one.value for _, one in found[place + 1 :] if one.style == inner.style), None)
    known = before is not None or after is not None
    return known and (before is None or before < inner.value) and (after is None or inner.value < after)
