"""Query results to a network: rows merged, nodes described, everything in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from ..ontology.terms import DEFAULT_BASE
from .catalogue import Definition, fill, shared_query
from .filters import Filters, placeholders, resolve
from .links import Link, Links, merge
from .model import Attribute, Edge, Network, NetworkError, Node, Text, Value
from .rows import Row, Select, cast, first_day, last_day, text_of, type_of, value_of
from .terms import OTHER_NODE, Terms, load_terms, local_name

RADIUS_MAX = 3
STEP_MAX = 2000
"""Nodes from which one further step is asked; a hub's neighbours past that are left out, and the file says so."""
_BATCH = 5000
_ALWAYS = ("kind", "kind_label", "label_en", "iri")
_YEARS = ("start_year", "end_year")


def build(
    definition: Definition,
    select: Select,
    filters: Filters = Filters(),  # noqa: B008 (frozen)
    *,
    base: str = DEFAULT_BASE,
    language: str = "zh",
    version: str = "",
) -> Network:
    """The network of *definition* as *select* answers its queries. Nodes have no measures and no places yet.

    Raises NetworkError when the filters do not fit.
    """
    terms = load_terms(base)
    kinds: dict[str, set[str]] = {}
    notes = list(filters.notes())
    if definition.centre:
        links = _around(definition, select, filters, terms, base, kinds, notes)
    else:
        query = fill(definition.edges, placeholders(definition, filters, select, base))
        links = merge(select(query), definition.directed, terms, kinds)
    declared = terms.attribute_list((*definition.edge_attributes, *_ALWAYS[:2], *_YEARS))
    return assemble(
        links,
        select,
        definition.nodes,
        Network(
            name=definition.name,
            title=definition.title,
            description=definition.description,
            directed=definition.directed,
            nodes=(),
            edges=(),
            node_attributes=terms.attribute_list((*_ALWAYS, *definition.node_attributes, *_YEARS)),
            edge_attributes=declared,
            node_kinds=terms.node_kinds,
            edge_kinds=terms.edge_kinds,
            weight=definition.weight,
            language=language,
            version=version,
            notes=tuple(notes),
        ),
        filters,
        terms,
        base=base,
        kinds=kinds,
    )


def from_rows(
    rows: Iterable[Row],
    select: Select,
    filters: Filters = Filters(),  # noqa: B008 (frozen)
    *,
    base: str = DEFAULT_BASE,
    language: str = "zh",
    version: str = "",
) -> Network:
    """A network from a user's own result with ``?source ?target [?weight ?label ?kind ?start ?end ...]``.

    Every further variable becomes an attribute of the edge. Raises NetworkError when source or target is missing.
    """
    terms = load_terms(base)
    kinds: dict[str, set[str]] = {}
    links = merge(rows, True, terms, kinds, strict=True)
    names = sorted({name for link in links.values() for name in link.attributes})
    own = tuple(
        Attribute(
            name, type_of(link.attributes[name] for link in links.values() if name in link.attributes), Text(name, name)
        )
        for name in names
    )
    query = shared_query("nodes", base)
    return assemble(
        links,
        select,
        query,
        Network(
            name="query",
            title=Text("自定义查询", "Own query"),
            description=Text("由用户的查询得到的网络。", "A network from a query of the user's own."),
            directed=True,
            nodes=(),
            edges=(),
            node_attributes=terms.attribute_list((*_ALWAYS, "class", "place", *_YEARS)),
            edge_attributes=(*terms.attribute_list((*_ALWAYS[:2], *_YEARS)), *own),
            node_kinds=terms.node_kinds,
            edge_kinds=terms.edge_kinds,
            language=language,
            version=version,
            notes=filters.notes(),
        ),
        filters,
        terms,
        base=base,
        kinds=kinds,
    )


def _around(
    definition: Definition,
    select: Select,
    filters: Filters,
    terms: Terms,
    base: str,
    kinds: dict[str, set[str]],
    notes: list[Text],
) -> Links:
    """The relations within some steps of one entity: breadth first, a step a query."""
    if not filters.entity:
        raise NetworkError(f"network {definition.name} needs an entity")
    if not 1 <= filters.radius <= RADIUS_MAX:
        raise NetworkError(f"radius: {filters.radius} is not between 1 and {RADIUS_MAX}")
    if given := filters.given():
        raise NetworkError(f"network {definition.name} cannot be filtered by {', '.join(given)}; it can by min-weight")
    centre = resolve(filters.entity, select, base).value
    seen, frontier, links = {centre}, [centre], Links()
    for step in range(filters.radius + 1):
        if len(frontier) > STEP_MAX:
            notes.append(
                Text(
                    f"第 {step} 步只展开前 {STEP_MAX} 个节点",
                    f"only the first {STEP_MAX} nodes of step {step} were followed",
                )
            )
            frontier = frontier[:STEP_MAX]
        found: Links = {}
        for part in _batches(frontier):
            query = fill(definition.edges, {"centre": " ".join(str(NamedNode(iri)) for iri in part)})
            found.update(merge(select(query), definition.directed, terms, kinds))
        if step == filters.radius:  # the last round only joins what is already there
            links.update({key: link for key, link in found.items() if key[0] in seen and key[1] in seen})
            break
        links.update(found)
        reached = sorted({end for key in found for end in key[:2]} - seen)
        seen.update(reached)
        frontier = reached
    for link in links.values():
        link.weight = 1.0  # the same relation may have been met from both ends
    if not links:
        raise NetworkError(f"entity: {filters.entity} has no relation in the graph")
    return links


