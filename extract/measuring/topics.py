"""What a measure is about: the topics of ontology/schemes.ttl, scored by their cue words; areas follow from the topics.

A cue weighs more the longer it is, the fewer topics share it, and where it is the strongest of its comma part; less
inside a longer cue of another topic, in a lead-in, and as one of many that are listed. The heading above the measure is
weak evidence. The more comma parts a clause has, the weaker may its second and third topic be.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from ...ontology.topics import topics as scheme
from ..fold import fold, folded_lexicon
from ..model import Span
from .classify import heads
from .clauses import parts

STRONG, WEAK = 1.0, 0.35
PER_CHARACTER = 0.06
"""What each character adds to a cue's weight, up to LONGEST characters."""
LONGEST = 8
COVERED = 0.2
"""What is left of a cue's weight when a longer cue of another topic covers it: 农产品 in 绿色农产品."""
CROSSED = 0.85
"""What is left of a cue's weight that begins inside another one: 协作机制 after 劳务协作 in 劳务协作机制."""
REPEATED = 0.45
"""What the second cue of a topic counts, the third that much of the second: many cues do not outweigh all others."""
LEAD_IN = 0.75
"""What a cue counts in a comma part that only leads in."""
FIRST = 1.15
"""What a cue gains in the first comma part that is no lead-in."""
LISTED, ITEMS = 0.7, 3
"""What a cue counts in a comma part that lists so many items: 教育、医疗、文旅 are passing words."""
SCOPE = 0.6
"""What a cue counts in a list that only says how wide the rest reaches: 在规划、招商、运营等方面合作."""
FORM = 0.6
"""What a topic of form (a mechanism, a plan) counts beside what it is for: 文物保护规划 is about relics."""
LEADING, LEADER = 0.2, 0.8
"""What a topic gains for each comma part in which it is the strongest, the second one half of that, and the weight that
it must have there."""
HEADING = 0.2
"""What the strongest cue counts in the nearest heading; those further up are asked where nothing else is known."""
MOST = 3
SHARES = (0.72, 0.6, 0.54)
"""A further topic must reach this share of the strongest score, in a clause of one, two, and more comma parts that
are no lead-ins: who says one thing seldom means three. Chosen over the annotated documents, each left out once."""
ENOUGH = 0.3


REMEMBERED = 4096
"""Headings whose cues are kept."""
NAMED, KIND = 0.1, 0.5
"""What is left of a cue's weight inside the name of a body, and at the end of it, where the name says what kind it is:
交通 in 西安交通大学 says nothing of transport, 大学 may say something of education."""


_TITLES = re.compile(r"《[^《》]*》")
"""What a cited document is called says nothing about the measure."""


