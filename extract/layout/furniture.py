"""Running heads and page numbers: what stands at the edge of a page and comes back on others, or counts them.

Digits may differ from page to page where they count the pages; what opens an annex, or numbers parts, tables or
figures (附件1, 附件2; 表1, 表2; 第1章), is text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..outlining.markers import marker
from ..text.fold import fold
from .lines import rows_of
from .model import Line, Page

EDGE = 0.18  # of a page's height at its top and its foot
DEEPEST = 2  # rows at an edge that may be furniture
SAME = 3.0  # points by which the height of a running head may differ from page to page
LONGEST = 60
_DIGITS = re.compile(r"\d+")
_MARKED = re.compile(r"[-—–－·•~\s]+\d{1,4}[-—–－·•~\s]+|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*/\s*\d{1,4}")
_TABLE = re.compile(r"[附续]?[表图]\s*\d")
_BARE = re.compile(r"\d{1,4}|[ivxlcIVXLC]{1,6}")


def mark(pages: Sequence[Page]) -> None:
    """Marks the running heads and numbers of *pages*, in place."""
    found: dict[str, list[tuple[float, int, list[Line]]]] = defaultdict(list)
    for page in pages:
        for row in rows_of(page.lines)[-1:]:  # a number between marks is one wherever the page's text ends
            if _is_marked(row):
                _run(row)
        for row, height in _edges(page):
            text = "".join(line.text for line in row)
            if _is_marked(row):
                _run(row)
            elif len(text) <= LONGEST and not _attachment(text):
                found[_DIGITS.sub("#", text)].append((height, page.number, row))
    for shape, alike in found.items():
        for number, row, again in _again(alike):
            bare = _BARE.fullmatch(shape.replace("#", "0"))
            if again or (bare and "".join(line.text for line in row) == str(number) and _alone(row, pages[number - 1])):
                _run(row)


def _is_marked(row: Sequence[Line]) -> bool:
    """Whether a row is nothing but a number that marks say to be the page's."""
    return _MARKED.fullmatch("".join(line.text for line in row).strip()) is not None


def _again(alike: list[tuple[float, int, list[Line]]]) -> Iterator[tuple[int, list[Line], bool]]:
    """Each page and row of *alike*, and whether a row of another page stands at its height."""
    alike.sort(key=lambda item: item[:2])
    for place, (height, number, row) in enumerate(alike):
        beside = [*alike[max(0, place - DEEPEST) : place], *alike[place + 1 : place + 1 + DEEPEST]]
        yield (
            number,
            row,
            any(
                abs(at - height) <= SAME and other != number and _same(_words(row), _words(twin), other - number)
                for at, other, twin in beside
            ),
        )


def _same(one: str, other: str, pages: int) -> bool:
    """Whether two texts that differ in digits at most are those of one running head, so many *pages* apart."""
    if one == other:
        return True
    opening = fold(one).strip()
    if _TABLE.match(opening) or (marker(opening) and not _BARE.fullmatch(opening)):
        return False
    steps = {int(b) - int(a) for a, b in zip(_DIGITS.findall(one), _DIGITS.findall(other), strict=True)}
    return steps <= {0, pages}


def _words(row: Sequence[Line]) -> str:
    return "".join(line.text for line in row)


def _attachment(text: str) -> bool:
    return bool(lexicon(schemas.Outline).parts.attachment.fullmatch(fold(text).strip()))


def _run(row: Sequence[Line]) -> None:
    for line in row:
        line.running = True


def _edges(page: Page) -> list[tuple[list[Line], float]]:
    """The rows at the top and the foot of *page*, with how far from the nearer edge they stand."""
    rows = rows_of(page.lines)
    top, foot = EDGE * page.height, (1 - EDGE) * page.height
    first = min((table.box.top for table in page.tables), default=page.height)
    last = max((table.box.bottom for table in page.tables), default=0.0)
    above = [(row, row[0].middle) for row in rows[:DEEPEST] if row[0].middle <= top and row[0].middle < first]
    below = [
        (row, row[0].middle - page.height) for row in rows[-DEEPEST:] if row[0].middle >= foot and row[0].middle > last
    ]
    return [*above, *(item for item in below if item[0] is not (above[-1][0] if above else None))]


def _alone(row: Sequence[Line], page: Page) -> bool:
    """Whether nothing stands below the row, or above it."""
    middle = row[0].middle
    return all(line.middle <= middle + 2 for line in page.lines) or all(
        line.middle >= middle - 2 for line in page.lines
    )
