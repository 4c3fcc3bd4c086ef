"""OFD documents (GB/T 33190) as office programs write them: a page is text objects at places, lines are paths."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 210.0, 297.0, 28.0, 37.0, 262.0  # millimetres
SIZE, LINE, TITLE = 5.64, 10.0, 7.76  # of a character (三号), from line to line, of a title's character (二号)
CELL_SIZE, CELL_LINE, PADDING = 3.7, 5.5, 1.5
ACROSS = int((WIDTH - 2 * LEFT) / SIZE)
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = "对口合作工作领导小组办公室"


class _Pages:
    """Lays out lines and tables; a page is the XML of its objects."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = TOP
        self._number = 100

    def text(self, words: str, x: float, y: float, size: float) -> None:
        """One text object; *y* is its base line."""
        delta = f' DeltaX="g {len(words) - 1} {size}"' if len(words) > 1 else ""
        self._add(
            f'<ofd:TextObject ID="{{}}" Boundary="{x} {y - size} {len(words) * size + 1} {size * 1.3}" Font="1"'
            f' Size="{size}"><ofd:TextCode X="0" Y="{size}"{delta}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
        )

    def rule(self, x: float, y: float, width: float, height: float) -> None:
        data = f"M 0 0 L {width} {height}"
        self._add(
            f'<ofd:PathObject ID="{{}}" Boundary="{x} {y} {max(width, 0.1)} {max(height, 0.1)}" LineWidth="0.25">'
            f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def line(self, words: str, x: float = LEFT, size: float = SIZE) -> None:
        self.room(LINE)
        self.text(words, x, self.y + size, size)
        self.y += LINE

    def room(self, height: float) -> None:
        if self.y + height > BOTTOM:
            self.pages.append([])
            self.y = TOP

    def _add(self, xml: str) -> None:
        self.pages[-1].append(xml.format(self._number))
        self._number += 1


def document(parts: Sequence[str | list[list[str]]], title: str = "") -> bytes:
    """*parts* (a paragraph, or the rows of a table) on A4 pages, with a head from a template and page numbers."""
    pages = _Pages()
    first_text = next((n for n, part in enumerate(parts) if isinstance(part, list) or _is_text(part)), len(parts))
    for number, part in enumerate(parts):
        if isinstance(part, list):
            _table(pages, part)
        elif number == 0 or number < first_text:
            for words in _wrapped(part, int(ACROSS * SIZE / TITLE)):
                pages.line(words, (WIDTH - len(words) * TITLE) / 2, TITLE)
            pages.y += LINE / 2
        elif number >= len(parts) - 2 and len(part) < 24 and "。" not in part:
            pages.line(part, LEFT + (ACROSS - len(part) - 2) * SIZE)
        else:
            first, *rest = [part[: ACROSS - 2], *_wrapped(part[ACROSS - 2 :], ACROSS)]
            pages.line(first, LEFT + 2 * SIZE)
            for words in rest:
                pages.line(words)
    for number, _ in enumerate(pages.pages, 1):
        pages.pages.append(pages.pages.pop(0))
        pages.text(f"— {number} —", 90, 280, 4.9)
    return package([f"<ofd:Layer>{''.join(page)}</ofd:Layer>" for page in pages.pages], title)


def _is_text(part: str) -> bool:
    """Whether a paragraph is no line of the head, which stands in the middle."""
    return "。" in part or part.endswith(("：", ":")) or len(part) > 2 * ACROSS


def package(pages: Sequence[str], title: str = "", head: str = HEAD) -> bytes:
    """The OFD file of *pages*, each the XML of its layers; *head* stands on all of them, in a template."""
    box = f"<ofd:PhysicalBox>0 0 {WIDTH} {HEIGHT}</ofd:PhysicalBox>"
    listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    template = f'<ofd:TextObject ID="3" Boundary="{LEFT} 20 80 6" Font="1" Size="3.5"><ofd:TextCode X="0" Y="4">'
    parts = {
        "OFD.xml": f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>'
        f"<ofd:Title>{escape(title)}</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>"
        f"<ofd:PageArea>{box}</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="仿宋"/>'
        "</ofd:Fonts></ofd:Res>",
        "Doc_0/Tpls/Tpl_0/Content.xml": f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{template}{head}</ofd:TextCode>"
        "</ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>",
    }
    for number, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page {SPACE}><ofd:Template TemplateID="2" ZOrder="Background"/><ofd:Area>{box}</ofd:Area>'
            f"<ofd:Content>{page}</ofd:Content></ofd:Page>"
        )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{xml}')
    return target.getvalue()


def _table(pages: _Pages, rows: Sequence[Sequence[str]]) -> None:
    count = max(map(len, rows))
    longest = [max(len(row[column]) if column < len(row) else 0 for row in rows) for column in range(count)]
    shares = [min(max(length, 3), 30) + 2 for length in longest]
    widths = [share * (WIDTH - 2 * LEFT) / sum(shares) for share in shares]
    edges = [LEFT + sum(widths[:column]) for column in range(count + 1)]
    for row in rows:
        cells = [
            _wrapped(words, max(1, int((width - 2 * PADDING) / CELL_SIZE)))
            for words, width in zip(row, widths, strict=False)
        ]
        height = max(1, *map(len, cells)) * CELL_LINE + 2 * PADDING
        pages.room(height)
        for column, cell in enumerate(cells):
            above = (height - len(cell) * CELL_LINE) / 2  # in the middle of its cell, as Chinese tables have it
            for line, words in enumerate(cell):
                base = pages.y + above + line * CELL_LINE + CELL_SIZE
                pages.text(words, edges[column] + PADDING, base, CELL_SIZE)
        for edge in edges:
            pages.rule(edge, pages.y, 0, height)
        for y in (pages.y, pages.y + height):
            pages.rule(LEFT, y, sum(widths), 0)
        pages.y += height


def _wrapped(words: str, width: int) -> list[str]:
    return [words[place : place + width] for place in range(0, len(words), width)]
