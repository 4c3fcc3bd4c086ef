"""Plain text: find its encoding, and cut it into lines."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import NoReturn

from ..model import Block, BlockKind, Span
from . import boxed, columns, flat
from . import cells as cells_of
from .base import Content, ReadError

# Longest first: the mark of UTF-32 begins with that of UTF-16. UTF-8 keeps its mark as a character, so that offsets
# count the same for a reader that knows nothing of it.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE
)
_NO_CODECS = ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape")  # Python's own, slow or worse
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_GAP = re.compile(r"[ \u3000\xa0]{2,}|[\u3000\u2003]")
_SPACES = " \u3000\xa0"
_HEADING = re.compile(r"(#{1,6})[ \u3000]+(?=\S)")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_MARKUP = re.compile(
    r"\s*(?:\ufeff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html\b|html\b|head\b|body\b|(?:div|p|table|article|section|h[1-6]|ul|ol|span)\b[^<>]*>.*?</[a-z])",
    re.I | re.S,
)
BAD = "\ufffd"
"""What a bad place reads as."""
FEW_CONTROLS = 3
"""How many control characters any text may have."""
MOST_BAD = 0.02
"""The share of bad places that a text may have; a single one any text may."""
_BARS = ("|", "\uff5c")
EVEN_ROWS, TOLD = 4, 8
"""Rows of a table whose heads are not known, and characters of a cell that may be a task."""
FEWEST_BARS = 2
"""Bars of a line that divide it though none stands at its ends."""
WIDE, FEWEST_ROWS = 4, 3
"""Cells and rows of a text that make it a table even where its lines do not follow each other."""


def read(data: bytes) -> Content:
    """The text *data*, or the page where it is one. Raises ReadError when it is no text."""
    decoded = decode(data)
    if _MARKUP.match(decoded.text[:2000]):
        from .html import read as read_page  # noqa: PLC0415 - pages need big libraries, and this module

        return read_page(data)
    return Content("text/plain", decoded.encoding, decoded.text, blocks(decoded.text), notes=decoded.notes)


@dataclass(frozen=True, slots=True)
class Decoded:
    """``data.decode(encoding, "replace")`` is *text*."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of *data*; a few bytes that are none are noted with their place and read as U+FFFD.

    By byte order mark, then strict UTF-8, then UTF-16 without a mark, then what the markup declares, then the likelier
    of GB18030 and Big5; strictly, else that which leaves the fewest bad places. Raises ReadError when it is no text.
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decoded(data, marked) or _refused(data, marked)
    for codec in _candidates(data):
        with suppress(UnicodeError, LookupError):  # the latter: a codec of another kind, such as base64
            return _sound(data.decode(codec), codec)
    if decoded := _least_bad(data):
        return decoded
    cause = "binary data, not text" if b"\x00" in data else "text in no known encoding"
    raise ReadError(f"{cause} (UTF-8, UTF-16, GB18030, Big5)")


def _candidates(data: bytes) -> Iterator[str]:
    if data.count(b"\x00") * 10 < len(data):  # ASCII in UTF-16 has a NUL in every second byte
        yield "utf-8"
    if b"\x00" in data and (wide := _wide(data)):
        yield wide
    if (found := _DECLARED.search(data[:4096])) and (declared := _codec(found[1].decode("ascii"))):
        yield declared
    if likelier := _likelier(data):
        yield likelier


def _codec(name: str) -> str | None:
    """The codec that a page means by *name*: one that declares gb2312 is free with what only its superset has."""
    try:
        known = codecs.lookup(name.lower()).name
    except LookupError:
        return None
    return None if known in _NO_CODECS else "gb18030" if known in ("gb2312", "gbk") else known


def _decoded(data: bytes, codec: str) -> Decoded | None:
    """*data* by *codec* with its bad places noted; None when there are more of them than slips of the pen."""
    try:
        return _sound(data.decode(codec), codec)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        return _mended(text, codec) if _mostly_sound(text) else None
    except (UnicodeError, LookupError):
        return None


def _mostly_sound(text: str) -> bool:
    return bool(text.strip(BAD)) and text.count(BAD) <= max(1, MOST_BAD * len(text))


def _least_bad(data: bytes) -> Decoded | None:
    """*data* by the codec that leaves the fewest bad places; None where each leaves too many."""
    texts: list[tuple[int, str, str]] = []
    for codec in _candidates(data):
        with suppress(UnicodeError, LookupError):
            text = data.decode(codec, "replace")
            texts.append((text.count(BAD), text, codec))
    _, text, codec = min(texts, key=lambda item: item[0], default=(0, "", ""))
    return _mended(text, codec) if _mostly_sound(text) else None


