"""Printed pages made of plain text: a layout is HTML for Chromium to print, or a flat ODT for LibreOffice.

The text is one paragraph a line; tabs or bars part the cells of a table's row. The first line is the title.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

FONT = "WenQuanYi Zen Hei"
PRINTED = ("columns", "ruled", "unruled", "heads", "official")
"""The layouts: two columns; tables with lines; tables without; running heads and page numbers on narrow pages; official
documents as GB/T 9704 sets them, large, with a number on each page and the signature at the right."""


@dataclass(frozen=True)
class Table:
    rows: Sequence[Sequence[str]]


def parts(text: str) -> Iterator[str | Table]:
    """The paragraphs and tables of *text*."""
    lines = [line.strip("\u3000 \n") for line in text.splitlines() if line.strip("\u3000 \n|-—")]
    for cells, run in groupby(lines, key=lambda line: len(_cells(line)) > 1):
        if cells:
            yield Table([_cells(line) for line in run])
        else:
            yield from run


def _cells(line: str) -> list[str]:
    mark = "\t" if "\t" in line else "|"
    return [cell.strip() for cell in line.strip("|").split(mark)]


OFFICIAL = """body { font-size: 16pt; line-height: 28pt } .flush { text-indent: 0 }
.signed { text-align: right; padding-right: 4em; text-indent: 0 }"""


def _role(rest: Sequence[str | Table], number: int) -> str:
    """How a paragraph is set in an official document: whom it is for flush left, who signs and when at the right."""
    part = rest[number]
    if isinstance(part, Table):
        return "text"
    if len(part) < 30 and number > len(rest) - 4 and not part.endswith(("。", "；", "）", "：")):
        return "signed"
    return "flush" if number < 5 and part.endswith(("：", ":")) else "text"


def html(text: str, layout: str) -> str:
    """The page of *text* in *layout*, as HTML with its style."""
    title, *rest = parts(text)
    border = "none" if layout == "unruled" else "0.75pt solid black"
    body = [f"<h1>{escape(str(title))}</h1>"]
    if layout == "columns":
        body.append('<div class="columns">')
    for number, part in enumerate(rest):
        if isinstance(part, Table):
            head, *rows = part.rows
            cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
            body.append(f"<table><thead><tr>{cells}</tr></thead>")
            body += ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows]
            body.append("</table>")
        else:
            body.append(f'<p class="{_role(rest, number)}">{escape(part)}</p>')
    if layout == "columns":
        body.append("</div>")
    return f"""<!doctype html><html lang="zh"><meta charset="utf-8"><title>{escape(str(title))}</title><style>
