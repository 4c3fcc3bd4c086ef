"""Small files made for the tests: a PDF written out by hand, so that no test needs a library to make one."""

from __future__ import annotations

import io
import zipfile


def pdf(*pages: list[str]) -> bytes:
    """A PDF with a page for each list of lines, in a Chinese font that every reader knows without embedding."""
    return drawn(*(shown(*((60, 780 - 20 * number, 12, line) for number, line in enumerate(lines))) for lines in pages))


def shown(*words: tuple[float, float, float, str]) -> str:
    """What draws *words*: x, y from the bottom left, size, and the words."""
    return "\n".join(
        f"BT /F1 {size} Tf {x} {y} Td <{line.encode('utf-16-be').hex()}> Tj ET" for x, y, size, line in words
    )


def drawn(*pages: str, more: str = "", width: int = 595) -> bytes:
    """A PDF with a page for each stream of drawing commands; *more* entries for the pages, such as /Rotate."""
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("ascii") if isinstance(body, str) else body)
        return len(objects)

    descriptor = add(
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
        " /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    descendant = add(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor"
        f" {descriptor} 0 R /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>"
    )
    font = add(
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        f" /DescendantFonts [{descendant} 0 R] >>"
    )
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for stream in pages:
        content = add(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {width} 842] {more} /Contents {content} 0 R"
                f" /Resources << /Font << /F1 {font} 0 R >> >> >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    catalog = add(f"<< /Type /Catalog /Pages {tree} 0 R >>")
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    start = data.rindex(b"xref\n")
    return data + b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, catalog, start)


def docx(body: str, styles: str = "", numbering: str = "") -> bytes:
    """A Word document whose body is the WordprocessingML *body*, with *styles* and lists (*numbering*) if any."""
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml"'
        f' ContentType="{kind}.document.main+xml"/><Override PartName="/word/styles.xml"'
        f' ContentType="{kind}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{relations}'
        '/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{relations}/styles" Target="styles.xml"/><Relationship Id="r2" Type="{relations}/numbering"'
        ' Target="numbering.xml"/></Relationships>',
        "word/numbering.xml": f"<w:numbering {word}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {word}>{styles}</w:styles>",
        "word/document.xml": f"<w:document {word}><w:body>{body}</w:body></w:document>",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()
