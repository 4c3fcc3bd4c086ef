"""Pairs told over sentences: a place that a sentence goes on about without naming it, and one that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..knowledge import schemas
from ..knowledge.gazetteer import Place
from ..knowledge.lexicon import lexicon
from ..model import Span
from .sentences import PURE, Naming, Sentence

MOST = 12
"""A sentence that names more places goes on about no others."""
CARRIED = 3
"""A sentence that names more places carries none on."""
FURTHEST = 12
"""So many sentences above is a heading looked for."""
NEAR = 20
"""So many characters before and behind a place are looked at."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A place gone on about and one that the sentence names."""

    place: Place
    other: Place
    span: Span
    """From the first naming to the second; the second alone where the first stands far off."""
    how: str
    features: tuple[str, ...]


def carried(
    sentence: Sentence, before: Sequence[Sentence], nested: Callable[[Place, Place], bool]
) -> Iterator[Carried]:
    """Each place of *sentence* with those that it may go on about: the one that a line above names alone, as a heading
    does, those of the sentence before, and the first one of the document. *before* are all sentences above; *nested*
    tells whether one place lies in another. Nothing where no word of pairing is near."""
    here = sentence.namings
    cue = _cue(sentence, before)
    if not (cue and here) or len(here) > MOST:
        return
    own = {place.key for naming in here for place in naming.places}
    for how, line, naming, beside in _carriers(before):
        for place in naming.places if len(naming.places) == 1 else ():
            for number, other in enumerate(here):
                for partner in other.places if len(other.places) == 1 else ():
                    if place.key in own or nested(place, partner):
                        continue
                    features = (
                        f"carried={how}",
                        f"carried={how}, cue={cue}",
                        f"carried={how}, places={min(beside, 3)}:{min(len(here), 4)}",
                        f"carried={how}, lines={line}|{sentence.line}",
                        f"carried={how}, number={min(number, 3)}",
                        *(f"carried: {feature}" for feature in _beside(other, sentence)),
                        *sentence.features,
                    )
                    start = other.span.start if how == "first" else naming.span.start
                    yield Carried(place, partner, Span(start, other.span.end), f"carried {how}", features)


def _cue(sentence: Sentence, before: Sequence[Sentence]) -> str:
    """Where a word of pairing stands."""
    told = {feature.partition(" ")[0] for feature in sentence.features if feature.endswith(" pairing")}
    if told or not before:
        return "|".join(sorted(told))
    span = before[-1].span
    return "before" if lexicon(schemas.Pairs).cues["pairing"].search(sentence.text, span.start, span.end) else ""


def _carriers(before: Sequence[Sentence]) -> Iterator[tuple[str, str, Naming, int]]:
    """What a sentence may go on about, each place once: how it is known, what its line is, the naming, and how many
    are named with it."""
    if not before:
        return
    seen: set[str] = set()
    last = before[-1]
    headed = [s for s in reversed(before[-FURTHEST:]) if len(s.namings) == 1 and s.line == PURE]
    first = next((s for s in before if s.namings), None)
    for how, sentence, namings in (
        ("sentence before", last, last.namings if len(last.namings) <= CARRIED else ()),
        *(("heading", one, one.namings) for one in headed[:1]),
        *(("first", one, one.namings[:1]) for one in [first] if one),
    ):
        keys = {place.key for naming in namings for place in naming.places}
        if not seen.intersection(keys):
            for naming in namings:
                yield how, sentence.line, naming, len(namings)
        seen.update(keys)


def _beside(naming: Naming, sentence: Sentence) -> Iterator[str]:
    """What stands beside a place in its sentence."""
    text, (start, end) = sentence.text, naming.span
    yield f"before={text[max(sentence.span.start, start - 1) : start]}"
    yield f"before two={text[max(sentence.span.start, start - 2) : start]}"
    yield f"after={text[end : end + 1]}"
    yield f"after two={text[end : end + 2]}"
    for name, pattern in lexicon(schemas.Pairs).cues.items():
        if pattern.search(text, end, min(end + NEAR, sentence.span.end)):
            yield f"after {name}"
        if pattern.search(text, max(sentence.span.start, start - NEAR), start):
            yield f"before {name}"
