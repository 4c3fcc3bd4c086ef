"""A table of contents: below its heading, lines that come again as headings further down, with or without dots and a
page's number behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from .letters import Line

HEAD = 60  # lines at the top that may hold its heading
LONGEST_ENTRY = 80


def mark(lines: Sequence[Line]) -> None:
    """Make furniture of the heading of a table of contents and of its lines, in place."""
    rules = lexicon(schemas.Clean).pages
    heading, leader = rules.contents_heading, rules.contents_leader
    start = next((place for place, line in enumerate(lines[:HEAD]) if heading.fullmatch(line.text)), -1)
    if start < 0:
        return
    again = Counter(line.text for line in lines)
    listed = []
    for line in lines[start + 1 :]:
        bare = leader.sub("", line.text)
        if len(line.text) > LONGEST_ENTRY or not again[bare] or (bare == line.text and again[bare] < 2):
            break
        again[line.text] -= 1
        listed.append(line)
    for line in (lines[start], *listed) if len(listed) > 1 else ():
        line.reason = line.reason or "furniture"
