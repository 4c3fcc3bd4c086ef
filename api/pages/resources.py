"""The page of any resource: what it is, what belongs to it, and every statement with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Response
from pyoxigraph import Literal, NamedNode

from ..store.engine import Term
from . import cite, measures
from .answers import link_to
from .blocks import Block, area_link, block
from .measures import Measure, Owner
from .names import Name
from .pairings import pairings
from .pairs import Pair
from .quotes import Shared, evidence_of, together
from .rdf import prefixes
from .site import View, text_of
from .sources import Sources, graph_label
from .structured import structured


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
        "area_link": lambda name: lambda area: area_link(view, name, node.value, area),
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
        "sources": sources_of(view, outgoing),
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


def sources_of(view: View, said: Iterable[Statement]) -> Sources:
    """The sources of all that is said."""
    return Sources(view, (graph for statement in said for _, graphs in statement.values for graph in graphs))


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
    documents, topics = (owned.documents, owned.topics) if owned else (0, 0)
    match kind:
        case "City" if pairs:
            others = [view.label(p.partner if p.base == name.iri else p.base) for p in pairs]
            key = "city_base" if pairs[0].base == name.iri else "city_partner"
            return words(f"sentence.{key}", name=label, partners=words("separator").join(dict.fromkeys(others)))
        case "BaseArea" if pairs:
            count = len(pairings(view.site).of(name.iri))
            return words("sentence.base_area", name=label, pairs=len(pairs), measures=count)
        case "Agency" | "AgencyGroup" if total:
            return words("sentence.agency", name=label, documents=documents, measures=total, topics=topics)
        case "Topic" | "Area" if total:
            agencies = next((b.total for b in blocks if b.title == "owners"), 0)
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
