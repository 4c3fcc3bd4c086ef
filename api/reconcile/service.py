"""What the service says of itself, and answers in the shapes of the Reconciliation API 0.2."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from ..pages.language import Words
from ..pages.site import Site
from .answer import agreements
from .index import Index
from .model import KINDS, Candidate, Entry

PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 210
_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"


def manifest(site: Site, words: Words, host: str) -> dict[str, Any]:
    """The service manifest; *host* is the address of this site as the client sees it."""
    service = f"{host}/reconcile"
    return {
        "versions": ["0.2"],
        "name": words("reconcile.name"),
        "identifierSpace": site.settings.base,
        "schemaSpace": site.space("dk"),
        "documentation": f"{host}/docs",
        "logo": f"{host}/static/mark.svg",
        "serviceVersion": version("duikou"),
        "defaultTypes": types(words),
        "view": {"url": f"{host}/{{{{id}}}}"},
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": PREVIEW_WIDTH,
            "height": PREVIEW_HEIGHT,
        },
        "suggest": {
            kind: {"service_url": service, "service_path": f"/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": words("reconcile.limit"),
                    "type": "number",
                    "default": 0,
                    "help_text": words("reconcile.limit_text"),
                }
            ],
        },
    }


def types(words: Words) -> list[dict[str, str]]:
    """The types that names can be reconciled with, and how they are called."""
    return [type_named(kind, words) for kind in KINDS]


def type_named(name: str, words: Words) -> dict[str, str]:
    """A type by its identifier and its name for people."""
    return {"id": name, "name": words.get(f"reconcile.type.{name}", name)}


def result(index: Index, words: Words, candidates: Iterable[Candidate]) -> dict[str, Any]:
    """The candidates for one name."""
    return {"result": [_candidate(index, words, one) for one in candidates]}


def _candidate(index: Index, words: Words, candidate: Candidate) -> dict[str, Any]:
    found = candidate.found
    return {
        "id": found.entry.id,
        "name": found.entry.name,
        "description": description(index, words, found.entry, words(f"reconcile.how.{found.how}")),
        "type": [type_named(name, words) for name in found.entry.types],
        "score": candidate.score,
        "match": candidate.match,
        "features": [
            {"id": "name_agreement", "value": round(agreements()[found.how].score * found.likeness, 1)},
            {"id": "named_by_documents", "value": found.entry.served},
        ],
    }


def suggestion(index: Index, words: Words, entry: Entry) -> dict[str, Any]:
    """A thing that is offered while somebody types."""
    return {
        "id": entry.id,
        "name": entry.name,
        "description": description(index, words, entry),
        "notable": [type_named(name, words) for name in entry.types],
    }


def description(index: Index, words: Words, entry: Entry, *more: str) -> str:
    """What tells namesakes apart: the kind, the place, the code, and whether any document names it."""
    place = index.get(entry.place) if entry.place else None
    kind = words.get(f"reconcile.type.{entry.types[0]}", entry.types[0])
    seen = "" if entry.served else words("reconcile.not_named")
    parts = (kind, place.name if place else "", entry.code, seen, *more)
    return words("reconcile.separator").join(part for part in parts if part)
