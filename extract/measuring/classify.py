"""How strongly a measure commits: the first operative verb after the lead-ins decides.

The verbs of each level and the words that are passed over are in data/lexicon/commitment.toml.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

from ..fold import folded_lexicon
from ..model import Span
from .clauses import COMMA, split

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
        self._closings = tuple(heads["closings"])
        self._straight = frozenset(heads["straight"])
        self._plain_verbs = frozenset(heads["plain_verbs"])
        self._attributes = tuple(heads["attributes"])
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
        loose = [part for part in parts if not self._closed(text, part)]
        found = next((level for part in loose if (level := self._after_subject(text, part))), None)
        return found or (DEFAULT_LEVEL if len(loose) < len(parts) else None)

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

    def operates(self, text: str, span: Span) -> bool:
        """Whether a clause opens with an operative verb or a lead-in, adverbs and quotation marks passed over."""
        start = span.start
        while start < span.end and text[start] in _QUOTES:
            start += 1
        start = self._skip_adverbs(text, start, span.end)
        if len(self.verb_at(text, start, span.end)) > 1:
            return True
        first = next(iter(split(text, span, COMMA)), span)
        lead_in = self._longest(text, start, span.end, self._lead_ins, self._longest_lead_in)
        return bool(lead_in) and not self._statement.search(text, *first) and self.level(text, span) is not None

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
                rest = Span(start + len(lead_in), end)
                found = self._after_lead_in(text, rest)
                return found or (self._inside_lead_in(text, rest) if lead_in in self._straight else None)
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
        if text.endswith(self._closings, span.start, span.end):
            return None
        for match in self._lead_in_ends.finditer(text, span.start, span.end):
            start = self._skip_adverbs(text, match.end(), span.end)
            verb = self.verb_at(text, start, span.end)
            if len(verb) > 1:
                return self._levels[verb]
        return None

    def _closed(self, text: str, part: Span) -> bool:
        """Whether a part is a lead-in from end to end: 发挥...作用, 在...基础上."""
        return self.leads_in(text, part) and text.endswith(self._closings, part.start, part.end)

    def _inside_lead_in(self, text: str, span: Span) -> str | None:
        """围绕革命历史|创作...: a verb that is seldom a noun, where the lead-in goes straight on to it."""
        if text.endswith(self._closings, span.start, span.end):
            return None
        start = span.start + 1
        while start < span.end:
            verb = self.verb_at(text, start, span.end)
            if verb in self._plain_verbs and not text.startswith(self._attributes, start + len(verb)):
                return self._levels[verb]
            start += len(verb) or 1
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


@cache
def heads() -> Heads:
    """The reader over the packaged words, built once."""
    return Heads()