def _mended(text: str, codec: str) -> Decoded:
    where = place_in(text, text.index(BAD))
    return _sound(text, codec, f"{text.count(BAD)} place(s) that are no {codec} text, the first at {where}")


def place_in(text: str, offset: int) -> str:
    """The *offset* as people count: by line and column, from 1."""
    before = text[:offset]
    start = max(before.rfind("\n"), before.rfind("\r")) + 1
    breaks = before.count("\n") + len(re.findall(r"\r(?!\n)", before))
    return f"line {breaks + 1}, column {offset - start + 1}"


def _refused(data: bytes, codec: str) -> NoReturn:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        raise ReadError(f"broken {codec} text at byte {error.start}") from error
    raise ReadError(f"broken {codec} text")


def _sound(text: str, codec: str, *notes: str) -> Decoded:
    """*text* itself, unless its control characters show that it is none; a stray NUL is noted."""
    if len(_CONTROL.findall(text[:65536])) > max(FEW_CONTROLS, len(text[:65536]) // 50):
        raise ReadError("binary data, not text")
    place = text.find("\x00")
    null = [f"{text.count(chr(0))} NUL(s), the first at {place_in(text, place)}"] if place >= 0 else []
    return Decoded(text, codec, (*notes, *null))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: the spaces and line feeds of the text show which byte comes first."""
    head = data[: 65536 & ~1]
    if len(data) % 2:
        return None
    little = sum(head.count(byte) for byte in (b"\n\x00", b" \x00", b",\x00", b"0\x00"))
    big = sum(head.count(byte) for byte in (b"\x00\n", b"\x00 ", b"\x00,", b"\x000"))
    return None if little == big else "utf-16-le" if little > big else "utf-16-be"


def _likelier(data: bytes) -> str | None:
    """GB18030 or Big5, by the share of characters from the part of each set that holds the common ones."""
    shares = {}
    for codec, low, high in (("gb18030", 0xB0, 0xD7), ("big5hkscs", 0xA4, 0xC6)):
        text = data.decode(codec, "replace")
        if _mostly_sound(text):
            found = (char.encode(codec, "ignore") for char in text[:20_000] if char > "\x7f")
            leads = [encoded[0] for encoded in found if encoded]
            shares[codec] = BAD not in text, sum(low <= lead <= high for lead in leads) / max(1, len(leads))
    return max(shares, key=lambda codec: shares[codec], default=None)


def line(text: str, start: int, kind: BlockKind = BlockKind.PARAGRAPH, cells: tuple[Span, ...] = ()) -> Block:
    """A block whose *text* stands in the source as it is, from *start* on."""
    return Block(text, range(start, start + len(text)), range(start + 1, start + len(text) + 1), kind, cells=cells)


def blocks(text: str) -> tuple[Block, ...]:
    """One block a line, outer white space left out; lines of equal shape that tabs or bars divide are table rows."""
    found = []
    for match in _LINE.finditer(text):
        words = match[0].strip()
        if "\t" in words:  # empty cells at either end of a row are cells
            words = match[0].strip(_SPACES)
        if words:
            found.append(_heading(line(words, match.start() + match[0].index(words))))
    return tuple(columns.rows(_even(_aligned(_tables(flat.rows(boxed.rows(found)))))))


def _heading(block: Block) -> Block:
    """*block* as the heading that it is in Markdown (CommonMark 0.31, section 4.2), without its mark; else itself."""
    mark = _HEADING.match(block.text)
    if not mark:
        return block
    return replace(line(block.text[mark.end() :], block.starts[mark.end()], BlockKind.HEADING), level=len(mark[1]))


def _aligned(lines: list[Block]) -> list[Block]:
    """Lines below one that names columns, parted by wide blanks as it is, become TABLE_ROW: as many parts as heads. In
    a table that counts its rows so do those with fewer parts, which then have empty cells, and a heading may stand
    between them."""
    result: list[Block] = []
    heads: list[str] = []
    number = 0
    for block in lines:
        cells = _parts(block.text) if block.kind is BlockKind.PARAGRAPH and _GAP.search(block.text) else ()
        words = [cell.of(block.text) for cell in cells]
        if flat.are_heads(words):
            heads, number = words, 0
        elif cells and flat.number_of(words[0]) == number + 1 and len(cells) <= len(heads):
            number += 1
            cells = _spread(cells, cells_of.assigned(words[1:], heads[1:]), len(heads))
        elif heads and flat.counts(heads):
            cells = ()
        elif len(cells) != len(heads):
            heads = []
        result.append(line(block.text, block.starts[0], BlockKind.TABLE_ROW, cells) if heads and cells else block)
    return result


def _even(lines: Sequence[Block]) -> list[Block]:
    """Lines that wide blanks part into as many cells each become TABLE_ROW though no head is known: so many of them
    below each other, of three cells and more, in a column of which words stand that may be tasks."""
    result: list[Block] = []
    run: list[tuple[Block, tuple[Span, ...]]] = []

    def close() -> None:
        lengths = [
            [cell.end - cell.start for cell in column] for column in zip(*(cells for _, cells in run), strict=True)
        ]
        told = any(sum(length >= TOLD for length in column) >= len(run) - 1 for column in lengths)
        table = len(run) >= EVEN_ROWS and told
        result.extend(
            line(block.text, block.starts[0], BlockKind.TABLE_ROW, cells) if table else block for block, cells in run
        )
        run.clear()

    for block in lines:
        cells = _parts(block.text) if block.kind is BlockKind.PARAGRAPH and _GAP.search(block.text) else ()
        even = len(cells) > 2 and not any("。" in cell.of(block.text)[:-1] for cell in cells)
        if not even or (run and len(cells) != len(run[0][1])):
            close()
        if even:
            run.append((block, cells))
        else:
            result.append(block)
    close()
    return result


def _spread(found: Sequence[Span], columns: Sequence[int], width: int) -> tuple[Span, ...]:
    """The cells of a row of *width* columns: its number, the others *found* in their *columns* (from 0, the number's
    not counted), and empty ones."""
    cells, end = [found[0]], found[0].end
    for column in range(width - 1):
        own = [cell for cell, at in zip(found[1:], columns, strict=True) if at == column]
        start, end = (own[0].start, own[-1].end) if own else (end, end)
        cells.append(Span(start, end))
    return tuple(cells)


def _parts(text: str) -> tuple[Span, ...]:
    edges = [0, *(place for match in _GAP.finditer(text) for place in match.span()), len(text)]
    return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _tables(lines: list[Block]) -> list[Block]:
    """Lines with the same number of tabs, or between bars as in Markdown, become TABLE_ROW: two and more in a row, and
    those of a wide table that lines of another shape part, as headings between its rows do."""
    rows = _filled([_cells(block.text) if block.kind is BlockKind.PARAGRAPH else () for block in lines], lines)
    widths = Counter(map(len, rows))
    wide = {width for width, count in widths.items() if width >= WIDE and count >= FEWEST_ROWS}
    result = []
    for place, block in enumerate(lines):
        width = len(rows[place])
        beside = [len(rows[near]) for near in (place - 1, place + 1) if 0 <= near < len(lines)]
        if width < 2 or (width not in beside and width not in wide):
            result.append(block)
        elif any(cell.of(block.text).strip("-: ") for cell in rows[place]):  # not the rule under a Markdown header
            result.append(line(block.text, block.starts[0], BlockKind.TABLE_ROW, rows[place]))
    return result


def _filled(rows: Sequence[tuple[Span, ...]], lines: Sequence[Block]) -> list[tuple[Span, ...]]:
    """*rows* with the empty cells at the end of those that lost the tabs there, as editors make lines lose them: by the
    numbers that count them they belong to the row before."""
    found: list[tuple[Span, ...]] = []
    for row, block in zip(rows, lines, strict=True):
        before = found[-1] if found else ()
        own = row
        if 1 < len(row) < len(before) and "\t" in block.text:
            number, last = row[0].of(block.text), before[0].of(lines[len(found) - 1].text)
            if flat.number_of(number) and flat.number_of(number) == flat.number_of(last) + 1:
                own = (*row, *[Span(len(block.text), len(block.text))] * (len(before) - len(row)))
        found.append(own)
    return found


def _cells(text: str) -> tuple[Span, ...]:
    """The cells of a line that tabs divide, or bars: between bars as in Markdown, or with bars inside alone, two and
    more of them."""
    mark = "\t" if "\t" in text else next((bar for bar in _BARS if bar in text), "")
    framed = mark in _BARS and text.startswith(mark) and text.endswith(mark) and len(text) > 2
    if not mark or (mark in _BARS and not framed and text.count(mark) < FEWEST_BARS):
        return ()
    inside = Span(1, len(text) - 1) if framed else Span(0, len(text))
    cells, start = [], inside.start
    for part in inside.of(text).split(mark):
        lead = len(part) - len(part.lstrip())
        cells.append(Span(start + lead, start + max(lead, len(part.rstrip()))))
        start += len(part) + 1
    return tuple(cells)
