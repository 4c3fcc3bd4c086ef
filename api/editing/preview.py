"""A draft as it would be published: its own graph on top of the reference data, asked as the pages ask theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pyoxigraph import NamedNode, RdfFormat, Store

from ...graph.quality import REPORT
from ...settings import Settings
from ..history.engine import ReleaseEngine
from ..http.cache import Cache
from ..pages import reading
from ..pages.reading import CSS, Mark, Marks
from ..pages.said import FieldStatement, read_fields
from ..pages.site import Held, Site, View, text_of
from ..pages.texts import Text, Texts, read_text
from ..store.engine import Row
from .sandbox import ground

SHOWN = 300
"""Rows of one table; the count says how many there are."""
_ORDER = ("Violation", "Warning", "Info")


class DraftEngine(ReleaseEngine):
    """Answers our own queries about what was kept of a draft in *folder*."""

    def __init__(self, folder: Path, base: str) -> None:
        self._name = folder.name
        self._store = Store()
        self._store.bulk_load(ground(base), format=RdfFormat.N_QUADS)
        for name in ("graph.nq", REPORT):
            if (folder / name).is_file():
                self._store.bulk_load(path=folder / name, format=RdfFormat.N_QUADS)


class DraftSite(Site):
    """Reads a draft for its page."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        super().__init__(DraftEngine(folder, settings.base), settings, Cache(0))
        self._text = read_text(folder / "text.json")

    def _fresh(self, version: str) -> Held:
        return replace(super()._fresh(version), texts=_Own(self.settings, self._text))

    def text(self) -> Text | None:
        """The text for readers."""
        return self._text


class _Own(Texts):
    """The draft's own text, whatever is asked for: a published document may have its name."""

    def __init__(self, settings: Settings, text: Text | None) -> None:
        super().__init__(settings)
        self._text = text

    def get(self, slug: str) -> Text | None:
        return self._text


class DraftView(View):
    """A look at a draft: nothing in it has a page yet."""

    def href(self, iri: str) -> str | None:
        return None

    def link(self, iri: str, css: str = "") -> Markup:
        return Markup('<span lang="zh">{}</span>').format(self.label(iri))


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of the table of measures."""

    text: str
    commitment: str
    topics: tuple[str, ...]
    bodies: tuple[tuple[str, str], ...]
    """Each body with its role."""
    confidence: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What a shape says, and of what."""

    severity: str
    message: str
    about: tuple[str, ...]


def preview(view: DraftView, slug: str) -> dict[str, Any]:
    """What the page of a draft shows of its graph and its text."""
    site = view.site
    node = site.iri(f"id/document/{slug}")
    assert node is not None and isinstance(site, DraftSite)  # a slug is letters, digits and hyphens
    text = site.text()
    measures, names = _measures(view, node), _names(view, node)
    return {
        "this": node.value,
        "fields": read_fields(view, node),
        "measures": measures,
        "pairs": _loaded(view, site.select("draft/pairs", this=node)),
        "names": names,
        "targets": site.select("blocks/targets", this=node),
        "cites": _loaded(view, site.select("blocks/cites", this=node)),
        "missing": _missing(view),
        "paragraphs": reading.lay_out(text, _marks(view, node), {}) if text else [],
        "shown": SHOWN,
    }


def published_values(fields: Iterable[FieldStatement], view: View) -> dict[str, str]:
    """The value of each field that would be published, in words: what the form shows where it is empty."""
    names = {"title": "title", "documentKind": "kind", "issuer": "issuer", "date_publication": "published",
             "documentNumber": "number"}  # fmt: skip
    found: dict[str, str] = {}
    for said in fields:
        if said.holds and said.name in names:
            value = view.label(said.value.value) if isinstance(said.value, NamedNode) else text_of(said.value)
            found.setdefault(names[said.name], value)
    return found


def _measures(view: View, node: NamedNode) -> list[Measure]:
    bodies: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = _loaded(view, view.site.select("draft/bodies", this=node))
    for row in rows:
        bodies[text_of(row["measure"])].append((view.label(text_of(row["agency"])), text_of(row["role"])))
    found = view.site.select("draft/measures", this=node)
    topics = {iri for row in found for iri in text_of(row["topics"]).split()}
    view.site.names.load([*topics, *(text_of(row.get("commitment")) for row in found)])
    return [
        Measure(
            text_of(row["text"]),
            text_of(row.get("commitment")),
            tuple(sorted(view.label(iri) for iri in text_of(row["topics"]).split())),
            tuple(bodies[text_of(row["measure"])]),
            text_of(row.get("confidence"))[:4],
        )
        for row in found
    ]


def _names(view: View, node: NamedNode) -> list[tuple[str, list[tuple[str, int]]]]:
    """What is named, by class: each name with how often."""
    groups: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in _loaded(view, view.site.select("draft/names", this=node)):
        iri = text_of(row["entity"])
        kind = next((one for one in view.name(iri).types if one in CSS), "")
        if kind:
            groups[kind].append((view.label(iri), int(text_of(row["mentions"]))))
    return sorted(groups.items(), key=lambda group: list(CSS).index(group[0]))


def _missing(view: View) -> list[Missing]:
    """What the shapes say, the gravest first, once for each thing that they say."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in view.site.select("draft/missing"):
        message = row["message"]
        if getattr(message, "language", "") == view.language:
            severity = text_of(row["severity"]).rpartition("#")[2]
            rank = _ORDER.index(severity) if severity in _ORDER else len(_ORDER)
            found[rank, text_of(message)].append(view.label(text_of(row["focus"])))
    return [
        Missing(_ORDER[min(rank, 2)].lower(), message, tuple(sorted(set(about))))
        for (rank, message), about in sorted(found.items())
    ]


def _marks(view: View, node: NamedNode) -> Marks:
    measures = [_mark(row, "measure") for row in view.site.select("reading/measures", this=node)]
    dk = view.site.space("dk")
    mentions = [
        _mark(row, "entity", css)
        for row in view.site.select("reading/mentions", this=node)
        if (css := CSS.get(text_of(row["type"]).removeprefix(dk)))
    ]
    view.site.names.load(mark.iri for mark in mentions)
    links = {mark.iri: ("", view.label(mark.iri)) for mark in mentions}
    return Marks(measures, mentions, {}, links, {}, {})


def _mark(row: Row, key: str, css: str = "") -> Mark:
    return Mark(int(text_of(row["start"])), int(text_of(row["end"])), text_of(row[key]), css)


def _loaded(view: View, rows: list[Row]) -> list[Row]:
    """The rows, with the names of all that they hold looked up at once."""
    view.site.names.load([term.value for row in rows for term in row.values() if isinstance(term, NamedNode)])
    return rows
