"""HTML: the text of a page in blocks, each character's place in the decoded page kept, the page's furniture marked."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import prod

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Block, BlockKind, Span
from . import pairs
from . import text as plain
from .base import Content
from .htmltables import Cell, Piece, Table, extent, holds_data, pieces_of, rows_of
from .markup import Token, characters, tokens

_BLOCK_NAMES = """
address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol option p pre section select summary table tbody td tfoot th
thead tr ul
"""
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_BLOCKS, _VOID = frozenset(_BLOCK_NAMES.split()), frozenset(_VOID_NAMES.split())
_HARD = frozenset(("nav", "footer", "aside", "noscript", "select", "option", "button", "dialog", "menu"))
_SOFT = frozenset(("header", "form"))
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"))
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![-\w])(?:left|top|text-indent)\s*:\s*-\d{4}",
    re.IGNORECASE,
)
# Of no size; a container may be so to close the gaps between its parts, which have a size of their own.
_SIZELESS, _TEXTS = re.compile(r"font-size\s*:\s*0(?![.\d])", re.IGNORECASE), frozenset(("p", "span", "a", "font"))
_NOTE = re.compile(r"#(?:sdfootnote|sdendnote|_ftn|_edn|fn|footnote)\w*\d", re.IGNORECASE)  # what office programs write
_CELL = re.compile(r"<t[dh](?![a-z])([^<>]*)", re.IGNORECASE)
_SPANNED = re.compile(r"(?:col|row)span\s*=\s*[\"']?(\d+)", re.IGNORECASE)
_FOLD = re.compile(r"\s+")
SHINGLE = 12  # characters by which a block is known again in the main text
MOSTLY = 0.5  # a page that hides a greater share of its text by styles shows it by its script
LINKED = 0.6  # a block with a greater share of linked characters is a list of links
LARGEST = 3_000_000  # characters of a page whose main text is looked for
DEEPEST = 8  # tables inside tables that are told apart
MOST_CELLS = 5000  # with all that they span: trafilatura's time grows with the square of a table's size


def read(data: bytes) -> Content:
    """The page *data*. Raises ReadError when it is no text."""
    decoded = plain.decode(data)
    page = decoded.text
    builder = _Builder(page)
    for token in tokens(page):
        builder.take(token)
    pieces = builder.finish()
    _hide(pieces)
    main = _main_text(page)
    marked = list(pairs.pairs(page))
    whole = _content(page, marked)
    blocks = tuple(_block(piece, main, whole) for piece in pieces)
    title = builder.headings[0] if len(builder.headings) == 1 else builder.title
    if builder.title and title != builder.title:
        builder.declared.append(("title", builder.title))
    builder.declared += pairs.declared(page, marked)
    return Content("text/html", decoded.encoding, page, blocks, title, tuple(builder.declared), decoded.notes)


def _hide(pieces: Sequence[Piece]) -> None:
    """Makes furniture of what styles hide, in place; unless that is most of the page."""
    hidden, seen = (
        sum(len(piece.text) for piece in pieces if not piece.hard and piece.hidden == part) for part in (True, False)
    )
    if hidden <= MOSTLY * (hidden + seen):
        for piece in pieces:
            piece.hard |= piece.hidden


def _content(page: str, marked: list[tuple[str, Span]]) -> Span | None:
    """What the page itself marks as its content."""
    spans = [span for name, span in marked if name == pairs.CONTENT]
    if sum(len(pairs.words_of(page, span)) for span in spans) < pairs.FEWEST:
        return None
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _block(piece: Piece, main: frozenset[str] | None, whole: Span | None) -> Block:
    words = "".join(piece.text)
    place = piece.starts[0] if whole and piece.starts else -1
    if whole and place >= whole.start:
        furniture = piece.hard or place >= whole.end
    else:
        furniture = _is_furniture(piece, words, main)
    kind = BlockKind.FURNITURE if furniture else piece.kind
    return Block(words, piece.starts, piece.ends, kind, piece.level, piece.cells, piece.header)


def _is_furniture(piece: Piece, words: str, main: frozenset[str] | None) -> bool:
    """Furniture for certain; or what may be furniture by where it stands, unless it is part of the main text."""
    if piece.hard:
        return True
    folded = _FOLD.sub("", words)
    if main is not None and (
        folded in main or (len(folded) >= SHINGLE and {folded[:SHINGLE], folded[-SHINGLE:]} <= main)
    ):
        return False
    if main is None:
        return piece.soft and len(folded) < 60 and piece.linked > 0
    return piece.soft or (piece.linked > LINKED * len(words) and len(folded) < 100)


def _places(page: str) -> int:
    """How many places of tables the cells of *page* take, all that they span counted."""
    return sum(prod(map(extent, _SPANNED.findall(cell[1]))) for cell in _CELL.finditer(page))


def _main_text(page: str) -> frozenset[str] | None:
    """What trafilatura takes for the main text of *page*: its lines, and every stretch of SHINGLE characters in it.
    None when it finds none."""
    if len(page) > LARGEST:
        return None
    import trafilatura  # noqa: PLC0415 - slow to load, and only pages need it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(
            page.replace("\x00", " "),
            include_comments=False,
            include_tables=_places(page) < MOST_CELLS,
            favor_recall=True,
        )
    except MemoryError:
        raise
    except Exception:
        return None
    lines = [_FOLD.sub("", line) for line in (found or "").split("\n")]
    if sum(map(len, lines)) < 40:
        return None
    joined = "".join(lines)
    return frozenset(lines) | {joined[place : place + SHINGLE] for place in range(len(joined) - SHINGLE + 1)}


@cache
def _names() -> re.Pattern[str]:
    words = "|".join(name.pattern for name in lexicon(schemas.Clean).html.classes)
    return re.compile(rf"(?:^|[-_\s])(?:{words})(?:[-_\s\d]|$)", re.IGNORECASE)


class _Builder:
    """Takes the tokens of a page one by one and keeps the blocks that they make."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.title: str | None = None
        self.headings: list[str] = []
        self.declared: list[tuple[str, str]] = []
        self._done: list[Piece] = []
        self._piece = Piece()
        self._open: list[tuple[str, bool, bool, bool]] = []  # name, hard, soft, hidden
        self._count: Counter[str] = Counter()
        self._hard = self._soft = self._hidden = 0
        self._unseen = 0  # open elements inside a line that styles hide
        self._tables: list[Table] = []
        self._cell: list[Cell | None] = []  # of each open table

    def take(self, token: Token) -> None:
        if not token.name:
            self._text(token)
        elif token.name == "title" and not token.closes:
            words = "".join(character for character, *_ in characters(self.page, *token.content))
            self.title = self.title or _FOLD.sub(" ", words).strip() or None
        elif token.content != (0, 0):
            return  # scripts and the like
        elif token.name == "meta":
            name = token.attributes.get("name") or token.attributes.get("property") or ""
            value = token.attributes.get("content", "").strip()
            if name and value and len(value) < 500:
                self.declared.append((name.lower(), value))
        elif token.closes:
            self._end(token)
        else:
            self._start(token)

    def finish(self) -> list[Piece]:
        self._flush()
        while self._tables:
            self._close_table()
        return self._done

    def _text(self, token: Token) -> None:
        if self._unseen:
            return
        piece, linked = self._piece, self._count["a"] > 0
        for character, start, end in characters(self.page, token.start, token.end):
            if character.isspace() and character not in "\u3000\xa0\u2002\u2003":
                if piece.text and piece.text[-1] != " ":
                    piece.add(" ", start, end)
                continue
            piece.add(character, start, end)
            piece.linked += linked

    def _start(self, token: Token) -> None:
        name = token.name
        if name in _BLOCKS:
            self._flush()
        if name == "table":
            if self._tables:
                self._tables[-1].holds = True
            if len(self._tables) >= DEEPEST:
                for table in self._tables if len(self._tables) == DEEPEST else self._tables[-1:]:
                    self._dissolve(table)
            self._tables.append(Table())
            self._cell.append(None)
        elif self._tables and name in ("tr", "td", "th"):
            self._row_or_cell(token)
        if name in _VOID:
            return
        hard, soft = self._furniture(token)
        hidden = _is_hidden(token)
        self._open.append((name, hard, soft, hidden))
        self._count[name] += 1
        self._hard += hard
        self._soft += soft
        self._hidden += hidden
        self._unseen += hidden and name not in _BLOCKS

    def _furniture(self, token: Token) -> tuple[bool, bool]:
        attributes = token.attributes
        hard = token.name in _HARD or attributes.get("role", "").lower() in _ROLES
        if token.name in ("body", "html", "main", "article"):
            return False, False
        aside = token.name in _SOFT or attributes.get("aria-hidden", "").lower() == "true"
        named = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        return hard, aside or bool(_names().search(named))

    def _end(self, token: Token) -> None:
        name = token.name
        if name in _BLOCKS:
            self._flush()
        if name == "table" and self._tables:
            self._close_table()
        elif name in ("td", "th", "tr") and self._cell:
            self._cell[-1] = None
        if not self._count[name]:
            return
        while self._open:
            last, hard, soft, hidden = self._open.pop()
            self._count[last] -= 1
            self._hard -= hard
            self._soft -= soft
            self._hidden -= hidden
            self._unseen -= hidden and last not in _BLOCKS
            if last == name:
                return

    def _row_or_cell(self, token: Token) -> None:
        table = self._tables[-1]
        if token.name == "tr" or not table.rows:
            table.rows.append([])
        self._cell[-1] = None
        if token.name == "tr":
            return
        cell = Cell([], token.start, header=token.name == "th" or self._count["thead"] > 0)
        cell.columns, cell.rows = (extent(token.attributes.get(name, "")) for name in ("colspan", "rowspan"))
        table.rows[-1].append(cell)
        self._cell[-1] = cell

    def _flush(self) -> None:
        """The current block is at its end."""
        piece, self._piece = self._piece, Piece()
        while piece.text and piece.text[-1].isspace():
            del piece.text[-1], piece.starts[-1], piece.ends[-1]
        if not piece.text:
            return
        piece.hard, piece.soft, piece.hidden = self._hard > 0, self._soft > 0, self._hidden > 0
        heading = next((int(name[1]) for name, *_ in reversed(self._open[-4:]) if re.fullmatch("h[1-6]", name)), 0)
        if heading:
            piece.kind, piece.level = BlockKind.HEADING, heading
            if heading == 1:
                self.headings.append("".join(piece.text))
        elif self._count["li"]:
            piece.kind, piece.level = BlockKind.LIST_ITEM, min(self._count["ul"] + self._count["ol"], 9)
        self._put(piece)

    def _put(self, piece: Piece) -> None:
        if not self._tables or self._tables[-1].nested:
            self._done.append(piece)
        elif self._cell[-1]:
            self._cell[-1].pieces.append(piece)
        else:
            self._tables[-1].loose.append(piece)

    def _close_table(self) -> None:
        """A table's rows, or the pieces of one that only lays out the page, go to the cell that it stands in."""
        table = self._tables.pop()
        self._cell.pop()
        for piece in [*table.loose, *rows_of(table)] if holds_data(table) else pieces_of(table):
            self._put(piece)

    def _dissolve(self, table: Table) -> None:
        """What *table* holds so far goes out, and all that is still to come will follow."""
        if not table.nested:
            self._done += pieces_of(table)
            table.rows, table.loose, table.nested = [], [], True


def _is_hidden(token: Token) -> bool:
    """Whether what *token* opens is no text: the page's styles hide it, it was deleted, or it leads to a note."""
    if token.name == "del" or (token.name == "a" and _NOTE.match(token.attributes.get("href", ""))):
        return True
    style = token.attributes.get("style", "")
    shown_nowhere = "hidden" in token.attributes or bool(_HIDDEN.search(style))
    whole = token.name in ("body", "html")
    return not whole and (shown_nowhere or (token.name in _TEXTS and bool(_SIZELESS.search(style))))
