"""The page of any resource: what it is, what belongs to it, and every statement with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Response
from pyoxigraph import Literal, NamedNode

from ..store.engine import Row, Term
from . import cite, measures
from .answers import link_to
from .effect import Change, changes_of
from .measures import Measure, Owner
from .names import Name
from .pairings import pairings
from .pairs import Pair, read_pairs
from .quotes import Quote, Shared, evidence_of, quotes, together
from .rdf import prefixes
from .said import FieldStatement, PairStatement, disagreeing, read_fields, read_statements
from .site import View, text_of
from .structured import structured


@dataclass(slots=True)
class Group:
    """Measures under a common heading; ``iri`` names the heading's own page."""

    iri: str
    measures: list[Measure]


@dataclass(slots=True)
class Block:
    """One part of a page. Which of the fields are filled depends on ``show``."""

    show: str
    title: str
    columns: list[str] = field(default_factory=list)
    rows: Sequence[Row] = ()
    groups: list[Group] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    bars: list[tuple[str, int]] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    statements: list[PairStatement] = field(default_factory=list)
    fields: list[FieldStatement] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    disagree: bool = False
    """Whether the statements differ."""
    total: int = 0
    filter: str = ""
    more: str = ""
    """Address of the whole list when the page shows only its beginning."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A property and its values, each with the graphs that state it."""

    property: str
    values: list[tuple[Term, list[str]]]


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """kinds.toml."""
    return tomllib.loads(files("duikou.api").joinpath("pages", "kinds.toml").read_text("utf-8"))


def kind_of(name: Name, broader: bool, top: bool) -> str:
    """The entry of kinds.toml for a resource: its most specific class that has one."""
    if "Concept" in name.types:
        return "Topic" if broader else "Area" if top else "Concept"
    known = kinds()
    if {"Platform", "Project", "Event"} & set(name.types):
        return "CooperationVehicle"
    for local in name.types:
        if local in known:
            return local
    return "Organization" if "jurisdiction" not in name.types and _is_organization(name) else ""


def _is_organization(name: Name) -> bool:
    return "/id/organization/" in name.iri


def page(view: View, node: NamedNode, changed: object = None) -> Response:
    """The page about *node*, by its kind; *changed* is what the card of the last changes shows (history/card.py)."""
    site = view.site
    name = site.names.one(node.value)
    if "Measure" in name.types:
        return _measure_page(view, node, name, changed)
    outgoing = statements(view, node)
    values = {s.property: [value for value, _ in s.values] for s in outgoing}
    skos = "http://www.w3.org/2004/02/skos/core#"
    kind = kind_of(name, f"{skos}broader" in values, f"{skos}topConceptOf" in values)
    plan = kinds().get(kind, {"facts": [], "blocks": [], "schema": "Thing", "list": "/"})
    if kind == "" and {"Mention", "SpecificResource", "TextQuoteSelector", "TextPositionSelector"} & set(name.types):
        plan = {**plan, "blocks": [{"show": "target", "title": "evidence"}]}
    blocks = [made for entry in plan["blocks"] if (made := block(view, node, entry)) is not None]
    context = {
        "this": node.value,
        "name": name,
        "kind": kind or (name.type or "Resource"),
        "facts": facts(view, plan["facts"], outgoing),
        "blocks": blocks,
        "summary": headline(view, name, kind, blocks),
        "aliases": sorted({text_of(v) for v in values.get(f"{skos}altLabel", [])} - {name.zh, name.en}),
        "list_page": plan["list"],
        "reported": plan.get("report", False),
        "answers": link_to(view, node.value) if kind == "PolicyDocument" else "",
        "text": next((text_of(v) for v in values.get(site.space("dk", "text"), [])), ""),
        "structured": structured(view, name, plan["schema"], values),
        "references": cite.references(view, node),
        "area_link": lambda name: lambda area: _area_link(view, name, node.value, area),
        **_statements_context(view, node, outgoing, changed),
    }
    return view.render("resource.html", context)


def _statements_context(
    view: View, node: NamedNode, outgoing: list[Statement], changed: object = None
) -> dict[str, Any]:
    incoming = view.site.select("incoming", this=node)
    view.site.names.load([text_of(row[key]) for row in incoming for key in ("s", "p")])
    return {
        "statements": outgoing,
        "incoming": incoming,
        "graph_label": lambda iri: graph_label(view, iri),
        "changed": changed,
    }


