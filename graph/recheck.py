"""What would become of corrections in a build, without one: only the documents that have any are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..corrections.outcomes import Cause, Outcome
from ..corrections.select import strays
from .corpora import Corpus
from .corpus import Document, discover
from .corrected import with_corrections
from .kept import Served
from .workers import Failed, Limits, run


@dataclass(frozen=True, slots=True)
class Recheck:
    """What a worker does with a document that has corrections."""

    largest: int

    def prepare(self) -> None:
        """Loads what extraction goes by."""
        from ..corrections import apply  # noqa: F401, PLC0415
        from ..extract.llm import ask  # noqa: F401, PLC0415

    def __call__(self, document: Document) -> tuple[Outcome, ...]:
        """The outcomes of the document's corrections."""
        from ..corrections.apply import apply  # noqa: PLC0415
        from ..extract.llm.ask import Asking  # noqa: PLC0415
        from ..extract.pipeline import facts_of  # noqa: PLC0415
        from ..extract.read import ReadError, read  # noqa: PLC0415

        try:
            source = replace(read(document.path, self.largest), slug=document.slug)
        except ReadError:
            return tuple(strays(document.corrections, Cause.NOT_READ))
        return apply(facts_of(source, propose=Asking()), document.corrections).outcomes


def recheck(corpora: Sequence[Corpus], served: Served, jobs: int, limits: Limits) -> list[tuple[str, Outcome]]:
    """Every correction beside the documents of *corpora* with the slug of its document and what would become of it, by
    document and time. Raises ValueError for a table that is wrong."""
    slugs = served.slugs(corpus.name for corpus in corpora)
    documents, stray = with_corrections(discover(corpora, slugs), corpora)
    wanted = [document for document in documents if document.corrections]
    found = [(outcome.row.document, outcome) for outcome in strays(stray)]
    for document, outcomes in run(Recheck(limits.size), [one for one in wanted if not one.refused], jobs, limits):
        if isinstance(outcomes, Failed):
            outcomes = tuple(strays(document.corrections, Cause.NOT_READ))  # noqa: PLW2901
        found += [(document.slug, outcome) for outcome in outcomes]
    for document in wanted:
        if document.refused:
            found += [(document.slug, outcome) for outcome in strays(document.corrections, Cause.NOT_READ)]
    return sorted(found, key=lambda item: (item[0], item[1].row.when, item[1].row.batch, item[1].row.line))
