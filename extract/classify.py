"""How strongly a measure commits: the first operative verb after the lead-ins decides.

The verbs of each level and the words that are passed over are in data/lexicon/commitment.toml.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

from .clauses import COMMA, split
from .fold import folded_lexicon
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

    def leads_in(self, text: str, part: Span) -> bool:
        """Whether a comma part is nothing but a lead-in: 发挥...优势, 结合..., 在...基础上."""
        start = part.start
        while start < part.end and text[start] in _QUOTES:
            start += 1
        start = self._skip_adverbs(text, start, part.end)
        lead_in = self._longest(text, start, part.end, self._lead_ins, self._longest_lead_in)
        if not lead_in or len(self.verb_at(text, start, part.end)) > len(lead_in):
            return False
        return self._after_lead_in(text, Span(start + len(lead_in), part.end)) is None

    def _longest(self, text: str, start: int, end: int, words: Container[str], longest: int) -> str:
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
