"""The sample graph, a way to ask it, and every network made from it once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from duikou.graph.query import with_union
from duikou.networks import Filters, Network, definitions, network
from duikou.networks.rows import Row, solutions

HERE = Path(__file__).parent
NAMES = tuple(definitions())
"""Every network that is kept as data."""


@pytest.fixture(scope="session")
def store() -> Store:
    found = Store()
    found.load(path=HERE / "sample.trig")
    return with_union(found)


@pytest.fixture(scope="session")
def select(store: Store) -> Callable[[str], list[Row]]:
    return lambda query: solutions(store, query)


@pytest.fixture(scope="session")
def made(select: Callable[[str], list[Row]]) -> dict[str, Network]:
    """Every network of the sample; the one about an entity is about 三明市, two steps wide."""
    about = Filters(entity="三明市", radius=2)
    return {name: network(name, select, about if name == "entity" else Filters()) for name in NAMES}
