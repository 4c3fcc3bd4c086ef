"""The table of addresses: read and written, and carried from release to release."""

from __future__ import annotations

from pathlib import Path

import pytest

from duikou.graph.ledger import Fate, Outcome, carried, fate_of, ledger_bytes, read_ledger

ALIVE = {"id/measure/a/live", "id/measure/a/other"}


def fate(text: str) -> Fate:
    """``moved live`` as the fate of a measure of document a."""
    outcome, _, new = text.partition(" ")
    return Fate(Outcome(outcome), f"id/measure/a/{new}" if new else "")


@pytest.mark.parametrize(
    ("before", "lost", "expected"),
    [
        ({}, {"x": "gone"}, {"x": "gone"}),
        ({"x": "gone"}, {}, {"x": "gone"}),
        ({"live": "gone"}, {}, {}),
        ({"x": "moved live"}, {}, {"x": "moved live"}),
        ({"x": "moved y"}, {"y": "moved live"}, {"x": "moved live", "y": "moved live"}),
        ({"x": "moved y"}, {"y": "replaced live"}, {"x": "replaced live", "y": "replaced live"}),
        ({"x": "replaced y"}, {"y": "moved live"}, {"x": "replaced live", "y": "moved live"}),
        ({"x": "replaced y"}, {"y": "gone"}, {"x": "replaced y", "y": "gone"}),
        ({"x": "moved live", "live": "gone"}, {}, {"x": "moved live"}),
        ({"live": "replaced other"}, {"z": "replaced live"}, {"z": "replaced live"}),
    ],
)
def test_carried(before: dict[str, str], lost: dict[str, str], expected: dict[str, str]) -> None:
    tables = [{f"id/measure/a/{name}": fate(text) for name, text in rows.items()} for rows in (before, lost, expected)]
    assert carried(tables[0], tables[1], ALIVE) == tables[2]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    table = {'id/b,"c"': fate("moved live"), "id/a": fate("gone")}
    (tmp_path / "addresses.csv").write_bytes(ledger_bytes(table))
    assert read_ledger(tmp_path / "addresses.csv") == table
    assert list(read_ledger(tmp_path / "addresses.csv")) == sorted(table)
    assert read_ledger(tmp_path / "none.csv") == {}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", ":1: the columns"),
        (b"address,new\n", ":1: the columns"),
        (b"address,outcome,new\nid/a,gone\n", ":2: not an address"),
        (b"address,outcome,new\nid/a,gone,\nid/b,lost,\n", ":3: not an address"),
        (b"address,outcome,new\nid/a,moved,\n", ":2: not an address"),
        (b"address,outcome,new\nid/a,gone,id/b\n", ":2: not an address"),
        (b"address,outcome,new\n\xff\n", "can't decode"),
    ],
)
def test_a_damaged_table_is_named(tmp_path: Path, content: bytes, place: str) -> None:
    file = tmp_path / "addresses.csv"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r"addresses\.csv") as error:
        read_ledger(file)
    assert place in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("id/evidence/a/1", Fate(Outcome.MOVED, "id/evidence/b/1")),
        ("id/evidence/a/1/quote", Fate(Outcome.MOVED, "id/evidence/b/1/quote")),
        ("id/evidence/a/2/position", Fate(Outcome.REPLACED, "id/evidence/a/3")),
        ("id/document/a/file", Fate(Outcome.GONE)),
        ("id/document/a/other", None),
        ("id/document/b/file", None),
        ("id/measure/a/1", Fate(Outcome.GONE)),
        ("id/measure/a/3", Fate(Outcome.REPLACED, "id/measure/a/5")),
    ],
)
def test_what_became_of_an_address(address: str, expected: Fate | None) -> None:
    ledger = {
        "id/evidence/a/1": Fate(Outcome.MOVED, "id/evidence/b/1"),
        "id/evidence/a/2": Fate(Outcome.REPLACED, "id/evidence/a/3"),
        "id/document/a": Fate(Outcome.GONE),
        "id/measure/a/1": Fate(Outcome.MOVED, "id/measure/a/2"),
        "id/measure/a/2": Fate(Outcome.GONE),
        "id/measure/a/3": Fate(Outcome.MOVED, "id/measure/a/4"),
        "id/measure/a/4": Fate(Outcome.REPLACED, "id/measure/a/5"),
    }
    assert fate_of(ledger, address) == expected
