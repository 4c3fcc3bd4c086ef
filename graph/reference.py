"""graph:reference: the gazetteer as linked data, whatever the documents name."""

from __future__ import annotations

from pyoxigraph import Quad

from ..extract.knowledge.gazetteer import gazetteer
from ..ontology.terms import Vocabulary
from .describe import COUNTRY, describe_area, describe_place
from .iris import Minter
from .sink import Sink, plain


def reference_quads(vocabulary: Vocabulary) -> list[Quad]:
    """Every province, city, base area and region, and the counties of the cities that lie in a base area."""
    mint, known = Minter(vocabulary), gazetteer()
    sink = Sink(mint.graph("reference"), vocabulary)
    country = mint.entity(COUNTRY)
    sink.a(country, "Place")
    sink.label(country, "中华人民共和国", "People's Republic of China", ("中国",))
    sink.add(country, "adminCode", plain(COUNTRY.partition("/")[2]))
    for place in (*known.provinces, *known.cities):
        describe_place(sink, mint, place)
        if not place.parent:
            sink.add(mint.entity(place.key), "locatedIn", country)
    base_cities = {membership.city for membership in known.memberships}
    for county in known.counties:
        if county.parent in base_cities:
            describe_place(sink, mint, county)
    for area in (*known.base_areas, *known.regions):
        describe_area(sink, mint, area)
    return sink.quads()
