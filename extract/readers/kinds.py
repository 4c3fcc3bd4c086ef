"""The kinds of files that can be read: one row each, with the module that reads it and what gives it away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from .base import Content, ReadError


@dataclass(frozen=True, slots=True)
class Kind:
    """A file format. What a file holds decides its kind (``sniff``), and its ending only where that says nothing."""

    name: str
    """As it goes on from "not "."""
    module: str = ""
    """The module of this package whose ``read`` takes the file's bytes; loaded when the first such file comes."""
    suffixes: tuple[str, ...] = ()
    """Endings of such files, in lower case with the dot."""
    start: re.Pattern[bytes] | None = None
    """Matches the first bytes of such files."""
    part: re.Pattern[str] | None = None
    """Matches the name of a part that only such ZIP files have."""
    mimetype: str = ""
    """How the media type begins that a ZIP file of this kind carries as its part ``mimetype``."""
    stream: tuple[str, ...] = ()
    """Names of streams that only such OLE files have."""
    refused: str = ""
    """Why files of this kind are not read."""

    def read(self, data: bytes) -> Content:
        """What the file *data* holds. Raises ReadError."""
        if self.refused:
            raise ReadError(self.refused)
        reader: Callable[[bytes], Content] = import_module(f"{__package__}.{self.module}").read
        return reader(data)


_XML_HEAD = rb"(?:\xef\xbb\xbf)?\s{0,64}(?:<[?!][^\[>]{0,400}(?:\[[^\]]{0,9000}\]\s{0,9})?>\s{0,64}){0,8}"
"""What may stand before the first element of XML: its declaration, what program it is for, remarks."""
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
TEXT = Kind("plain text", "text", (".txt", ".text", ".md"))
ARCHIVE = Kind("an archive", "parts", (".zip",))
KINDS: tuple[Kind, ...] = (
    TEXT,
    Kind("a table of separated values", "separated", (".csv", ".tsv")),
    Kind(
        "an HTML page",
        "html",
        (".html", ".htm", ".xhtml", ".shtml"),
        start=re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}<(?:!doctype\s+html|html)\b", re.I),
    ),
    Kind(
        "a web archive",
        "archive",
        (".mht", ".mhtml"),
        start=re.compile(rb"(?:[\w-]{1,40}:[^\n]{0,400}\n(?:[ \t][^\n]{0,400}\n){0,9}){0,20}?MIME-Version:", re.I),
    ),
    Kind("a PDF document", "pdf", (".pdf",), start=re.compile(rb"\s{0,1024}%PDF-")),
    Kind("an OFD document", "ofd", (".ofd",), part=re.compile(r"(?:\./|/)?OFD\.xml", re.IGNORECASE)),
    Kind("a Word document", "docx", (".docx", ".docm", ".dotx"), part=re.compile(r"word/(?!.*/)document\d*\.xml")),
    Kind(
        "a Word document in XML",
        "wordxml",
        start=re.compile(_XML_HEAD + rb"<(?:w:wordDocument|pkg:package)\b"),
    ),
    Kind("an Excel workbook in XML", "sheetxml", start=re.compile(_XML_HEAD + rb"<(?:\w{1,20}:)?Workbook\b")),
    Kind(
        "an Excel workbook",
        "sheets",
        (".xlsx", ".xlsm", ".xltx", ".xlsb"),
        part=re.compile(r"xl/workbook\.(?:xml|bin)"),
    ),
    Kind("an OpenDocument spreadsheet", "opensheets", (".ods", ".ots"), mimetype=f"{OPEN_DOCUMENT}.spreadsheet"),
    Kind(
        "an OpenDocument text",
        "odt",
        (".odt", ".ott", ".fodt"),
        start=re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}(?:<\?xml[^>]{0,200}>\s{0,64})?<office:document\b"),
        mimetype=f"{OPEN_DOCUMENT}.text",
    ),
    Kind("a presentation", part=re.compile("ppt/presentation.xml"), refused="a presentation, which cannot be read"),
    Kind("a Rich Text document", "rtf", (".rtf",), start=re.compile(rb"\s{0,64}\{\\rtf")),
    Kind(
        "an encrypted Office document",
        stream=("EncryptedPackage", "EncryptionInfo"),
        refused="an encrypted Office document: a password is needed",
    ),
    Kind("a Word 97 document", "doc", (".doc", ".wps", ".dot", ".wpt"), stream=("WordDocument",)),
    Kind("an old Excel workbook", "sheets", (".xls", ".xlt", ".et"), stream=("Workbook", "Book")),
    Kind("an old presentation", stream=("PowerPoint Document",), refused="a presentation, which cannot be read"),
    Kind(
        "a picture",
        "picture",
        (".png", ".jpg", ".jpeg", ".tif", ".tiff"),
        start=re.compile(rb"\x89PNG|\xff\xd8\xff|II\*\x00|MM\x00\*"),
    ),
    Kind(
        "a picture",
        start=re.compile(rb"GIF8[79]a|RIFF....WEBP", re.S),
        refused="a picture, which holds no text",
    ),
    ARCHIVE,
)
"""Of several rows that fit a file the first one counts."""
BY_SUFFIX = {suffix: kind for kind in KINDS for suffix in kind.suffixes}
SUFFIXES = frozenset(BY_SUFFIX)
"""Endings of the files that can be read; a folder of documents may hold others."""
