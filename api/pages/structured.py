"""schema.org in the page, for web search: JSON-LD that needs nothing fetched to be read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..store.engine import Term
from .names import Name
from .site import View, text_of

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_WGS84 = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_DCTERMS = "http://purl.org/dc/terms/"
_ELI = "http://data.europa.eu/eli/ontology#"


def structured(view: View, name: Name, schema_type: str, values: Mapping[str, Sequence[Term]]) -> Markup:
    """A description of one resource in schema.org's terms, safe inside a script element."""
    dk = view.site.space("dk")
    described: dict[str, Any] = {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": name.iri,
        "@type": schema_type,
        "name": _texts(name) or [name.short],
        "url": {"@id": str(view.request.url.replace(query="", fragment=""))},
        "inLanguage": view.words("lang"),
    }
    if aliases := [{"@value": text_of(v), "@language": "zh"} for v in values.get(f"{_SKOS}altLabel", [])]:
        described["alternateName"] = aliases
    if texts := [text_of(v) for v in (*values.get(f"{_SKOS}definition", []), *values.get(dk + "text", []))]:
        described["description"] = texts
    for key, property_ in (
        ("containedInPlace", dk + "locatedIn"),
        ("areaServed", dk + "jurisdiction"),
        ("isPartOf", dk + "partOf"),
        ("about", dk + "topic"),
        ("agent", dk + "responsibleAgency"),
        ("citation", dk + "cites"),
        ("isBasedOn", "https://schema.org/isBasedOn"),
        ("license", f"{_DCTERMS}license"),
    ):
        if iris := [{"@id": text_of(v)} for v in values.get(property_, [])]:
            described[key] = iris
    if published := values.get(f"{_ELI}date_publication"):
        described["datePublished"] = text_of(published[0])
    latitude, longitude = values.get(f"{_WGS84}lat"), values.get(f"{_WGS84}long")
    if latitude and longitude:
        place = {"@type": "GeoCoordinates", "latitude": text_of(latitude[0]), "longitude": text_of(longitude[0])}
        described["geo"] = place
    return in_script(described)


def in_script(data: object) -> Markup:
    """JSON that cannot end the script element it stands in, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - every character that could end the element is escaped above


def _texts(name: Name) -> list[dict[str, str]]:
    pairs = (("zh", name.zh), ("en", name.en))
    return [{"@value": text, "@language": language} for language, text in pairs if text]
