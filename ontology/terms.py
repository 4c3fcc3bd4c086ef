"""The vocabulary's namespaces as Python values, under any base IRI."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import Graph

DEFAULT_BASE = "https://w3id.org/duikou/"
"""The base that every .ttl and .rq file of the project is written with."""


class Namespace(str):
    """The IRI that all terms of a vocabulary begin with; ``namespace["name"]`` and ``namespace.name`` are the term."""

    __slots__ = ()

    def __getitem__(self, name: str) -> str:  # type: ignore[override]  # no one cuts a namespace
        return f"{self}{name}"

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]


@dataclass(frozen=True)
class Vocabulary:
    """Namespaces under one *base*, which ends in ``/``."""

    base: str = DEFAULT_BASE

    @cached_property
    def dk(self) -> Namespace:
        """Classes and properties."""
        return Namespace(f"{self.base}ontology#")

    @cached_property
    def dkt(self) -> Namespace:
        """Policy areas and topics."""
        return Namespace(f"{self.base}topic/")

    @cached_property
    def dkc(self) -> Namespace:
        """Commitment levels."""
        return Namespace(f"{self.base}commitment/")

    @cached_property
    def dkk(self) -> Namespace:
        """Kinds of platform."""
        return Namespace(f"{self.base}platform-kind/")

    @cached_property
    def id(self) -> Namespace:
        """Entities."""
        return Namespace(f"{self.base}id/")

    @cached_property
    def graph(self) -> Namespace:
        """Named graphs."""
        return Namespace(f"{self.base}graph/")


def rebase(text: str, base: str) -> str:
    """*text* of a .ttl or .rq file with the default base replaced by *base*."""
    return text if base == DEFAULT_BASE else text.replace(DEFAULT_BASE, base)


def ontology_text(base: str = DEFAULT_BASE) -> str:
    """The OWL ontology as Turtle, under *base*."""
    return _read("duikou.ttl", base)


def schemes_text(base: str = DEFAULT_BASE) -> str:
    """The SKOS schemes (topics, commitment levels, kinds of platform) as Turtle, under *base*."""
    return _read("schemes.ttl", base)


@cache
def load_ontology(base: str = DEFAULT_BASE) -> Graph:
    """The OWL ontology under *base*. The graph is shared between callers: copy it before changing it."""
    from rdflib import Graph  # noqa: PLC0415 - a fifth of a second, and only who asks for it pays

    return Graph().parse(data=ontology_text(base), format="turtle")


@cache
def load_schemes(base: str = DEFAULT_BASE) -> Graph:
    """The SKOS schemes under *base*. The graph is shared between callers: copy it before changing it."""
    from rdflib import Graph  # noqa: PLC0415

    return Graph().parse(data=schemes_text(base), format="turtle")


def _read(name: str, base: str) -> str:
    return rebase(files(__package__).joinpath(name).read_text(encoding="utf-8"), base)
