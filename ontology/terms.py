"""The vocabulary's namespaces as Python values, under any base IRI."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rdflib import Namespace

DEFAULT_BASE = "https://w3id.org/duikou/"
"""The base that every .ttl and .rq file of the project is written with."""


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
