"""Letter forms: one width (the half one), one script, no stray spaces, with every character's place in the source kept.

Each rule changes one character into one character or drops it, so offsets stay exact.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import ABOVE, Block, BlockKind, Span
from ..text.tokens import jieba

GONE = "\x00"
CELL_SEPARATOR = "\t"
WORD = 6  # characters beside the end of a line that tell whether it stands inside a word


@dataclass(slots=True)
class Line:
    """A block on its way through the stage: normalised text, and where each character stands in the source."""

    text: str
    starts: array[int]
    ends: array[int]
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    cells: tuple[Span, ...] = ()
    header: bool = False
    raw: str = ""
    """The block's text before normalising; spaces still show where a page set its words apart."""
    reason: str = ""
    """Why the whole line is noise; empty while it is not."""
    kept: Span | None = None
    """All that stays of the line; None when everything does."""
    gap: bool = True
    """An empty line stands before it."""
    turned: bool = False
    """A page ended before it, inside a sentence."""
    paging: bool = False
    """A page's number or running head, which tells nothing about the lines round it."""
    indent: int = 0
    """White space before it on its line in the source."""
    tail: tuple[int, int] | None = None
    """How long its last line in the source is, in columns and in characters, where several lines were joined."""

    @property
    def source(self) -> Span:
        return Span(self.starts[0], self.ends[-1]) if self.starts else Span(0, 0)

    def cut(self, spans: Sequence[Span]) -> list[Span]:
        """Remove *spans* (offsets in ``text``, ascending, not overlapping, outside tables); the source spans gone."""
        gone = [Span(self.starts[span.start], self.ends[span.end - 1]) for span in spans if span.end > span.start]
        kept, place = [], 0
        starts, ends = array("q"), array("q")
        for start, end in [*spans, Span(len(self.text), len(self.text))]:
            kept.append(self.text[place:start])
            starts.extend(self.starts[place:start])
            ends.extend(self.ends[place:start])
            place = end
        self.text, self.starts, self.ends = "".join(kept), starts, ends
        return gone