class TopicScorer:
    """Scores topics over the packaged scheme; see :func:`topic_scorer`."""

    def __init__(self) -> None:
        table: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self.areas: dict[str, str] = {}
        for topic in scheme():
            self.areas[topic.slug] = topic.area
            for words, weight in ((topic.cues, STRONG), (topic.weak_cues, WEAK)):
                for word in words:
                    table[fold(word)].append((topic.slug, weight))
        words = folded_lexicon("measures")["topics"]
        seams = sorted(frozenset(words["seams"]) - table.keys())
        self._cues = [
            [(topic, _weight(word, weight, len(table[word]))) for topic, weight in table[word]]
            for word in sorted(table)
        ]
        self._automaton = AhoCorasick([*sorted(table), *seams], matchkind=MatchKind.Standard)
        self._decisive = [(topic, tuple(found)) for topic, found in sorted(words["decisive"].items())]
        self._forms = frozenset(words["forms"])
        self._scopes = re.compile(words["scopes"])
        self._headings: dict[str, tuple[tuple[str, float], ...]] = {}

    def topics(self, text: str, headings: Sequence[str] = (), names: Sequence[Span] = ()) -> tuple[str, ...]:
        """One to three topics of a clause of folded text, strongest first; none when no cue stands anywhere.

        *names* are the stretches of *text* that name bodies; they decide only where nothing else does.
        """
        told = _comma_parts(text)
        scores = self._scores(text, told, headings, names)
        if names and max(scores.values(), default=0.0) < ENOUGH + HEADING:
            scores = self._scores(text, told, headings)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        if not ranked:
            return ()
        operative = sum(not lead_in for _, lead_in in told)
        share = SHARES[min(max(operative, 1), len(SHARES)) - 1]
        least = max(ENOUGH, share * ranked[0][1])
        chosen = [topic for topic, score in ranked[:MOST] if score >= least] or [ranked[0][0]]
        for topic, words in self._decisive:
            if topic not in chosen and any(word in text for word in words):
                chosen[MOST - 1 :] = [topic]
        return tuple(chosen)

    def areas_of(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """The areas of the *chosen* topics, in their order."""
        return tuple(dict.fromkeys(self.areas[topic] for topic in chosen))

    def _scores(
        self, text: str, told: Sequence[tuple[Span, bool]], headings: Sequence[str] = (), names: Sequence[Span] = ()
    ) -> dict[str, float]:
        """Each topic's score; *told* are the comma parts of the clause, *headings* those above it, nearest first."""
        values: dict[str, list[float]] = defaultdict(list)
        leading: dict[str, list[float]] = defaultdict(list)
        titles = [Span(*match.span()) for match in _TITLES.finditer(text)] if "《" in text else []
        evidence = self._evidence(text, names, titles)
        first, at = True, 0
        for part, lead_in in told:
            start = at
            while at < len(evidence) and evidence[at][0] < part.end:
                at += 1
            found = self._in_part(text, part, evidence[start:at])
            factor = LEAD_IN if lead_in else FIRST if first else 1.0
            first = first and lead_in
            here: dict[str, float] = defaultdict(float)
            for topic, value in found:
                values[topic].append(value * factor)
                here[topic] = max(here[topic], value)
            strongest = max(here.values(), default=0.0)
            if strongest >= LEADER and not lead_in:
                for topic, value in here.items():
                    if value == strongest:
                        leading[topic].append(LEADING)
        result = {topic: _total(found, REPEATED) + _total(leading[topic], 0.5) for topic, found in values.items()}
        for heading in headings:
            for topic, value in self._heading(heading):
                result[topic] = result.get(topic, 0.0) + HEADING * value
            if result:
                break
        return result

    def _in_part(self, text: str, part: Span, evidence: Sequence[tuple[int, str, float]]) -> list[tuple[str, float]]:
        """(topic, weight) of the *evidence* inside one comma part, weighed by where in it each cue stands."""
        if not evidence:
            return []
        marks = text.count("、", *part)
        listed = LISTED if marks + 1 >= ITEMS else 1.0
        scopes = [Span(*match.span()) for match in self._scopes.finditer(text, *part)] if marks else []
        content = any(value >= STRONG and topic not in self._forms for _, topic, value in evidence)
        found = []
        for place, topic, value in evidence:
            form = FORM if content and topic in self._forms else 1.0
            scope = SCOPE if any(start <= place < end for start, end in scopes) else 1.0
            found.append((topic, value * listed * form * scope))
        return found

    def _heading(self, heading: str) -> tuple[tuple[str, float], ...]:
        """The strongest cue of each topic in a heading."""
        if (known := self._headings.get(heading)) is None:
            best: dict[str, float] = defaultdict(float)
            for _, topic, value in self._evidence(heading):
                best[topic] = max(best[topic], value)
            known = self._headings[heading] = tuple(best.items())
            if len(self._headings) > REMEMBERED:
                self._headings.clear()
        return known

    def _evidence(
        self, text: str, names: Sequence[Span] = (), titles: Sequence[Span] = ()
    ) -> list[tuple[int, str, float]]:
        """(place, topic, weight) for each cue, in text order; a cue inside a longer one of its topic counts once."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        matches = sorted(((start, -end, cue) for cue, start, end in found))
        result: list[tuple[int, str, float]] = []
        ends: dict[str, int] = {}
        reach = (0, 0)  # the match so far that reaches farthest
        seam = (0, 0)  # where two words meet
        for start, minus_end, cue in matches:
            end = -minus_end
            if cue >= len(self._cues):
                seam = (start, end)
                continue
            if seam[0] < start and end <= seam[1]:
                continue
            place = Span(start, end)
            if titles and any(title.overlaps(place) for title in titles):
                continue
            name = next((name for name in names if name.contains(place)), None) if names else None
            factor = 1.0 if name is None else KIND if name.end == end else NAMED
            if end <= reach[1] and (start, end) != reach:
                factor *= COVERED
            elif start < reach[1] < end:
                factor *= CROSSED
            if end > reach[1]:
                reach = (start, end)
            for topic, weight in self._cues[cue]:
                if end > ends.get(topic, 0):
                    ends[topic] = end
                    result.append((start, topic, weight * factor))
        return result


def _comma_parts(text: str) -> list[tuple[Span, bool]]:
    """The comma parts of a clause, and whether each is nothing but a lead-in."""
    return [(part, heads().leads_in(text, part)) for part in parts(text, Span(0, len(text)))]


def _weight(word: str, weight: float, shared: int) -> float:
    return weight * (1.0 + PER_CHARACTER * min(len(word), LONGEST)) / math.sqrt(shared)


def _total(values: Sequence[float], repeated: float) -> float:
    total, factor = 0.0, 1.0
    for value in sorted(values, reverse=True):
        total += factor * value
        factor *= repeated
    return total


@cache
def topic_scorer() -> TopicScorer:
    """The scorer over the packaged scheme, built once."""
    return TopicScorer()
