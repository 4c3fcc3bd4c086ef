"""How strongly a measure commits, and what it is about.

Commitment: the first operative verb after the lead-ins decides (data/lexicon/commitment.toml). Topics: cue words of
ontology/schemes.ttl, weighed by how telling and how prominent they are; areas follow from the topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from ..ontology.topics import topics as scheme
from .clauses import COMMA, split
from .fold import fold, folded_lexicon
from .model import Span

LEVELS = ("explore", "encourage", "support", "require")
DEFAULT_LEVEL = "require"
_QUOTES = " \t“”‘’\"'「」『』、:"


class Heads:
    """The words that stand at the head of a clause: lead-ins, adverbs and operative verbs."""

    def __init__(self) -> None:
        words = folded_lexicon("commitment")
        heads = words["heads"]
        self._levels = {verb: level for level in reversed(LEVELS) for verb in words["levels"][level]}
        self._longest_verb = max(map(len, self._levels))
        not_lead_ins = frozenset(heads["not_lead_ins"])
        self._lead_ins = frozenset(word for word in heads["lead_ins"] if word not in not_lead_ins)
        self._longest_lead_in = max(map(len, self._lead_ins))
        self._adverbs = frozenset(heads["adverbs"])
        self._longest_adverb = max(map(len, self._adverbs))
        self._lead_in_ends = re.compile("|".join(sorted(map(re.escape, heads["lead_in_ends"]), key=len, reverse=True)))
        self._report = re.compile(heads["reports"])
        self._aside = re.compile(heads["asides"])
        self._statement = re.compile(heads["statement"])

    def commitment(self, text: str, span: Span) -> str:
        """The level of the clause *span* of a folded *text*."""
        return self.level(text, span) or DEFAULT_LEVEL

    def level(self, text: str, span: Span) -> str | None:
        """The level that an operative verb of the clause gives; None when no such verb is found."""
        report = self._report.match(text[span.start : min(span.end, span.start + 120)])
        if report and span.start + report.end() < span.end:
            span = Span(span.start + report.end(), span.end)
        parts = list(split(text, span, COMMA))
        for part in parts:
            if found := self._head(text, part):
                return found
        return next((found for part in parts if (found := self._anywhere(text, part))), None)

    def opening(self, text: str, part: Span) -> bool:
        """Whether a comma part opens with an operative verb, adverbs passed over, and not with a lead-in."""
        return self._head(text, part) is not None

    def _longest(self, text: str, start: int, end: int, words: Iterable[str] | dict[str, str], longest: int) -> str:
        for length in range(min(longest, end - start), 0, -1):
            if (word := text[start : start + length]) in words:
                return word
        return ""

    def verb_at(self, text: str, start: int, end: int) -> str:
        """The longest operative verb that begins exactly at *start*, or nothing."""
        return self._longest(text, start, end, self._levels, self._longest_verb)

    def _head(self, text: str, part: Span) -> str | None:
        start, end = part
        adverb = ""
        while start < end:
            if text[start] in _QUOTES:
                start += 1
                continue
            verb = self.verb_at(text, start, end)
            lead_in = self._longest(text, start, end, self._lead_ins, self._longest_lead_in)
            passed = self._longest(text, start, end, self._adverbs, self._longest_adverb)
            if lead_in and len(lead_in) >= len(verb) and len(lead_in) >= len(passed):
                return self._after_lead_in(text, Span(start + len(lead_in), end))
            if verb and len(verb) > len(passed):
                return self._levels[verb]
            if not passed:
                break
            adverb = adverb or (passed if passed in self._levels else "")
            start += len(passed)
        if adverb:
            return self._levels[adverb]
        if self._statement.search(text, part.start, part.end):
            return None
        return self._after_subject(text, Span(start, end))

    def _after_lead_in(self, text: str, span: Span) -> str | None:
        """在有条件的地区|开展...: the verb right after what ends the lead-in, inside the same comma part."""
        for match in self._lead_in_ends.finditer(text, span.start, span.end):
            start = self._skip_adverbs(text, match.end(), span.end)
            verb = self.verb_at(text, start, span.end)
            if len(verb) > 1:
                return self._levels[verb]
        return None

    def _skip_adverbs(self, text: str, start: int, end: int) -> int:
        while start < end:
            passed = self._longest(text, start, end, self._adverbs, self._longest_adverb)
            if not passed or len(self.verb_at(text, start, end)) > len(passed):
                break
            start += len(passed)
        return start

    def _after_subject(self, text: str, span: Span) -> str | None:
        """两市建立...: the first verb in a part that opens with a subject; 在...方面 is passed over."""
        start = span.start
        aside = self._aside.search(text, span.start, span.end)
        if aside and (found := self._after_subject(text, Span(aside.end(), span.end))):
            return found
        while start < span.end:
            verb = self.verb_at(text, start, span.end)
            if len(verb) > 1:
                return self._levels[verb]
            start += 1
        return None

    def _anywhere(self, text: str, part: Span) -> str | None:
        return self._after_subject(text, part)


@cache
def heads() -> Heads:
    """The reader over the packaged words, built once."""
    return Heads()


# --- topics -----------------------------------------------------------------------------------------------------

STRONG, WEAK = 1.0, 0.35
COVERED = 0.2
"""What is left of a cue's weight when a longer cue of another topic covers it: 农产品 in 绿色农产品."""
HEADING = 0.3
"""What a cue counts in the heading above the measure."""
REPEATED = 0.4
"""What the second cue of a topic counts, the third half of that, and so on: many cues do not outweigh all others."""
FIRST_PART = 1.15
"""What a cue gains in the clause's first comma part that is no lead-in."""
MOST_TOPICS = 3
RELATIVE = 0.6
"""A further topic must reach this share of the strongest one's score."""
ENOUGH = 0.3


