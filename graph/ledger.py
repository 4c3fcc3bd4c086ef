"""What became of addresses that were published once: the table addresses.csv of a release.

    address,outcome,new
    id/measure/my-plan/1.1/1,moved,id/measure/my-plan/1f0c22ab

Addresses are paths below the base. An address that the release itself answers is not in the table: it comes out when
the thing comes back. A row leads to what the release answers, or to what has gone in its turn and has a row that says
so. The table is carried from release to release and grows by what each one loses.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

LEDGER = "addresses.csv"
_COLUMNS = ["address", "outcome", "new"]
_PARTS = ("quote", "position", "file")
"""Parts of a thing whose addresses go where its own goes: the table leaves them out."""


class Outcome(StrEnum):
    """What became of an address."""

    MOVED = "moved"  # the same thing stands at another address
    REPLACED = "replaced"  # another thing took its place
    GONE = "gone"


class Fate(NamedTuple):
    """What became of one address, and the address that stands for it now; empty when nothing does."""

    outcome: Outcome
    new: str = ""


Ledger = Mapping[str, Fate]


def read_ledger(path: Path) -> dict[str, Fate]:
    """The table of a release; empty for a release that has none.

    Raises ValueError with file, line and cause for a table that is damaged: to go on without it would lose addresses
    for good.
    """
    if not path.is_file():
        return {}
    try:
        rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True)
        if next(rows, None) != _COLUMNS:
            raise ValueError(f"{path}:1: the columns are not {','.join(_COLUMNS)}")
        found = {}
        for row in rows:
            if len(row) != len(_COLUMNS) or row[1] not in set(Outcome) or (row[1] == Outcome.GONE) != (not row[2]):
                raise ValueError(f"{path}:{rows.line_num}: not an address, its outcome and its new address")
            found[row[0]] = Fate(Outcome(row[1]), row[2])
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path}: {error}") from error
    return found


def ledger_bytes(ledger: Ledger) -> bytes:
    """The table, sorted by address."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows((address, fate.outcome.value, fate.new) for address, fate in sorted(ledger.items()))
    return text.getvalue().encode()


def carried(before: Ledger, lost: Ledger, alive: Container[str]) -> dict[str, Fate]:
    """The table of a new release: that of the release *before*, and what was *lost* since.

    What is *alive* is left out. Where what stood for an address is lost in its turn, the row leads on to what stands
    for that now, if anything does.
    """
    return {
        address: _led_on(fate, lost, alive)
        for address, fate in sorted({**before, **lost}.items())
        if address not in alive
    }


def fate_of(ledger: Ledger, address: str) -> Fate | None:
    """What became of an address, or of the thing that it is a part of; None when nothing is known of it. Its new
    address is one that answers."""
    if address in ledger:
        return _resolved(ledger, ledger[address])
    whole, _, part = address.rpartition("/")
    if part not in _PARTS or whole not in ledger:
        return None
    fate = _resolved(ledger, ledger[whole])
    return Fate(fate.outcome, f"{fate.new}/{part}") if fate.outcome is Outcome.MOVED else fate


def _resolved(ledger: Ledger, fate: Fate) -> Fate:
    seen = set()
    while (onward := ledger.get(fate.new)) and fate.new not in seen:
        seen.add(fate.new)
        fate = _after(fate, onward)
    return fate


def _led_on(fate: Fate, lost: Ledger, alive: Container[str]) -> Fate:
    onward = lost.get(fate.new)
    return _after(fate, onward) if onward and onward.new in alive and fate.new not in alive else fate


def _after(first: Fate, then: Fate) -> Fate:
    """What became of a thing in two steps."""
    if Outcome.GONE in (first.outcome, then.outcome):
        return Fate(Outcome.GONE)
    both_moved = first.outcome is then.outcome is Outcome.MOVED
    return Fate(Outcome.MOVED if both_moved else Outcome.REPLACED, then.new)
