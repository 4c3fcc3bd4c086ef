"""Corrections that a person should look at: those whose words are gone, and those that somebody overruled."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from ...corrections.outcomes import OPEN
from ...graph.corrected import CORRECTIONS
from ...printable import unguarded
from .site import Site


@dataclass(frozen=True, slots=True)
class OpenCorrection:
    """A row of the release's list of corrections, as it is written there."""

    outcome: str
    cause: str
    against: str
    place: str
    """Batch and line."""
    who: str
    when: str
    document: str
    """Slug; of no document that is held where the cause says so."""
    kind: str
    subject: str
    field: str
    action: str
    value: str
    quote: str

    @property
    def said(self) -> str:
        """What the row says, as far as it does: amend commitment = require."""
        return " ".join(filter(None, (self.subject, self.field, f"= {self.value}" if self.value else "")))


def open_corrections(site: Site) -> tuple[OpenCorrection, ...]:
    """The open corrections of the served release; none where the site serves no build."""
    settings = site.settings
    if settings.store is not None or settings.graphs:
        return ()
    try:
        text = (settings.output / "current" / CORRECTIONS).read_bytes().decode("utf-8-sig")
    except OSError:  # a release of a program that made no such list
        return ()
    outcomes = {fate.value for fate in OPEN}
    return tuple(_open(row) for row in csv.DictReader(io.StringIO(text, newline="")) if row["outcome"] in outcomes)


def _open(row: dict[str, str]) -> OpenCorrection:
    cells = {name: unguarded(cell) for name, cell in row.items()}
    names = ("outcome", "cause", "against", "who", "when", "document", "kind", "subject", "field", "action", "value")
    return OpenCorrection(
        **{name: cells[name] for name in names}, place=f"{cells['batch']}:{cells['line']}", quote=cells["quote"]
    )
