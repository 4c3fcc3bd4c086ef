"""Files that are made to take all time or memory, or to lead out of the folder: small, and each for a kind."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from ..extract.readers import tiny

MEGABYTE = 1_000_000


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%%PDF-1.4\n%strailer\n<</Size %d/Root 1 0 R>>\n%%%%EOF" % (body, len(objects) + 1)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def page(resources: bytes, content: bytes, *more: bytes) -> bytes:
    """A PDF with one page: its resources, its content (object 4) and *more* objects from 5 on."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<<%s>>/Contents 4 0 R>>" % resources,
        content,
        *more,
    )


def form(number: int, content: bytes) -> bytes:
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % number)


def drawing_itself() -> bytes:
    return page(b"/XObject<</X 5 0 R>>", stream(b"/X Do"), form(5, b"/X Do /X Do"))


def doubling_forms() -> bytes:
    forms = [form(number + 1, b"/X Do /X Do") for number in range(5, 35)]
    return page(b"/XObject<</X 5 0 R>>", stream(b"/X Do"), *forms, form(35, b"0 0 9 9 re f"))


def flate_bomb() -> bytes:
    spaces, raw, check = b" " * MEGABYTE, zlib.compressobj(9, wbits=-zlib.MAX_WBITS), 1
    block = raw.compress(spaces) + raw.flush(zlib.Z_FULL_FLUSH)  # hangs on nothing before it
    for _ in range(1000):
        check = zlib.adler32(spaces, check)
    content = b"\x78\xda" + block * 1000 + raw.flush() + check.to_bytes(4, "big")
    return page(b"", stream(zlib.compress(content, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def encrypted() -> bytes:
    entries = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"00" * 32, b"00" * 32)
    return page(b"", stream(b"")).replace(b"/Root 1 0 R", b"/Root 1 0 R" + entries)


def packed(size: int) -> bytes:
    """A Word document with a part of *size* bytes."""
    target = io.BytesIO(tiny.docx("<w:p/>"))
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/media.xml", "w") as part,
    ):
        for _ in range(size // MEGABYTE):
            part.write(b" " * MEGABYTE)
    return target.getvalue()


def wide_table() -> bytes:
    """A Word document of a hundred kilobytes with a row of four million cells."""
    return tiny.docx("<w:tbl>" + "<w:tr>" + "<w:tc><w:p/></w:tc>" * 4_000_000 + "</w:tr></w:tbl>")


def long_text() -> bytes:
    return "(一)支持龙岩市与广州市共建产业园区。(责任单位:市发展改革委、市教育局)\n".encode() * 60_000


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "drawing.pdf": (drawing_itself, "memory"),
    "doubling.pdf": (doubling_forms, "memory"),
    "flate.pdf": (flate_bomb, "memory"),
    "locked.pdf": (encrypted, "password"),
    "bomb.docx": (lambda: packed(500 * MEGABYTE), "too many bytes"),
    "wide.docx": (wide_table, "memory"),
    "long.txt": (long_text, "took more than"),
    "huge.txt": (lambda: b" " * 9 * MEGABYTE, "bytes"),
    "rich.txt": (lambda: b"{\\rtf1" + b"{" * 100_000, "groups in groups without end"),
}
"""By file name: how it is made, and what is said of it. A link out of the folder makes the tenth."""


def write(folder: Path) -> dict[str, str]:
    """Writes the ten files. Returns what is to be said of each."""
    for name, (make, _) in HOSTILE.items():
        (folder / name).write_bytes(make())
    (folder / "link.txt").symlink_to("/etc/passwd")
    return {name: said for name, (_, said) in HOSTILE.items()} | {"link.txt": "out of the folder"}
