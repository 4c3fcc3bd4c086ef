"""Word 97 to 2003 (.doc, .wps): the text by its table of pieces, paragraphs and cells by their properties.

The format is [MS-DOC]. A document's characters are counted in one row (CP): first the main text, behind it notes,
headers and text boxes. Pieces say where in the stream they stand (FC), in UTF-16 or in one byte each. A cell ends in
0x07, and so does a row: which it is, the properties of the paragraph say.
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import olefile

from ..model import BlockKind
from .base import Content, ReadError
from .nesting import Nesting
from .rendition import Line, Table, rendition
from .sprm import CharacterRuns, ParagraphRuns

MEDIA_TYPE = "application/msword"
MAGIC, WORD_97 = 0xA5EC, 193
ENCRYPTED, OTHER_TABLE, OBFUSCATED = 0x0100, 0x0200, 0x8000
LENGTHS, TABLES = 76, 154  # where the head keeps the lengths of the parts of the text, and the places of its tables
CHARACTERS, PARAGRAPHS, PIECES = 12, 13, 33  # numbers of tables
ONE_BYTE = 0x40000000  # in the place of a piece
CELL, BOX = "\x07", 6
_PARAGRAPH = re.compile(r"[^\r\x07\x0c]*[\r\x07\x0c]|[^\r\x07\x0c]+")
_SHOWN = dict.fromkeys((*range(32), 127)) | {9: "\t", 11: "\n", 14: "\n", 30: "-"}
"""What control characters show: most are anchors of pictures, notes and comments."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters that stand beside each other in the stream, from *start* of the text on."""

    start: int  # CP
    end: int
    place: int  # FC
    width: int  # bytes of a character


def read(data: bytes) -> Content:
    """The Word 97 document *data*. Raises ReadError when it is none, is encrypted or broken."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            stream = container.openstream("WordDocument").read()
            table = container.openstream("1Table" if _flags(stream) & OTHER_TABLE else "0Table").read()
            large = container.openstream("Data").read() if container.exists("Data") else b""
            title = _title(container)
        text, blocks = rendition(_body(stream, table, large))
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # whatever broken tables lead to, here and in the library
        raise ReadError("a broken Word document, or one cut short") from error
    return Content(MEDIA_TYPE, "utf-8", text, blocks, title)


def _flags(stream: bytes) -> int:
    magic, version, flags = struct.unpack_from("<HH6xH", stream)
    if magic != MAGIC or version < WORD_97:
        raise ReadError("a document of Word 95 or older: save it as .docx")
    if flags & (ENCRYPTED | OBFUSCATED):
        raise ReadError("an encrypted Word document: a password is needed")
    return int(flags)


def _title(container: olefile.OleFileIO) -> str | None:
    """What the document's properties call it."""
    with suppress(Exception):  # a hint only
        found = container.get_metadata()
        codec = "utf-8" if found.codepage in (65001, -535) else f"cp{(found.codepage or 936) & 0xFFFF}"
        return found.title.decode(codec).strip("\x00 ") or None
    return None


def _body(stream: bytes, table: bytes, large: bytes) -> list[Line | Table]:
    def part(number: int) -> bytes:
        place, length = struct.unpack_from("<II", stream, TABLES + 8 * number)
        return table[place : place + length]

    pieces = list(_pieces(part(PIECES), len(stream)))
    text = "".join(_characters(stream, piece) for piece in pieces)
    text = _seen(text, pieces, CharacterRuns(stream, part(CHARACTERS)).unseen())
    paragraphs = ParagraphRuns(stream, part(PARAGRAPHS), large)
    main, notes, heads, _, comments, ends, boxes = struct.unpack_from(f"<{BOX + 1}I", stream, LENGTHS)
    behind = main + notes + heads + comments + ends
    nesting = Nesting()
    for start, end in ((0, main), (behind, behind + boxes)):
        _paragraphs(text, start, min(end, len(text)), pieces, paragraphs, nesting)
    return nesting.finish()


