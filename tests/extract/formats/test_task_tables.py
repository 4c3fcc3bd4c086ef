"""Task tables of annotated documents in every format: each row, who answers for it in which part, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.evaluation.annotations import to_annotation
from duikou.extract.model import UnitKind
from duikou.extract.pipeline import extract
from duikou.extract.text.fold import fold

from ...thorough import thorough
from . import task_tables
from .task_tables import OFFICE, OWN, TaskTable, merged, of, two_heads, write, write_office

GOLD = Path(__file__).resolve().parents[3] / "data" / "gold"
DOCUMENTS = (
    "corpus/104-yanan-wuxi-table",
    "corpus/124-aksu-zhejiang-pipes",
    "corpus/160-tumxuk-training",
    "written/coop-official-02-zunyi-zhuhai-pipes",
    "written/coop-official-08-aksu-zhejiang-edu-tabs",
    "written/coop-official-16-ulanqab-beijing-cells",
)
WANTED = 0.99
WANTED_OF_TWO_HEADS = 0.98
"""With the weights of today one cell in a hundred tells another body in a table with two lines of heads."""
LAYOUTS = ("plain", "merged", "two lines of heads")
Cells = set[tuple[str, str, str]]
"""What the task is, what answers for it, and in which part."""


def laid_out(name: str, layout: str) -> TaskTable:
    table = of(GOLD / f"{name}.txt")
    if layout == "plain":
        return table
    heads = table.rows[0]
    widths = [sum(len(row[column]) for row in table.rows) for column in range(len(heads))]
    table = merged(table, [at for at, head in enumerate(heads) if head != "序号" and widths[at] < max(widths)])
    bodies = [at for at, head in enumerate(heads) if any(word in head for word in ("牵头", "配合", "责任"))]
    return two_heads(table, bodies, "责任分工") if layout == LAYOUTS[2] and len(bodies) > 1 else table


def told(path: Path) -> tuple[int, Cells]:
    """How many rows of tasks the document at *path* has, and what it says of them."""
    facts = extract(path)
    cells = set()
    for measure in to_annotation(facts)["measures"]:
        words = "".join(fold(measure["text"]).split())
        cells.add((words, "", measure.get("deadline") or ""))
        for body in measure["responsible"]:
            part = next((part for part in ("lead", "supporting") if body in measure[part]), "responsible")
            cells.add((words, body, part))
    return sum(unit.kind is UnitKind.TASK_ROW for unit in facts.outline.units), cells


@pytest.fixture(scope="module")
def texts() -> dict[str, tuple[int, Cells]]:
    return {name: told(GOLD / f"{name}.txt") for name in DOCUMENTS}


def _by_turn() -> Iterator[Any]:
    """Each format in one layout, by turn; a thorough run has all layouts of each."""
    for number, format_ in enumerate(OWN):
        for turn, layout in enumerate(LAYOUTS):
            made = pytest.param if turn == number % len(LAYOUTS) else thorough
            yield made(format_, layout, id=f"{format_}-{layout}")


def share(found: Iterator[tuple[int, Cells, int, Cells]]) -> float:
    """How many of the cells of the texts are found; every row must be there."""
    right = total = 0
    for rows, cells, wanted_rows, wanted in found:
        assert rows == wanted_rows
        right += len(cells & wanted)
        total += len(wanted | cells)
    return right / total


@pytest.mark.parametrize(("format_", "layout"), _by_turn())
def test_a_table_says_the_same_in_every_format(
    format_: str, layout: str, tmp_path: Path, texts: dict[str, tuple[int, Cells]]
) -> None:
    found = ((*told(write(laid_out(name, layout), format_, tmp_path)), *texts[name]) for name in DOCUMENTS)
    assert share(found) >= (WANTED_OF_TWO_HEADS if layout == LAYOUTS[2] else WANTED)


@pytest.mark.skipif(not task_tables.SOFFICE, reason="LibreOffice writes these formats")
def test_a_workbook_says_the_same(tmp_path: Path, texts: dict[str, tuple[int, Cells]]) -> None:
    layout = LAYOUTS[2]  # with merged cells, too
    written = write_office([laid_out(name, layout) for name in DOCUMENTS], tmp_path)
    for format_ in OFFICE:
        found = ((*told(path), *texts[name]) for path, name in zip(written[format_], DOCUMENTS, strict=True))
        assert share(found) >= (WANTED_OF_TWO_HEADS if layout == LAYOUTS[2] else WANTED), format_
