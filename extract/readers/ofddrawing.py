"""A page of an OFD document as an SVG picture, drawn simply: text at its places, lines and boxes, pictures.

The glyphs are those of whoever looks at it, so that no machine needs Chinese fonts; each run of text is as wide as the
document has it. What the file holds comes out as numbers, escaped text and pictures, never as markup.
"""

from __future__ import annotations

import posixpath
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from typing import Any
from zipfile import ZipFile

import ofdkit
from lxml import etree

from . import package
from .base import ReadError
from .ofd import STEP, matrix_of, numbers_in

MOST_OBJECTS = 20_000  # of a page that are drawn
MOST_CHARACTERS = 100_000
LARGEST_PICTURE, LARGEST = 4_000_000, 12_000_000  # bytes of a picture, and of all pictures of a page
FONTS = "FangSong, STFangsong, SimSun, Songti SC, Noto Serif CJK SC, Source Han Serif SC, serif"
LINE_WIDTH = 0.353  # millimetres, where a path does not say
_STEPS = {"S": "M", "M": "M", "L": "L", "Q": "Q", "B": "C", "A": "A"}
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def svg(data: bytes, number: int) -> str:
    """The page *number* (from 1) of the OFD *data*. Raises ValueError where there is none, or it is broken."""
    try:
        with package.opened(data) as archive, ofdkit.open(data) as document:
            if not 0 < number <= len(document.pages):
                raise ValueError("no such page")
            page = document.pages[number - 1]
            return _page(archive, page)
    except ofdkit.OFDError as error:
        raise ReadError("a broken OFD document, or one cut short") from error


def _page(archive: ZipFile, page: ofdkit.Page) -> str:
    left, top, width, height = page.box
    root = _xml(archive, page.location or "")
    templates = _templates(archive)
    used = [element.get("TemplateID", "") for element in _every(root, "Template")]
    roots = [*(_xml(archive, templates[one]) for one in used if one in templates), root]
    resources = _resources(archive)
    parts = [part for one in roots for part in _objects(archive, one, resources)]
    parts += map(_text, _within(page.runs))
    view = f"{left:g} {top:g} {width:g} {height:g}"
    size = f'width="{width:g}mm" height="{height:g}mm" viewBox="{view}"'
    paper = f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}">{paper}{"".join(parts)}</svg>\n'


def _within(runs: list[ofdkit.TextRun]) -> Iterator[ofdkit.TextRun]:
    """The first *runs*, as many as a page may hold."""
    count = 0
    for run in runs:
        count += len(run.text)
        if count > MOST_CHARACTERS:
            return
        yield run


def _text(run: ofdkit.TextRun) -> str:
    if run.size <= 0 or not run.text.strip():
        return ""
    wide = f' textLength="{run.width:g}" lengthAdjust="spacingAndGlyphs"' if len(run.text) > 1 and run.width > 0 else ""
    words = "".join(sign for sign in run.text if sign >= " ")
    return f'<text x="{run.x:g}" y="{run.y:g}" font-size="{run.size:g}"{wide}>{escape(words)}</text>'


def _objects(archive: ZipFile, root: Any, resources: dict[str, str]) -> Iterator[str]:
    """The paths and pictures of a page or a template."""
    drawn = taken = 0
    for element in root.iter("{*}PathObject", "{*}ImageObject") if root is not None else ():
        boundary = numbers_in(element.get("Boundary", ""))
        if len(boundary) < 4 or element.get("Visible", "true") == "false":
            continue
        drawn += 1
        if drawn > MOST_OBJECTS:
            return
        place = f"translate({boundary[0]:g} {boundary[1]:g}) matrix({' '.join(f'{n:g}' for n in matrix_of(element))})"
        if etree.QName(element).localname == "PathObject":
            yield _path(element, place)
        elif taken < LARGEST and (picture := _picture(archive, resources.get(element.get("ResourceID", ""), ""))):
            taken += len(picture)
            yield f'<image width="1" height="1" preserveAspectRatio="none" transform="{place}" href="{picture}"/>'


def _path(element: Any, place: str) -> str:
    steps = []
    for match in STEP.finditer(element.findtext("{*}AbbreviatedData") or ""):
        count = _ARGUMENTS.get(match[1], 0)
        numbers = numbers_in(match[2])
        if match[1] == "C":
            steps.append("Z")
        elif len(numbers) >= count:
            steps.append(_STEPS[match[1]] + " ".join(f"{number:g}" for number in numbers[:count]))
    if not steps or steps[0][0] != "M":
        return ""
    stroke = _colour(element, "StrokeColor") if element.get("Stroke", "true") != "false" else "none"
    fill = _colour(element, "FillColor") if element.get("Fill", "false") == "true" else "none"
    wide = (numbers_in(element.get("LineWidth", "")) or (LINE_WIDTH,))[0]
    return (
        f'<path d="{"".join(steps)}" transform="{place}" stroke="{stroke}" fill="{fill}" stroke-width="{abs(wide):g}"/>'
    )


def _colour(element: Any, name: str) -> str:
    """The colour that *element* has by that *name*; black where it tells none in red, green and blue."""
    found = element.find(f"{{*}}{name}")
    parts = numbers_in(found.get("Value", "")) if found is not None else ()
    return f"rgb({','.join(str(max(0, min(255, int(part)))) for part in parts)})" if len(parts) == 3 else "#000"


def _picture(archive: ZipFile, name: str) -> str:
    """The picture that the part *name* is, as a data URL; empty where it is none that browsers show, or too large."""
    with suppress(ReadError, KeyError):
        if name and archive.getinfo(name).file_size <= LARGEST_PICTURE:
            data = package.part(archive, name)
            kind = next((kind for start, kind in _PICTURES.items() if data.startswith(start)), "")
            return f"data:{kind};base64,{b64encode(data).decode()}" if kind else ""
    return ""


def _resources(archive: ZipFile) -> dict[str, str]:
    """The parts of *archive* that hold pictures, by the number that its tables of resources give them."""
    found: dict[str, str] = {}
    for name in archive.namelist():
        if not name.endswith("Res.xml"):
            continue
        root = _xml(archive, name)
        base = root.get("BaseLoc", "") if root is not None else ""
        for element in _every(root, "MultiMedia"):
            file = (element.findtext("{*}MediaFile") or "").strip()
            found.setdefault(element.get("ID", ""), _beside(name, posixpath.join(base, file)))
    return found


def _templates(archive: ZipFile) -> dict[str, str]:
    """The parts that hold the templates, by number."""
    return {
        element.get("ID", ""): _beside(name, element.get("BaseLoc", ""))
        for name in archive.namelist()
        if name.endswith("Document.xml")
        for element in _every(_xml(archive, name), "TemplatePage")
    }


def _beside(name: str, location: str) -> str:
    """The part that *location* names in the part *name*."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(name), location)).lstrip("/")


def _every(root: Any, name: str) -> Iterator[Any]:
    return iter(root.iter(f"{{*}}{name}")) if root is not None else iter(())


def _xml(archive: ZipFile, name: str) -> Any:
    """The root of the part *name*; None where it is none, or broken."""
    with suppress(ReadError, etree.XMLSyntaxError):
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(package.part(archive, name), parser)
    return None
