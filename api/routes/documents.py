"""The corpus: the list of documents, and each document to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse
from pyoxigraph import NamedNode

from ..editing.reading import desk_of
from ..history.card import card
from ..history.memento import MementoRoute
from ..http.conditional import conditional
from ..http.errors import RefusedError
from ..pages import cite, leaves, measures, reading, resources
from ..pages.answers import link_to
from ..pages.blocks import more_link
from ..pages.corpora import grouped, narrowing, select
from ..pages.effect import DOCUMENT_STATES, asked, changes_of, document_as_of, documents_as_of
from ..pages.originals import original, original_of, read_by
from ..pages.paging import leaf
from ..pages.pairs import read_pairs
from ..pages.reading import Mark, Marks, css_of
from ..pages.said import read_fields
from ..pages.site import View, ViewDep, text_of
from ..pages.standing import today
from ..pages.structured import structured
from ..pages.typeset import Typesetter
from ..readable import readable
from ..records.measures import responsible
from ..store.engine import Row
from .linked_data import missing

router = APIRouter(tags=["pages"], include_in_schema=False, route_class=MementoRoute)

LISTED = 100
"""Documents on one page of the list."""
_TABLES = (
    ("targets", "blocks/targets"),
    ("cites", "blocks/cites"),
    ("cited_by", "blocks/cited_by"),
    ("owners", "blocks/document-owners"),
)

_SOURCE = ("page", "source", "licence", "rights", "stands_for", "sha256")
"""Where a document was taken from, as the metadata query names it."""
files = APIRouter(tags=["pages"])
"""The documents' own files; they are sent from disk and not remembered."""


@readable(files, "/originals/{name}")
def download_original(name: str, view: ViewDep) -> Response:
    """A document's own file, as a download: a page of somebody else's never runs on this host."""
    path = original(view.site, name)
    if path is None:
        raise RefusedError(404, f"{name}: no such file, or one that may not be published")
    return FileResponse(path, media_type="application/octet-stream", filename=name)


@readable(files, "/documents/{slug}/pages/{number}.svg")
@readable(files, "/documents/{slug}/pages/{number}.webp")
def page_picture(slug: str, number: str, view: ViewDep) -> Response:
    """A picture of a page of a document's file, where the file may be published."""
    site = view.site
    text, file = site.texts.get(slug), original(site, original_of(site, slug))
    page = leaves.number_of(text, number) if text else 0
    if file is None or not page:
        raise RefusedError(404, f"{slug}: no such page, or one that may not be published")
    key = ("picture", slug, page)
    version = site.engine.version
    if (picture := site.cache.get(version, *key)) is None:
        picture = leaves.drawn(file, page)
        site.cache.put(version, *key, value=picture, size=len(picture))
    return conditional(view.request, Response(picture, media_type=leaves.media_type(picture)))


@readable(router, "/documents")
def documents(view: ViewDep) -> Response:
    """The held documents by corpus, the newest first, with how they stand on a day, and those that they cite."""
    site, narrowed, wanted = view.site, narrowing(view), asked(view)
    held = site.remembered("documents", lambda: site.select("documents"))
    cited = select(site, "cited-documents", narrowed)
    standings = documents_as_of(site, held, wanted.day)
    standing = [row for row in held if wanted.wants(standings[text_of(row["document"])])]
    groups = grouped(site, narrowed, standing)
    shown = leaf(view, [(corpus, row) for corpus, rows in groups for row in rows], LISTED)
    context: dict[str, Any] = {
        "asked": wanted,
        "states": DOCUMENT_STATES,
        "standings": standings,
        "total": sum(len(rows) for _, rows in grouped(site, narrowed, held)),
        "found": shown.total,
        "corpora": [(corpus, len(rows), [row for of, row in shown.rows if of == corpus]) for corpus, rows in groups],
        "shown": shown,
        "narrowed": narrowed,
        "cited": leaf(view, cited, LISTED, "cited", "cited"),
        "measures_of": lambda iri: more_link(view, "document", iri),
    }
    listed = (*(row for _, row in shown.rows), *context["cited"].rows)
    site.names.load([v.value for row in listed for v in row.values() if isinstance(v, NamedNode)])
    return view.render("documents.html", context)


