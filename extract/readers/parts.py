"""A document of several files: a ZIP archive, or a folder called NAME.parts. Its parts are read each by its kind, and
stand one behind the other: what is called an annex (附件, 附表, 附录) last, else by name, numbers by their value.

The text is that of the parts in that order; of web pages, whose own text is markup, our plain rendition. The pages and
cells that words stand in are those of their part, which each place names.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath

from ...printable import printable
from ..model import Block, Span, Spot
from ..outlining.markers import number
from . import package
from .base import Content, ReadError
from .grid import addressed
from .kinds import ARCHIVE
from .sniff import ZIP, content_of, kind_of

MEDIA_TYPE = "application/zip"
MOST = 500
_ANNEX = re.compile("附件|附表|附录")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百]+(?=[\W_]|$)")
_NO_PARTS = re.compile(r"(?:.*/)?(?:\.|~\$|__MACOSX(?:/|$)|Thumbs\.db$|desktop\.ini$).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    data: Callable[[], bytes]
    """Raises ReadError."""


def read(data: bytes) -> Content:
    """The archive *data*. Raises ReadError when it is broken or none of its parts can be read."""
    with package.opened(data) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        return _together(_Part(_name(entry), partial(package.part, archive, entry)) for entry in entries)


def read_folder(folder: Path, largest: int | None = None) -> Content:
    """The parts that lie in *folder*, no more than *largest* bytes of them. Raises ReadError as ``read`` does."""
    files = files_of(folder)
    if largest is not None and (size := sum(file.stat().st_size for file in files)) > largest:
        raise ReadError(f"has {size} bytes, and no more than {largest} are read")
    return _together(_Part(file.name, file.read_bytes) for file in files)


def files_of(folder: Path) -> list[Path]:
    """The files in *folder* by name, neither hidden ones nor links. Raises OSError."""
    return [
        path for path in sorted(folder.iterdir()) if path.name[0] != "." and path.is_file() and not path.is_symlink()
    ]


def digest_of(path: Path) -> str:
    """The SHA-256 of a document's file; of a folder, that of the lines that sha256sum writes of its files by name.
    Raises OSError."""
    if path.is_dir():
        lines = [f"{digest_of(file)}  {file.name}\n" for file in files_of(path)]
        return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name(entry: package.Entry) -> str:
    """The name of a part of an archive. Programs write them in UTF-8, and those in China in GBK, and do not say so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    with suppress(UnicodeError):
        name = entry.filename.encode("cp437").decode("utf-8")
        # The bytes of some words in GBK, 通知 among them, happen to be UTF-8 of other scripts.
        if any(sign >= "\u2e80" for sign in name):
            return name
    with suppress(UnicodeError):
        return entry.filename.encode("cp437").decode("gb18030")
    return entry.filename


def _together(given: Iterable[_Part]) -> Content:
    parts = sorted((part for part in given if not _NO_PARTS.fullmatch(part.name)), key=_order)
    if len(parts) > MOST:
        raise ReadError(f"an archive of {len(parts)} files; no more than {MOST} are read")
    contents: list[Content] = []
    named, left_out = list[str](), list[str]()
    for part in parts:
        shown = printable(part.name)
        try:
            content = _content(part)
        except (ReadError, OSError) as error:
            left_out.append(f"its part {shown} is left out: {getattr(error, 'reason', 'it cannot be read')}")
            continue
        contents.append(content)
        named.append(shown)
        left_out += [f"its part {shown}: {note}" for note in content.notes]
    if not contents:
        raise ReadError("an archive without a document" + (f": {left_out[0]}" if left_out else ""))
    text, blocks, spots = _joined(named, contents)
    first = contents[0]
    notes = (f"read as one document of {len(named)} parts: {', '.join(named)}", *left_out)
    return Content(MEDIA_TYPE, "utf-8", text, blocks, first.title, first.declared, notes, spots)


def _content(part: _Part) -> Content:
    data = part.data()
    if data.startswith(ZIP) and kind_of(data) is ARCHIVE:
        raise ReadError("an archive in an archive")
    return content_of(data, PurePosixPath(part.name).suffix.lower())


def _order(part: _Part) -> tuple[bool, list[tuple[int, str]], str]:
    """Sorts the document before its annexes, 附件2 before 附件十."""
    return bool(_ANNEX.search(part.name)), _natural(part.name), part.name


def _natural(name: str) -> list[tuple[int, str]]:
    edges = [0, *(place for match in _NUMBER.finditer(name) for place in match.span()), len(name)]
    pieces = [name[start:end] for start, end in pairwise(edges) if start < end]
    return [(number(piece), "") if _NUMBER.fullmatch(piece) else (0, piece) for piece in pieces]


def _joined(names: Sequence[str], contents: Sequence[Content]) -> tuple[str, tuple[Block, ...], tuple[Spot, ...]]:
    """The texts of *contents*, an empty line between each two, their blocks, and where in which of them, by its name,
    the words stand."""
    texts: list[str] = []
    blocks: list[Block] = []
    spots: list[Spot] = []
    length = 0
    for name, content in zip(names, map(_plain, contents), strict=True):
        for block in content.blocks:
            starts, ends = (array("q", (length + place for place in places)) for places in (block.starts, block.ends))
            blocks.append(replace(block, starts=starts, ends=ends))
        for spot in content.spots:
            span = Span(spot.span.start + length, spot.span.end + length)
            spots.append(replace(spot, span=span, part=name))
        texts.append(content.text.rstrip("\n") + "\n\n")
        length += len(texts[-1])
    return "".join(texts), tuple(blocks), tuple(spots)


def _plain(content: Content) -> Content:
    """*content* itself, but of a page the words that it shows."""
    if content.media_type != "text/html":
        return content
    blocks, length = list[Block](), 0
    for block in content.blocks:
        span = range(length, length + len(block.text))
        blocks.append(replace(block, starts=span, ends=range(span.start + 1, span.stop + 1)))
        length += len(block.text) + 1
    text = "".join(f"{block.text}\n" for block in blocks)
    return addressed(replace(content, text=text, blocks=tuple(blocks), spots=()))
