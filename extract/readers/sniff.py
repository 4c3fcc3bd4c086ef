"""What kind of file it is, told by what it holds: first bytes, the parts of a ZIP file, the streams of an OLE file; and
its content, by the reader of that kind."""

from __future__ import annotations

import io

from ...printable import printable
from . import package
from .base import Content, ReadError
from .grid import addressed
from .kinds import ARCHIVE, BY_SUFFIX, KINDS, SUFFIXES, TEXT, Kind

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
EMPTY_ZIP = b"PK\x05\x06"
UNMARKED = ("html", "separated")
"""Readers of texts that nothing but the file's ending may tell from plain text."""
TABLED = ("html", "archive", "docx", "wordxml", "doc", "odt", "rtf")
"""Readers of formats without pages or sheets, whose tables have rows and columns: a cell is told by them."""


def kind_of(data: bytes) -> Kind | None:
    """The kind that *data* shows itself to be of; None when it shows none, as plain text does.

    Raises ReadError for a container that is broken, empty, or of no kind that is known.
    """
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _of_zip(data)
    if data.startswith(OLE):
        return _of_ole(data)
    return next((kind for kind in KINDS if kind.start and kind.start.match(data)), None)


def _of_zip(data: bytes) -> Kind:
    with package.opened(data) as archive:
        names = archive.namelist()
        if not names:
            raise ReadError("an empty archive")
        media_type = package.part(archive, "mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    for kind in KINDS:
        if kind.mimetype and media_type.startswith(kind.mimetype):
            return kind
        if (pattern := kind.part) and any(pattern.fullmatch(name) for name in names):
            return kind
    return ARCHIVE


def _of_ole(data: bytes) -> Kind:
    import olefile  # noqa: PLC0415 - few files are of its kind

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            names = {"/".join(path).lower() for path in container.listdir()}
    except MemoryError:
        raise
    except Exception as error:  # the library lets through whatever reading broken tables raises
        raise ReadError("a broken Office document, or one cut short") from error
    for kind in KINDS:
        if any(name.lower() in names for name in kind.stream):
            return kind
    raise ReadError("an Office file of a kind that is not known, or one cut short")


def content_of(data: bytes, suffix: str) -> Content:
    """What a file of the bytes *data* holds, whose name ends in *suffix*. Raises ReadError."""
    if not data.strip():
        raise ReadError("the file is empty")
    if kind := kind_of(data):
        return addressed(kind.read(data)) if kind.module in TABLED else kind.read(data)
    if not (meant := BY_SUFFIX.get(suffix)):
        known = ", ".join(sorted(SUFFIXES))
        raise ReadError(f"cannot read files of kind '{printable(suffix)}'; known are {known}")
    if meant.module in UNMARKED:  # a page may be so broken that nothing shows it
        return addressed(meant.read(data)) if meant.module in TABLED else meant.read(data)
    try:
        return TEXT.read(data)  # has no mark of its own, and people call it .doc too
    except ReadError as error:
        raise error if meant == TEXT else ReadError(f"not {meant.name}, or a broken one") from error
