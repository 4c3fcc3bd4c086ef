"""Examples for the decisions that names take: the chain's labels, candidates that are names, places that speak."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from ..decide.chain import OUTSIDE, Chain
from ..decide.fit import Example
from ..decide.linear import Linear
from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer, Place
from ..knowledge.lexicon import lexicon
from ..model import EntityType, Span
from ..names.labels import labelled_stretches
from ..names.link import POLICIES
from ..names.meaning import Candidate
from ..names.observe import Knowledge, observe, sentences
from ..names.places import PLACES, name_places
from ..names.propose import propose
from ..names.titles import read_documents
from ..place.speakers import OWN, Speakers, fits
from ..text.fold import fold
from .gold import Gold

NAME, SPEAKS = "name", "speaks"


def chain_sentences(gold: Gold, known: Knowledge) -> Iterator[tuple[str, list[list[str]], list[str]]]:
    """(document, features of each token, label of each token) for every sentence of *gold*."""
    text = gold.text
    labels = [OUTSIDE] * (text.last + 1)
    for span, kind in gold.mentions:
        if text.is_edge(span.start) and text.is_edge(span.end):
            first, last = text.index(span.start), text.index(span.end - 1)
            labels[first : last + 1] = [f"B-{kind.value}", *[f"I-{kind.value}"] * (last - first)]
    groups = observe(text, known, labelled_stretches(text.text, gold.outline))
    rows = [list(chain.from_iterable(row)) for row in groups]
    for sentence in sentences(text):
        yield gold.name, [rows[place] for place in sentence], [labels[place] for place in sentence]


def candidates_of(gold: Gold, chain: Chain, known: Knowledge) -> list[Candidate]:
    """What may be a name in the document of *gold*, with *chain* among those that propose."""
    text, metadata = gold.text, gold.outline.metadata
    labelled = labelled_stretches(text.text, gold.outline)
    documents = read_documents(text.text, metadata, metadata.kind in POLICIES)
    return propose(text, metadata, labelled, documents, known, chain)


def name_examples(gold: Gold, candidates: Sequence[Candidate]) -> Iterator[Example]:
    """Each candidate, and whether the annotation names that thing there; none where it does not say."""
    right = set(gold.mentions)
    holders = [span for span, kind in right if kind is EntityType.POLICY_DOCUMENT]
    for candidate in candidates:
        good = (candidate.span, candidate.type) in right
        if not good and any(holder.contains(candidate.span) and holder != candidate.span for holder in holders):
            good = candidate.span.of(gold.text.text) in gold.surfaces.get(candidate.type, ())
            if not good and "nested" not in gold.annotated:
                continue
        yield Example(gold.name, candidate.features, frozenset({NAME} if good else ()))


def speaker_examples(gold: Gold, gazetteer: Gazetteer) -> Iterator[Example]:
    """For each word that says by its level, or leaves unsaid, whose a body is: every place, and whether it is meant."""
    text = gold.text.text
    spans = [(span, kind) for span, kind in gold.mentions if kind in PLACES]
    speakers = Speakers(text, gold.outline.metadata, name_places(text, spans, gazetteer), gazetteer, Linear(()))
    for level, position, meant in _spoken(gold, gazetteer):
        for place, features in speakers.candidates(level, position):
            yield Example(gold.name, tuple(features), frozenset({SPEAKS} if place.name == meant else ()))


def _spoken(gold: Gold, gazetteer: Gazetteer) -> Iterator[tuple[str, int, str]]:
    """(level, position, name of the place that is meant, empty for none) for each word of a level in the annotation."""
    levels = dict[str, str](lexicon(schemas.Common).levels)
    by_length = sorted(levels, key=len, reverse=True)
    text = gold.text.text
    for entity in gold.annotation["entities"]:
        canonical = entity["canonical"].removeprefix("中共")
        for form in (entity["surface"], *entity.get("aliases", ())):
            printed = fold("".join(form.split()))
            word = re.sub("^[我本全]", "", printed.removeprefix("中共"))
            level_word = next((level for level in by_length if word.startswith(level)), "")
            if entity["type"] in ("Agency", "AgencyGroup") and level_word:
                place = _opening(canonical, levels[level_word], gazetteer)
                level = levels[level_word]
            elif entity["type"] == "AgencyGroup" and not canonical.startswith(printed[:2]):
                place, level = _opening(canonical, OWN, gazetteer), OWN
            elif entity["type"] == "AgencyGroup" and not _opening(canonical, OWN, gazetteer):
                place, level = "", OWN
            elif (
                entity["type"] in ("City", "Province", "County")
                and len(printed) == 2
                and printed[0] in "我本全"
                and printed[1] in levels
            ):
                place, level = canonical, levels[printed[1]]
            else:
                continue
            if place is None or (level != OWN and not place):
                continue
            for found in re.finditer(re.escape(printed), text):
                yield level, found.start(), place


def _opening(canonical: str, level: str, gazetteer: Gazetteer) -> str:
    """The name of the place that an official name opens with, the narrowest that fits the level; "" for none."""
    found, rest, best = "", canonical, ""
    while True:
        length = next((n for n in range(min(14, len(rest)), 1, -1) if _full(rest[:n], gazetteer)), 0)
        if not length:
            return best
        found, rest = rest[:length], rest[length:]
        if any(fits(place, level) for place in _full(found, gazetteer)):
            best = found


def _full(name: str, gazetteer: Gazetteer) -> list[Place]:
    return [place for place in gazetteer.places_by_surface.get(name, ()) if place.name == name]


def spans_of(candidates: Sequence[Candidate], *kinds: EntityType) -> list[tuple[Span, EntityType]]:
    return [(c.span, c.type) for c in candidates if not kinds or c.type in kinds]
