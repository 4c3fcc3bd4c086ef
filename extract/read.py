"""The first stage: a file becomes a Source, its text cut into blocks that know where they stand in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from pypinyin import lazy_pinyin

from .model import Source
from .readers import text as plain
from .readers.base import Content, ReadError
from .readers.unrolled import unrolled

SLUG_LENGTH = 80

__all__ = ["SUFFIXES", "ReadError", "read", "slug"]


def read(path: Path) -> Source:
    """The file at *path* as a Source. The suffix decides how: .txt, .md, .html, .pdf, .docx.

    Raises ReadError (a ValueError) with one line that names the file and the cause: missing, empty, binary, encrypted,
    not what its suffix says, without text, or of a kind that we do not read.
    """
    try:
        content, data = _content(path)
    except OSError as error:
        raise ReadError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except ReadError as error:
        raise ReadError(f"{path}: {error}") from error
    if not any(block.text.strip() for block in content.blocks):
        raise ReadError(f"{path}: holds no text")
    return Source(
        slug=slug(path.name),
        name=path.name,
        media_type=content.media_type,
        encoding=content.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        text=content.text,
        blocks=unrolled(content.blocks),
        title=content.title,
        declared=content.declared,
    )


def _content(path: Path) -> tuple[Content, bytes]:
    reader = _READERS.get(path.suffix.lower())
    if path.is_dir():
        raise ReadError("a folder, not a file")
    if reader is None:
        raise ReadError(f"cannot read files of kind '{path.suffix}'; known are {', '.join(sorted(_READERS))}")
    data = path.read_bytes()
    if not data.strip():
        raise ReadError("the file is empty")
    return reader(data), data


def _text(data: bytes) -> Content:
    text, encoding = plain.decode(data)
    if _MARKUP.match(text[:2000]):
        return _html(data)
    return Content("text/plain", encoding, text, plain.blocks(text))


def _html(data: bytes) -> Content:
    from .readers.html import read as read_html  # noqa: PLC0415 - readers of other formats load big libraries

    return read_html(data)


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
    ".pdf": _pdf,
    ".docx": _docx,
}
SUFFIXES = frozenset(_READERS)
"""Suffixes of the files that ``read`` knows, in lower case; a folder of documents may hold others."""


def slug(name: str) -> str:
    """An ASCII name for the document, from its file *name*: lower case letters, digits and hyphens, never empty.

    >>> slug("上海市 Plan.txt")
    'shang-hai-shi-plan'
    """
    stem = name.rsplit(".", 1)[0] or name
    words = re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(stem, errors=lambda rest: f" {rest} ")).lower())
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    joined = "-".join(words) or f"document-{digest}"
    return joined if len(joined) <= SLUG_LENGTH else f"{joined[: SLUG_LENGTH - 9].rstrip('-')}-{digest}"