body {{ font: 12pt/1.6 "{FONT}"; text-align: justify; margin: 0 }}
{OFFICIAL if layout == "official" else ""}
h1 {{ font-size: 18pt; text-align: center }} p {{ text-indent: 2em; margin: 0 }}
.columns {{ column-count: 2; column-gap: 2em }}
table {{ border-collapse: collapse; width: 100% }} td, th {{ border: {border}; padding: 4pt 6pt; text-align: left }}
td:first-child {{ white-space: nowrap }} .columns td:first-child {{ white-space: normal }}
</style><body>{"".join(body)}"""


def chromium(pages: dict[Path, tuple[str, str]], browser: str = "/usr/bin/chromium") -> None:
    """Prints *pages*: by the file to write, the HTML and its layout."""
    from playwright.sync_api import sync_playwright

    mark = 'style="font-size:9pt;width:100%;text-align:center"'
    with sync_playwright() as play, play.chromium.launch(executable_path=browser, args=["--no-sandbox"]) as opened:
        for target, (page, layout) in pages.items():
            tab = opened.new_page()
            tab.set_content(page)
            margin = {"top": "25mm", "bottom": "25mm", "left": "28mm", "right": "26mm"}
            head = "<div " + mark + ">对口合作工作领导小组办公室文件汇编</div>"
            foot = f'<div {mark}>— <span class="pageNumber"></span> —</div>'
            tab.pdf(
                path=str(target),
                format="A5" if layout == "heads" else "A4",
                margin=margin,
                display_header_footer=layout in ("heads", "official"),
                header_template=head if layout == "heads" else "<div></div>",
                footer_template=foot,
            )
            tab.close()


def fodt(text: str, layout: str) -> str:
    """The page of *text* in *layout*, as a flat OpenDocument text."""
    title, *rest = parts(text)
    border = "none" if layout == "unruled" else "0.75pt solid #000000"
    body = [f'<text:h text:style-name="Title" text:outline-level="1">{escape(str(title))}</text:h>']
    columns = layout == "columns"

    def style(number: int) -> str:
        return _role(rest, number).capitalize() if layout == "official" else "Text"

    if columns:
        body.append('<text:section text:style-name="Columns" text:name="Columns">')
    for number, part in enumerate(rest):
        body += _table(part, number) if isinstance(part, Table) else [_p(part, style(number))]
    if columns:
        body.append("</text:section>")
    big = ("16pt", "32pt") if layout == "official" else ("12pt", "24pt")
    head = _p("对口合作工作领导小组办公室文件汇编", "Centre")
    foot = '<text:p text:style-name="Centre">— <text:page-number/> —</text:p>'
    around = f"<style:header>{head}</style:header>" if layout == "heads" else ""
    around += f"<style:footer>{foot}</style:footer>" if layout in ("heads", "official") else ""
    size = ("14.8cm", "21cm") if layout == "heads" else ("21cm", "29.7cm")
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}"'
        for name, kind in [
            ("office", "office:1.0"),
            ("style", "style:1.0"),
            ("text", "text:1.0"),
            ("table", "table:1.0"),
            ("fo", "xsl-fo-compatible:1.0"),
        ]
    )
    font = f'style:font-name-asian="{FONT}" style:font-name="{FONT}"'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {spaces} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="{FONT}"/></office:font-face-decls>
<office:styles><style:style style:name="Title" style:family="paragraph"><style:paragraph-properties
 fo:text-align="center" fo:margin-bottom="12pt"/><style:text-properties {font} style:font-size-asian="18pt"
 fo:font-size="18pt"/></style:style><style:style style:name="Text" style:family="paragraph">
<style:paragraph-properties style:punctuation-wrap="simple" fo:text-align="justify" fo:text-indent="{big[1]}"
 fo:line-height="160%"/>
<style:text-properties {font} style:font-size-asian="{big[0]}" fo:font-size="{big[0]}"/></style:style>
<style:style style:name="Flush" style:family="paragraph" style:parent-style-name="Text">
<style:paragraph-properties fo:text-indent="0pt"/></style:style>
<style:style style:name="Signed" style:family="paragraph" style:parent-style-name="Text">
<style:paragraph-properties fo:text-align="end" fo:text-indent="0pt" fo:margin-right="2cm"/></style:style>
<style:style style:name="Cell" style:family="paragraph"><style:text-properties {font} style:font-size-asian="11pt"
 fo:font-size="11pt"/></style:style><style:style style:name="Centre" style:family="paragraph">
<style:paragraph-properties fo:text-align="center"/><style:text-properties {font} style:font-size-asian="9pt"
 fo:font-size="9pt"/></style:style></office:styles>
<office:automatic-styles><style:page-layout style:name="Page"><style:page-layout-properties
 fo:page-width="{size[0]}" fo:page-height="{size[1]}" fo:margin="2.2cm"/><style:header-style>
<style:header-footer-properties fo:min-height="1cm"/></style:header-style><style:footer-style>
<style:header-footer-properties fo:min-height="1cm"/></style:footer-style></style:page-layout>
<style:style style:name="Columns" style:family="section">
<style:section-properties text:dont-balance-text-columns="true">
<style:columns fo:column-count="2" fo:column-gap="0.8cm"/></style:section-properties></style:style>
<style:style style:name="Edge" style:family="table-cell"><style:table-cell-properties fo:border="{border}"
 fo:padding="0.12cm"/></style:style>
<style:style style:name="Narrow" style:family="table-column"><style:table-column-properties
 style:rel-column-width="1000*"/></style:style><style:style style:name="Middle" style:family="table-column">
<style:table-column-properties style:rel-column-width="3000*"/></style:style><style:style style:name="Wide"
 style:family="table-column"><style:table-column-properties style:rel-column-width="7000*"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">{around}
</style:master-page></office:master-styles>
<office:body><office:text>{"".join(body)}</office:text></office:body></office:document>"""


def _p(words: str, style: str) -> str:
    return f'<text:p text:style-name="{style}">{escape(words)}</text:p>'


def _table(table: Table, number: int) -> Iterator[str]:
    width = max(map(len, table.rows))
    longest = [max((len(row[at]) for row in table.rows if at < len(row)), default=0) for at in range(width)]
    yield f'<table:table table:name="T{number}">'
    for length in longest:
        style = "Narrow" if length < 5 else "Middle" if length < 20 else "Wide"
        yield f'<table:table-column table:style-name="{style}"/>'
    for at, row in enumerate(table.rows):
        cells = "".join(
            f'<table:table-cell table:style-name="Edge">{_p(cell, "Cell")}</table:table-cell>'
            for cell in [*row, *[""] * (width - len(row))]
        )
        line = f"<table:table-row>{cells}</table:table-row>"
        yield f"<table:table-header-rows>{line}</table:table-header-rows>" if at == 0 else line
    yield "</table:table>"


def libreoffice(documents: Sequence[Path], folder: Path, profile: Path, kind: str = "pdf") -> None:
    """Converts flat OpenDocument texts to *kind* in *folder*, all in one run of LibreOffice."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), *map(str, documents)], check=True, capture_output=True)
