"""What the checks of a scope look at: the predicates of the statements that can change a result of theirs.

An engine reads of the data only the properties that the shapes name, in targets, paths, constraints and queries, and
the classes. Data without the rest give the same results for half of the work or less.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache

import pyoxigraph as ox

from ..ontology.terms import ontology_text
from .catalogue import RDF_TYPE, SH, Scope, catalogue, triples

_LISTS = {f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}" for name in ("first", "rest")}
_SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
_CLASSES = frozenset((RDF_TYPE.value, _SUBCLASS))
_RULE = f"{SH}construct"
_QUERIES = frozenset((f"{SH}select", f"{SH}ask", _RULE))
_NAME = re.compile(r"<([^<>\s]+)>|([A-Za-z][\w-]*):([\w-]+)")


@cache
def predicates(base: str, scope: Scope, theme: str | None = None) -> frozenset[str]:
    """The IRIs that the checks of a *scope*, and of a *theme* where one is given, name, classes and values among them,
    which do no harm.

    No check may look at properties that it does not name (sh:closed, a variable as predicate): a test sees to that.
    """
    prefixes = dict(_prefixes(reached(base, scope, theme)))
    named = set(_CLASSES)
    for triple in reached(base, scope, theme):
        if isinstance(triple.object, ox.NamedNode):
            named.add(triple.object.value)
        elif isinstance(triple.object, ox.Literal) and triple.predicate.value in _QUERIES:
            names = _NAME.findall(triple.object.value)
            named.update(iri or prefixes[prefix] + local for iri, prefix, local in names if iri or prefix in prefixes)
    return frozenset(named)


@cache
def classes(base: str, scope: Scope, theme: str | None = None) -> frozenset[str]:
    """The IRIs of the classes that these checks name, and of those below them. A node that has classes, and
    none of these, changes no result: a test sees to that."""
    below: dict[str, set[str]] = defaultdict(set)
    for quad in ox.parse(ontology_text(base), format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == _SUBCLASS and isinstance(quad.subject, ox.NamedNode):
            below[str(quad.object).strip("<>")].add(quad.subject.value)
    waiting, found = [*predicates(base, scope, theme)], set[str]()
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += below[one]
    return frozenset(found)


@cache
def rules(base: str, scope: Scope | None, theme: str | None = None) -> tuple[str, ...]:
    """The rules of these checks as CONSTRUCT queries: what a check would have to gather anew for each node."""
    said = reached(base, scope, theme)
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(_prefixes(said)))
    queries = {t.object.value for t in said if t.predicate.value == _RULE and isinstance(t.object, ox.Literal)}
    return tuple(prefixes + query for query in sorted(queries))


@cache
def reached(base: str, scope: Scope | None, theme: str | None = None) -> tuple[ox.Triple, ...]:
    """What defines these checks: their own statements, and those of all that these lead to by SHACL's
    properties and lists."""
    described: dict[object, list[ox.Triple]] = defaultdict(list)
    for triple in triples(base):
        if triple.predicate.value.startswith(SH) or triple.predicate.value in _LISTS:
            described[triple.subject].append(triple)
    waiting: list[object] = [ox.NamedNode(check.iri) for check in catalogue(base).of(scope, theme)]
    found: dict[object, list[ox.Triple]] = {}
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = described[node]
            waiting += (triple.object for triple in found[node])
    return tuple(triple for said in found.values() for triple in said)


def _prefixes(said: Collection[ox.Triple]) -> Iterator[tuple[str, str]]:
    """The prefixes that queries of the shapes may use, and what they stand for."""
    spaces = {t.subject: t.object for t in said if t.predicate.value == f"{SH}namespace"}
    for triple in said:
        space = spaces.get(triple.subject)
        if triple.predicate.value == f"{SH}prefix" and isinstance(space, ox.Literal):
            assert isinstance(triple.object, ox.Literal)
            yield triple.object.value, space.value