@readable(router, "/documents/{slug}")
def document(slug: str, view: ViewDep) -> Response:
    """The reading view: the cleaned text with its measures and entities marked, its outline beside it."""
    site = view.site
    node = site.iri(f"id/document/{slug}")
    if node is None or not site.engine.ask(site.queries.get("exists", this=node)):
        return missing(view, f"id/document/{slug}")
    if style := cite.asked(view):
        return cite.answer(view, node, style)
    text = site.texts.get(slug)
    sections = _sections(view, node, words=text is None)
    printed = {section["path"]: section["number"] for section in sections}
    text = text or reading.from_sections(slug, view.label(node.value), sections)
    outgoing = resources.statements(view, node)
    values = {s.property: [value for value, _ in s.values] for s in outgoing}
    metadata = _metadata(view, node)
    file = original_of(site, slug)
    leafed = text if text and text.leaves and file else None
    page = leaves.number_of(leafed, view.request.query_params.get("page")) if leafed else 0
    marks, doubts = _marks(view, node)
    told = _told(view, marks.anchors) if text and not page else {}
    desk = desk_of(view, slug)
    setter = Typesetter(
        view,
        slug,
        marks.numbers,
        marks.anchors,
        doubts,
        notes=lambda iris: reading.notes([told[iri] for iri in iris], view.label, view.words("separator")),
        page_of=(lambda start: leaves.page_at(leafed, start)) if leafed else (lambda _start: 0),
        edited=desk is not None,
    )
    context = {
        "this": node.value,
        "slug": slug,
        "metadata": metadata,
        "standing": document_as_of(site, node.value, metadata, today()),
        "changes": changes_of(view, node),
        "answers": link_to(view, node.value),
        "pairs": read_pairs(view, site.select("pairs-of", this=node), evidence=False),
        "fields": read_fields(view, node),
        "original": file,
        "page": page,
        "pages": len(leafed.leaves) if leafed else 0,
        "leaf": leafed.leaves[page - 1] if leafed and page else None,
        "picture": "svg" if file.endswith(".ofd") else "webp",
        "boxes": leaves.boxes_on(leafed.leaves[page - 1], marks) if leafed and page else [],
        "read_by": read_by(site, slug),
        "counts": _counts(view, node),
        "tables": _tables(view, node),
        "references": cite.references(view, node),
        "paragraphs": setter.html(reading.lay_out(text, marks, printed)) if text and not page else "",
        "layers": _layers(view.request.query_params.get("layers")),
        "outline": reading.outline(text, printed) if text else [],
        "structured": structured(view, view.name(node.value), "Legislation", values),
        "statements": outgoing,
        "incoming": [],
        "changed": card(view, node.value),
        "sources": resources.sources_of(view, outgoing),
        "desk": desk,
    }
    return view.render("reading.html", context)


LAYERS = ("measure", "agency", "place", "platform", "doubt")
"""What can be marked in the text, each of which a reader may switch off."""


def _layers(asked: str | None) -> dict[str, bool]:
    """Which layers are on at first: all, or those that the address names (``layers=none``, ``layers=agency,place``)."""
    named = set(LAYERS if asked in (None, "all") else (asked or "").split(","))
    return {layer: layer in named for layer in LAYERS}


def _metadata(view: View, node: NamedNode) -> dict[str, str]:
    rows = view.select("metadata", this=node)
    found = {key: text_of(value) for row in reversed(rows) for key, value in row.items()}
    kept = {key: found.get(key, "") for key in ("kind", "issuer", "published", "number", "from", "to", *_SOURCE)}
    web = {key: kept[key] if kept[key].startswith(("http://", "https://")) else "" for key in ("page", "licence")}
    return {**kept, **web, "from": kept["from"][:4], "to": kept["to"][:4]}


def _counts(view: View, node: NamedNode) -> dict[str, int]:
    rows = view.site.select("reading/counts", this=node)
    return {key: int(text_of(value)) for key, value in rows[0].items()} if rows else {}


