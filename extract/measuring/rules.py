"""The patterns that tell a measure from what only looks like one; the words are in data/lexicon/measures.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice

from ..fold import fold, folded_lexicon
from ..model import Span
from .classify import heads
from .clauses import EDGES, parts

_BRACKETED = re.compile(r"\([^()]*\)")
LONGEST_LOOK = 400
"""How far into a sentence the patterns look, in characters: a guard against a page on one line."""


class Rules:
    """The patterns of data/lexicon/measures.toml; see :func:`rules`."""

    def __init__(self) -> None:
        words = folded_lexicon("measures")
        self._skip, self._keep = tuple(words["sections"]["skip"]), tuple(words["sections"]["keep"])
        self._goals = tuple(words["sections"]["goals"])
        self._open = tuple(words["sections"]["open"])
        self._parts = re.compile(words["sections"]["parts"])
        self._start = _any(words["drop"]["start"])
        self._news = _any(words["drop"]["news"])
        self._once = _any(words["report"]["once"])
        self._anywhere = _any(words["drop"]["anywhere"])
        self._people = _any(words["people"]["says"])
        self._pairing = _any(words["people"]["pairing"])
        self._asked = _any(words["people"]["asks"])
        self._calls = _any(words["people"]["calls"])
        self._told = _any(words["report"]["told"])
        self._founds = _any(words["drop"]["founds"])
        self.call: int = words["length"]["call"]
        self._report = re.compile(words["report"]["lead"])
        self._opens = _any(words["report"]["opens"])
        self._lists = re.compile(words["report"]["lists"])
        self._target = _any(words["targets"]["start"])
        self._marks = _any(words["marks"]["start"])
        self.documents: tuple[str, ...] = tuple(words["report"]["documents"])
        self.headings: tuple[str, ...] = tuple(words["report"]["headings"])
        self.minimum: int = words["length"]["minimum"]
        self.head: int = words["length"]["head"]
        self.task: int = words["length"]["task"]
        self._formulas = _any(words["report"]["formulas"])
        self.quantity: re.Pattern[str] = re.compile(words["targets"]["quantity"])
        self.year: re.Pattern[str] = re.compile(words["targets"]["year"])
        self.target_parts: int = words["targets"]["parts"]

    def skips(self, heading: str) -> bool:
        """Whether a section under *heading* holds aims, principles or background instead of measures."""
        return self._ends(heading, self._skip) and not any(word in fold(heading) for word in self._keep)

    def sets_goals(self, heading: str) -> bool:
        """Whether a section under *heading* says what is to be reached."""
        return self._ends(heading, self._goals)

    def looks_ahead(self, heading: str) -> bool:
        """Whether a section under *heading* says what is to be done, whatever the page."""
        return self._ends(heading, self._open)

    def _ends(self, heading: str, words: tuple[str, ...]) -> bool:
        pieces = self._parts.split(fold(heading).strip(EDGES + " "))
        return any(piece.strip().endswith(words) for piece in pieces)

    def titles_policy(self, title: str) -> bool:
        """Whether a *title* ends with what a policy document is called, remarks in brackets left out."""
        return _BRACKETED.sub("", fold(title)).strip(EDGES + " 》").endswith(self.documents)

    def structures(self, heading: str) -> bool:
        """Whether a *heading* is one that policy documents have: 重点任务, 保障措施."""
        return fold(heading).strip(EDGES + " ").endswith(self.headings)

    def formula(self, words: str) -> bool:
        """Whether the words are the formula by which a policy document says that it is one: 制定本方案."""
        return bool(self._formulas.search(words[:LONGEST_LOOK]))

    def mark_end(self, text: str, span: Span) -> int:
        """Where the sentence begins after its list mark."""
        start = span.start
        for _ in range(3):
            match = self._marks.match(text, start, span.end)
            if not match or match.end() == start:
                break
            start = match.end()
        return start

    def drops(self, words: str) -> bool:
        """Whether the sentence only states, reports or belongs to the page."""
        words = words[:LONGEST_LOOK]
        return bool(self._start.match(words) or self.tells_news(words) or self._anywhere.search(words))

    def tells_news(self, words: str) -> bool:
        """Whether the sentence opens as news do: 近日, 据了解, 6月16日."""
        return bool(self._news.match(words))

    def dated(self, text: str, part: Span) -> int | None:
        """Where the dated opening of a goal stands in a comma part (到2025年), if at its start or after a colon."""
        colon = text.rfind(":", part.start, part.end)
        starts = [part.start] + ([colon + 1] if colon >= 0 else [])
        return next((start for start in starts if self._target.match(text, start, part.end)), None)

    def goal(self, text: str, span: Span) -> bool:
        """Whether the sentence is a dated goal: its first comma part is, or all parts before the date are lead-ins."""
        span = Span(self.report_end(text, span), span.end)
        for part in islice(parts(text, span), self.target_parts):
            if self.dated(text, part) is not None:
                return True
            if heads().opening(text, part):
                return False
        return False

    def speaks(self, words: str) -> bool:
        """Whether a person or a meeting speaks."""
        return bool(self._people.search(words[:80])) and not self.reports(words)

    def about_pairing(self, text: str, title: str) -> bool:
        """Whether a page is about paired cooperation: its title says so, or its text more than once."""
        return bool(self._pairing.search(title)) or sum(1 for _ in islice(self._pairing.finditer(text), 2)) > 1

    def asked(self, words: str) -> int:
        """Where what a meeting or a leader asks for begins: 会议要求,...; 0 when nobody asks."""
        match = self._asked.match(words[:LONGEST_LOOK])
        return match.end() if match else 0

    def told(self, words: str) -> int:
        """Where what a document says begins in a sentence of news: 近日,某省印发《方案》,方案提出...; else 0."""
        match = self._told.match(words[:LONGEST_LOOK]) if self.tells_news(words) else None
        return match.end() if match else 0

    def calls(self, words: str) -> bool:
        """Whether the words call for something: 要..., 各部门要..., 将...."""
        return bool(self._calls.match(words))

    def founds(self, words: str) -> bool:
        """Whether the words only say on what ground a document is made: 根据《...》制定2024年工作要点."""
        return bool(self._founds.match(words[:LONGEST_LOOK]))

    def reports_once(self, words: str) -> bool:
        """Whether the sentence says what follows from a document, and no more than that."""
        return bool(self._once.match(words[:LONGEST_LOOK]))

    def lists(self, words: str) -> bool:
        """Whether the sentence only says that what is to be done follows: 今年将重点抓好以下工作."""
        return bool(self._lists.match(words[:LONGEST_LOOK]))

    def reports(self, words: str) -> bool:
        """Whether a policy document speaks: 《方案》指出."""
        return bool(self._opens.search(words[:LONGEST_LOOK]))

    def report_end(self, text: str, span: Span) -> int:
        """Where the words begin that follow 《方案》指出, or the sentence's start."""
        match = self._report.match(text[span.start : min(span.end, span.start + 120)])
        return span.start + match.end() if match else span.start


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def rules() -> Rules:
    """The packaged rules, read once."""
    return Rules()
