"""Hostile and damaged files are read or refused in one line, and nothing else happens. tests/bench/bench_hostile.py
tells what they cost; what a worker's limits alone stop (an OFD drawing that holds itself) stands there only."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.extract.readers.base import ReadError
from duikou.extract.readers.sniff import content_of

from ...thorough import examples, thorough
from . import hostile

STOPPED, LONG = {"itself.ofd"}, {"bomb.docx", "bomb.odt", "bomb-of-two.docx", "lines.txt"}
ATTACKS = hostile.attacks(large=False)


def outcome(name: str, data: bytes) -> str:
    """Why it is refused; empty where it is read."""
    try:
        content_of(data, Path(name).suffix)
    except ReadError as error:
        return error.reason
    return ""


@pytest.mark.parametrize(
    "name", [thorough(name) if name == "tables.html" else name for name in sorted(ATTACKS.keys() - STOPPED - LONG)]
)
def test_attacks_are_read_or_refused(name: str) -> None:
    assert "\n" not in outcome(name, ATTACKS[name]())


@pytest.mark.parametrize("name", ["entities.docx", "entities.odt", "entities.ofd", "entities.xml", "entities.xls"])
def test_entities_are_never_expanded(name: str) -> None:
    assert outcome(name, ATTACKS[name]())


def test_damaged_files_are_read_or_refused() -> None:
    times = examples(3)
    said = [outcome(name, data) for name, data in hostile.damaged(times)]
    assert len(said) == 2 * times * len(hostile.sound())
    assert all(reason.isprintable() for reason in said)
    assert 0 < said.count("") < len(said)


def test_sound_files_are_read() -> None:
    assert [outcome(name, data) for name, data in hostile.sound().items()] == [""] * len(hostile.sound())
