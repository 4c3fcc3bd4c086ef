"""Names that no table holds, from a tagger that knows names; asked only where it can matter."""

from __future__ import annotations

from collections.abc import Sequence

from .fold import folded_lexicon
from .mentions_text import Candidate, Text
from .model import EntityType, Span
from .taggers import Tagger

RANK = 5
_ENDS = "。;!?\n"


def find_unknown(text: Text, kept: Sequence[Candidate], tagger: Tagger) -> list[Candidate]:
    """Organisations that the tagger's names add to those *kept*: in sentences with a cue, outside what is known."""
    words = folded_lexicon("mentions")["neural"]
    cues, reject = tuple(words["cues"]), tuple(words["reject"])
    spans = [span for span in _sentences(text.text) if any(cue in span.of(text.text) for cue in cues)]
    if not spans:
        return []
    taken = {position for c in kept if c.rank > 10 for position in range(c.start, c.end)}
    found: list[Candidate] = []
    for span, names in zip(spans, tagger.names([span.of(text.text) for span in spans]), strict=True):
        for name in names:
            start, end = span.start + name.span.start, span.start + name.span.end
            surface = text.text[start:end]
            if name.type is not EntityType.ORGANIZATION or len(surface) < 3 or not surface.isalnum():
                continue
            if surface.endswith(reject) or not taken.isdisjoint(range(start, end)):
                continue
            found.append(Candidate(start, end, EntityType.ORGANIZATION, "", RANK + 10))
    return found


def _sentences(text: str) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for position, character in enumerate(text):
        if character in _ENDS:
            if position > start:
                spans.append(Span(start, position))
            start = position + 1
    if start < len(text):
        spans.append(Span(start, len(text)))
    return spans
