"""How a fact is cited: what there is to say of it, read from the graph, and the styles in which it is said.

The day on which somebody takes a reference is in their copy alone: in the plain text that is asked for, or filled in by
the browser. Pages, which are kept, have none.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from fastapi import Response
from jinja2 import Environment
from markupsafe import Markup
from pyoxigraph import NamedNode

from ..http.accept import choose
from ..http.errors import RefusedError
from ..store.sparql.formats import GRAPH_ALIASES
from .language import words
from .quotes import evidence_of
from .rdf import FORMATS
from .site import View, environment, text_of
from .void import build_note

STYLES = ("gbt7714", "apa", "bibtex", "csl")
"""What ``?cite=`` takes, in the order of pages. The first three are templates, cite-{style}.txt."""
MEDIA = {"bibtex": "application/x-bibtex", "csl": "application/vnd.citationstyles.csl+json"}
"""The styles that have a media type, by which clients may ask for them."""

_MARK = Markup('<span class="accessed"></span>')
"""Where the browser fills in the day."""
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # an escaped brace still counts when BibTeX looks for the end of a field
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{sign: f"\\{sign}" for sign in "$&#_%"},
    }
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAY = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-2][0-9]|3[01]))?)?")
_ITSELF = {"Measure", "Target"}
"""What has no name but its words."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What every style makes its reference of. Unknown values are empty."""

    address: str
    """The permanent one: the IRI."""
    key: str
    title: str
    publisher: str
    authors: tuple[str, ...] = ()
    """The bodies that issued the document."""
    number: str = ""
    published: str = ""
    """A day, a month or a year, as ISO 8601 has it."""
    part: str = ""
    """What of the document is cited, by name; empty for the document itself, and for what has no name but its words."""
    quote: str = ""
    release: str = ""
    data: bool = False
    """It is an entry of the data set, and no document."""


def citation_of(view: View, node: NamedNode) -> Citation:
    """The citation of a thing: as a part of the earliest document that states it, or as an entry of the data set."""
    site = view.site
    name = site.names.one(node.value)
    local = (site.local(node.value) or "").removeprefix("id/")
    entry = Citation(
        address=node.value,
        key=f"duikou-{re.sub('[^A-Za-z0-9]+', '-', local)}",
        title=" ".join(name.label("zh").split()),
        publisher=words("zh")("site.name"),
        release=site.engine.release,
    )
    if "PolicyDocument" in name.types:
        return replace(entry, **_document(view, node.value))
    rows = site.select("cite", this=node)
    if not rows:
        return replace(entry, data=True, published=str(build_note(view).get("built", ""))[:10])
    dated = ((not row.get("published"), text_of(row.get("published")), text_of(row["document"])) for row in rows)
    document = min(dated)[2]
    if _ITSELF & set(name.types):
        part, quote = "", text_of(rows[0].get("text"))
    else:
        found = evidence_of(view, [node.value]).get(node.value, [])
        part, quote = entry.title, next((one.exact for one in found if one.document == document), "")
    return replace(entry, **_document(view, document), part=part, quote=" ".join(quote.split()))


def _document(view: View, iri: str) -> dict[str, Any]:
    """What is said of the document that a citation names."""
    rows = view.select("metadata", this=NamedNode(iri))
    found = {key: text_of(value) for row in reversed(rows) for key, value in row.items()}
    issuers = dict.fromkeys(text_of(row.get("issuer")) for row in rows)
    view.site.names.load(iri for iri in (iri, *issuers) if iri)
    return {
        "title": " ".join(view.name(iri).label("zh").split()),
        "authors": tuple(view.name(issuer).label("zh") for issuer in issuers if issuer),
        "number": found.get("number", ""),
        "published": found.get("published", ""),
    }


def references(view: View, node: NamedNode) -> list[tuple[str, str]]:
    """Every style with the reference in it, for a page."""
    citation = citation_of(view, node)
    return [(style, render(citation, style, page=True)) for style in STYLES]


def asked(view: View) -> str | None:
    """The style that a request asks for, by ``?cite=`` or by its Accept header. Raises RefusedError for another."""
    style = view.request.query_params.get("cite")
    if style is None:
        chosen = choose(view.request.headers.get("accept"), {**FORMATS, **MEDIA}, aliases=GRAPH_ALIASES)
        return chosen[0] if chosen and chosen[0] in MEDIA else None
    if style not in STYLES:
        raise RefusedError(400, f"cite={style[:40]}: no such style; offered are {', '.join(STYLES)}")
    return style


def answer(view: View, node: NamedNode, style: str) -> Response:
    """The reference in one style as plain text, with the day of today, for which it is not to be kept."""
    text = render(citation_of(view, node), style, accessed=date.today().isoformat())
    media_type = "text/plain" if "cite" in view.request.query_params else MEDIA[style]
    headers = {"Cache-Control": "no-store", "Vary": "Accept"}
    return Response(text, media_type=f"{media_type}; charset=utf-8", headers=headers)


def render(citation: Citation, style: str, accessed: str = "", *, page: bool = False) -> str:
    """The reference in one style, with a line feed at its end; as HTML for a *page*. *accessed* is the day of today."""
    if style == "csl":
        return json.dumps([csl(citation, accessed)], ensure_ascii=False, indent=1) + "\n"
    template = _environment(page).get_template(f"cite-{style}.txt")
    text = template.render(c=citation, accessed=accessed, mark=_MARK if page else "", tex=tex, english=english)
    return Markup(text) if page else text  # noqa: S704 - made by a template that escapes


def csl(citation: Citation, accessed: str = "") -> dict[str, Any]:
    """The citation as an item of CSL-JSON (schema csl-data 1.0)."""
    item = {
        "id": citation.key,
        "type": "dataset" if citation.data or citation.part else "document",
        "title": citation.part or citation.title,
        "container-title": citation.title if citation.part else "",
        "author": [{"literal": author} for author in citation.authors],
        "issued": _parts(citation.published),
        "accessed": _parts(accessed),
        "number": citation.number,
        "publisher": citation.publisher,
        "version": citation.release,
        "URL": citation.address,
        "language": "zh-CN",
        "note": citation.quote,
    }
    return {key: value for key, value in item.items() if value}


def tex(text: str) -> str:
    """*text* with what TeX takes for commands escaped.

    >>> tex("R&D_100%")
    'R\\\\&D\\\\_100\\\\%'
    """
    return text.translate(_TEX)


def english(day: str) -> str:
    """An ISO 8601 date as APA writes it: ``2021-01-24`` is 2021, January 24."""
    numbers = _numbers(day)
    if len(numbers) < 2:
        return day
    year, month, *rest = numbers
    return f"{year}, {' '.join([_MONTHS[month - 1], *map(str, rest)])}"


def _parts(day: str) -> dict[str, list[list[int]]]:
    numbers = _numbers(day)
    return {"date-parts": [numbers]} if numbers else {}


def _numbers(day: str) -> list[int]:
    """Year, month and day, as far as they are given; nothing of what is no date."""
    match = _DAY.fullmatch(day)
    return [int(number) for number in match.groups() if number] if match else []


@cache
def _environment(escaping: bool) -> Environment:
    return environment().overlay(autoescape=escaping)