def _measure_page(view: View, node: NamedNode, name: Name, changed: object) -> Response:
    measure = measures.load(view, [node.value])[0]
    outgoing = statements(view, node)
    values = {s.property: [value for value, _ in s.values] for s in outgoing}
    siblings: list[Measure] = []
    if measure.section and (section := view.site.iri(view.site.local(measure.section) or "")):
        found = [text_of(row["measure"]) for row in view.site.select("measures/section", this=section)]
        siblings = measures.load(view, [i for i in measures.in_order(view.site, found) if i != node.value][:30])
    context = {
        "this": node.value,
        "name": name,
        "measure": measure,
        "said": _owners_by_words(view, measure),
        "unsaid": [owner for owner in measure.owners if not owner.evidence],
        "deadline_evidence": evidence_of(view, [node.value], "measures/deadline-evidence").get(node.value, []),
        "siblings": siblings,
        "references": cite.references(view, node),
        "structured": structured(view, name, "PlanAction", values),
        **_statements_context(view, node, outgoing, changed),
    }
    return view.render("measure.html", context)


def _owners_by_words(view: View, measure: Measure) -> list[tuple[Shared, list[Owner]]]:
    """The bodies of a measure under the words that name them: one bracket that names eight is shown once."""
    told = [(quote, owner) for owner in measure.owners for quote in owner.evidence]
    shared = together(view, [quote for quote, _ in told])
    owners = [list({told[place][1].agency: told[place][1] for place in one.holds}.values()) for one in shared]
    return list(zip(shared, owners, strict=True))


def statements(view: View, node: NamedNode) -> list[Statement]:
    """All that is said about a resource, grouped by property, in the order of the properties' names."""
    found: dict[str, dict[Term, list[str]]] = {}
    for row in view.site.select("outgoing", this=node):
        graphs = found.setdefault(text_of(row["p"]), {}).setdefault(row["o"], [])
        if (graph := text_of(row["g"])) not in graphs:
            graphs.append(graph)
    iris = [*found, *(value.value for values in found.values() for value in values if isinstance(value, NamedNode))]
    iris += [graph for values in found.values() for graphs in values.values() for graph in graphs]
    view.site.names.load(iris)
    return [Statement(property_, list(values.items())) for property_, values in found.items()]


def facts(view: View, wanted: Sequence[Sequence[str]], outgoing: list[Statement]) -> list[tuple[str, Statement]]:
    """The statements that the page puts first, under their plain names."""
    spaces = prefixes(view.site.vocabulary)
    by_property = {statement.property: statement for statement in outgoing}
    found = []
    for key, curie in wanted:
        prefix, _, local = curie.partition(":")
        if (statement := by_property.get(spaces[prefix] + local)) is not None:
            found.append((key, Statement(statement.property, _readable(statement.values, view.language))))
    return found


def _readable(values: list[tuple[Term, list[str]]], language: str) -> list[tuple[Term, list[str]]]:
    """Of texts in several languages those in the reader's, if there are any."""
    own = [value for value in values if isinstance(value[0], Literal) and value[0].language == language]
    return own or values


def block(view: View, node: NamedNode, entry: dict[str, Any]) -> Block | None:
    """One part of a page as kinds.toml asks for it, or None when there is nothing to show."""
    made = Block(entry["show"], entry["title"], filter=entry.get("filter", ""))
    match made.show:
        case "table":
            made.rows = view.site.select(f"blocks/{entry['query']}", this=node)
            made.columns = list(dict.fromkeys(key for row in made.rows for key in row))
            view.site.names.load([v.value for row in made.rows for v in row.values() if isinstance(v, NamedNode)])
            counted = [row for row in made.rows if set(row) - {"measures", "count"}]  # COUNT over nothing gives one row
            made.rows = counted
            return made if counted else None
        case "areas":
            made.bars = pairings(view.site).by_area(node.value)
            view.site.names.load(area for area, _ in made.bars)
            return made if made.bars else None
        case "measures":
            found = [text_of(row["measure"]) for row in view.site.select(entry["query"], this=node)]
            made.total = len(found)
            shown = measures.load(view, measures.in_order(view.site, found)[: entry.get("limit", 50)])
            made.groups = grouped(shown, entry.get("group", ""))
            if made.total > len(shown) and made.filter:
                made.more = more_link(view, made.filter, node.value)
            return made if found else None
        case "pairs":
            made.pairs = read_pairs(view, view.site.select(entry["query"], this=node))
            return made if made.pairs else None
        case "statements" | "fields" | "changes":
            made.statements = read_statements(view, node) if made.show == "statements" else []
            made.fields = read_fields(view, node) if made.show == "fields" else []
            made.disagree = disagreeing(made.statements)
            made.changes = changes_of(view, node) if made.show == "changes" else []
            return made if made.statements or made.fields or made.changes else None
        case "quotes":
            made.quotes = evidence_of(view, [node.value]).get(node.value, [])
        case "mentions":
            made.quotes = quotes(view, view.site.select("mentions", this=node))
            made.rows = view.site.select("mention-counts", this=node)
        case "target":
            made.quotes = quotes(view, view.site.select("selectors", this=node))
    view.site.names.load([q.document for q in made.quotes])
    return made if made.quotes else None


