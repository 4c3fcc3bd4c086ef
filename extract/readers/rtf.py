"""Rich Text (.rtf, and .doc files that are such): paragraphs and tables in order, each character by its own code page.

The libraries there are flatten tables: a cell of two paragraphs falls apart. So the stream is read here, as the
specification (RTF 1.9.1) has it: groups in braces, control words, bytes of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..model import BlockKind
from .base import Content, ReadError
from .nesting import Nesting, RowShape
from .rendition import Line, Table, rendition

MEDIA_TYPE = "application/rtf"
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|[\r\n\x00]+|(?P<text>[^\\{}\r\n\x00]+)|\\"
)
_HEADING = re.compile(rb"heading ([1-9]);", re.IGNORECASE)
SIGNS = {
    "tab": "\t", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "softline": "\n",
}  # fmt: skip
NUMBERS = ("listtext", "pntext")
_UNSEEN = """
annotation atndate atnauthor atnid atnref bkmkend bkmkstart colorschememapping colortbl datafield datastore do filetbl
fldinst fonttbl footer footerf footerl footerr footnote formfield generator header headerf headerl headerr info
latentstyles listoverridetable listtable mmathPr nonesttables nonshppict object pgptbl pict revtbl rsidtbl sp
stylesheet tc template themedata upr xe xmlnstbl
"""
UNSEEN = frozenset(_UNSEEN.split())
"""Groups that are no text of the document."""
SEEN = frozenset(("shpinst", "shptxt", "nesttableprops", "ud"))
"""Groups that are read although a program that does not know them may leave them out."""
CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 238: "cp1250", 204: "cp1251", 161: "cp1253"}
DEEPEST = 10_000
EAST_ASIAN = frozenset(("cp932", "cp949", "gb18030", "big5hkscs"))


@dataclass(frozen=True, slots=True)
class _State:
    """What a brace keeps and its partner brings back."""

    skipped: bool = False
    fonts: bool = False  # in the table of fonts
    styles: bool = False  # in the table of styles
    hidden: bool = False
    number: bool = False  # in the number of a list's item, whose paragraph is not that of the text
    font: int = -1
    wide_font: int = -1  # for Chinese characters
    wide: bool = False  # the next \af names that one
    fallback: int = 1  # how many characters stand for one that is given by its number


@dataclass(slots=True)
class _Row:
    """How the row that comes, or has come, is parted."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    above: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)

    def shape(self) -> RowShape:
        return RowShape((self.left, *self.edges), frozenset(self.above), frozenset(self.before))


def read(data: bytes) -> Content:
    """The Rich Text *data*. Raises ReadError when it is none."""
    reader = _Reader()
    for match in _tokens(data):
        reader.take(match)
    body = reader.finish()
    if not reader.is_rtf:
        raise ReadError("not a Rich Text document")
    text, blocks = rendition(body)
    notes = ("it ends before its last group is closed: it may be cut short",) if reader.is_open else ()
    return Content(MEDIA_TYPE, "utf-8", text, blocks, notes=notes)


def _tokens(data: bytes) -> Iterator[re.Match[bytes]]:
    place = 0
    while match := _TOKEN.match(data, place):
        place = match.end()
        if match["word"] == b"bin":
            place += max(0, int(match["number"] or 0))  # bytes of a picture
        else:
            yield match


