"""Names turned into things with addresses, and other words looked for in titles and texts."""

from __future__ import annotations

from ..pages.language import words
from ..pages.site import Site
from ..reconcile import service
from ..reconcile.answer import answer
from ..reconcile.model import Query
from ..reconcile.opening import index_of
from ..reconcile.opening import warm as warm_names
from ..records.reading import id_of, mentions, quotes
from ..search.opening import search_index
from ..search.opening import warm as warm_search
from .answers import Candidate, FoundNames, Hit


def warm(site: Site) -> None:
    """Makes ready in the background what finding needs, so that the first agent does not wait for it."""
    warm_names(site)
    warm_search(site)


def find(site: Site, text: str, kind: str, place: str, count: int) -> FoundNames:
    """What the name *text* may stand for, of one *kind* where that is given, of *place* where that is; and what holds
    its words."""
    index = index_of(site)
    conditions = (("place", (place,)),) if place else ()
    candidates = answer(index, Query(text, (kind,) if kind else (), count, conditions))
    hits = [] if kind else search_index(site).search(text, {}, 0, count).hits
    base = site.settings.base
    named = mentions(site, [base + one.found.entry.id for one in candidates if one.found.entry.served])
    own = quotes(site, "evidence", [hit.iri for hit in hits if hit.type in ("Measure", "Target")])
    told = words("zh")
    return FoundNames(
        release=site.engine.release,
        candidates=[
            Candidate(
                id=id_of(site, base + one.found.entry.id),
                iri=base + one.found.entry.id,
                name=one.found.entry.name,
                types=list(one.found.entry.types),
                description=service.description(index, told, one.found.entry, told(f"reconcile.how.{one.found.how}")),
                score=one.score,
                sure=one.match,
                quote=named.get(base + one.found.entry.id),
            )
            for one in candidates
        ],
        texts=[
            Hit(
                id=id_of(site, hit.iri),
                iri=hit.iri,
                type=hit.type,
                name=hit.zh or hit.en,
                excerpt=hit.excerpt,
                quote=next(iter(own.get(hit.iri, [])), None),
            )
            for hit in hits
        ],
    )
