"""The documentation of the ontology, made from the ontology itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fastapi import Response
from pyoxigraph import Literal, NamedNode

from .rdf import prefixes, short
from .site import View, text_of
from .structured import in_script

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SCHEMA = "https://schema.org/"

_LINKS = {
    f"{_RDFS}subClassOf": "parent",
    f"{_RDFS}subPropertyOf": "parent",
    f"{_RDFS}domain": "domain",
    f"{_SCHEMA}domainIncludes": "domain",
    f"{_RDFS}range": "range",
    f"{_SCHEMA}rangeIncludes": "range",
    f"{_OWL}inverseOf": "inverse",
}
_CHARACTERISTICS = (
    "TransitiveProperty",
    "SymmetricProperty",
    "FunctionalProperty",
    "InverseFunctionalProperty",
    "IrreflexiveProperty",
    "AsymmetricProperty",
)


@dataclass(slots=True)
class TermEntry:
    """A class or property with what the ontology says of it."""

    iri: str
    local: str
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)
    is_class: bool = False
    is_property: bool = False
    """A name may also stand for an axiom, which is neither."""
    characteristics: list[str] = field(default_factory=list)
    used: int = 0


@dataclass(slots=True)
class Scheme:
    """A concept scheme: its concepts by the concept above them."""

    iri: str
    concepts: dict[str, list[str]] = field(default_factory=dict)
    definitions: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def top(self) -> list[str]:
        return self.concepts.get("", [])


def page(view: View) -> Response:
    """The documentation page in the reader's language."""
    entries, about = view.site.remembered("ontology", lambda: read_terms(view))
    schemes: list[Scheme] = view.site.remembered("schemes", lambda: read_schemes(view))
    view.site.names.load(iri for entry in entries for iris in entry.links.values() for iri in iris)
    view.site.names.load(iri for s in schemes for iris in (s.concepts, *s.concepts.values()) for iri in iris if iri)
    described = {
        "@context": {"@vocab": "https://schema.org/"},
        "@id": f"{view.site.settings.base}ontology",
        "@type": "DefinedTermSet",
        "name": _said(about["title"]),
        "hasDefinedTerm": [
            {"@id": e.iri, "@type": "DefinedTerm", "name": _said(e.labels), "description": _said(e.definitions)}
            for e in entries
        ],
    }
    context = {
        "about": about,
        "classes": [entry for entry in entries if entry.is_class],
        "properties": [entry for entry in entries if entry.is_property],
        "schemes": schemes,
        "structured": in_script(described),
        "local": view.site.space("dk"),
        "short": lambda iri: short(iri, prefixes(view.site.vocabulary)),
    }
    return view.render("ontology.html", context)


def _said(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": code} for code, text in sorted(texts.items()) if code]


def read_terms(view: View) -> tuple[list[TermEntry], dict[str, dict[str, str]]]:
    """Our own terms by local name, and title and description of the ontology."""
    site, ours = view.site, view.site.space("dk")
    entries: dict[str, TermEntry] = {}
    about: dict[str, dict[str, str]] = {"title": {}, "description": {}, "version": {}}
    for row in site.select("term-statements"):
        iri, property_, value = text_of(row["term"]), text_of(row["p"]), row["o"]
        if iri == ours.rstrip("#"):
            key = property_.rpartition("/")[2].rpartition("#")[2]
            key = "version" if key == "versionInfo" else key
            if key in about and isinstance(value, Literal):
                about[key][value.language or ""] = value.value
        elif iri.startswith(ours):
            local = iri.removeprefix(ours)
            _say(entries.setdefault(iri, TermEntry(iri, local)), property_, value)
    used = {text_of(row["term"]): int(text_of(row["count"])) for row in site.select("usage")}
    for entry in entries.values():
        entry.used = used.get(entry.iri, 0)
        for parent in entry.links.get("parent", []):
            if parent in entries:
                entries[parent].children.append(entry.iri)
    return sorted(entries.values(), key=lambda entry: entry.local.lower()), about


def _say(entry: TermEntry, property_: str, value: object) -> None:
    if isinstance(value, Literal):
        if property_ == f"{_RDFS}label":
            entry.labels[value.language or ""] = value.value
        elif property_ == f"{_SKOS}definition":
            entry.definitions[value.language or ""] = value.value
    elif isinstance(value, NamedNode):
        if property_ in _LINKS:
            links = entry.links.setdefault(_LINKS[property_], [])
            if value.value not in links:
                links.append(value.value)
        kind = value.value.removeprefix(_OWL)
        entry.is_class = entry.is_class or kind == "Class"
        entry.is_property = entry.is_property or kind.endswith("Property")
        if kind in _CHARACTERISTICS:
            entry.characteristics.append(kind.removesuffix("Property"))


def read_schemes(view: View) -> list[Scheme]:
    """Every concept scheme with its concepts."""
    schemes: dict[str, Scheme] = {}
    for row in view.site.select("concepts"):
        scheme = schemes.setdefault(text_of(row["scheme"]), Scheme(text_of(row["scheme"])))
        concept, value = text_of(row["concept"]), row["o"]
        members = scheme.concepts.setdefault(text_of(row.get("broader")), [])
        if concept not in members:
            members.append(concept)
        if text_of(row["p"]) == f"{_SKOS}definition" and isinstance(value, Literal):
            scheme.definitions.setdefault(concept, {})[value.language or ""] = value.value
    return list(schemes.values())


def completions(view: View) -> list[dict[str, str]]:
    """What the query editor completes: our terms and topics, and the foreign terms that the graph uses."""
    entries, _ = view.site.remembered("ontology", lambda: read_terms(view))
    found = {e.iri: {"iri": e.iri, "zh": e.labels.get("zh", ""), "en": e.labels.get("en", "")} for e in entries}
    concepts = _concepts(view.site.remembered("schemes", lambda: read_schemes(view)))
    foreign = [text_of(row["term"]) for row in view.site.select("usage")]
    for iri in (*concepts, *sorted(foreign)):
        name = view.name(iri)
        found.setdefault(iri, {"iri": iri, "zh": name.zh, "en": name.en})
    return list(found.values())


def _concepts(schemes: Iterable[Scheme]) -> list[str]:
    return [iri for scheme in schemes for members in scheme.concepts.values() for iri in members]
