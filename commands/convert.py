"""``duikou convert``: the text of a file as it was read, so that a person sees what the program saw."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..graph.workers import Failed, Limits, WorkersError, run
from ..printable import printable
from .say import configured, fail, remark

if TYPE_CHECKING:
    from ..extract.model import Block, Source, Spot

BEFORE = {"heading": "#", "list-item": "-", "furniture": "~"}
"""What stands before a line that is no plain paragraph; ~ is what the reader takes for furniture of the page."""
BAR, SAME, BREAK = "│", "〃", " ⏎ "
"""Between cells; for a cell that the one above reaches down into; between the lines of a cell."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a worker does with a document of no more than *largest* bytes."""

    largest: int

    def __call__(self, path: Path) -> Source | Failed:
        from ..extract.read import ReadError, read

        try:
            return read(path, self.largest)
        except ReadError as error:
            return Failed(error.reason)


def convert_command(
    file: Annotated[Path, typer.Argument(help="文件 / A document.", metavar="FILE")],
    as_json: Annotated[
        bool, typer.Option("--json", help="输出 JSON,含页码、位置和单元格 / Print JSON, with pages, places and cells.")
    ] = False,
) -> None:
    """输出程序读到的文本,含页和表格。Print the text as it was read, with pages and tables."""
    limits = Limits.of(configured())
    try:
        ((_, source),) = run(Reading(limits.size), [file], 1, limits)
    except WorkersError as error:
        raise fail(str(error)) from error
    if isinstance(source, Failed):
        raise fail(f"{file}: {source.reason}")
    for note in source.notes:
        remark(f"{file}: {note}")
    if as_json:
        typer.echo(json.dumps(plain(source), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(shown(source)))


def shown(source: Source) -> Iterator[str]:
    """The text of *source* for people: a line for each paragraph and row, one before each page, sheet or table."""
    where = ""
    for block in source.blocks:
        spots = _spots(source, block)
        place = _page(spots[0]) if spots else where
        if place != where:
            yield f"── {printable(place)} ──"
            where = place
        yield _line(block)


def _line(block: Block) -> str:
    from ..extract.model import ABOVE

    if block.cells:
        cells = (SAME if cell == ABOVE else cell.of(block.text) for cell in block.cells)
        return f"{BAR} {f' {BAR} '.join(map(_words, cells))} {BAR}"
    mark = BEFORE.get(block.kind.value, "") * max(1, block.level if block.kind.value == "heading" else 1)
    return f"{mark} {_words(block.text)}".strip()


def _words(text: str) -> str:
    return printable(text.replace("\n", BREAK).replace("\t", " "))


def _page(spot: Spot) -> str:
    """The page, the sheet or the table that *spot* stands on, and the file of a document of several."""
    return " ".join(filter(None, (spot.part, str(spot.page) if spot.page else spot.cell.rpartition("!")[0])))


def _spots(source: Source, block: Block) -> list[Spot]:
    from ..extract.model import Span

    return source.spots_of(Span(block.starts[0], block.ends[-1])) if len(block.starts) else []


def plain(source: Source) -> dict[str, Any]:
    """*source* as a value for ``json.dump``; start and end count code points of its text."""
    return {
        "file": source.name,
        "media_type": source.media_type,
        "encoding": source.encoding,
        "sha256": source.sha256,
        "title": source.title,
        "declared": [list(pair) for pair in source.declared],
        "notes": list(source.notes),
        "blocks": [_block(source, block) for block in source.blocks if block.text],
    }


def _block(source: Source, block: Block) -> dict[str, Any]:
    from ..extract.model import ABOVE

    found: dict[str, Any] = {"kind": block.kind.value, "text": block.text}
    found |= {"start": block.starts[0], "end": block.ends[-1]}
    if block.level:
        found["level"] = block.level
    if block.cells:
        found["cells"] = [None if cell == ABOVE else cell.of(block.text) for cell in block.cells]
        found["header"] = block.header
    if spots := _spots(source, block):
        found["places"] = [
            ({"part": spot.part} if spot.part else {})
            | ({"page": spot.page, "box": [round(edge, 1) for edge in spot.box]} if spot.page else {"cell": spot.cell})
            for spot in spots
        ]
    return found
