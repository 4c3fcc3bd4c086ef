"""The shapes as data: their Turtle under any base, and what each check says of itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import starmap

import pyoxigraph as ox

from ..ontology.terms import DEFAULT_BASE, rebase

SH = "http://www.w3.org/ns/shacl#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DQV = "http://www.w3.org/ns/dqv#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf")


class Severity(StrEnum):
    """SHACL's three severities, gravest first."""

    VIOLATION = "Violation"
    """The graph is wrong; a document with one is not published."""
    WARNING = "Warning"
    """A fact that should be there is missing, or a person should look."""
    INFO = "Info"
    """Worth a look."""

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return list(Severity).index(self)


class Scope(StrEnum):
    """Which graph decides a check."""

    DOCUMENT = "document"
    """One document's graph, with the reference data and the ontology."""
    CORPUS = "corpus"
    """The union of all graphs: what one document leaves open, another may state."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def get(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Check:
    """One shape that has a target: what it checks, in words."""

    iri: str
    theme: str  # local name of its dqv:Dimension
    severity: Severity
    scope: Scope
    cause: str  # where a fault most likely lies: document | extraction | reference
    name: Text
    message: Text
    description: Text
    targets: tuple[tuple[str, str], ...]  # (targetClass | targetSubjectsOf | targetObjectsOf, IRI), sorted

    @property
    def slug(self) -> str:
        """The local name: measure-owner."""
        return self.iri.rpartition("/")[2]

    @property
    def nodes(self) -> str:
        """What nodes it looks at, in a word that checks of the same scope and targets share: document/Measure."""
        return f"{self.scope}/{'-'.join(starmap(_targeted, self.targets))}"


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of checks: one file of shapes, one quality dimension."""

    iri: str
    order: int
    name: Text
    definition: Text

    @property
    def slug(self) -> str:
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every check by IRI, and every theme by IRI in the order of sh:order."""

    checks: dict[str, Check]
    themes: dict[str, Theme]

    def of(self, scope: Scope | None, theme: str | None = None) -> tuple[Check, ...]:
        """The checks of a scope and a theme, given by its slug; None stands for all."""
        checks = self.checks.values()
        return tuple(one for one in checks if scope in (None, one.scope) and theme in (None, one.theme))


@cache
def shapes_text(base: str = DEFAULT_BASE, scope: Scope | None = None, theme: str | None = None) -> str:
    """The shapes as Turtle under *base*; those of another *scope* or *theme*, where one is given, are silent: no
    targets."""
    said = list(triples(base))
    if scope is not None or theme is not None:
        loud = {check.iri for check in catalogue(base).of(scope, theme)}
        muted = {ox.NamedNode(iri) for iri in catalogue(base).checks if iri not in loud}
        targets = {ox.NamedNode(SH + name) for name in _TARGETS}
        said = [t for t in said if not (t.subject in muted and t.predicate in targets)]
    data = ox.serialize(said, format=ox.RdfFormat.TURTLE)
    assert data is not None  # no output was given, so the bytes are returned
    return data.decode()


@cache
def catalogue(base: str = DEFAULT_BASE) -> Catalogue:
    """What every check says of itself.

    :raises ValueError: a shape with a target lacks its theme, its severity or its words in one of the languages.
    """
    nodes: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples(base):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
            nodes[triple.subject.value][triple.predicate.value].append(triple.object)
    checks = {
        iri: _check(iri, properties, base)
        for iri, properties in nodes.items()
        if any(SH + target in properties for target in _TARGETS)
    }
    themes = {
        iri: Theme(
            iri,
            int(properties[f"{SH}order"][0].value),
            _text(iri, properties, f"{_SKOS}prefLabel"),
            _text(iri, properties, f"{_SKOS}definition"),
        )
        for iri, properties in nodes.items()
        if ox.NamedNode(f"{_DQV}Dimension") in properties[RDF_TYPE.value]
    }
    themes = dict(sorted(themes.items(), key=lambda item: item[1].order))
    return Catalogue(checks, themes)


def descriptions(base: str) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """What the checks and themes say of themselves, without the constraints: the metrics and dimensions of DQV."""
    said = {f"{SH}{name}" for name in ("name", "description", "message", "severity", "order")}
    said |= {f"{_DQV}inDimension", f"{_SKOS}prefLabel", f"{_SKOS}definition", RDF_TYPE.value}
    said |= {_term(base, "checkedIn").value, _term(base, "likelyCause").value}
    known = catalogue(base)
    for triple in triples(base):
        subject, value = triple.subject, triple.object
        if (
            isinstance(subject, ox.NamedNode)
            and isinstance(value, ox.NamedNode | ox.Literal)
            and (subject.value in known.checks or subject.value in known.themes)
            and triple.predicate.value in said
        ):
            yield subject, triple.predicate, value


def _targeted(target: str, iri: str) -> str:
    """A target in a word: Measure of a class, subjects-of-within or objects-of-within of a property."""
    local = re.split("[#/]", iri)[-1]
    way = target.removeprefix("target").removesuffix("Of")
    return local if way == "Class" else f"{way.lower()}-of-{local}"


def _check(iri: str, properties: dict[str, list[ox.NamedNode | ox.Literal]], base: str) -> Check:
    def one(predicate: str) -> str:
        values = properties.get(predicate, [])
        if len(values) != 1:
            raise ValueError(f"shapes: {iri}: needs exactly one {predicate}")
        return values[0].value

    return Check(
        iri=iri,
        theme=one(f"{_DQV}inDimension").rpartition("/")[2],
        severity=Severity(one(f"{SH}severity").removeprefix(SH)),
        scope=Scope(one(_term(base, "checkedIn").value)),
        cause=one(_term(base, "likelyCause").value),
        name=_text(iri, properties, f"{SH}name"),
        message=_text(iri, properties, f"{SH}message"),
        description=_text(iri, properties, f"{SH}description"),
        targets=tuple(sorted((name, node.value) for name in _TARGETS for node in properties.get(SH + name, []))),
    )


def _text(iri: str, properties: dict[str, list[ox.NamedNode | ox.Literal]], predicate: str) -> Text:
    words = {v.language: v.value for v in properties.get(predicate, []) if isinstance(v, ox.Literal)}
    if set(words) != {"zh", "en"}:
        raise ValueError(f"shapes: {iri}: needs {predicate} in zh and en")
    return Text(words["zh"], words["en"])


@cache
def triples(base: str) -> tuple[ox.Triple, ...]:
    """The shapes as they are written, under *base*."""
    found: list[ox.Triple] = []
    for file in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".ttl"):
            text = rebase(file.read_text(encoding="utf-8"), base)
            found += (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    return tuple(found)


def _term(base: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{base}ontology#{name}")