def _pieces(table: bytes, longest: int) -> Iterator[_Piece]:
    """The pieces that *table* lists (CLX) behind what changes their properties. They hold no more than the stream."""
    place = 0
    while table[place] == 1:
        place += 3 + int.from_bytes(table[place + 1 : place + 3], "little")
    if table[place] != 2:
        raise ReadError("a Word document whose text cannot be found")
    (length,) = struct.unpack_from("<I", table, place + 1)
    count = (length - 4) // 12
    edges = struct.unpack_from(f"<{count + 1}I", table, place + 5)
    held = 0
    for number in range(count):
        (found,) = struct.unpack_from("<I", table, place + 5 + 4 * (count + 1) + 8 * number + 2)
        width = 1 if found & ONE_BYTE else 2
        start = found & (ONE_BYTE - 1)
        held += (edges[number + 1] - edges[number]) * width
        if edges[number + 1] < edges[number] or held > longest:
            raise ReadError("a broken Word document: its pieces overlap")
        yield _Piece(edges[number], edges[number + 1], start // 2 if width == 1 else start, width)


def _characters(stream: bytes, piece: _Piece) -> str:
    """As many characters as the piece has, whatever stands there."""
    length = piece.end - piece.start
    data = stream[piece.place : piece.place + length * piece.width]
    if piece.width == 1:
        return data.decode("cp1252", "replace").ljust(length, "\x00")
    units = memoryview(data[: len(data) & ~1]).cast("H")
    found = "".join(map(chr, units))  # surrogates stay two, so that CP and places agree
    return found.ljust(length, "\x00")


def _seen(text: str, pieces: Sequence[_Piece], unseen: Sequence[tuple[int, int]]) -> str:
    """*text* with hidden characters and the codes of fields (what stands before their results) as NUL; marks of
    paragraphs and cells stay."""
    spans = [*_hidden(pieces, unseen), *_codes(text)]
    if not spans:
        return text
    signs = list(text)
    for start, end in spans:
        signs[start:end] = [sign if sign in "\r\x07" else "\x00" for sign in signs[start:end]]
    return "".join(signs)


def _hidden(pieces: Sequence[_Piece], unseen: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    ends = [end for _, end in unseen]
    for piece in pieces:
        last = piece.place + (piece.end - piece.start) * piece.width
        for start, end in unseen[bisect_right(ends, piece.place) :]:
            if start >= last:
                break
            first = max(start, piece.place)
            yield (piece.start + (first - piece.place) // piece.width,
                   piece.start + (min(end, last) - piece.place) // piece.width)  # fmt: skip


def _codes(text: str) -> Iterator[tuple[int, int]]:
    opened: list[tuple[int, bool]] = []  # where a field begins, and whether its result has begun
    for match in re.finditer("[\x13-\x15]", text):
        if match[0] == "\x13":
            opened.append((match.start(), False))
        elif opened and match[0] == "\x14":
            start, begun = opened.pop()
            opened.append((start, True))
            if not begun and not _in_code(opened[:-1]):
                yield start, match.start()
        elif opened:
            start, begun = opened.pop()
            if not begun and not _in_code(opened):
                yield start, match.start()


def _in_code(opened: Sequence[tuple[int, bool]]) -> bool:
    """Whether a field stands in the code of another one, which goes as a whole."""
    return bool(opened) and not opened[-1][1]


def _paragraphs(
    text: str, start: int, end: int, pieces: Sequence[_Piece], runs: ParagraphRuns, nesting: Nesting
) -> None:
    starts = [piece.start for piece in pieces]
    for match in _PARAGRAPH.finditer(text, start, end):
        mark = match.end() - 1
        piece = pieces[max(0, bisect_right(starts, mark) - 1)]
        found = runs.at(piece.place + (mark - piece.start) * piece.width)
        words = _whole(match[0].translate(_SHOWN))
        depth = max(found.depth, 1) if text[mark] == CELL else found.depth
        if found.row_end:
            nesting.end_row(depth, found.shape)
            continue
        kind = BlockKind.HEADING if found.level else BlockKind.PARAGRAPH
        nesting.line(Line(words, kind, found.level), depth)
        if text[mark] == CELL or (found.inner_cell and depth > 1):
            nesting.end_cell(depth)


def _whole(words: str) -> str:
    """*words* with characters beyond the first plane made one of their two halves."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
