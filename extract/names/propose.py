"""Candidates for names from every source: the chain, the gazetteer, bodies composed of a place and what it has, titles,
names that stand elsewhere in the document, and what a large model proposes where one is asked. Proposers are generous;
what each candidate has for it are its features."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from ..decide.chain import Chain
from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import EntityType, Metadata, Span
from ..proposed import PROPOSED, ProposedName
from ..text.holders import Holders
from ..text.tokens import Text
from .labels import Labelled
from .meaning import Candidate
from .observe import Knowledge, observe, sentences
from .titles import Printed

FLOOR = 0.03
"""Spans that the chain finds less probable than this are no candidates."""
AGAIN = 0.5
"""A name that the chain finds at least so probable is looked for in the whole document."""
LONGEST_KIND = 4
"""Characters of the kind of document that a title ends with: 实施办法."""
LEAST = 2
SEVERAL = (2, 3, 4)
"""Characters of words for several places: 两市, 三省区市."""
MARKS = (("“", "”"), ("(", ")"), ("《", "》"))
ALONE = f"{PROPOSED} alone"
"""The feature of what nobody but a large model proposes: the weights of its shape were fitted to what others do."""
_KNOWN = {
    "City": EntityType.CITY,
    "City short": EntityType.CITY,
    "Province": EntityType.PROVINCE,
    "Province short": EntityType.PROVINCE,
    "County": EntityType.COUNTY,
    "BaseArea": EntityType.BASE_AREA,
    "Region": EntityType.REGION,
    "national": EntityType.AGENCY,
    "known Organization": EntityType.ORGANIZATION,
    "known Platform": EntityType.PLATFORM,
    "known Project": EntityType.PROJECT,
    "known Event": EntityType.EVENT,
}
"""What the classes of the gazetteer propose of themselves."""


def propose(
    text: Text,
    metadata: Metadata,
    labelled: Sequence[Labelled],
    documents: Sequence[Printed],
    known: Knowledge,
    chain: Chain,
    proposed: Collection[ProposedName] = (),
) -> list[Candidate]:
    """Every candidate with its features, in text order; *proposed* are those of a large model."""
    found: dict[tuple[Span, EntityType], list[str]] = defaultdict(list)
    likely = _by_chain(text, known, labelled, chain)
    for (span, kind), probability in likely.items():
        found[span, kind].append(f"chain={_tenths(probability)}")
    for span, classes in _by_gazetteer(text, known):
        for name in classes:
            if kind_ := _KNOWN.get(name):
                found[span, kind_].append("gazetteer")
    for span, sort in _composed(text, known):
        found[span, EntityType.AGENCY].append(f"composed={sort}")
    for piece in _pieces(found, metadata.title_span, text, documents):
        del found[piece]
    for printed in documents:
        source = "own title" if printed.span == metadata.title_span else "title"
        found[printed.span, EntityType.POLICY_DOCUMENT] += [source, f"{source}, {metadata.kind}"]
    elsewhere = _elsewhere(text, likely)
    for (span, kind), best in elsewhere.items():
        found[span, kind].append(f"elsewhere={_tenths(best)}")
    for one in proposed:
        others = found[one.span, one.type]
        others += [PROPOSED] if others else [PROPOSED, ALONE]
    rivals = _Rivals(likely)
    marks = dict(_by_gazetteer(text, known))
    titles = Holders(printed.span for printed in documents)
    stretches = Holders(stretch.span for stretch in labelled)
    candidates = []
    for (span, kind), sources in found.items():
        features = [*sources, *_shape(text, span, kind, known), f"rival={_tenths(rivals.best(span, kind))}"]
        features += [f"known={name}" for name in marks.get(span, ("nothing",))]
        if (span, kind) not in likely:
            features.append("chain=none")
        chain_ = next((source for source in sources if source.startswith("chain=")), "chain=none")
        features += [f"{chain_}, known={name}" for name in marks.get(span, ())]
        features += [f"labelled={labelled[number].role.value}" for number in stretches.containing(span)][:1]
        if any(titles.spans[number] != span for number in titles.containing(span)):
            features.append("inside a title")
        candidates.append(Candidate(span, kind, (*features, *(f"{kind.value}: {feature}" for feature in features))))
    return sorted(candidates, key=lambda c: (c.span, c.type))


def _pieces(
    found: Iterable[tuple[Span, EntityType]], title: Span | None, text: Text, documents: Sequence[Printed]
) -> list[tuple[Span, EntityType]]:
    """Those *found* that are a line of the document's own *title*, or no more than the kind of document with which the
    title of one of *documents* ends, taken for a document by themselves."""
    lines = title is not None and "\n" in title.of(text.text)
    ends = {printed.span.end - mark for printed in documents for mark in (0, 1)}
    starts = {printed.span.start for printed in documents}
    return [
        (span, kind)
        for span, kind in found
        if kind is EntityType.POLICY_DOCUMENT
        and (
            (lines and title is not None and title.contains(span) and span != title)
            or (span.end in ends and span.start not in starts and span.end - span.start <= LONGEST_KIND)
        )
    ]


def _by_chain(
    text: Text, known: Knowledge, labelled: Sequence[Labelled], chain: Chain
) -> dict[tuple[Span, EntityType], float]:
    told = chain.emissions(observe(text, known, labelled))
    found = chain.spans(told, list(sentences(text)), FLOOR)
    result: dict[tuple[Span, EntityType], float] = {}
    for item in found:
        span = Span(text.starts[item.first], text.starts[item.last + 1])
        if span.end - span.start >= LEAST:
            result[span, EntityType(item.type)] = item.probability
    return result


def _by_gazetteer(text: Text, known: Knowledge) -> Iterator[tuple[Span, tuple[str, ...]]]:
    seen: set[Span] = set()
    for matcher in (known.matcher, known.places):
        for start, end, surface in matcher.find(text.text):
            span = Span(start, end)
            if span not in seen:
                seen.add(span)
                yield span, known.classes(surface)


def _composed(text: Text, known: Knowledge) -> Iterator[tuple[Span, str]]:
    """What a place or a level word and the body behind it make together: 深圳市|教育局, 市|委组织部, 两市|教育局."""
    places = {end: start for start, end, _ in known.places.find(text.text)}
    for start, end, surface in known.matcher.find(text.text):
        places.setdefault(end, start) if surface in known.gazetteer.places_by_surface else None
    for start, end, _ in known.bodies.find(text.text):
        if start in places:
            yield Span(places[start], end), "place"
        several = next((n for n in SEVERAL if _several().fullmatch(text.text, max(0, start - n), start)), 0)
        for level in known.levels:
            if text.text.startswith(level, start - len(level)) and start >= len(level):
                yield Span(start - max(several, len(level)), end), f"level {level}"
                break


def _elsewhere(text: Text, likely: dict[tuple[Span, EntityType], float]) -> dict[tuple[Span, EntityType], float]:
    """Every place where the words of a likely name stand, with how likely it is where it is most so, that place left
    out."""
    best: dict[tuple[str, EntityType], list[float]] = defaultdict(list)
    for (span, kind), probability in likely.items():
        best[span.of(text.text), kind].append(probability)
    found: dict[tuple[Span, EntityType], float] = {}
    for (words, kind), probabilities in best.items():
        if max(probabilities) < AGAIN or "\n" in words:
            continue
        ranked = sorted(probabilities, reverse=True)
        start = text.text.find(words)
        while start >= 0:
            span = Span(start, start + len(words))
            own = likely.get((span, kind), 0.0)
            others = ranked[1:] if own == ranked[0] else ranked
            if others:
                found[span, kind] = others[0]
            start = text.text.find(words, start + 1)
    return found


def _shape(text: Text, span: Span, kind: EntityType, known: Knowledge) -> Iterable[str]:
    words = span.of(text.text)
    yield f"length={min(len(words), 12)}"
    if any(words.count(opens) != words.count(closes) for opens, closes in MARKS):
        yield "marks left open"
    if not text.is_edge(span.start):
        yield "starts inside a word"
    if not text.is_edge(span.end):
        yield "ends inside a word"
    for length in range(min(len(words), 6), 0, -1):
        if (ending := words[-length:]) in known.endings:  # it stands in the text that is looked through
            yield f"ends={'|'.join(known.endings[ending])}"
            break
    yield f"first={words[0]}"
    yield f"last={words[-1]}"
    parts = [part for part in _joins().split(words) if part]
    if len(parts) > 1:
        if any(part[0] == words[0] for part in parts[1:]):
            yield "parts open alike"
        if any(part[-1] == words[-1] for part in parts[:-1]):
            yield "parts end alike"
    before, after = text.before(span.start) or "start", text.after(span.end) or "end"
    yield f"before={before}"
    yield f"after={after}"
    yield f"between {_side(before)} and {_side(after)}"


@cache
def _several() -> re.Pattern[str]:
    """What stands for several places before their body: 两市, 三省区."""
    return re.compile(lexicon(schemas.Bodies).several.pattern)


@cache
def _joins() -> re.Pattern[str]:
    """What stands between the parts of a list."""
    words = lexicon(schemas.Common).words
    return re.compile("|".join(map(re.escape, (*words.list_marks, *words.conjunctions))))


def _side(mark: str) -> str:
    """What a name has beside it: a word, an end of a line or cell, or a mark."""
    return (
        "word"
        if mark.isalnum() and mark not in ("start", "end")
        else "edge"
        if mark.strip() in ("", "start", "end")
        else "mark"
    )


class _Rivals:
    """The candidates of the chain by place, asked for the likeliest one that overlaps another."""

    def __init__(self, likely: dict[tuple[Span, EntityType], float]) -> None:
        self._at: dict[int, list[tuple[float, Span, EntityType]]] = defaultdict(list)
        for (span, kind), probability in likely.items():
            for place in range(span.start, span.end):
                self._at[place].append((probability, span, kind))

    def best(self, span: Span, kind: EntityType) -> float:
        places = range(span.start, span.end)
        return max(
            (p for place in places for p, other, of in self._at.get(place, ()) if (other, of) != (span, kind)),
            default=0.0,
        )


def _tenths(probability: float) -> int:
    return min(9, int(probability * 10))
