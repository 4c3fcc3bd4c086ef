"""The log of releases as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from markupsafe import escape

from ...graph.history.log import Entry
from ..store.sparql.xml import allowed_in_xml
from .changes import Changes

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
ENTRIES = 20


def feed(changes: Changes, log: Sequence[Entry], host: str, itself: str) -> bytes:
    """The last entries of the *log*, which is not empty, the newest first.

    *host* is put before addresses of this site, *itself* is the feed's own.
    """
    view, said = changes.view, changes.view.words
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": said("lang")})
    _text(root, "id", f"urn:uuid:{uuid5(NAMESPACE_URL, view.site.settings.base + 'changes')}")
    _text(root, "title", f"{said('site.name')} · {said('changes.title')}")
    _text(root, "updated", log[-1].built)
    _text(ElementTree.SubElement(root, "author"), "name", said("site.name"))
    _link(root, "self", host + itself, MEDIA_TYPE)
    _link(root, "alternate", host + view.url("/changes"), "text/html")
    for entry in list(reversed(log))[:ENTRIES]:
        made = ElementTree.SubElement(root, "entry")
        _text(made, "id", entry.id)
        _text(made, "title", f"{said('changes.release', release=entry.version)} · {changes.summary(entry.groups)}")
        _text(made, "updated", entry.built)
        _link(made, "alternate", host + view.url(f"/changes/{entry.number}"), "text/html")
        _link(made, "related", host + view.url(f"/changes/{entry.number}.rdfp.gz"), "application/gzip")
        _text(made, "content", _content(changes, entry, host), type="html")
    return allowed_in_xml(ElementTree.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _content(changes: Changes, entry: Entry, host: str) -> str:
    """The documents that differ, as HTML."""
    view = changes.view
    lines = []
    for group in entry.groups:
        address = host + view.url(f"/changes/{entry.number}", document=changes.slug(group))
        title = escape(group.title.get(view.language))
        lines.append(f'<li><a href="{escape(address)}">{title}</a>: {escape(changes.summary([group]))}</li>')
    return f"<ul>{''.join(lines)}</ul>"


def _text(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, name, attributes).text = text


def _link(parent: ElementTree.Element, rel: str, address: str, media_type: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": rel, "href": address, "type": media_type})