@cache
def _table() -> dict[int, str]:
    """Characters that have one better form wherever they stand; those of no width go."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFB00), *range(0xFE30, 0xFE70), *range(0xFF61, 0xFF65)):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            table[code] = chr(ord(folded) - 0xFEE0) if "\uff01" <= folded <= "\uff5e" else folded
    letters = lexicon(schemas.Clean).letters
    table |= {ord(old): new for old, new in zip(letters.radicals, letters.characters, strict=True)}
    table |= {ord(old): new for old, new in zip("「」『』﹝﹞", "“”‘’〔〕", strict=True)}
    table |= dict.fromkeys((0xF06C, 0xF06E, 0xF075, 0xF0A7, 0xF0B7, 0xF0D8, 0xF0FC), "•")  # Word's symbol fonts
    zero_width = [0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    controls = [code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and not chr(code).isspace()]
    return table | dict.fromkeys([*zero_width, *controls, *range(0xFE00, 0xFE10)], GONE)


@cache
def _opencc() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - loads its dictionaries: only when a page is Traditional

    return OpenCC("t2s")


@cache
def _simplified(character: str) -> str:
    found: str = _opencc().convert(character)
    return found if len(found) == 1 else character


_HAN = re.compile(r"[㐀-䶿一-鿿]")


def is_traditional(text: str, share: float = 0.05) -> bool:
    """Whether more than *share* of the Chinese characters of *text* have another, Simplified form."""
    found = Counter(_HAN.findall(text[:200_000]))
    changed = sum(count for character, count in found.items() if _simplified(character) != character)
    return bool(changed > share * found.total())


def _simplify(text: str) -> str:
    """*text* in Simplified characters, of the same length: phrase by phrase where that holds, else one by one."""
    converted: str = _opencc().convert(text)
    return converted if len(converted) == len(text) else "".join(map(_simplified, text))


_BLANK = re.compile(r"[\s\x00]+")
_CHINESE = re.compile(r"[^\x00-\x7f]")
# A full stop of the Latin kind after a Chinese character: at a line's end, or full-width anywhere.
_STOP = re.compile(r"(?<=[一-鿿])\.(?=[”’)]?$)")
_WIDE_STOP = re.compile("(?<=[一-鿿”’)\uff09])\uff0e")
_INNER_TITLE = re.compile(r"<([^<>《》]{2,200})>")
# The year in a document's number: 国发[2021]3号.
_YEAR_BRACKET = re.compile(
    r"[\[【(](?=(?:19|20)\d\d[\]】)]第?\d{1,5}号)|(?<=[\[【(〔](?:19|20)\d\d)[\]】)](?=第?\d{1,5}号)"
)


# Words that Markdown stresses by asterisks. Before those that hide parts of a name or number stands a letter.
_STRONG = re.compile(r"(?<![\w*])(\*{2,3})(?=[^\s*])[^\n]{1,300}?(?<=[^\s*])\1(?!\*)")
_STRESSED = re.compile(r"(?<![\w*])\*(?=[^\s*])[^*\n]{1,300}?(?<=[\w”’》。])\*(?![\w*])")


def _unstressed(text: str) -> str:
    """*text* with GONE for the asterisks that stress words."""
    text = _STRONG.sub(lambda match: re.sub(r"\*{2,}", lambda run: GONE * len(run[0]), match[0]), text)
    return _STRESSED.sub(lambda match: f"{GONE}{match[0][1:-1]}{GONE}", text)


def _fold(text: str, traditional: bool) -> str:
    """*text* in its normal forms, of the same length; characters to be dropped are GONE."""
    folded = _WIDE_STOP.sub("。", _unstressed(text) if "*" in text else text).translate(_table())
    if traditional:
        folded = _simplify(folded)
    return folded


def _punctuate(text: str) -> str:
    """Stops, quotation marks and the brackets of titles and numbers in one form, of the same length."""
    if not _CHINESE.search(text):
        return text
    text = _STOP.sub("。", text)
    if "《" in text:
        text = _INNER_TITLE.sub(r"〈\1〉", text)
    if '"' in text:
        parts = text.split('"')
        marks = "“”" * (len(parts) // 2 + 1)
        text = "".join(part + mark for part, mark in zip(parts, marks, strict=False))[: len(text)]
    return _YEAR_BRACKET.sub(lambda match: "〔" if match[0] in "[【(" else "〕", text)


def _latin(character: str) -> bool:
    return character < "⺀" and character not in "“”‘’—…·"


def _apart(before: str, after: str) -> bool:
    """Whether a space stays between the two: both are Latin, and no bracket holds them together, as in [ 2023 ] 5."""
    held = before in "([〔" or after in ")]〕" or (before in ")]〕" and after.isdigit())
    return _latin(before) and _latin(after) and not held


_SINGLE = re.compile(r"(?<=\S) (?=\S)")
_ENGLISH = re.compile("[A-Za-z]{2} [A-Za-z]|[A-Za-z] [A-Za-z]{2}")
_SPACED = re.compile(r"[一-鿿] (?=[一-鿿])")


def is_spaced_out(text: str, share: float = 0.2) -> bool:
    """Whether single spaces part so many of the Chinese characters of *text* that they mean nothing, as character
    recognition and justified pages leave them."""
    head = text[:200_000]
    return len(_SPACED.findall(head)) > share * max(1, len(_HAN.findall(head)))


def normalise(block: Block, traditional: bool = False, spaced_out: bool = False) -> Line:
    """*block* as a Line; a table row keeps its cells apart with tabs, and the lines of one cell with a space. Of a text
    that is *spaced_out* no single space stays but between letters."""
    if spaced_out and block.kind is not BlockKind.TABLE_ROW:
        block = _close(block)
    if block.kind is not BlockKind.TABLE_ROW:
        text, places = _text(block.text, 0, traditional)
        cells: tuple[Span, ...] = ()
    else:
        text, places, cells = _row(block, traditional)
    starts = array("q", [block.starts[place] for place in places])
    ends = array("q", [block.ends[place] for place in places])
    return Line(text, starts, ends, block.kind, block.level, cells, block.header, raw=block.text)


def _close(block: Block) -> Block:
    kept = [
        place
        for place, sign in enumerate(block.text)
        if not (sign == " " and _SINGLE.match(block.text, place)) or _ENGLISH.match(block.text, place - 1)
    ]
    text = "".join(block.text[place] for place in kept)
    starts, ends = ([places[place] for place in kept] for places in (block.starts, block.ends))
    return replace(block, text=text, starts=starts, ends=ends)


def _text(raw: str, shift: int, traditional: bool, keep_lines: bool = False) -> tuple[str, list[int]]:
    """Normalised *raw*, and for each character its place in *raw*, *shift* added."""
    folded = _fold(raw, traditional)
    pieces: list[str] = []
    places: list[int] = []
    end = len(folded)
    place = 0
    for match in _BLANK.finditer(folded):
        start, stop = match.span()
        pieces.append(folded[place:start])
        places.extend(range(place + shift, start + shift))
        place = stop
        if (not pieces[-1] and not places) or stop == end:
            continue  # outer white space
        space = match[0].strip(GONE)
        parted = (
            keep_lines
            and "\n" in space
            and not _inside_word(folded[max(0, start - WORD) : start], folded[stop : stop + WORD])
        )
        if space and (parted or (places and _apart(folded[places[-1] - shift], folded[stop]))):
            pieces.append(" ")
            places.append(start + match[0].index(space[0]) + shift)
    pieces.append(folded[place:])
    places.extend(range(place + shift, end + shift))
    return _punctuate("".join(pieces)), places


def _inside_word(before: str, after: str) -> bool:
    """Whether the lines of a cell were broken inside a word: its first character ends the one, which is no word itself,
    and the others open the other."""
    # A lone surrogate cannot reach the Rust engine; one character takes its place.
    tail, head = (part.encode("utf-8", "replace").decode() for part in (before, after))
    if not (_HAN.fullmatch(tail[-1:]) and _HAN.fullmatch(head[:1])):
        return False
    *_, last = jieba().cut(tail, False)
    place = 0
    for word in jieba().cut(tail + head, False):
        if place < len(tail) < place + len(word):
            return len(last) == 1
        place += len(word)
    return False


def _row(block: Block, traditional: bool) -> tuple[str, list[int], tuple[Span, ...]]:
    text, places, cells, length = [], list[int](), list[Span](), 0
    for number, cell in enumerate(block.cells):
        if cell == ABOVE:
            cells.append(ABOVE)
            continue
        if length and number:
            text.append(CELL_SEPARATOR)
            places.append(max(0, cell.start - 1))
            length += 1
        words, found = _text(cell.of(block.text), cell.start, traditional, keep_lines=True)
        text.append(words)
        places += found
        cells.append(Span(length, length + len(words)))
        length += len(words)
    return "".join(text), places, tuple(cells)
