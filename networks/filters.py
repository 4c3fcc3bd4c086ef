"""What a user may narrow a network by, and how the words become terms of a query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ..ontology.terms import DEFAULT_BASE
from .catalogue import FILTERS, Definition, fill, shared_query
from .model import NetworkError, Text
from .rows import Select, first_day, last_day
from .terms import load_terms

_NAMES = {
    "city": Text("城市", "city"),
    "topic": Text("主题", "topic"),
    "document": Text("文件", "document"),
    "corpus": Text("文件集", "corpus"),
    "since": Text("起", "since"),
    "until": Text("止", "until"),
    "min_weight": Text("最小权重", "minimum weight"),
    "entity": Text("实体", "entity"),
}
_SHORT = {"city": "id/place/{}", "topic": "topic/{}", "document": "id/document/{}", "corpus": "id/corpus/{}"}
_SLUG = re.compile(r"[A-Za-z0-9._~-]+")
_WANTED = {
    "city": ("city",),
    "topic": ("topic", "area"),
    "document": ("document", "cited-document"),
    "corpus": (),  # by the name that it has in addresses
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep. Things may be given by IRI, by key (``place/440300``), by code or slug, or by name.

    ``since`` and ``until`` are years or dates: what was valid at any time between them stays. ``limit`` keeps the
    strongest edges only. ``entity`` and ``radius`` (1 to 3 steps) are for the network about one entity.
    """

    city: str | None = None
    topic: str | None = None
    document: str | None = None
    since: str | None = None
    until: str | None = None
    min_weight: float = 0.0
    entity: str | None = None
    radius: int = 1
    limit: int | None = None
    corpus: str | None = None

    def given(self) -> dict[str, str]:
        """The filters of FILTERS that are set."""
        return {name: value for name in FILTERS if (value := getattr(self, name))}

    def notes(self) -> tuple[Text, ...]:
        """The filters in force, for the file's description."""
        values: dict[str, object] = {**self.given()}
        if self.min_weight > 0:
            values["min_weight"] = f"{self.min_weight:g}"
        return tuple(
            Text(f"{_NAMES[name].zh}：{value}", f"{_NAMES[name].en}: {value}") for name, value in values.items()
        )


def placeholders(definition: Definition, filters: Filters, select: Select, base: str = DEFAULT_BASE) -> dict[str, str]:
    """The terms to put into the query of *definition*.

    Raises NetworkError when the network knows no such filter, a date is none, or nothing is called that.
    """
    given = filters.given()
    if unknown := given.keys() - set(definition.filters):
        has = ", ".join((*definition.filters, "min-weight"))
        raise NetworkError(
            f"network {definition.name} cannot be filtered by {', '.join(sorted(unknown))}; it can by {has}"
        )
    found: dict[str, str] = {}
    for name, value in given.items():
        if name in _SHORT:
            found[name] = str(resolve(value, select, base, name))
        else:
            day = first_day(value) if name == "since" else last_day(value)
            if day is None:
                raise NetworkError(f"{name}: {value} is no year or date such as 2023 or 2023-06-30")
            found[name] = str(Literal(day))
    return found


def resolve(text: str, select: Select, base: str = DEFAULT_BASE, wanted: str | None = None) -> NamedNode:
    """The node that *text* means: an IRI, a key, a code or slug, or a name in Chinese or English.

    *wanted* (city, topic, document or corpus) decides between things of the same name. Raises NetworkError when there
    is none.
    """
    if text.startswith((base, "http://", "https://")):
        return _node(text)
    if "/" in text and text.isascii():
        return _node(base + text if text.startswith(("topic/", "id/")) else f"{base}id/{text}")
    terms = load_terms(base)
    literals = " ".join(str(literal) for literal in (Literal(text), *(Literal(text, language=t) for t in ("zh", "en"))))
    classes: dict[str, set[str]] = {}
    for row in select(fill(shared_query("resolve", base), {"text": literals})):
        node, class_ = row["node"], row["class"]
        if isinstance(node, NamedNode) and isinstance(class_, NamedNode):
            classes.setdefault(node.value, set()).add(class_.value)
    rank = list(terms.node_kinds)
    kinds: Mapping[str, str] = {node: terms.node_kind(of) for node, of in classes.items()}
    fitting = [node for node, kind in kinds.items() if wanted is None or kind in _WANTED[wanted]]
    if fitting:
        return NamedNode(min(fitting, key=lambda node: (rank.index(kinds[node]), node)))
    if wanted and _SLUG.fullmatch(text):
        return _node(base + _SHORT[wanted].format(text))
    raise NetworkError(f"{wanted or 'entity'}: nothing in the graph is called {text}")


def _node(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise NetworkError(f"{iri} is no IRI") from error
