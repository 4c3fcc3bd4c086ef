"""Documents that a text names (citations.toml); their titles are told, the measures too."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.model import Entity, EntityType, Linked, Measure, Span
from duikou.extract.names.link import POLICIES
from duikou.extract.names.titles import document_meaning, read_documents
from duikou.extract.pipeline import Read
from duikou.extract.relations.citations import find_citations

from ..told import document, rows_of

CASES = rows_of(__file__, "citations.toml")


def linked_documents(read: Read) -> Linked:
    """Every document that the text names, as an entity."""
    metadata = read.outline.metadata
    spans: dict[str, list[Span]] = {}
    for printed in read_documents(read.text.text, metadata, metadata.kind in POLICIES):
        spans.setdefault(printed.name, []).append(printed.span)
    entities = []
    for name, mentions in spans.items():
        meaning = document_meaning(name, gazetteer())
        surface = max((span.of(read.text.text) for span in mentions), key=len)
        aliases = tuple({span.of(read.text.text) for span in mentions} - {surface})
        entities.append(
            Entity(EntityType.POLICY_DOCUMENT, meaning.canonical, meaning.key, surface, aliases, tuple(mentions))
        )
    return Linked.of(entities)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_citations(case: dict[str, Any]) -> None:
    read = document(case["text"], case.get("title", "某市对口合作工作安排"))
    text = read.text.text
    measures = [
        Measure(Span(text.index(words), text.index(words) + len(words)), (), "require", (), ())
        for words in case.get("measures", ())
    ]
    found = find_citations(read.clean, read.outline, linked_documents(read), measures)
    told = [
        " ".join(filter(None, (one.title.of(text), one.number, "implements" if one.implements else "cites")))
        for one in found
    ]
    assert told == case["is"]