def _tables(view: View, node: NamedNode) -> list[tuple[str, list[str], list[Row]]]:
    tables = []
    for title, query in _TABLES:
        rows = [row for row in view.site.select(query, this=node) if set(row) - {"measures"}]
        if rows:
            view.site.names.load([v.value for row in rows for v in row.values() if isinstance(v, NamedNode)])
            tables.append((title, list(dict.fromkeys(key for row in rows for key in row)), rows))
    return tables


def _told(view: View, iris: Iterable[str]) -> dict[str, measures.Measure]:
    """What notes in the margin say of measures. All of it is worked out once for a release, as lists have it too."""
    site = view.site
    commitments, topics, owners = measures.commitments(site), measures.topics(site), responsible(site)
    told = {iri: measures.outlined(iri, commitments, topics, owners) for iri in iris}
    site.names.load(measures.names(told.values()))
    return told


_CERTAIN = 0.8
"""The confidence from which on a measure is no doubt."""


def _marks(view: View, node: NamedNode) -> tuple[Marks, set[str]]:
    """What is marked, and the measures that are less than certain."""
    site = view.site
    rows = site.select("reading/measures", this=node)
    marked = [_mark(row, "measure") for row in rows]
    doubts = {text_of(row["measure"]) for row in rows if float(text_of(row.get("confidence")) or 1) < _CERTAIN}
    deadlines = [_mark(row, "measure", "deadline") for row in site.select("reading/deadlines", this=node)]
    spans = {
        text_of(row.get("entity")): _spans(text_of(row["spans"])) for row in site.select("reading/spans", this=node)
    }
    entities = [iri for iri in spans if iri]
    site.names.load([*entities, *(mark.iri for mark in deadlines)])
    css = {iri: css_of(view.name(iri).types) for iri in entities}
    mentions = [Mark(*span, iri, css[iri]) for iri in entities if css[iri] for span in spans[iri]] + deadlines
    iris = list(dict.fromkeys(mark.iri for mark in sorted(marked, key=lambda mark: mark.start)))
    spots = dict(sorted(span for each in spans.values() for span in each))  # where several start, the longest
    marks = Marks(
        measures=marked,
        mentions=mentions,
        spots=spots,
        links={
            mark.iri: (view.href(mark.iri) or "", _title(view, mark))
            for mark in {mark.iri: mark for mark in mentions}.values()
        },
        numbers={iri: str(number) for number, iri in enumerate(iris, 1)},
        anchors={iri: measures.anchor(iri) for iri in iris},
    )
    return marks, doubts


def _spans(told: str) -> list[tuple[int, int]]:
    """``3-8 40-45`` as pairs of offsets."""
    found = (span.split("-") for span in told.split())
    return [(int(start), int(end)) for start, end in found]


def _title(view: View, mark: Mark) -> str:
    """What is shown of a mark besides its words: the name of the thing, of a deadline the task."""
    label = view.label(mark.iri)
    return f"{view.words('reading.deadline')} · {label}" if mark.css == "deadline" else label


def _mark(row: Row, key: str, css: str = "") -> Mark:
    return Mark(int(text_of(row["start"])), int(text_of(row["end"])), text_of(row[key]), css)


def _sections(view: View, node: NamedNode, *, words: bool) -> list[dict[str, Any]]:
    """The sections that the graph holds, in order of their paths; with their *words* where there is no text of them."""
    found = {text_of(row["section"]): row for row in view.site.select("reading/sections", this=node)}
    for row in view.site.select("reading/section-texts", this=node) if words else []:
        found[text_of(row["section"])] |= row
    rows: list[dict[str, Any]] = [
        {
            "path": _path(iri, found),
            "number": text_of(row.get("number")),
            "label": text_of(row.get("label")),
            "text": text_of(row.get("text")),
        }
        for iri, row in found.items()
    ]
    return sorted(rows, key=lambda row: row["path"])


def _path(iri: str, sections: Mapping[str, Row]) -> tuple[int, ...]:
    """The positions of a section and of those that hold it, from the top: (2, 1). A circle of sections ends it."""
    path: list[int] = []
    seen: set[str] = set()
    while (row := sections.get(iri)) is not None and iri not in seen:
        seen.add(iri)
        order = text_of(row.get("order"))
        path.insert(0, int(order) if order.isdecimal() else 0)
        iri = text_of(row.get("parent"))
    return tuple(path)
