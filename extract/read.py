"""The first stage: a file becomes a Source, its text cut into blocks that know where they stand in it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from ..printable import printable
from .model import Source
from .readers import itemised
from .readers.base import Content, ReadError
from .readers.kinds import SUFFIXES
from .readers.sniff import content_of
from .readers.unrolled import unrolled
from .text.pinyin import syllables

SLUG_LENGTH = 80
PARTS = ".parts"
"""The ending of a folder that is one document."""

__all__ = ["PARTS", "SUFFIXES", "ReadError", "content_of", "read", "slug"]


def read(path: Path, largest: int | None = None) -> Source:
    """The file at *path* (or the folder NAME.parts) as a Source, if it has no more than *largest* bytes.

    What it holds decides how it is read (``readers.kinds``), and its ending only where that says nothing.
    Raises ReadError (a ValueError) with one line that names the file and the cause: missing, empty, too large, binary,
    encrypted, broken, without text, or of a kind that we do not read.
    """
    shown = printable(str(path))
    try:
        content, digest = _content(path, largest)
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
        sha256=digest,
        text=content.text,
        blocks=itemised.rows(unrolled(content.blocks)),
        title=content.title,
        declared=content.declared,
        notes=content.notes,
        spots=content.spots,
        pages=content.pages,
    )


def _content(path: Path, largest: int | None) -> tuple[Content, str]:
    if path.is_dir():
        if path.suffix.lower() != PARTS:
            raise ReadError("a folder, not a file")
        from .readers import parts  # noqa: PLC0415 - folders are few

        return parts.read_folder(path, largest), parts.digest_of(path)
    if largest is not None and (size := path.stat().st_size) > largest:
        raise ReadError(f"has {size} bytes, and no more than {largest} are read")
    data = path.read_bytes()
    return content_of(data, path.suffix.lower()), hashlib.sha256(data).hexdigest()


def slug(name: str, *, distinct: bool = False) -> str:
    """An ASCII name for the document, from its file *name*: lower case letters, digits and hyphens, never empty.

    *distinct* from that of any other name which sounds the same, by eight digits of its hash.

    >>> slug("上海市 Plan.txt")
    'shang-hai-shi-plan'
    >>> slug("上海市 Plan.txt", distinct=True)
    'shang-hai-shi-plan-5b912385'
    """
    stem = name.rsplit(".", 1)[0] or name
    words = re.findall(r"[a-z0-9]+", _sounds(stem).lower())
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    joined = "-".join(words)
    if not joined:
        return f"document-{digest}"
    if len(joined) <= SLUG_LENGTH and not distinct:
        return joined
    return f"{joined[: SLUG_LENGTH - 9].rstrip('-')}-{digest}"


def _sounds(words: str) -> str:
    """*words* with each Chinese character as it sounds, apart from the others."""
    if words.isascii():
        return words
    return " ".join(syllables(words, rest=lambda rest: f" {rest} "))
