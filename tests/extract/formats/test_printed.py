"""Annotated documents printed in several layouts by the programs that offices print with say what their texts say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ...thorough import THOROUGH
from . import pages
from .facts import facts, kept

GOLD = Path(__file__).resolve().parents[3] / "data/gold/corpus"
TABLES = ("104-yanan-wuxi-table", "151-bijie-assessment-table")
DOCUMENTS = {
    layout: TABLES if layout in {"ruled", "unruled"} else (TABLES[number % 2], "102-suzhou-xinyang-opinion")
    for number, layout in enumerate(pages.PRINTED)
}
"""What is printed in each layout: tables where lines are what differs, else a table and a text without one."""
LEAST = 0.97
CHROMIUM = Path("/usr/bin/chromium")


if not THOROUGH:  # one document in each layout, with a table and without one by turn
    DOCUMENTS = {layout: (names[place % 2],) for place, (layout, names) in enumerate(DOCUMENTS.items())}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each document in each layout, by each program that the machine has."""
    folder = tmp_path_factory.mktemp("printed")
    todo = {
        (name, layout): (GOLD / f"{name}.txt").read_text("utf-8")
        for layout, names in DOCUMENTS.items()
        for name in names
    }
    if CHROMIUM.exists():
        pages.chromium(
            {
                folder / f"{name}.{layout}.chromium.pdf": (pages.html(text, layout), layout)
                for (name, layout), text in todo.items()
            }
        )
    if shutil.which("soffice"):
        sources = []
        for (name, layout), text in todo.items():
            sources.append(folder / f"{name}.{layout}.office.fodt")
            sources[-1].write_text(pages.fodt(text, layout), "utf-8")
        pages.libreoffice(sources, folder, folder / "profile")
    return folder


@pytest.mark.parametrize("layout", pages.PRINTED)
@pytest.mark.parametrize("program", ["chromium", "office"])
def test_printed_pages_keep_the_facts(printed: Path, layout: str, program: str) -> None:
    files = [printed / f"{name}.{layout}.{program}.pdf" for name in DOCUMENTS[layout]]
    if not any(file.exists() for file in files):
        pytest.skip(f"no {program} on this machine")
    shares = {
        file.name: kept(facts(GOLD / f"{name}.txt"), facts(file))
        for name, file in zip(DOCUMENTS[layout], files, strict=True)
    }
    assert min(shares.values()) >= LEAST, shares
