"""A table of contents: below its heading, lines that lead by dots to a page's number; and those that come again further
down, as headings or as the words that open a paragraph, with or without a number behind them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from .letters import Line

HEAD = 60  # lines at the top that may hold its heading
LONGEST_ENTRY = 80
_OPENING = re.compile(r"[^。:;,]{4,80}(?=[。:].)")  # what heads a paragraph in its first line


def mark(lines: Sequence[Line]) -> None:
    """Make furniture of the heading of a table of contents and of its lines, in place."""
    rules = lexicon(schemas.Clean).pages
    heading, leader = rules.contents_heading, rules.contents_leader
    start = next((place for place, line in enumerate(lines[:HEAD]) if heading.fullmatch(line.text)), -1)
    if start < 0:
        return
    again = Counter(line.text for line in lines)
    opened = Counter(found[0] for line in lines if (found := _OPENING.match(line.text)))
    listed = []
    for line in lines[start + 1 :]:
        led = leader.search(line.text)
        bare = leader.sub("", line.text)
        dotted = led is not None and not led[0].isdigit() and led[0][-1].isdigit()
        repeated = again[bare] and (bare != line.text or again[bare] > 1)
        if len(line.text) > LONGEST_ENTRY or not (dotted or repeated or opened[bare]):
            break
        again[line.text] -= 1
        listed.append(line)
    for line in (lines[start], *listed) if len(listed) > 1 else ():
        line.reason = line.reason or "furniture"
