"""Names that agents give as arguments, as the things that they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..pages.site import Site, text_of
from ..reconcile.answer import answer
from ..reconcile.model import AGENCY, PLACE, TOPIC, Query
from ..reconcile.opening import index_of
from ..records import Reference
from ..records.reading import reference

_OFFERED = 3
_DOCUMENT = "id/document/"


@dataclass(frozen=True, slots=True)
class Names:
    """Finds the things of one site by their names. Every method gives an IRI, or the empty string for none; it raises
    LookupError, with what may have been meant, for a name that stands for nothing or for several things."""

    site: Site

    def place(self, text: str) -> str:
        return self._one("place", text, PLACE)

    def agency(self, text: str) -> str:
        return self._one("agency", text, AGENCY)

    def topic(self, text: str) -> str:
        return self._one("topic", text, TOPIC)

    def anything(self, text: str) -> str:
        return self._one("about", text)

    def document(self, text: str) -> str:
        """A held document by its address, its identifier, its title, or words that one title alone has."""
        if not text:
            return ""
        held = self.titles()
        slug = text.removeprefix(self.site.settings.base).removeprefix(_DOCUMENT).removeprefix("document/")
        if (iri := f"{self.site.settings.base}{_DOCUMENT}{slug}") in held:
            return iri
        bare = "".join(text.split()).strip("《》")
        fitting = [iri for iri, title in held.items() if title == bare] or [
            iri for iri, title in held.items() if bare in title
        ]
        if len(fitting) == 1:
            return fitting[0]
        offered = "; ".join(f"《{held[iri]}》 {iri}" for iri in (fitting or held))
        raise LookupError(
            f"document: {text[:80]!r} is {'several' if fitting else 'none'} of those held: {offered[:1500]}"
        )

    def titles(self) -> dict[str, str]:
        """The titles of the held documents by address, without white space."""
        rows = self.site.remembered("documents", lambda: self.site.select("documents"))
        iris = [text_of(row["document"]) for row in rows]
        self.site.names.load(iris)
        return {iri: "".join(self.site.names.one(iri).label("zh").split()) for iri in iris}

    def held(self, iris: Iterable[str]) -> dict[str, Reference]:
        """Held documents by the slugs that name their texts."""
        return {iri.rpartition("/")[2]: reference(self.site, iri) for iri in iris}

    def _one(self, argument: str, text: str, *types: str) -> str:
        if not text:
            return ""
        base, index = self.site.settings.base, index_of(self.site)
        local = text.removeprefix(base)
        for known in (local, f"id/{local}", f"topic/{local}"):
            if (entry := index.get(known)) and (not types or {*types} & {*entry.types}):
                return base + entry.id
        candidates = answer(index, Query(text, types, _OFFERED))
        sure = next((one.found.entry for one in candidates if one.match), None)
        if sure is None:
            offered = "; ".join(f"{one.found.entry.name} {one.found.entry.id}" for one in candidates)
            raise LookupError(f"{argument}: {text[:80]!r} names nothing that is sure; perhaps: {offered or 'nothing'}")
        return base + sure.id
