"""Corrections as Web Annotations (W3C, Web Annotation Data Model): what whoever reads the same texts can take over.

Confirming and rejecting is assessing, amending and adding is editing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..corrections.batches import UNKNOWN
from ..corrections.model import Action, Anchor, Correction, Kind
from ..ontology.terms import Vocabulary
from .attribution import correction_node, editor_node
from .iris import Minter

_MOTIVATION = {
    Action.CONFIRM: "assessing",
    Action.REJECT: "assessing",
    Action.AMEND: "editing",
    Action.ADD: "editing",
}
_CLASS = {
    Kind.MEASURE: "dk:Measure",
    Kind.RESPONSIBILITY: "dk:Assignment",
    Kind.PAIR: "dk:CooperationStatement",
    Kind.ENTITY: "dk:Mention",
    Kind.TARGET: "dk:Target",
}


def annotation_page(rows: Iterable[Correction], base: str) -> bytes:
    """*rows* as one page of annotations, JSON-LD in UTF-8; documents are named as when the rows were written."""
    vocabulary = Vocabulary(base)
    page = {
        "@context": ["http://www.w3.org/ns/anno.jsonld", {"dk": vocabulary.dk[""]}],
        "type": "AnnotationPage",
        "items": [_annotation(row, Minter(vocabulary)) for row in rows],
    }
    return json.dumps(page, ensure_ascii=False, indent=1).encode() + b"\n"


def _annotation(row: Correction, mint: Minter) -> dict[str, Any]:
    said = {
        "type": "dk:Correction",
        "dk:about": _known({"type": _CLASS[row.kind], "name": row.subject}),
        "dk:action": row.action.value,
        "dk:correctedField": row.field,
        "dk:formerValue": row.was,
        "dk:rightValue": row.value,
    }
    bodies = [_known(said)]
    if row.reason:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": row.reason})
    return {
        "id": correction_node(mint, row, row.document).value,
        "type": "Annotation",
        "motivation": _MOTIVATION[row.action],
        "creator": {"id": editor_node(mint, row.who).value, "type": "Person", "name": row.who},
        "created": row.when,
        "body": bodies,
        "target": {"source": mint.document(row.document).value, "selector": _selectors(row.anchor)},
    }


def _selectors(anchor: Anchor) -> list[dict[str, Any]]:
    quote = {"type": "TextQuoteSelector", "exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix}
    position = {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
    return [_known(quote), *([position] if anchor.start != UNKNOWN else [])]


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != ""}
