"""The networks that are kept as data: a folder each in ``definitions/``, with edges.rq and network.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from ..ontology.terms import DEFAULT_BASE, rebase
from .model import Text, UnknownNetworkError

_PLACEHOLDER = re.compile(r"VALUES\s+\?(\w+)\s*\{\s*UNDEF\s*\}")
FILTERS = ("city", "topic", "document", "corpus", "since", "until")
"""What a network's edges.rq may let the user fill in; which of them it has says what it can be filtered by."""


@dataclass(frozen=True)
class Definition:
    """One network as data. The queries are under the base that the definition was loaded with."""

    name: str
    order: int
    title: Text
    description: Text
    node: Text
    edge: Text
    weight: Text
    directed: bool
    centre: bool
    """Whether it is about one entity, which must be given."""
    edges: str
    nodes: str
    node_attributes: tuple[str, ...]
    edge_attributes: tuple[str, ...]

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of FILTERS that this network knows."""
        known = set(_PLACEHOLDER.findall(self.edges))
        return tuple(name for name in FILTERS if name in known)


@cache
def definitions(base: str = DEFAULT_BASE) -> Mapping[str, Definition]:
    """Every network by name, in the order in which they are shown, with queries under *base*."""
    root = files(__package__).joinpath("definitions")
    found = [_load(folder, root, base) for folder in root.iterdir() if folder.is_dir()]
    return {definition.name: definition for definition in sorted(found, key=lambda d: (d.order, d.name))}


def definition(name: str, base: str = DEFAULT_BASE) -> Definition:
    """The network of that name. Raises UnknownNetworkError, which lists the names."""
    known = definitions(base)
    if name not in known:
        raise UnknownNetworkError(f"no network is called {name}; there are {', '.join(known)}")
    return known[name]


def shared_query(name: str, base: str = DEFAULT_BASE) -> str:
    """A query that all networks share, such as ``resolve``."""
    return _text(files(__package__).joinpath("definitions", f"{name}.rq"), base)


def _load(folder: Traversable, root: Traversable, base: str) -> Definition:
    data = tomllib.loads(folder.joinpath("network.toml").read_text(encoding="utf-8"))
    own_nodes = folder.joinpath("nodes.rq")

    def text(key: str) -> Text:
        return Text(data["zh"][key], data["en"][key])

    return Definition(
        name=folder.name,
        order=data["order"],
        title=text("title"),
        description=text("description"),
        node=text("node"),
        edge=text("edge"),
        weight=text("weight"),
        directed=data["directed"],
        centre=data.get("centre", False),
        edges=_text(folder.joinpath("edges.rq"), base),
        nodes=_text(own_nodes if own_nodes.is_file() else root.joinpath("nodes.rq"), base),
        node_attributes=tuple(data.get("node-attributes", ())),
        edge_attributes=tuple(data.get("edge-attributes", ())),
    )


def _text(file: Traversable, base: str) -> str:
    return rebase(file.read_text(encoding="utf-8"), base)


def fill(query: str, values: Mapping[str, str]) -> str:
    """*query* with the terms of *values* in place of ``VALUES ?name { UNDEF }``.

    *values* maps a name to one or more terms in N-Triples syntax, as the RDF library writes them. A placeholder that
    nothing is given for is left out: it would bind nothing, but keep an engine from joining on that variable by hash. A
    name without a placeholder is ignored: the caller says which filters a network has.
    """
    return _PLACEHOLDER.sub(lambda m: f"VALUES ?{m[1]} {{ {values[m[1]]} }}" if m[1] in values else "", query)
