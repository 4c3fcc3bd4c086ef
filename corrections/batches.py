"""Batches of corrections: append-only tables that any spreadsheet program opens.

    documents/corrections/{batch}.csv         UTF-8 with a byte order mark, RFC 4180, a head a row for each correction
    documents/corrections/{batch}.csv.undone  a batch that was taken back: kept, and not read

Rows are read from what people save, too: with or without the mark, in GB18030, parted by commas, semicolons or tabs.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from ..extract.knowledge.keys import slug
from ..extract.knowledge.tables import Row, read_table
from ..printable import guarded, unguarded
from .model import Action, Anchor, Correction, Kind
from .values import problem

FOLDER = "corrections"
"""Beside the documents."""
COLUMNS = (
    "who",
    "when",
    "document",
    "file_hash",
    "quote",
    "prefix",
    "suffix",
    "start",
    "end",
    "kind",
    "subject",
    "field",
    "was",
    "value",
    "action",
    "reason",
)
SUFFIX = ".csv"
UNDONE = ".undone"
UNKNOWN = -1
"""Where the words stood, in a row that a person wrote without saying so."""
_LOCK = ".lock"
_MARK = "\ufeff"
_NAME = re.compile(r"\w[\w-]{0,79}")

Word = TypeVar("Word", Kind, Action)


def read_batches(documents: Path) -> tuple[Correction, ...]:
    """Every correction beside a folder of *documents*, the earliest first. Raises ValueError with one line that names
    file, line and column."""
    rows = [row for path in batch_files(documents) for row in read_batch(path)]
    return tuple(sorted(rows, key=chronological))


def chronological(row: Correction) -> tuple[str, str, int]:
    """The order in which corrections hold: of two that disagree the later one is in force."""
    return row.when, row.batch, row.line


def batch_files(documents: Path) -> list[Path]:
    """The batches beside a folder of *documents*, by name; hidden files are none."""
    folder = documents / FOLDER
    found = folder.glob(f"*{SUFFIX}") if folder.is_dir() else ()
    return sorted(path for path in found if path.name[0] != "." and path.is_file())


def read_batch(path: Path) -> list[Correction]:
    """The rows of one batch in their order. Raises ValueError with one line that names file, line and column."""
    return [_correction(path, row) for row in read_table(path, COLUMNS)]


def append(documents: Path, batch: str, rows: Sequence[Correction]) -> tuple[Correction, ...]:
    """Adds *rows* to a batch beside a folder of *documents*, which is made when it is not there, and gives them as they
    stand in it now.

    All of them or none: the table is written beside and renamed, under a lock that other writers wait for. Raises
    ValueError when a row, the name of the batch, or the batch as it is, is wrong.
    """
    path = _path(documents, batch)
    for row in rows:
        if wrong := problem(row):
            raise ValueError(f"{wrong[0]}: {wrong[1]}")
    with _alone(path.parent):
        before = read_batch(path) if path.exists() else []
        _write(path, [*before, *rows])
        return tuple(read_batch(path)[len(before) :])


def undo(documents: Path, batch: str) -> Path:
    """Takes a batch back and gives the file that it is kept in: whoever undoes the wrong one renames it again. Raises
    FileNotFoundError when there is no such batch, ValueError when that is no name of one."""
    path = _path(documents, batch)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: no such batch")
    with _alone(path.parent):
        if not path.is_file():
            raise FileNotFoundError(f"{path}: no such batch")
        kept, number = path.with_name(f"{path.name}{UNDONE}"), 1
        while kept.exists():
            number += 1
            kept = path.with_name(f"{path.name}{UNDONE}-{number}")
        path.rename(kept)
    return kept


def take_back(documents: Path, row: Correction) -> None:
    """Takes one *row* out of its batch, and the batch away with its last. Raises FileNotFoundError when the batch is
    not beside these *documents*, ValueError when the row does not stand there, as it is, any more."""
    path = _path(documents, row.batch)
    if not path.is_file():
        raise FileNotFoundError(f"{path}: no such batch")
    with _alone(path.parent):
        before = read_batch(path) if path.is_file() else []
        if row not in before:
            raise ValueError(f"{path}, line {row.line}: has changed meanwhile")
        left = [one for one in before if one != row]
        if left:
            _write(path, left)
        else:
            path.unlink()


def batch_name(who: str, when: str) -> str:
    """The batch into which what one person says on one day goes: 2026-11-27-li-ming-3fa2."""
    return f"{when[:10]}-{slug(who)}"


def table(rows: Iterable[Correction]) -> bytes:
    """A batch as bytes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(cell) for cell in cells_of(row)] for row in rows)
    return f"{_MARK}{out.getvalue()}".encode()


def cells_of(row: Correction) -> tuple[str, ...]:
    """The cells of a row, one for each of COLUMNS."""
    anchor = row.anchor
    start, end = ("", "") if anchor.start == UNKNOWN else (str(anchor.start), str(anchor.end))
    # Neighbours are only compared, so they may stand on one line; a batch is easier to read by lines.
    place = (anchor.quote, " ".join(anchor.prefix.split()), " ".join(anchor.suffix.split()), start, end)
    what = (row.kind.value, row.subject, row.field, row.was, row.value, row.action.value, row.reason)
    return (row.who, row.when, row.document, row.sha256, *place, *what)


def _correction(path: Path, row: Row) -> Correction:
    cells = {name: unguarded(cell) for name, cell in row.items()}
    try:
        kind, action = _member(Kind, "kind", cells), _member(Action, "action", cells)
        anchor = Anchor(
            cells["quote"], cells["prefix"], cells["suffix"], _offset("start", cells), _offset("end", cells)
        )
        found = Correction(
            batch=path.name.removesuffix(SUFFIX),
            line=row.line,
            who=cells["who"],
            when=cells["when"],
            document=cells["document"],
            sha256=cells["file_hash"],
            anchor=anchor,
            kind=kind,
            subject=cells["subject"],
            field=cells["field"],
            was=cells["was"],
            value=cells["value"],
            action=action,
            reason=cells["reason"],
        )
        if wrong := problem(found):
            raise ValueError(f"{wrong[0]}: {wrong[1]}")
    except ValueError as error:
        raise ValueError(f"{path}, line {row.line}, column {error}") from error
    return found


def _member(kind: type[Word], column: str, cells: dict[str, str]) -> Word:
    known = [one.value for one in kind]
    if cells[column] not in known:
        raise ValueError(f"{column}: {cells[column]!r} is none of {', '.join(known)}")
    return kind(cells[column])


def _offset(column: str, cells: dict[str, str]) -> int:
    cell = cells[column]
    if cell and not (cell.isascii() and cell.isdigit()):
        raise ValueError(f"{column}: {cell!r} is no number of characters")
    return int(cell) if cell else UNKNOWN


def _path(documents: Path, batch: str) -> Path:
    if not _NAME.fullmatch(batch):
        raise ValueError(f"{batch!r} is no name of a batch: letters, digits, _ and -")
    return documents / FOLDER / f"{batch}{SUFFIX}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keeps other writers out of the folder until this one is done; they wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(path: Path, rows: Iterable[Correction]) -> None:
    """Writes beside, then renames: whatever kills the writer, the old table stands or the new one does."""
    beside = path.with_name(f".{path.name}")  # one name is enough under the lock, and a killed writer leaves one file
    with beside.open("wb") as file:
        file.write(table(rows))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
