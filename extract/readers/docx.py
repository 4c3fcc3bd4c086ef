"""DOCX: paragraphs and tables in order. ``Content.text`` is our plain rendition, one paragraph or table row a line.

The parts are found by their relations; one that is missing or broken, such as a picture, costs the text nothing.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from lxml import etree

from ..model import BlockKind
from . import package
from .base import Content, ReadError
from .numbering import Numbers
from .rendition import DEEPEST, MOST_COLUMNS, Cell, Line, Table, rendition

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def qn(name: str) -> str:
    """The name of an element or attribute of WordprocessingML, as lxml has it: ``w:p``."""
    return f"{{{WORD}}}{name.removeprefix('w:')}"


_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r"))
_TEXTS = (qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t")
_TAB, _BREAKS, _HYPHEN, _BOX = qn("w:tab"), (qn("w:br"), qn("w:cr")), qn("w:noBreakHyphen"), qn("w:txbxContent")
_UNSEEN = (
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:rt"),  # how a word is pronounced
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
_VALUE = qn("w:val")
_LEVEL = re.compile(r"[1-9]")
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MAIN = re.compile(r"word/(?!.*/)document\d*\.xml")
NO_TITLE = "Word Document"  # what programs write where nobody named the document
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read(data: bytes) -> Content:
    """The Word document *data*. Raises ReadError when it is none."""
    with package.opened(data) as archive:
        main = _target(archive, "", "officeDocument") or _named_as_ever(archive)
        root = package.parsed(package.part(archive, main), "a broken Word document")
        body = root.find(qn("w:body"))
        if body is None:
            raise ReadError("a Word document without a body")
        styles, numbering, properties = (
            _optional(archive, _target(archive, start, kind))
            for start, kind in ((main, "styles"), (main, "numbering"), ("", "core-properties"))
        )
    return content(body, styles, properties.findtext(_TITLE), numbering)


def _named_as_ever(archive: ZipFile) -> str:
    return next((name for name in archive.namelist() if _MAIN.fullmatch(name)), "word/document.xml")


def _target(archive: ZipFile, start: str, kind: str) -> str:
    """The part of a *kind* that the part *start* (the whole file, where it is empty) is related to; empty for none."""
    folder, _, name = start.rpartition("/")
    relations = _optional(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    for relation in relations:
        if relation.get("Type", "").endswith(f"/{kind}"):
            target = relation.get("Target", "")
            return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return ""


def _optional(archive: ZipFile, name: str) -> Any:
    """The root of the part *name*; an empty one where there is none, or a broken one: it costs the text nothing."""
    if name in archive.namelist():
        with suppress(ReadError):
            return package.parsed(package.part(archive, name), "a broken part")
    return etree.Element("none")


def content(body: Any, styles: Any, title: str | None, numbering: Any = None) -> Content:
    """What the element *body* shows (``w:body``), whose styles are *styles* (``w:styles``) and lists those of
    *numbering* (``w:numbering``)."""
    numbers = Numbers.of(styles if numbering is None else numbering, styles)
    text, blocks = rendition(_Reader(_Styles.of(styles), numbers).body(body))
    return Content(MEDIA_TYPE, "utf-8", text, blocks, title if title and title != NO_TITLE else None)


@dataclass(frozen=True, slots=True)
class _Styles:
    """What is known of the styles by their ids: the names that Word gives them in every language, and which hide."""

    names: dict[str, str]
    hidden: frozenset[str]

    @classmethod
    def of(cls, element: Any) -> _Styles:
        styles = {style.get(qn("w:styleId"), ""): style for style in element.iterchildren(qn("w:style"))}
        hides: dict[str, bool] = {}
        for first in styles:
            name, chain = first, list[str]()
            while name not in hides and (style := styles.get(name)) is not None:
                chain.append(name)
                hides[name] = bool(own := _switch(style.find(qn("w:rPr")), "w:vanish"))  # False ends a circle too
                if own is None:
                    name = _value(style, "w:basedOn")
            hides.update(dict.fromkeys(chain, hides.get(name, False)))
        names = {name: _value(style, "w:name").lower() for name, style in styles.items()}
        return cls(names, frozenset(name for name, hidden in hides.items() if hidden))


class _Reader:
    """Turns elements into the lines and tables that they show."""

    def __init__(self, styles: _Styles, numbers: Numbers) -> None:
        self._styles = styles
        self._numbers = numbers

    def body(self, element: Any, depth: int = 0) -> list[Line | Table]:
        """The paragraphs and tables of *element*, those inside content controls too; of tables that stand too deep in
        tables the paragraphs only."""
        tags = (_PARAGRAPH, _TABLE) if depth < DEEPEST else (_PARAGRAPH,)
        items: list[Line | Table] = []
        open_words = ""  # of a paragraph whose end is deleted: the next one goes on with it
        for child in _within(element, *tags):
            if child.tag == _TABLE:
                items.append(self._table(child, depth + 1))
                continue
            words, boxes = self._words(child, boxed=depth < DEEPEST)
            for box in boxes:
                items += self.body(box, depth + 1)
            properties = child.find(qn("w:pPr"))
            if not open_words:
                words = self._numbers.before(properties, _value(properties, "w:pStyle")) + words
            words = open_words + words
            deleted = properties is not None and _has(properties.find(qn("w:rPr")), "w:del")
            open_words = words if deleted else ""
            if not deleted:
                items.append(Line(words, *self._kind(child)))
        return [*items, Line(open_words)] if open_words else items

    def _table(self, table: Any, depth: int) -> Table:
        rows = []
        reaching: set[int] = set()  # columns whose cell may go on in the next row
        for element in _within(table, _ROW):
            properties = element.find(qn("w:trPr"))
            if _switch(properties, "w:hidden") or _has(properties, "w:del"):
                continue
            row = [Cell() for _ in range(_number(properties, "w:gridBefore", 0))]
            column, merged = len(row), set[int]()
            for cell in _within(element, _CELL):
                own = cell.find(qn("w:tcPr"))
                if _has(own, "w:cellDel"):
                    continue
                merge = None if own is None else own.find(qn("w:vMerge"))
                if merge is not None and column < MOST_COLUMNS:
                    merged.add(column)
                goes_on = merge is not None and merge.get(_VALUE) != "restart" and column in reaching
                span = min(_number(own, "w:gridSpan", 1), max(1, MOST_COLUMNS - column))
                row.append(Cell([] if goes_on else self.body(cell, depth), span, goes_on))
                column += span
            reaching = merged
            rows.append(row)
        return Table(rows)

    def _kind(self, paragraph: Any) -> tuple[BlockKind, int]:
        properties = paragraph.find(qn("w:pPr"))
        name = self._styles.names.get(_value(properties, "w:pStyle"), "")
        if name.startswith(("heading", "title")):
            found = _LEVEL.search(name)
            return BlockKind.HEADING, int(found[0]) if found else 1
        if name.startswith("list") or (properties is not None and properties.find(qn("w:numPr")) is not None):
            return BlockKind.LIST_ITEM, 1
        return BlockKind.PARAGRAPH, 0

    def _words(self, paragraph: Any, boxed: bool) -> tuple[str, list[Any]]:
        """The visible text of a paragraph, inserted text too, deleted and hidden text not; and its text boxes, which
        are part of the text where they are not told apart (*boxed*)."""
        boxes: list[Any] = []
        return "".join(self._walk(paragraph, boxes if boxed else None)), boxes

    def _walk(self, paragraph: Any, boxes: list[Any] | None) -> Iterator[str]:
        style = _value(paragraph.find(qn("w:pPr")), "w:pStyle")
        stack = [iter(paragraph)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.tag in _TEXTS:
                yield child.text or ""
            elif child.tag == _TAB and child.getparent().tag != qn("w:tabs"):
                yield "\t"
            elif child.tag in _BREAKS:
                yield "\n"
            elif child.tag == _HYPHEN:
                yield "-"
            elif child.tag == _BOX and boxes is not None:
                boxes.append(child)
            elif child.tag not in _UNSEEN and not (child.tag == _RUN and self._hidden(child, style)):
                stack.append(iter(child))

    def _hidden(self, run: Any, paragraph_style: str) -> bool:
        """Whether Word shows a *run* to nobody: by itself, or by its style or the paragraph's."""
        properties = run.find(qn("w:rPr"))
        own = _switch(properties, "w:vanish")
        if own is not None:
            return own
        return bool(self._styles.hidden.intersection((_value(properties, "w:rStyle"), paragraph_style)))


def _within(element: Any, *tags: str) -> Iterator[Any]:
    """The nearest elements below *element* that have one of *tags*, whatever wraps them."""
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in tags:
            yield child
        elif child.tag not in _UNSEEN:
            stack.append(iter(child))


def _has(element: Any, name: str) -> bool:
    return element is not None and element.find(qn(name)) is not None


def _value(element: Any, name: str) -> str:
    child = None if element is None else element.find(qn(name))
    return "" if child is None else child.get(_VALUE, "")


def _number(element: Any, name: str, least: int) -> int:
    value = _value(element, name)
    return min(max(int(value[:9]), least), MOST_COLUMNS) if value.isascii() and value.isdigit() else least


def _switch(element: Any, name: str) -> bool | None:
    """Whether a property is on; None when it is not there."""
    child = None if element is None else element.find(qn(name))
    return None if child is None else child.get(_VALUE, "true") not in ("false", "0", "off")
