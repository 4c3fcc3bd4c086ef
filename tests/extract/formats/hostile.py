"""Files of every office format that are made to take all time or memory: small, and each for a kind."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ..readers import tiny
from . import ofd

FILES = Path(__file__).parents[1] / "readers" / "files"
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
ENTITIES = f'<!DOCTYPE a [<!ENTITY e0 "支持">{BOMB}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
DEEP = 50_000
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPEN = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


def zipped(*parts: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return target.getvalue()


def replaced(data: bytes, name: str, content: bytes) -> bytes:
    """The ZIP file *data* with another *content* of its part *name*."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(*((entry, content if entry == name else archive.read(entry)) for entry in archive.namelist()))


def sound() -> dict[str, bytes]:
    """A small file of each format, as it should be."""
    files = {path.name: path.read_bytes() for path in sorted(FILES.glob("kinds.*"))}
    files["kinds.ofd"] = ofd.document(["方案", "支持三明。", [["任务", "单位"], ["建园区", "商务局"]]])
    files["kinds.pdf"] = tiny.pdf(["支持三明。"])
    files["kinds.zip"] = zipped(*files.items())
    return files


def damaged(times: int) -> Iterator[tuple[str, bytes]]:
    """Each sound file cut short, and with a few bytes changed, *times* in ways that are always the same."""
    for name, data in sound().items():
        dice = random.Random(name)
        for number in range(times):
            yield f"cut-{number}-{name}", data[: dice.randrange(1, len(data))]
            spoilt = bytearray(data)
            for _ in range(dice.choice((1, 4, 30))):
                spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
            yield f"spoilt-{number}-{name}", bytes(spoilt)


def word(body: str, head: str = "") -> bytes:
    xml = f'{head}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return replaced(tiny.docx(""), "word/document.xml", xml.encode())


def odt(body: str, head: str = "") -> bytes:
    xml = f"{head}<office:document-content {OPEN}><office:body><office:text>{body}</office:text></office:body>"
    return zipped(
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", f"{xml}</office:document-content>".encode()),
    )


def page(objects: str, *resources: tuple[str, bytes]) -> bytes:
    data = ofd.package([f"<ofd:Layer>{objects}</ofd:Layer>"])
    for name, content in resources:
        data = replaced(data, name, content)
    return data


def run(words: str, delta: str = "") -> str:
    return (
        f'<ofd:TextObject ID="9" Boundary="30 40 150 10" Font="1" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="{delta}">'
        f"{words}</ofd:TextCode></ofd:TextObject>"
    )


def patched(place: int, value: int, size: int = 4, stream: bool = True) -> bytes:
    """kinds.doc with a number changed in its stream WordDocument, or in the file."""
    data = bytearray((FILES / "kinds.doc").read_bytes())
    start = data.index(b"\xec\xa5") if stream else 0
    data[start + place : start + place + size] = value.to_bytes(size, "little")
    return bytes(data)


def circle() -> bytes:
    """kinds.doc whose first FAT sector leads each sector to itself."""
    data = bytearray((FILES / "kinds.doc").read_bytes())
    fat = 512 * (int.from_bytes(data[76:80], "little") + 1)
    for number in range(128):
        data[fat + 4 * number : fat + 4 * number + 4] = number.to_bytes(4, "little")
    return bytes(data)


def claims() -> bytes:
    """kinds.doc whose streams claim 200 MB each."""
    data = bytearray((FILES / "kinds.doc").read_bytes())
    directory = 512 * (int.from_bytes(data[48:52], "little") + 1)
    for entry in range(directory, min(directory + 2048, len(data) - 127), 128):
        data[entry + 120 : entry + 124] = (200_000_000).to_bytes(4, "little")
    return bytes(data)


def overlapping() -> bytes:
    """An archive of 20,000 parts that all are the same 100 kB."""
    data = zipped(("a.txt", b"a" * 100_000))
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry, count = data[start:end], 20_000
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = count.to_bytes(2, "little")
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return data[:start] + entry * count + bytes(tail)


