"""facts.toml: what of a release's graph is a fact, and what its kinds and fields are called."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from ...ontology.terms import Vocabulary

DOCUMENT = "document"
_FOREIGN = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "schema": "https://schema.org/",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A name in both languages."""

    zh: str
    en: str

    def get(self, language: str) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact; properties and classes are full IRIs."""

    name: str
    classes: frozenset[str]
    title: tuple[str, ...]
    of: str
    shown: tuple[str, ...]
    repeats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Every kind, in the order in which facts are listed."""

    kinds: tuple[Kind, ...]
    quiet: frozenset[str]
    evidence: tuple[str, ...]
    words: Mapping[str, Words]

    def of(self, classes: Iterable[str], held: bool) -> Kind | None:
        """The kind of a node of these *classes*, or None when it is no fact; *held*: is it a document of the corpus?

        A document that is only cited is a thing that others name.
        """
        own = {*classes}
        found = [kind for kind in self.kinds if kind.classes & own]
        return next((kind for kind in found if held or kind.name != DOCUMENT), None)

    def rank(self, name: str) -> int:
        return [kind.name for kind in self.kinds].index(name)


class _Name(BaseModel):
    model_config = ConfigDict(extra="forbid")
    zh: str
    en: str


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid")
    classes: list[str]
    title: list[str]
    of: str
    shown: list[str]
    repeats: list[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    quiet: list[str]
    evidence: list[str]
    kinds: dict[str, _Kind]
    words: dict[str, _Name]


@cache
def kinds(vocabulary: Vocabulary) -> Kinds:
    """The table, with full IRIs under the base of *vocabulary*. Raises ValueError for a key that is not known."""
    read = _File.model_validate(tomllib.loads(files(__package__).joinpath("facts.toml").read_text(encoding="utf-8")))

    def full(term: str) -> str:
        prefix, colon, local = term.partition(":")
        return ({**_FOREIGN, "dk": str(vocabulary.dk[""])}[prefix] + local) if colon else term

    def all_full(terms: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(full, terms))

    made = [
        Kind(
            name,
            frozenset(all_full(kind.classes)),
            all_full(kind.title),
            full(kind.of),
            all_full(kind.shown),
            all_full(kind.repeats),
        )
        for name, kind in read.kinds.items()
    ]
    words = {full(term): Words(name.zh, name.en) for term, name in read.words.items()}
    return Kinds(tuple(made), frozenset(all_full(read.quiet)), all_full(read.evidence), words)