def assemble(
    links: Links,
    select: Select,
    nodes_query: str,
    frame: Network,
    filters: Filters,
    terms: Terms,
    *,
    base: str,
    kinds: Mapping[str, set[str]],
) -> Network:
    """*frame* with its nodes and edges: weak edges dropped, nodes described, all sorted."""
    kept = {key: link for key, link in links.items() if link.weight >= filters.min_weight}
    notes = frame.notes
    if filters.limit is not None and len(kept) > filters.limit:
        strongest = sorted(kept.items(), key=lambda item: (-item[1].weight, item[0]))[: filters.limit]
        notes = (
            *notes,
            Text(
                f"只含最强的 {filters.limit} 条边（共 {len(kept)} 条）",
                f"the strongest {filters.limit} of {len(kept)} edges",
            ),
        )
        kept = dict(strongest)
    ids = sorted({end for key in kept for end in key[:2]})
    described = describe(ids, select, nodes_query)
    id_base = f"{base}id/"
    short = {iri: iri.removeprefix(id_base) if iri.startswith(id_base) else iri.removeprefix(base) for iri in ids}
    periods = _lifetimes(kept)
    nodes = [
        _node(iri, short[iri], described.get(iri, {}), periods[iri], frame, terms, kinds.get(iri, set())) for iri in ids
    ]
    edges = [_edge(key, link, short, frame, terms) for key, link in kept.items()]
    return replace(
        frame,
        nodes=tuple(sorted(nodes, key=lambda node: node.id)),
        edges=tuple(sorted(edges, key=lambda edge: (edge.source, edge.target, edge.kind))),
        notes=notes,
    )


def describe(ids: Sequence[str], select: Select, query: str) -> dict[str, dict[str, set[Value]]]:
    """What the graph says of each node: its values by name. Ids that are no IRIs are only labels and have none."""
    found: dict[str, dict[str, set[Value]]] = {}
    for part in _batches([iri for iri in ids if ":" in iri and not iri.startswith("_:")]):
        try:
            terms = " ".join(str(NamedNode(iri)) for iri in part)
        except ValueError:  # a literal that looks like an IRI
            continue
        for row in select(fill(query, {"node": terms})):
            values = found.setdefault(text_of(row["node"]), {})
            values.setdefault(text_of(row["name"]), set()).add(value_of(row["value"]))
    return found


def _node(
    iri: str,
    id_: str,
    known: Mapping[str, set[Value]],
    period: tuple[str | None, str | None],
    frame: Network,
    terms: Terms,
    kinds: set[str],
) -> Node:
    classes = [str(value) for value in known.get("class", ())]
    kind = min(kinds) if kinds else terms.node_kind(classes)
    if kind not in terms.node_kinds:
        kind = OTHER_NODE
    names = {language: _one(known.get(key, ())) for language, key in (("zh", "label"), ("en", "label_en"))}
    label = names[frame.language] or names["zh"] or names["en"] or local_name(iri) or iri
    start = first_day(_one(known.get("start", ()))) or period[0]
    end = last_day(_one(known.get("end", ()))) or period[1]
    values: dict[str, set[Value]] = {
        **known,
        "kind": {kind},
        "kind_label": {terms.node_kinds[kind].title.of(frame.language)},
        "class": {name for name in (terms.specific_class(classes),) if name},
        "iri": {iri},
        "start_year": _year(start),
        "end_year": _year(end),
    }
    attributes = {
        a.name: value
        for a in frame.node_attributes
        if a.name in values and (value := _joined(values[a.name], a)) is not None
    }
    return Node(id_, label, kind, iri, attributes, start, end)


def _edge(key: tuple[str, str, str], link: Link, short: Mapping[str, str], frame: Network, terms: Terms) -> Edge:
    source, target, kind = key
    known = terms.edge_kinds.get(kind)
    title = known.title.of(frame.language) if known else kind
    start = None if link.open_start else link.start
    end = None if link.open_end else link.end
    values: dict[str, Value] = {**link.attributes, "kind": kind, "kind_label": title}
    if start:
        values["start_year"] = int(start[:4])
    if end:
        values["end_year"] = int(end[:4])
    attributes: dict[str, Value] = {}
    for attribute in frame.edge_attributes:
        if attribute.name in values and (value := cast(values[attribute.name], attribute.type)) is not None:
            attributes[attribute.name] = value
    one, other = short[source], short[target]
    if not frame.directed and other < one:
        one, other = other, one
    return Edge(one, other, kind, link.label or title, link.weight, attributes, start, end)


def _lifetimes(links: Links) -> dict[str, tuple[str | None, str | None]]:
    """From when to when each node has an edge: Gephi wants dates on nodes too. None where an edge is open."""
    periods: dict[str, tuple[str | None, str | None]] = {}
    for (source, target, _), link in links.items():
        start = None if link.open_start else link.start
        end = None if link.open_end else link.end
        for node in (source, target):
            if node not in periods:
                periods[node] = start, end
                continue
            first, last = periods[node]
            periods[node] = (
                min(first, start) if first and start else None,
                max(last, end) if last and end else None,
            )
    return periods


def _joined(values: Iterable[Value], attribute: Attribute) -> Value | None:
    """One value for a cell: several texts are joined, of several numbers the least is taken."""
    fit = [fitting for value in values if (fitting := cast(value, attribute.type)) is not None]
    if len(fit) < 2:
        return fit[0] if fit else None
    return "、".join(sorted(str(value) for value in fit)) if attribute.type == "string" else min(fit, key=float)


def _one(values: Iterable[Value]) -> str:
    return min((str(value) for value in values), default="")


def _year(day: str | None) -> set[Value]:
    return {int(day[:4])} if day else set()


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