def itself() -> bytes:
    """An OFD page whose drawing holds itself, twice over."""
    unit = '<ofd:CompositeObject ID="8" ResourceID="7" Boundary="0 0 9 9"/>'
    res = (
        f'<ofd:Res {ofd.SPACE}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="9" Height="9">'
        f"<ofd:Content>{unit}{unit}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    return page(unit + run("支持三明"), ("Doc_0/PublicRes.xml", res.encode()))


def one_xml(name: str, space: str, body: str, head: str = "") -> bytes:
    """A document that is one XML file, as Office 2003 wrote them."""
    return f'{head}<{name} xmlns="{space}" xmlns:w="{space}" xmlns:ss="{space}">{body}</{name}>'.encode()


def word_xml(body: str, head: str = "") -> bytes:
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    return one_xml("w:wordDocument", space, f"<w:body>{body}</w:body>", head)


def sheet_xml(rows: str, head: str = "") -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return one_xml("Workbook", space, f'<Worksheet ss:Name="a"><Table>{rows}</Table></Worksheet>', head)


def attacks(large: bool = True) -> dict[str, Callable[[], bytes]]:
    """What makes each, by what it does, its ending being that of its format; *large* ones take seconds to make."""
    million = 1_000_000 if large else 50_000
    blanks = " " * 300 * million
    cells = '<table:table-cell table:number-columns-repeated="999999999"><text:p>甲</text:p></table:table-cell>'
    rows = (
        f'<table:table><table:table-row table:number-rows-repeated="999999999">{cells}</table:table-row></table:table>'
    )
    return {
        "bomb.docx": lambda: word(blanks),
        "bomb-of-two.docx": lambda: replaced(word(blanks), "word/styles.xml", blanks.encode()),
        "entities.docx": lambda: word("<w:p><w:r><w:t>&e11;&f;</w:t></w:r></w:p>", ENTITIES),
        "deep.docx": lambda: word("<w:sdt>" * DEEP + "</w:sdt>" * DEEP),
        "boxes.docx": lambda: word("<w:p><w:r><w:txbxContent>" * 5000 + "</w:txbxContent></w:r></w:p>" * 5000),
        "deep-tables.docx": lambda: word("<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 60),
        "entities.xml": lambda: word_xml("<w:p><w:r><w:t>&e11;&f;</w:t></w:r></w:p>", ENTITIES),
        "deep.xml": lambda: word_xml("<w:p>" * DEEP + "</w:p>" * DEEP),
        "entities.xls": lambda: sheet_xml("<Row><Cell><Data>&e11;&f;</Data></Cell></Row>", ENTITIES),
        "spans.xls": lambda: sheet_xml(
            '<Column ss:Span="999999999" ss:Hidden="1"/>'
            + '<Row ss:Span="999999999"><Cell ss:MergeDown="999999999" ss:MergeAcross="999999999"><Data>a</Data></Cell>'
            "</Row>"
            * 100
            + '<Row ss:Index="999999999" ss:Hidden="1"><Cell ss:Index="999999999"><Data>a</Data></Cell></Row>'
        ),
        "bomb.odt": lambda: odt(blanks),
        "entities.odt": lambda: odt("<text:p>&e11;&f;</text:p>", ENTITIES),
        "deep.odt": lambda: odt("<text:section>" * DEEP + "</text:section>" * DEEP),
        "repeated.odt": lambda: odt(rows * (million // 20_000)),
        "blanks.odt": lambda: odt('<text:p><text:s text:c="999999999"/>甲</text:p>' * 1000),
        "entities.ofd": lambda: replaced(
            page(""), "Doc_0/Pages/Page_0/Content.xml", f"{ENTITIES}<a>&e11;&f;</a>".encode()
        ),
        "itself.ofd": itself,
        "spread.ofd": lambda: page(run("支持三明" * (million // 50), "g 999999999 5")),
        "deep.ofd": lambda: page("<ofd:PageBlock>" * DEEP + run("支持") + "</ofd:PageBlock>" * DEEP),
        "pages.ofd": lambda: ofd.package([f"<ofd:Layer>{run('支持三明')}</ofd:Layer>"] * (million // 250)),
        "groups.rtf": lambda: b"{\\rtf1" + b"{" * 5 * million,
        "picture.rtf": lambda: b"{\\rtf1{\\pict\\bin2000000000 " + b"0" * million + b"}}",
        "tables.rtf": lambda: b"{\\rtf1 " + b"".join(b"\\itap%d a\\par " % n for n in range(DEEP)) + b"}",
        "words.rtf": lambda: b"{\\rtf1 " + b"\\u23545?" * (million // 2) + b"}",
        "circle.doc": circle,
        "claims.doc": claims,
        "long.doc": lambda: patched(76, 0x7FFFFFFF),
        "elsewhere.doc": lambda: patched(418, 0x7FFFFFFF),
        "overlapping.zip": overlapping,
        "archives.zip": lambda: zipped(*((f"{n}.zip", zipped(("a.txt", b"a"))) for n in range(300))),
        "lines.txt": lambda: b"a\n" * million,
        "tables.html": lambda: b"<html>" + b"<table><tr><td>a" * DEEP,
        "comments.html": lambda: b"<html>" + b"<!-- a " * (million // 10),
    }
