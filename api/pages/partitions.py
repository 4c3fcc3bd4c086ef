"""Which classes the data set has and which properties these have, counted: by it strangers' programs write queries."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Triple

from .site import Site, text_of

MOST = 2_000_000
"""Quads up to which classes and properties are counted when somebody asks; of more, what the build stated is all."""
_VOID = "http://rdfs.org/ns/void#"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def partitions(site: Site) -> list[Triple]:
    """The property partitions of the data set and of its classes of ours, which are class partitions (VoID, 4.3)."""
    if site.engine.size() > MOST:
        return []
    found: list[Triple] = site.remembered("partitions", lambda: [*_of_all(site), *_of_classes(site)])
    return found


def _of_all(site: Site) -> Iterator[Triple]:
    dataset = NamedNode(f"{site.settings.base}dataset")
    for row in site.select("void/properties"):
        part = NamedNode(f"{dataset.value}#property-{_slug(text_of(row['property']))}")
        yield from _property(dataset, part, text_of(row["property"]))
        for name, key in (("triples", "triples"), ("distinctSubjects", "subjects"), ("distinctObjects", "objects")):
            yield _number(part, name, text_of(row[key]))


def _of_classes(site: Site) -> Iterator[Triple]:
    dataset, ours = NamedNode(f"{site.settings.base}dataset"), site.space("dk")
    stated = {text_of(row["class"]): text_of(row["part"]) for row in site.select("void/stated")}
    for row in site.select("void/classes"):
        name, used = text_of(row["class"]), text_of(row["property"])
        if not name.startswith(ours):
            continue
        # A part that the build has not stated has no page of its own: it is a fragment of the data set's.
        whole = NamedNode(stated.get(name, f"{dataset.value}#class-{name.removeprefix(ours)}"))
        if used == _TYPE.value:
            yield Triple(whole, _TYPE, NamedNode(f"{_VOID}Dataset"))
            yield Triple(dataset, NamedNode(f"{_VOID}classPartition"), whole)
            yield Triple(whole, NamedNode(f"{_VOID}class"), NamedNode(name))
            yield _number(whole, "entities", text_of(row["subjects"]))
        part = NamedNode(f"{dataset.value}#{name.removeprefix(ours)}-{_slug(used)}")
        yield from _property(whole, part, used)
        yield _number(part, "triples", text_of(row["triples"]))
        yield _number(part, "distinctSubjects", text_of(row["subjects"]))


def _property(whole: NamedNode, part: NamedNode, used: str) -> Iterator[Triple]:
    yield Triple(whole, NamedNode(f"{_VOID}propertyPartition"), part)
    yield Triple(part, _TYPE, NamedNode(f"{_VOID}Dataset"))
    yield Triple(part, NamedNode(f"{_VOID}property"), NamedNode(used))


def _number(subject: NamedNode, name: str, value: str) -> Triple:
    return Triple(subject, NamedNode(_VOID + name), Literal(int(value)))


def _slug(iri: str) -> str:
    """A property's last word, and digits of its address: several vocabularies have a `title`."""
    word = iri.replace("#", "/").rstrip("/").rpartition("/")[2]
    plain = "".join(sign for sign in word if sign.isascii() and sign.isalnum())
    return f"{plain}-{sha256(iri.encode()).hexdigest()[:6]}"
