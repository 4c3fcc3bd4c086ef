"""The kinds and attributes of ``definitions/terms.toml`` as values."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ..ontology.terms import DEFAULT_BASE, rebase
from .model import Attribute, Kind, NetworkError, Text

OTHER_NODE = "thing"
OTHER_EDGE = "link"


@dataclass(frozen=True)
class Terms:
    """What networks call things, under one base IRI."""

    node_kinds: Mapping[str, Kind]
    edge_kinds: Mapping[str, Kind]
    attributes: Mapping[str, Attribute]
    kind_of_class: Mapping[str, str]
    """Class IRI to node kind."""
    kind_of_property: Mapping[str, str]
    """Property IRI to edge kind."""
    over: Mapping[str, str]
    """Edge kind to the more general edge kind that it replaces between the same nodes."""

    def node_kind(self, classes: Iterable[str]) -> str:
        """The kind of a node with these class IRIs: the first of the file that names one of them."""
        kinds = {self.kind_of_class[iri] for iri in classes if iri in self.kind_of_class}
        return next((kind for kind in self.node_kinds if kind in kinds), OTHER_NODE)

    def specific_class(self, classes: Iterable[str]) -> str:
        """The local name of the most specific class: the last that the node's kind lists. Empty when none is known."""
        named = set(classes)
        kind = self.node_kind(named)
        known = [iri for iri, of in self.kind_of_class.items() if of == kind and iri in named]
        return local_name(known[-1]) if known else ""

    def attribute_list(self, names: Iterable[str]) -> tuple[Attribute, ...]:
        """The declared attributes of these names, in the order of the file. Raises NetworkError for an unknown name."""
        wanted = set(names)
        if unknown := wanted - self.attributes.keys():
            raise NetworkError(f"terms.toml declares no attribute {', '.join(sorted(unknown))}")
        return tuple(attribute for name, attribute in self.attributes.items() if name in wanted)


def local_name(iri: str) -> str:
    """What follows the last # or / of an IRI."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2]


@cache
def load_terms(base: str = DEFAULT_BASE) -> Terms:
    """The terms under *base*."""
    text = files(__package__).joinpath("definitions", "terms.toml").read_text(encoding="utf-8")
    data = tomllib.loads(rebase(text, base))
    prefixes: dict[str, str] = data["prefixes"]

    def expand(name: str) -> str:
        prefix, _, local = name.partition(":")
        return prefixes[prefix] + local

    def kinds(table: str) -> dict[str, Kind]:
        return {name: Kind(name, Text(row["zh"], row["en"]), row["color"]) for name, row in data[table].items()}

    return Terms(
        node_kinds=kinds("node"),
        edge_kinds=kinds("edge"),
        attributes={
            name: Attribute(name, row["type"], Text(row["zh"], row["en"])) for name, row in data["attribute"].items()
        },
        kind_of_class={expand(iri): name for name, row in data["node"].items() for iri in row.get("classes", ())},
        kind_of_property={expand(iri): name for name, row in data["edge"].items() for iri in row.get("properties", ())},
        over={name: row["over"] for name, row in data["edge"].items() if "over" in row},
    )