def grouped(found: list[Measure], by: str) -> list[Group]:
    """Measures under their first topic or their document, the fullest group first; one group without a heading else."""
    if not by:
        return [Group("", found)]
    groups: dict[str, list[Measure]] = {}
    for measure in found:
        heading = measure.document if by == "document" else next(iter(measure.topics), "")
        groups.setdefault(heading, []).append(measure)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Group(iri, members) for iri, members in ordered]


def more_link(view: View, name: str, iri: str) -> str:
    """The page of all measures that fit one filter."""
    local = view.site.local(iri) or ""
    return view.url("/measures", **{name: local.removeprefix(measures.FILTERS[name])})


def _area_link(view: View, name: str, iri: str, area: str) -> str:
    """The measures of one policy area that also fit the page's own filter."""
    chosen = {name: iri, "area": area}
    return view.url(
        "/measures", **{k: (view.site.local(v) or "").removeprefix(measures.FILTERS[k]) for k, v in chosen.items()}
    )


def graph_label(view: View, iri: str) -> str:
    """A named graph as a source: the document's title, or the graph's own name."""
    prefix = view.site.space("graph", "document/")
    if iri.startswith(prefix):
        return view.label(view.site.space("id", "document/") + iri.removeprefix(prefix))
    return view.label(iri)


def graph_page(view: View, node: NamedNode) -> Response:
    """The page about a named graph: its size, what is said about it, and its files."""
    size = text_of(view.site.select("graph-size", this=node)[0]["count"])
    outgoing = statements(view, node)
    name = view.name(node.value)
    values = {s.property: [value for value, _ in s.values] for s in outgoing}
    context = {
        "this": node.value,
        "name": name,
        "title": graph_label(view, node.value),
        "size": int(size),
        "structured": structured(view, name, "Dataset", values),
        **_statements_context(view, node, outgoing),
    }
    return view.render("graph.html", context)


def headline(view: View, name: Name, kind: str, blocks: Sequence[Block]) -> str:
    """What a page says first: of a pairing who is in it, of other things summary()."""
    own = next((pair for one in blocks for pair in one.pairs if pair.iri == name.iri), None)
    return _pair_sentence(view, own) if kind == "Cooperation" and own else summary(view, name, kind, blocks)


def summary(view: View, name: Name, kind: str, blocks: Sequence[Block]) -> str:
    """One sentence that says what matters most about a thing, or nothing where there is nothing to say."""
    words, label = view.words, name.label(view.language)
    owned = next((b for b in blocks if b.show == "measures"), None)
    pairs = [pair for b in blocks for pair in b.pairs]
    total = owned.total if owned else 0
    shown = [measure for group in owned.groups for measure in group.measures] if owned else []
    documents = len({measure.document for measure in shown})
    match kind:
        case "City" if pairs:
            others = [view.label(p.partner if p.base == name.iri else p.base) for p in pairs]
            key = "city_base" if pairs[0].base == name.iri else "city_partner"
            return words(f"sentence.{key}", name=label, partners=words("separator").join(dict.fromkeys(others)))
        case "BaseArea" if pairs:
            count = len(pairings(view.site).of(name.iri))
            return words("sentence.base_area", name=label, pairs=len(pairs), measures=count)
        case "Agency" | "AgencyGroup" if total:
            topics = len({topic for measure in shown for topic in measure.topics})
            return words("sentence.agency", name=label, documents=documents, measures=total, topics=topics)
        case "Topic" | "Area" if total:
            agencies = next((len(b.rows) for b in blocks if b.title == "owners"), 0)
            return words("sentence.topic", name=label, documents=documents, measures=total, agencies=agencies)
        case "CooperationVehicle" | "Organization" | "County" | "Province" | "Region" if total:
            return words("sentence.thing", name=label, documents=documents, measures=total)
    return ""


def _pair_sentence(view: View, pair: Pair) -> str:
    """Who with whom, from when to when, and by which document."""
    count = len(pair.documents)
    told = view.label(pair.documents[0]) if count == 1 else count
    source = view.words(f"sentence.{'by_one' if count == 1 else 'by_several'}", documents=told) if count else ""
    parts = [f"{view.label(pair.base)} ⇄ {view.label(pair.partner)}", pair.period, source]
    return view.words("sentence.joint").join(filter(None, parts))
