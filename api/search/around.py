"""What stands around things found: their document, bodies, places, and words that name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..pages.site import Site, text_of
from ..records.base import Quote, Reference
from ..records.reading import mentions, nodes, reference, references

_AGENCIES = ("leadAgency", "responsibleAgency", "issuer")
_PLACES = ("concerns", "jurisdiction", "locatedIn", "basePlace", "partnerPlace", "inBaseArea")
_COVERS = "coversCooperation"


@dataclass(slots=True)
class Around:
    """Of one thing; all of it may be missing."""

    document: Reference | None = None
    agencies: list[Reference] = field(default_factory=list)
    places: list[Reference] = field(default_factory=list)
    words: str = ""
    """One place in a document that names it, with what stands there around it; of a concept what it means."""


def read_around(site: Site, iris: Sequence[str], language: str) -> dict[str, Around]:
    """What stands around each of some things; definitions are in the reader's *language*."""
    rows = site.select("search/around", this=nodes(iris)) if iris else []
    dk, documents = site.space("dk"), site.space("id", "document/")
    found: dict[str, dict[str, list[str]]] = {iri: {} for iri in iris}
    for row in rows:
        found[text_of(row["this"])].setdefault(text_of(row["p"]).removeprefix(dk), []).append(text_of(row["thing"]))
    named = mentions(site, [iri for iri in iris if not found[iri].get("partOf")])
    site.names.load(iri for each in found.values() for some in each.values() for iri in some)
    meaning = _definitions(site, [iri for iri in iris if not found[iri] and iri not in named], language)
    made = {}
    for iri, own in found.items():
        held = [one for one in own.get("partOf", []) if one.startswith(documents)]
        quote = named.get(iri)
        made[iri] = Around(
            reference(site, held[0]) if held else quote.document if quote and quote.document.iri != iri else None,
            _some(site, own, _AGENCIES),
            _some(site, own, _PLACES) or references(site, own.get(_COVERS, [])),
            _in_context(site, quote) if quote else meaning.get(iri, ""),
        )
    return made


def _some(site: Site, own: dict[str, list[str]], properties: Sequence[str]) -> list[Reference]:
    return references(site, (iri for name in properties for iri in own.get(name, [])))


def _in_context(site: Site, quote: Quote) -> str:
    """The words with a little of the text around them, as far as it is held."""
    slug = quote.document.iri.removeprefix(site.space("id", "document/"))
    text = site.texts.get(slug)
    around = text.context(quote.start, quote.end) if text else None
    before, words, after = around if around and around[1] else ("", quote.exact, "")
    return " ".join(f"{before}{words}{after}".split())


def _definitions(site: Site, iris: Sequence[str], language: str) -> dict[str, str]:
    rows = site.select("records/definitions", this=nodes(iris)) if iris else []
    return {
        text_of(row["this"]): text_of(row["definition"])
        for row in rows
        if getattr(row["definition"], "language", None) == language
    }
