"""Tables as people save them: CSV in UTF-8 with or without a byte order mark, or GB18030, parted by commas, semicolons
or tabs. What is wrong is said with file, line and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable
from io import StringIO
from pathlib import Path

SEPARATORS = (",", ";", "\t")


class Row(dict[str, str]):
    """One row by the names of its columns, and the line on which it ends."""

    line: int = 0


def read_table(path: Path | Traversable, columns: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of the table at *path*, which has these *columns* in any order (any columns where none are given).
    Raises ValueError with one line that names the file, the line and the column."""
    text = decode(path)
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        names = [name.strip() for name in next(reader, [])]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"duplicate column {', '.join(twice)}")
        for wrong, what in ((set(columns) - set(names), "missing"), (set(names) - set(columns), "unknown")):
            if columns and wrong:
                raise ValueError(f"{what} column {', '.join(sorted(wrong))}")
        for cells in reader:
            if len(cells) > len(names) or (len(cells) < len(names) and any(cells)):
                raise ValueError(f"{len(cells)} cells for {len(names)} columns")
            if any(cell.strip() for cell in cells):
                row = Row(zip(names, (cell.strip() for cell in cells), strict=True))
                row.line = reader.line_num
                yield row
    except (csv.Error, ValueError) as error:
        raise ValueError(f"{path}, line {max(reader.line_num, 1)}: {error}") from error


def decode(path: Path | Traversable) -> str:
    """The text of a table. Raises ValueError when it is neither UTF-8 nor GB18030."""
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"{path}: neither UTF-8 nor GB18030")
