"""The context of our JSON-LD: short names for classes and properties, made from the ontology and context.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ...ontology.terms import Vocabulary, ontology_text
from .rdf import prefixes
from .site import View, text_of

ADDRESS = "context.jsonld"
"""Where the context is, below the base."""

_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RANGE = "http://www.w3.org/2000/01/rdf-schema#range"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DEFINITION = "http://www.w3.org/2004/02/skos/core#definition"
_NATIVE = {f"{_XSD}string", f"{_XSD}integer", f"{_XSD}boolean"}
"""Datatypes that JSON has values of its own for."""
_UPPER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Term:
    """A short name of a property."""

    name: str
    iri: str
    type: str = ""
    """``@id``, or the IRI of a datatype; empty where values say it themselves."""
    language: bool = False
    reverse: bool = False
    one: bool = False


@dataclass(frozen=True)
class Context:
    """Terms by the IRIs of properties and classes."""

    prefixes: Mapping[str, str]
    terms: Mapping[str, Term]
    reverse: Mapping[str, Term]
    types: Mapping[str, str]

    def whole(self) -> dict[str, Any]:
        """The context as JSON-LD 1.1 has it."""
        return self.part({*self.terms, *self.reverse}, set(self.types), set(self.prefixes))

    def part(self, properties: set[str], types: set[str], used: set[str]) -> dict[str, Any]:
        """What a document needs that uses these properties and types, and these prefixes beside them."""
        found = [self.terms[iri] for iri in properties if iri in self.terms]
        found += [self.reverse[iri] for iri in properties if iri in self.reverse]
        needed = {*used, *(shorten(iri, self.prefixes).partition(":")[0] for iri in types if iri in self.types)}
        needed |= {shorten(iri, self.prefixes).partition(":")[0] for t in found for iri in (t.iri, t.type) if iri}
        made: dict[str, Any] = {"@version": 1.1, "id": "@id", "type": "@type"}
        made |= {prefix: self.prefixes[prefix] for prefix in sorted(needed & set(self.prefixes))}
        made |= {self.types[iri]: shorten(iri, self.prefixes) for iri in sorted(types) if iri in self.types}
        return made | {term.name: self._defined(term) for term in sorted(found, key=lambda term: term.name)}

    def _defined(self, term: Term) -> str | dict[str, str]:
        iri = shorten(term.iri, self.prefixes)
        if term.reverse:
            return {"@reverse": iri, "@type": "@id"}
        if term.language:
            return {"@id": iri, "@container": "@language"}
        return {"@id": iri, "@type": shorten(term.type, self.prefixes)} if term.type else iri


@cache
def context(base: str) -> Context:
    """The context under a *base*."""
    vocabulary = Vocabulary(base)
    # "id" is what a thing's address is called, and no prefix.
    known = {prefix: space for prefix, space in prefixes(vocabulary).items() if prefix != "id"}
    known["geo"] = "http://www.opengis.net/ont/geosparql#"
    given = [_given(name, each, known) for name, each in _table()["terms"].items()]
    taken = {term.iri for term in given if not term.reverse}
    triples = list(parse(input=ontology_text(base), format=RdfFormat.TURTLE))
    own = [term for term in _own(triples, str(vocabulary.dk[""])) if term.iri not in taken]
    terms = {term.iri: term for term in (*own, *given) if not term.reverse}
    reverse = {term.iri: term for term in given if term.reverse}
    return Context(known, terms, reverse, dict(_classes(triples, str(vocabulary.dk[""]))))


@dataclass(frozen=True, slots=True)
class Explained:
    """A term as people read it: its name, what it stands for, and what the ontology says that this is."""

    name: str
    iri: str
    short: str
    href: str
    meaning: str


def terms(view: View) -> list[Explained]:
    """Every term of the context, classes first, with its definition in the reader's language where it is ours."""
    known = context(view.site.settings.base)
    own = view.site.space("dk")
    meanings = view.site.remembered(("definitions", view.language), lambda: _definitions(view))
    named = [(name, iri) for iri, name in known.types.items()]
    named += [(term.name, term.iri) for term in (*known.terms.values(), *known.reverse.values())]
    classes = len(known.types)
    ordered = sorted(named[:classes]) + sorted(named[classes:])
    return [
        Explained(
            name,
            iri,
            shorten(iri, known.prefixes),
            (view.href(iri) or iri) if iri.startswith(own) else iri,
            meanings.get(iri, ""),
        )
        for name, iri in ordered
    ]


def _definitions(view: View) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in view.site.select("term-statements"):
        value = row["o"]
        if text_of(row["p"]) == _DEFINITION and isinstance(value, Literal) and value.language == view.language:
            found[text_of(row["term"])] = value.value
    return found


def snake(name: str) -> str:
    """A local name with underscores.

    >>> snake("responsibleAgency")
    'responsible_agency'
    """
    return _UPPER.sub("_", name).lower()


def shorten(iri: str, known: Mapping[str, str]) -> str:
    """An IRI with its prefix; as it is where there is none, or what follows is no name."""
    for prefix, space in sorted(known.items(), key=lambda item: -len(item[1])):
        if iri.startswith(space) and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", iri[len(space) :]):
            return f"{prefix}:{iri[len(space) :]}"
    return iri


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("duikou.api").joinpath("pages", "context.toml").read_text("utf-8"))


def _given(name: str, entry: Mapping[str, Any], known: Mapping[str, str]) -> Term:
    kind = entry.get("type", "")
    return Term(
        name,
        _long(entry["id"], known),
        kind if kind.startswith("@") else _long(kind, known),
        entry.get("language", False),
        entry.get("reverse", False),
        entry.get("one", False),
    )


def _long(curie: str, known: Mapping[str, str]) -> str:
    prefix, _, local = curie.partition(":")
    return known[prefix] + local if curie else ""


def _own(triples: list[Triple], dk: str) -> Iterator[Term]:
    """Every property of ours, with how its values are read."""
    kinds: dict[str, set[str]] = {}
    ranges: dict[str, str] = {}
    for triple in triples:
        subject, value = getattr(triple.subject, "value", ""), getattr(triple.object, "value", "")
        if subject.startswith(dk) and isinstance(triple.subject, NamedNode):
            if triple.predicate.value == f"{_RDF}type":
                kinds.setdefault(subject, set()).add(value)
            elif triple.predicate.value == _RANGE:
                ranges[subject] = value
    for iri in sorted(kinds):
        own, read = kinds[iri], ranges.get(iri, "")
        if not own & {f"{_OWL}{kind}Property" for kind in ("Object", "Datatype", "Annotation")}:
            continue
        datatype = read if read.startswith(_XSD) and read not in _NATIVE else ""
        yield Term(
            snake(iri.removeprefix(dk)),
            iri,
            "@id" if f"{_OWL}ObjectProperty" in own else datatype,
            language=read == f"{_RDF}PlainLiteral",
            one=f"{_OWL}FunctionalProperty" in own,
        )


def _classes(triples: list[Triple], dk: str) -> Iterator[tuple[str, str]]:
    for triple in triples:
        if triple.predicate.value == f"{_RDF}type" and getattr(triple.object, "value", "") == f"{_OWL}Class":
            iri = getattr(triple.subject, "value", "")
            if iri.startswith(dk):
                yield iri, iri.removeprefix(dk)
