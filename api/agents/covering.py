"""What the graph holds, and what it does not."""

from __future__ import annotations

from ..pages.site import Site, text_of
from ..reconcile.model import AGENCY, PLACE, TOPIC
from ..reconcile.opening import index_of
from ..records import MeasureFilter, PairFilter, measures, pairs
from ..records.reading import mentions, reference, references
from .answers import About, Coverage
from .names import Names
from .words import said

MOST_CITED = 50


def covered(site: Site, about: str) -> Coverage:
    """The documents held, how much they state, and what is not in the graph; with *about*, how much there is of that.

    Raises LookupError for a name that stands for nothing that is sure.
    """
    names = Names(site)
    outside = said()["outside"]
    cited = site.remembered("cited", lambda: [text_of(row["document"]) for row in site.select("cited-documents")])
    return Coverage(
        release=site.engine.release,
        documents=references(site, names.titles()),
        measures=measures(site, MeasureFilter(), 0, 0).total,
        measures_without_body=measures(site, MeasureFilter(without_agency=True), 0, 0).total,
        pairs=pairs(site, PairFilter(), 0, 0).total,
        cited_not_held=references(site, cited[:MOST_CITED]),
        not_in_this_graph=[f"{zh} / {en}" for zh, en in zip(outside["zh"], outside["en"], strict=True)],
        about=_about(site, names.anything(about)) if about else None,
    )


def _about(site: Site, iri: str) -> About:
    entry = index_of(site).get(iri.removeprefix(site.settings.base))
    kind = entry.kind if entry else ""
    condition = {PLACE: "city", AGENCY: "agency", TOPIC: "topic"}.get(kind, "names")
    thing = reference(site, iri)
    if entry and not entry.served:
        thing = thing.model_copy(update={"zh": entry.name, "en": entry.english})
    quote = mentions(site, [iri]).get(iri)
    return About(
        thing=thing,
        named_by_documents=quote is not None,
        measures=measures(site, MeasureFilter.model_validate({condition: iri}), 0, 0).total,
        pairs=pairs(site, PairFilter(place=iri), 0, 0).total if kind == PLACE else 0,
        quote=quote,
    )
