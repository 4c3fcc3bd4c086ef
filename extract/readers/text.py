"""Plain text: find its encoding, and cut it into lines."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from ..model import Block, BlockKind, Span
from . import flat
from .base import ReadError

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
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_GAP = re.compile(r"[ \u3000\xa0]{2,}|[\u3000\u2003]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
WIDE, FEWEST_ROWS = 4, 3
"""Cells and rows of a text that make it a table even where its lines do not follow each other."""


def decode(data: bytes) -> tuple[str, str]:
    """The text of *data* and the codec that gives it (``data.decode(codec)`` is that text).

    By byte order mark, then strict UTF-8, then UTF-16 without a mark, then what the markup declares, then the likelier
    of GB18030 and Big5. Raises ReadError when it is no text.
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _strict(data, marked), marked
    if b"\x00" not in data:
        try:
            return _printable(data.decode("utf-8")), "utf-8"
        except UnicodeDecodeError:
            pass
    else:
        codec = _wide(data)
        try:
            return _printable(data.decode(codec or "ascii")), codec or "ascii"
        except UnicodeDecodeError as error:
            raise ReadError("binary data, not text") from error
    declared = _DECLARED.search(data[:4096])
    for name in filter(None, [declared and declared[1].decode("ascii").lower(), _likelier(data)]):
        try:
            # A page that declares gb2312 is free with the characters that only its superset has.
            known = "gb18030" if codecs.lookup(name).name in ("gb2312", "gbk") else codecs.lookup(name).name
            return _printable(data.decode(known)), known
        except (LookupError, UnicodeDecodeError):
            continue
    raise ReadError("text in no known encoding (UTF-8, UTF-16, GB18030, Big5)")


def _strict(data: bytes, codec: str) -> str:
    try:
        return _printable(data.decode(codec))
    except UnicodeDecodeError as error:
        raise ReadError(f"broken {codec} text at byte {error.start}") from error


def _printable(text: str) -> str:
    """*text* itself, unless its control characters show that it is none."""
    if len(_CONTROL.findall(text[:65536])) > len(text[:65536]) // 50:
        raise ReadError("binary data, not text")
    return text


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
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        leads = [encoded[0] for char in text[:20_000] if char > "\x7f" and (encoded := char.encode(codec))]
        shares[codec] = sum(low <= lead <= high for lead in leads) / max(1, len(leads))
    return max(shares, key=lambda codec: shares[codec], default=None)


def line(text: str, start: int, kind: BlockKind = BlockKind.PARAGRAPH, cells: tuple[Span, ...] = ()) -> Block:
    """A block whose *text* stands in the source as it is, from *start* on."""
    return Block(text, range(start, start + len(text)), range(start + 1, start + len(text) + 1), kind, cells=cells)


def blocks(text: str) -> tuple[Block, ...]:
    """One block a line, outer white space left out; lines of equal shape that tabs or bars divide are table rows."""
    found = []
    for match in _LINE.finditer(text):
        words = match[0].strip()
        if words:
            found.append(line(words, match.start() + match[0].index(words[0])))
    return tuple(_aligned(_tables(flat.rows(found))))


def _aligned(lines: list[Block]) -> list[Block]:
    """Lines below one that names columns, parted by wide blanks as it is, become TABLE_ROW: as many parts as heads."""
    result: list[Block] = []
    heads = 0
    for block in lines:
        cells = _parts(block.text) if block.kind is BlockKind.PARAGRAPH and _GAP.search(block.text) else ()
        if flat.are_heads([cell.of(block.text) for cell in cells]):
            heads = len(cells)
        elif len(cells) != heads:
            heads = 0
        result.append(line(block.text, block.starts[0], BlockKind.TABLE_ROW, cells) if heads else block)
    return result


def _parts(text: str) -> tuple[Span, ...]:
    edges = [0, *(place for match in _GAP.finditer(text) for place in match.span()), len(text)]
    return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _tables(lines: list[Block]) -> list[Block]:
    """Lines with the same number of tabs, or between bars as in Markdown, become TABLE_ROW: two and more in a row, and
    those of a wide table that lines of another shape part, as headings between its rows do."""
    rows = [_cells(block.text) if block.kind is BlockKind.PARAGRAPH else () for block in lines]
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


def _cells(text: str) -> tuple[Span, ...]:
    if "\t" not in text and not (text.startswith("|") and text.endswith("|") and len(text) > 2):
        return ()
    inside = Span(1, len(text) - 1) if "\t" not in text else Span(0, len(text))
    cells, start = [], inside.start
    for part in inside.of(text).split("|" if "\t" not in text else "\t"):
        lead = len(part) - len(part.lstrip())
        cells.append(Span(start + lead, start + max(lead, len(part.rstrip()))))
        start += len(part) + 1
    return tuple(cells)
