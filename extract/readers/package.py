"""ZIP files, which most formats of office programs are: opened and read within limits.

The strict kind of Office Open XML (ISO/IEC 29500-1) differs from the one that everything writes and reads (29500-4) in
the names of its namespaces: its parts are given the usual names.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from .base import ReadError

LARGEST = 400_000_000  # bytes of all parts unpacked: more is an attack, not a document
LARGEST_DIRECTORY = 4_000_000  # bytes of the table of parts, some 40,000 of them
Entry = zipfile.ZipInfo
_END = b"PK\x05\x06"
_STRICT_NAMES = b"http://purl.oclc.org/ooxml/"
_STRICT = re.compile(re.escape(_STRICT_NAMES) + rb"(officeDocument|\w+ml)(?=[/\"'])")


def opened(data: bytes) -> zipfile.ZipFile:
    """The archive *data*. Raises ReadError when it is broken or unpacks to more than LARGEST bytes."""
    end = data.rfind(_END, -65557)
    if end >= 0 and int.from_bytes(data[end + 12 : end + 16], "little") > LARGEST_DIRECTORY:
        raise ReadError("an archive of too many parts")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise ReadError("a broken archive or Office document, or one cut short") from error
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
        raise ReadError("unpacks to too many bytes")
    return archive


def part(archive: zipfile.ZipFile, name: str | Entry) -> bytes:
    """The part *name* of *archive*, unpacked. Raises ReadError when it is missing, broken or encrypted."""
    try:
        entry = archive.getinfo(name) if isinstance(name, str) else name
    except KeyError as error:
        raise ReadError(f"a broken file: it has no part {name}") from error
    if entry.flag_bits & 1:
        raise ReadError("encrypted: a password is needed")
    try:
        data = archive.read(entry)
        return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006", data) if _STRICT_NAMES in data else data
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise ReadError("a broken file, or one cut short") from error


def parsed(data: bytes, broken: str) -> Any:
    """The root of the XML *data*; no entity is resolved. Raises ReadError with the reason *broken* if it is none."""
    from lxml import etree  # noqa: PLC0415 - no text file needs it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise ReadError(broken) from error
