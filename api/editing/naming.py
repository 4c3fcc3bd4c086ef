"""What a document that somebody brings is called on disk: one plain name, whatever was sent as one."""

from __future__ import annotations

import mimetypes
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ...extract.read import SUFFIXES
from ...graph.catalogue import ABOUT_CORPUS, CATALOGUE

LONGEST = 80
"""Characters of a name without its suffix."""
_FORBIDDEN = frozenset('<>:"|?*\\/')
"""What some file system or shell takes for something else."""
_PLAIN = ".txt"
_PAGE = ".html"


def file_name(given: str) -> str:
    """The last part of *given* as a name that stands for a document in a folder.

    Raises ValueError with one line for a name of nothing, or of a kind of file that is not read.
    """
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    path = PurePosixPath("".join(char for char in last if char.isprintable() and char not in _FORBIDDEN))
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"{path.name or 'the file'}: cannot be read; known are {', '.join(sorted(SUFFIXES))}")
    stem = _stem(path.name[: -len(suffix)])
    if not stem:
        raise ValueError(f"{path.name}: is no name for a document")
    name = stem + suffix
    if name in (CATALOGUE, ABOUT_CORPUS) or f"{stem}.toml" == ABOUT_CORPUS:
        raise ValueError(f"{name}: such a name stands for something about the folder; choose another")
    return name


def name_of_text(text: str) -> str:
    """A name for a pasted *text*: its first line with words, or what can be kept of it."""
    first = next((line for line in text[:10_000].splitlines() if line.strip()), "")
    kept = "".join(char for char in unicodedata.normalize("NFC", first) if _is_kept(char))
    return (_stem(kept[: LONGEST // 2]) or "document") + _PLAIN


def name_of_address(address: str, media_type: str) -> str:
    """A name for what an address gave, by its last part and its media type."""
    path = unquote(urlsplit(address).path).rpartition("/")[2]
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in SUFFIXES:
        stem = path[: -len(suffix)]
    else:
        guessed = mimetypes.guess_extension(media_type) or _PAGE
        stem, suffix = path.partition(".")[0], guessed if guessed in SUFFIXES else _PAGE
    kept = "".join(char for char in stem if _is_kept(char))
    host = urlsplit(address).hostname or "document"
    return (_stem(kept) or _stem(host.replace(".", "-")) or "document") + suffix


def _is_kept(char: str) -> bool:
    return char.isprintable() and char not in _FORBIDDEN


def _stem(text: str) -> str:
    """A name without its suffix: nothing hidden, no spaces at its ends, short enough for a file system."""
    stem = " ".join(text.split()).strip(". ")[:LONGEST]
    while len(stem.encode("utf-8", "replace")) > 200:
        stem = stem[:-1]
    return stem.strip(". ")
