"""A document's facts written to a file of their own. The command imports this, and nothing heavier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .workers import Failed

if TYPE_CHECKING:  # most documents have neither
    from ..corrections.model import Correction
    from ..extract.llm.ask import Asking

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
        from ..extract.llm.endpoint import endpoint
        from ..extract.pipeline import facts_of
        from ..extract.read import ReadError, read
        from .catalogue import entry_of
        from .render import render

        try:
            source = read(path, self.largest)
            entry = entry_of(path)
            rows = _corrections(path, entry.slug or source.slug, source.sha256)
        except ReadError as error:
            return Failed(error.reason)
        except ValueError as error:  # of the table beside it
            return Failed(str(error))
        source = replace(source, slug=entry.slug or source.slug)
        asking = _asking() if endpoint() else None
        corrected = Corrected(facts_of(source, propose=asking) if asking else facts_of(source))
        if rows and self.output_format != "json":  # the annotation format is of the text alone
            from ..corrections.apply import apply

            corrected = apply(corrected.facts, rows)
        data = render(corrected.facts, self.output_format, self.base, entry, corrected.settled)
        self.target.write_bytes(data)
        return (*source.notes, *filter(None, [asking.failure if asking else ""]))


def _corrections(path: Path, key: str, sha256: str) -> tuple[Correction, ...]:
    from ..corrections.batches import FOLDER

    if not (path.parent / FOLDER).exists():
        return ()
    from .corrected import corrections_beside

    return corrections_beside(path, key, sha256)


def _asking() -> Asking:
    from ..extract.llm.ask import Asking

    return Asking()
