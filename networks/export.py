"""From a network's name to a finished network: built, measured, laid out."""

from __future__ import annotations

from collections.abc import Iterable

from ..ontology.terms import DEFAULT_BASE
from .build import build, from_rows
from .catalogue import definition
from .filters import Filters
from .layout import with_layout
from .measures import with_measures
from .model import Network
from .rows import Row, Select


def network(
    name: str,
    select: Select,
    filters: Filters = Filters(),  # noqa: B008 (frozen)
    *,
    base: str = DEFAULT_BASE,
    language: str = "zh",
    version: str = "",
) -> Network:
    """The network of that name with measures and places, ready for any writer. Raises NetworkError."""
    built = build(definition(name, base), select, filters, base=base, language=language, version=version)
    return with_layout(with_measures(built, base))


def own_network(
    rows: Iterable[Row],
    select: Select,
    filters: Filters = Filters(),  # noqa: B008 (frozen)
    *,
    base: str = DEFAULT_BASE,
    language: str = "zh",
    version: str = "",
) -> Network:
    """A network from the rows of a user's own query, ready for any writer. Raises NetworkError."""
    built = from_rows(rows, select, filters, base=base, language=language, version=version)
    return with_layout(with_measures(built, base))
