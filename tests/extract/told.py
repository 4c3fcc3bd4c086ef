"""Documents for the tests of single stages: read from a string, with names that the test tells and no model decides."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from duikou.extract.knowledge.gazetteer import Place, gazetteer
from duikou.extract.knowledge.keys import key
from duikou.extract.model import Entity, EntityType, Linked, Span
from duikou.extract.names.places import PLACES
from duikou.extract.pipeline import Read, knowledge, prepare
from duikou.extract.read import read


def rows_of(test: str, name: str) -> list[dict[str, Any]]:
    """The cases of the table *name* beside the module *test*."""
    found: list[dict[str, Any]] = tomllib.loads((Path(test).parent / name).read_text(encoding="utf-8"))["case"]
    return found


def document(text: str, title: str = "") -> Read:
    """*text* below *title* as a plain text file, up to its outline."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.txt"
        path.write_text("\n\n".join(filter(None, (title, text))), encoding="utf-8")
        return prepare(read(path))


def places_in(text: str) -> list[tuple[Span, Place]]:
    """Each name in *text* that only one place has, the longest at each spot, in text order. Counties only in full:
    their short names are everyday words (合作, 和平)."""
    found: list[tuple[Span, Place]] = []
    for start, end, surface in sorted(knowledge().places.find(text), key=lambda match: (match[0], -match[1])):
        places = gazetteer().places_by_surface[surface]
        named = [place for place in places if place.name == surface]
        named = named or [place for place in places if place.type is not EntityType.COUNTY]
        if len(named) == 1 and not (found and found[-1][0].overlaps(Span(start, end))):
            found.append((Span(start, end), named[0]))
    return found


def linked_places(text: str) -> Linked:
    """The places named in *text* as entities."""
    spans: dict[str, list[Span]] = {}
    for span, place in places_in(text):
        spans.setdefault(place.key, []).append(span)
    places = gazetteer().places
    return Linked.of(
        Entity(places[name].type, places[name].name, name, places[name].name, mentions=tuple(mentions))
        for name, mentions in spans.items()
    )


def linked_names(text: str, names: Mapping[str, Iterable[str]]) -> Linked:
    """*names* (surfaces by type) as entities, wherever they stand in *text* and lie in no longer one."""
    surfaces = {surface: EntityType(kind) for kind, found in names.items() for surface in found}
    assert not {*surfaces.values()} & {*PLACES}, "places come from linked_places"
    taken: list[Span] = []
    entities = []
    for surface in sorted(surfaces, key=len, reverse=True):
        spans = [span for span in _occurrences(text, surface) if not any(span.overlaps(other) for other in taken)]
        assert spans, f"{surface} does not stand in the text"
        taken += spans
        kind = surfaces[surface]
        entities.append(Entity(kind, surface, key(kind, surface), surface, mentions=tuple(spans)))
    return Linked.of(sorted(entities, key=lambda entity: entity.mentions[0]))


def _occurrences(text: str, words: str) -> Iterable[Span]:
    start = text.find(words)
    while start >= 0:
        yield Span(start, start + len(words))
        start = text.find(words, start + 1)