class _Reader:
    def __init__(self) -> None:
        self.is_rtf = False
        self._state = _State()
        self._stack: list[_State] = []
        self._starred = False  # \* came: the next word names a group that may be left out
        self._bytes = bytearray()
        self._words: list[str] = []
        self._skip = 0  # characters to come that stand for one that was given by its number
        self._codec = "gb18030"
        self._charsets: dict[int, str] = {}
        self._style = 0
        self._levels: dict[int, int] = {}  # of headings, by style
        self._nesting = Nesting()
        self._depth = self._level = 0
        self._row = _Row()
        self._cell_above = self._cell_before = False

    @property
    def is_open(self) -> bool:
        return bool(self._stack)

    def take(self, match: re.Match[bytes]) -> None:
        if brace := match["brace"]:
            self._flush()
            self._skip = 0
            if brace == b"{":
                if len(self._stack) >= DEEPEST:
                    raise ReadError("not a Rich Text document: groups in groups without end")
                self._stack.append(self._state)
            elif self._stack:
                self._state = self._stack.pop()
            self._starred = False
        elif word := match["word"]:
            number = int(match["number"]) if match["number"] else None
            if self._skip and word != b"u":
                self._skip -= 1
            else:
                self._word(word.decode("ascii"), number)
        elif match["sign"] is not None:
            self._sign(match["sign"])
        elif match["byte"]:
            self._text(bytes.fromhex(match["byte"].decode("ascii")))
        elif match["text"]:
            self._text(match["text"])

    def finish(self) -> list[Line | Table]:
        if self._words or self._bytes:
            self._end_line()
        return self._nesting.finish()

    def _text(self, data: bytes) -> None:
        if self._state.styles and (named := _HEADING.match(data)):
            self._levels[self._style] = int(named[1])
        skipped, self._skip = min(self._skip, len(data)), max(0, self._skip - len(data))
        if not self._state.skipped and not self._state.hidden:
            self._bytes += data[skipped:]

    def _flush(self) -> None:
        if self._bytes:
            self._words.append(self._bytes.decode(self._codepage(), "replace"))
            self._bytes.clear()

    def _codepage(self) -> str:
        """That of the font, or of the font for Chinese characters; that of the document where they have none."""
        own, wide = self._charsets.get(self._state.font, ""), self._charsets.get(self._state.wide_font, "")
        return own if own in EAST_ASIAN else wide if wide in EAST_ASIAN else own or self._codec

    def _add(self, words: str) -> None:
        self._flush()
        if not self._state.skipped and not self._state.hidden:
            self._words.append(words)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif self._skip:
            self._skip -= 1
        elif sign in (b"\r", b"\n"):
            self._paragraph()
        elif sign == b"~":
            self._add("\xa0")
        elif sign == b"_":
            self._add("-")
        elif sign in (b"\\", b"{", b"}"):
            self._text(sign)

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in UNSEEN or (starred and word not in SEEN):
            self._flush()
            fonts, styles = self._state.fonts or word == "fonttbl", self._state.styles or word == "stylesheet"
            self._state = replace(self._state, skipped=True, fonts=fonts, styles=styles)
        elif word == "rtf":
            self.is_rtf = True
        elif self._state.fonts and word == "fcharset":
            self._charsets[self._state.font] = CHARSETS.get(number or 0, "")
        elif self._state.styles and word in ("s", "outlinelevel"):
            self._style = number or 0 if word == "s" else self._style
            self._levels[self._style] = _level(number) if word == "outlinelevel" else 0
        elif word in ("f", "af", "dbch", "loch", "hich", "plain", "v", "deleted", "uc", "ansicpg", *NUMBERS):
            self._character(word, number)
        elif self._state.skipped:
            return
        elif word == "u":
            self._add(_shown((number or 0) & 0xFFFF))
            self._skip = self._state.fallback
        elif word in SIGNS:
            self._add(SIGNS[word])
        elif word in ("par", "page", "sect"):
            self._paragraph()
        elif word in ("cell", "nestcell"):
            self._end_cell(1 if word == "cell" else max(2, self._depth))
        elif word in ("row", "nestrow"):
            self._flush()
            self._nesting.end_row(1 if word == "row" else max(2, self._depth), self._row.shape())
        elif not self._state.number:
            self._property(word, number)

    def _character(self, word: str, number: int | None) -> None:
        self._flush()
        state = self._state
        if word == "f":
            state = replace(state, font=number or 0)
        elif word == "af":
            state = replace(state, wide_font=number or 0) if state.wide else state
        elif word in ("dbch", "loch", "hich"):
            state = replace(state, wide=word == "dbch")
        elif word == "plain":
            state = replace(state, hidden=False, font=-1, wide_font=-1)
        elif word in ("v", "deleted"):
            state = replace(state, hidden=number != 0)
        elif word in NUMBERS:
            state = replace(state, number=True)
        elif word == "uc":
            state = replace(state, fallback=max(0, number or 0))
        elif number in (936, 950, 932, 949, 1252, 1250, 1251):
            self._codec = {936: "gb18030", 950: "big5hkscs"}.get(number, f"cp{number}")
        self._state = state

    def _property(self, word: str, number: int | None) -> None:
        """Of paragraphs and of rows."""
        match word:
            case "pard":
                self._depth = self._level = 0
            case "intbl":
                self._depth = max(self._depth, 1)
            case "itap":
                self._depth = max(0, number or 0)
            case "outlinelevel":
                self._level = _level(number)
            case "s":
                self._level = self._levels.get(number or 0, 0)
            case "trowd":
                self._row = _Row()
            case "trleft":
                self._row.left = number or 0
            case "clvmrg":
                self._cell_above = True
            case "clmrg":
                self._cell_before = True
            case "cellx":
                place = len(self._row.edges)
                self._row.above |= {place} if self._cell_above else set()
                self._row.before |= {place} if self._cell_before else set()
                self._cell_above = self._cell_before = False
                self._row.edges.append(number or 0)

    def _paragraph(self) -> None:
        if not self._state.skipped:
            self._end_line()

    def _end_cell(self, depth: int) -> None:
        self._flush()
        if self._words:
            self._depth = max(self._depth, depth)
            self._end_line()
        self._nesting.end_cell(depth)

    def _end_line(self) -> None:
        self._flush()
        words = "".join(self._words).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._words = []
        kind = BlockKind.HEADING if self._level else BlockKind.PARAGRAPH
        self._nesting.line(Line(words, kind, self._level), self._depth)


def _shown(code: int) -> str:
    """What the character *code* shows: of those that control, only ends of lines and tabs show anything."""
    return chr(code) if code >= 0x20 or code == 0x09 else "\n" if code in (0x0A, 0x0B, 0x0D) else ""


def _level(number: int | None) -> int:
    """The level of a heading, from 1, by its outline level; 0 for a paragraph of the text."""
    return number + 1 if number is not None and 0 <= number < 9 else 0
