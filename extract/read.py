"""The first stage: a file becomes a Source, its text cut into blocks that know where they stand in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from pypinyin import lazy_pinyin

from ..printable import printable
from .model import Source
from .readers import text as plain
from .readers.base import Content, ReadError
from .readers.unrolled import unrolled

SLUG_LENGTH = 80

__all__ = ["SUFFIXES", "ReadError", "read", "slug"]


def read(path: Path, largest: int | None = None) -> Source:
    """The file at *path* as a Source, if it has no more than *largest* bytes.

    The suffix decides how it is read (.txt, .md, .html, .mht, .pdf, .docx), unless its own first bytes say otherwise.
    Raises ReadError (a ValueError) with one line that names the file and the cause: missing, empty, too large, binary,
    encrypted, not what its suffix says, without text, or of a kind that we do not read.
    """
    shown = printable(str(path))
    try:
        content, data = _content(path, largest)
    except OSError as error:
        raise ReadError((error.strerror or str(error)).lower(), shown) from error
    except ReadError as error:
        raise ReadError(error.reason, shown) from error
    if not any(block.text.strip() for block in content.blocks):
        raise ReadError("holds no text", shown)
    return Source(
        slug=slug(path.name),
        name=printable(path.name),
        media_type=content.media_type,
        encoding=content.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        text=content.text,
        blocks=unrolled(content.blocks),
        title=content.title,
        declared=content.declared,
        notes=content.notes,
        spots=content.spots,
    )


def _content(path: Path, largest: int | None) -> tuple[Content, bytes]:
    reader = _READERS.get(path.suffix.lower())
    if path.is_dir():
        raise ReadError("a folder, not a file")
    if reader is None:
        known = ", ".join(sorted(_READERS))
        raise ReadError(f"cannot read files of kind '{printable(path.suffix)}'; known are {known}")
    if largest is not None and (size := path.stat().st_size) > largest:
        raise ReadError(f"has {size} bytes, and no more than {largest} are read")
    data = path.read_bytes()
    if not data.strip():
        raise ReadError("the file is empty")
    return (_by_content(data) or reader)(data), data


def _by_content(data: bytes) -> Callable[[bytes], Content] | None:
    """The reader for what the first bytes say, whatever the file is called; None when they say nothing."""
    for sign, meant in _SIGNS:
        if sign.match(data):
            if isinstance(meant, str):
                raise ReadError(meant)
            return meant
    return None


def _text(data: bytes) -> Content:
    decoded = plain.decode(data)
    if _MARKUP.match(decoded.text[:2000]):
        return _html(data)
    return Content("text/plain", decoded.encoding, decoded.text, plain.blocks(decoded.text), notes=decoded.notes)


def _html(data: bytes) -> Content:
    from .readers.html import read as read_html  # noqa: PLC0415 - readers of other formats load big libraries

    return read_html(data)


def _archive(data: bytes) -> Content:
    from .readers.archive import page  # noqa: PLC0415

    return _html(page(data))


def _pdf(data: bytes) -> Content:
    from .readers.pdf import read as read_pdf  # noqa: PLC0415

    return read_pdf(data)


def _docx(data: bytes) -> Content:
    from .readers.docx import read as read_docx  # noqa: PLC0415

    return read_docx(data)


_MARKUP = re.compile(
    r"\s*(?:\ufeff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html\b|html\b|head\b|body\b|(?:div|p|table|article|section|h[1-6]|ul|ol|span)\b[^<>]*>.*?</[a-z])",
    re.I | re.S,
)
_READERS: dict[str, Callable[[bytes], Content]] = {
    **dict.fromkeys((".txt", ".text", ".md"), _text),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), _html),
    **dict.fromkeys((".mht", ".mhtml"), _archive),
    ".pdf": _pdf,
    ".docx": _docx,
}
SUFFIXES = frozenset(_READERS)
"""Suffixes of the files that ``read`` knows, in lower case; a folder of documents may hold others."""
_SIGNS: tuple[tuple[re.Pattern[bytes], Callable[[bytes], Content] | str], ...] = (
    (re.compile(rb"\s{0,1024}%PDF-"), _pdf),
    (re.compile(rb"PK\x03\x04"), _docx),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}<(?:!doctype\s+html|html)\b", re.I), _html),
    (re.compile(rb"(?:[\w-]{1,40}:[^\n]{0,400}\n(?:[ \t][^\n]{0,400}\n){0,9}){0,20}?MIME-Version:", re.I), _archive),
    (re.compile(rb"\s{0,64}\{\\rtf"), "an RTF document, which cannot be read: save it as .docx"),
    (
        re.compile(rb"\xd0\xcf\x11\xe0"),
        "an encrypted or old Office document, which cannot be read: save it as .docx without a password",
    ),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|RIFF....WEBP", re.S),
        "a picture, which holds no text",
    ),
)
"""What a file's first bytes give away (the formats' own magic numbers): its reader, or why there is none."""


def slug(name: str, *, distinct: bool = False) -> str:
    """An ASCII name for the document, from its file *name*: lower case letters, digits and hyphens, never empty.

    *distinct* from that of any other name which sounds the same, by eight digits of its hash.

    >>> slug("上海市 Plan.txt")
    'shang-hai-shi-plan'
    >>> slug("上海市 Plan.txt", distinct=True)
    'shang-hai-shi-plan-5b912385'
    """
    stem = name.rsplit(".", 1)[0] or name
    words = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(stem, errors=lambda rest: f" {rest} ")).lower())
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    joined = "-".join(words)
    if not joined:
        return f"document-{digest}"
    if len(joined) <= SLUG_LENGTH and not distinct:
        return joined
    return f"{joined[: SLUG_LENGTH - 9].rstrip('-')}-{digest}"