@dataclass(frozen=True, slots=True)
class _Cue:
    topic: str
    weight: float


class TopicScorer:
    """Scores the topics of the scheme by their cue words in one pass."""

    def __init__(self) -> None:
        table: dict[str, list[_Cue]] = {}
        self.areas: dict[str, str] = {}
        for topic in scheme():
            self.areas[topic.slug] = topic.area
            for words, weight in ((topic.cues, STRONG), (topic.weak_cues, WEAK)):
                for word in words:
                    table.setdefault(fold(word), []).append(_Cue(topic.slug, weight))
        self._words = sorted(table)
        self._cues = [table[word] for word in self._words]
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.Standard)

    def _matches(self, text: str) -> list[tuple[int, int, int]]:
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, index) for index, start, end in found]

    def scores(self, text: str, context: Sequence[str] = ()) -> dict[str, float]:
        """Each topic's score for a clause of folded text, with the headings above it as *context*."""
        evidence: dict[str, list[float]] = {}
        for topic, value in self._evidence(text):
            evidence.setdefault(topic, []).append(value)
        result = {topic: _total(values) for topic, values in evidence.items()}
        for heading in context:
            best: dict[str, float] = {}
            for topic, value in self._evidence(heading):
                best[topic] = max(best.get(topic, 0.0), value)
            for topic, value in best.items():
                result[topic] = result.get(topic, 0.0) + HEADING * value
        return result

    def _evidence(self, text: str) -> Iterable[tuple[str, float]]:
        matches = self._matches(text)
        widest: dict[str, list[tuple[int, int, float]]] = {}
        longest_end = 0
        covering: list[tuple[int, int]] = []
        for start, end, _ in sorted(matches, key=lambda match: (match[0], -match[1])):
            if end > longest_end:
                covering.append((start, end))
                longest_end = end
        at = 0
        for start, end, index in sorted(matches, key=lambda match: (match[0], -match[1])):
            while at < len(covering) and covering[at][1] < end:
                at += 1
            whole = at >= len(covering) or covering[at] == (start, end) or covering[at][0] > start
            for cue in self._cues[index]:
                value = cue.weight * (1.0 if whole else COVERED) / len(self._cues[index]) ** 0.5
                value *= 1.0 + 0.06 * min(end - start, 8)
                spans = widest.setdefault(cue.topic, [])
                if spans and spans[-1][1] >= end:
                    if value > spans[-1][2]:
                        spans[-1] = (spans[-1][0], spans[-1][1], value)
                    continue
                spans.append((start, end, value))
        for topic, spans in widest.items():
            for start, _, value in spans:
                yield topic, value * (FIRST_PART if start < len(text) * 0.35 else 1.0)

    def topics(self, text: str, context: Sequence[str] = ()) -> tuple[str, ...]:
        """One to three topics of a clause, strongest first; none only when no cue stands anywhere."""
        ranked = sorted(self.scores(text, context).items(), key=lambda item: (-item[1], item[0]))
        if not ranked:
            return ()
        best = ranked[0][1]
        chosen = [topic for topic, score in ranked if score >= max(ENOUGH, RELATIVE * best)][:MOST_TOPICS]
        return tuple(chosen) or (ranked[0][0],)

    def areas_of(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """The areas of the *chosen* topics, in their order."""
        return tuple(dict.fromkeys(self.areas[topic] for topic in chosen))


def _total(values: list[float]) -> float:
    total, factor = 0.0, 1.0
    for value in sorted(values, reverse=True):
        total += factor * value
        factor *= REPEATED
    return total


@cache
def topic_scorer() -> TopicScorer:
    """The scorer over the packaged scheme, built once."""
    return TopicScorer()
