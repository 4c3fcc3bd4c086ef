"""A document's facts written to a file of their own. The command imports this, and nothing heavier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from .workers import Failed

FORMATS = ("json", "nquads", "turtle", "jsonld")


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a worker does with a document whose facts are wanted in a file of their own, *target*."""

    output_format: str
    base: str
    largest: int
    target: Path

    def prepare(self) -> None:
        """Loads what writes the format."""
        from . import render  # noqa: F401

    def __call__(self, path: Path) -> tuple[str, ...] | Failed:
        """Writes the facts. Returns what of the file could not be read, or not be asked about."""
        from ..corrections.outcomes import Corrected
        from ..extract.llm.ask import Asking
        from ..extract.pipeline import facts_of
        from ..extract.read import ReadError, read
        from .catalogue import entry_of
        from .corrected import corrections_beside
        from .render import render

        try:
            source = read(path, self.largest)
            entry = entry_of(path)
            rows = corrections_beside(path, entry.slug or source.slug, source.sha256)
        except ReadError as error:
            return Failed(error.reason)
        except ValueError as error:  # of the table beside it
            return Failed(str(error))
        source = replace(source, slug=entry.slug or source.slug)
        asking = Asking()
        corrected = Corrected(facts_of(source, propose=asking))
        if rows and self.output_format != "json":  # the annotation format is of the text alone
            from ..corrections.apply import apply

            corrected = apply(corrected.facts, rows)
        data = render(corrected.facts, self.output_format, self.base, entry, corrected.settled)
        self.target.write_bytes(data)
        return (*source.notes, *filter(None, [asking.failure]))
