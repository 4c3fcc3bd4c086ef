"""A whole document on one line: cut where its lines must have ended.

Where white space still parts what were lines, that is where they end. Where nothing does, the text itself tells: list
numbers that count on, the bracket of responsible bodies that ends a task, the words that open a document's first
paragraph, a signature with its date. No cut falls inside a bracket or a quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Block, BlockKind, Span
from ..outlining.markers import BULLET, BULLETS, marker
from ..text.clauses import closed
from ..text.fold import fold

_CUT = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING)
_BLANKS = re.compile(r"\s+")
_WIDE = re.compile(r"[\u3000\u2003\t]|\s{2}")
_ENDS = "。;!?:…)》”’】〕"
_NEVER_FIRST, _NEVER_LAST = ",、。;:!?)》”’】〕…%—–-→↔⇔", ",、(《“‘【〔—–→↔⇔"
_DIGIT_OR_LETTER = re.compile(r"[0-9A-Za-z%.]")
SPACED_OUT = 8  # characters between two blanks, on average, below which a text is merely spaced out
SPARSE = 15  # characters between two blanks, on average, from which on a single space may be the end of a line
LONGEST_QUOTE = 600  # characters; a longer stretch between brackets has a wrong one
LONGEST_TAIL = 600  # characters behind the last sentence that may hold labels
LONGEST_HEADING, SHORTEST_CLAUSE = 40, 4
FEWEST, MOST = 3, 0.6  # paragraphs, and their share, that open with a heading before all are taken to do so
AHEAD = 12  # numbers of the same style looked at for the one that follows


@dataclass(frozen=True, slots=True)
class _Signs:
    """The patterns of data/lexicon/outline.toml, compiled; they see half-width text."""

    numbers: re.Pattern[str]
    headings: re.Pattern[str]
    before: re.Pattern[str]
    around: re.Pattern[str]
    opening: re.Pattern[str]
    head: re.Pattern[str]
    signature: re.Pattern[str]
    bodies: re.Pattern[str]
    furniture: re.Pattern[str]
    stop: re.Pattern[str]
    clause: re.Pattern[str]
    before_clause: re.Pattern[str]
    asked: re.Pattern[str]
    nouns: frozenset[str]


@cache
def _signs() -> _Signs:
    outline, about = lexicon(schemas.Outline), lexicon(schemas.Metadata)
    rules, signs = outline.unrolled, outline.numerals.signs
    label, date = outline.heading.responsibility_label.pattern, about.date.full.pattern
    patterns = "|".join(f"(?:{entry.pattern.replace('{n}', signs)})" for entry in outline.list_numbers)
    kinds = [word for words in about.title.kinds.values() for word in words]
    titled = "|".join(map(re.escape, sorted(kinds, key=len, reverse=True)))
    labels = sorted(about.labels.every, key=len, reverse=True)
    plain, alone = "|".join(labels), "|".join(word for word in labels if len(word) > 3)
    words = [word for word in lexicon(schemas.Clean).furniture.words if len(word) > 1]
    menu = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return _Signs(
        numbers=re.compile(rf"(?<![{signs}\d.A-Za-z{rules.not_before_number}])(?=({patterns}))"),
        headings=re.compile(
            f"(?:{'|'.join(sorted(rules.headings, key=len, reverse=True))}){rules.heading_end.pattern}"
        ),
        before=re.compile(f"(?<=[^(\\[【])(?:{label})|[{BULLETS}]"),
        around=rules.caption,
        opening=rules.document_opening,
        head=re.compile(
            rf"(?:(?<=[^一-鿿])(?:{plain})|(?:{alone}))\s*:|(?:{titled})[》”]?(?:\([^()]{{2,20}}\))?\s*(?P<after>"
            rf"{about.number.form.pattern}|{date}|{about.date.digits.pattern})"
        ),
        signature=re.compile(
            rf"(?<=[。;)])\s*(?P<body>[一-鿿]{{2,40}}?{about.issuer.body.pattern})\s*(?P<date>{date})"
        ),
        bodies=re.compile(rf".(?:{label})"),
        stop=re.compile("[。;:]"),
        clause=re.compile(",|" + "|".join(sorted(rules.clause_openings, key=len, reverse=True))),
        nouns=frozenset(rules.nouns),
        asked=rules.question_or_answer,
        before_clause=re.compile(f"(?:{'|'.join(before.pattern for before in rules.before_clause)})$"),
        furniture=re.compile(rf"(?:[\s•|]*(?:{menu})(?![一-鿿]{{0,2}}[,。、的])){{2,}}[\s•|]*"),
    )


def unrolled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """*blocks*, with one that holds most of the document cut into its lines; all others as they are."""
    text = sum(len(block.text) for block in blocks if block.kind is not BlockKind.FURNITURE)
    shortest = lexicon(schemas.Outline).unrolled.shortest
    result: list[Block] = []
    for block in blocks:
        if block.kind not in _CUT or len(block.text) < max(shortest, text / 2):
            result.append(block)
            continue
        pieces = _cut(block, _at_blanks(block.text))
        for piece in pieces:
            long = len(piece.text) >= max(shortest, len(block.text) / 2)
            result += _cut(piece, _at_signs(fold(piece.text))) if long else [piece]
    return tuple(result)


def _cut(block: Block, places: Iterator[int]) -> list[Block]:
    edges = sorted({0, len(block.text), *(place for place in places if 0 < place < len(block.text))})
    found = []
    for edge, following in pairwise(edges):
        words = block.text[edge:following]
        if text := words.strip():
            start = edge + len(words) - len(words.lstrip())
            end = start + len(text)
            found.append(Block(text, block.starts[start:end], block.ends[start:end], block.kind, block.level))
    return found


class _Inside:
    """Tells whether a place lies inside a bracket or a quotation."""

    def __init__(self, text: str) -> None:
        whole = Span(0, len(text))
        self.spans = [span for span in closed(text, whole) if span.end - span.start <= LONGEST_QUOTE]
        self.starts = [span.start for span in self.spans]

    def __call__(self, place: int) -> bool:
        number = bisect_right(self.starts, place) - 1
        return number >= 0 and self.spans[number].start < place < self.spans[number].end


def _at_blanks(raw: str) -> Iterator[int]:
    """Where white space parts two lines."""
    text = fold(raw)
    blanks = [match.span() for match in _BLANKS.finditer(raw)]
    wide = [span for span in blanks if _WIDE.search(raw[span[0] : span[1]])]
    if not blanks or len(text) < SPACED_OUT * len(blanks):
        blanks = wide if len(text) >= SPARSE * len(wide) else []
    sparse = len(text) >= SPARSE * len(blanks)
    inside, known = _Inside(text), set(wide)
    for start, end in blanks:
        if start == 0 or end == len(text) or inside(start):
            continue
        before, after = text[start - 1], text[end : end + 40]
        if before in _NEVER_LAST or after[0] in _NEVER_FIRST:
            continue
        opens = marker(after[:AHEAD]) is not None or bool(_signs().opening.match(after))
        latin = _DIGIT_OR_LETTER.match(before) or _DIGIT_OR_LETTER.match(after)
        if (start, end) in known:
            good = opens or not _DIGIT_OR_LETTER.match(before) or not _DIGIT_OR_LETTER.match(after)
        else:
            good = before in _ENDS or opens or (sparse and not latin)
        if good:
            yield end


def _at_signs(text: str) -> Iterator[int]:
    """Where the words of a *text* without white space show that a line ended."""
    inside, signs = _Inside(text), _signs()
    places = [
        *_numbers(text),
        *(match.start() for match in signs.asked.finditer(text)),
        *(match.start() for match in signs.before.finditer(text)),
    ]
    for match in signs.around.finditer(text):
        places += match.span("line")
    for span in inside.spans:
        if signs.bodies.match(text, span.start, span.end):
            yield span.end + (text[span.end : span.end + 1] in "。;")
    heads = [0]
    for match in signs.signature.finditer(text):
        places += [match.start("body"), match.start("date"), match.end()]
        heads.append(match.end())
    for head in heads:
        places += _in_head(text, head)
    tail = max(text.rfind("。"), len(text) - LONGEST_TAIL)
    places += [match.start() for match in signs.head.finditer(text, tail + 1) if not match["after"]]
    yield from (place for place in places if not inside(place))


def _numbers(text: str) -> Iterator[int]:
    """List numbers that count on from one, and the ends of the usual headings behind them."""
    found = []
    for match in _signs().numbers.finditer(text):
        known = marker(text[match.start() : match.start() + 16])
        if known and known.style != BULLET and not marker(text[match.start() + len(known.printed) :][:4]):
            found.append((match.start(), known))
    styles: dict[str, list[int]] = {}
    for _, known in found:
        styles.setdefault(known.style, []).append(known.value)
    seen: dict[str, int] = {}
    last: dict[str, int] = {}
    stop = _signs().stop
    counted: list[tuple[int, int, str]] = []
    for place, known in found:
        count = seen[known.style] = seen.get(known.style, 0) + 1
        first = known.value == 1 and 2 in styles[known.style][count : count + AHEAD]
        # A list of one, right below a heading with a number: (一)加强组织领导1.建立联席会议制度。
        before = counted[-1][1] if counted else place
        lone = known.value == 1 and known.style in last and 0 < place - before <= LONGEST_HEADING
        if first or last.get(known.style) == known.value - 1 or (lone and not stop.search(text, before, place)):
            last[known.style] = known.value
            counted.append((place, place + len(known.printed), known.style))
    yield from (place for place, *_ in counted)
    yield from _headings(text, counted)


def _headings(text: str, numbers: Sequence[tuple[int, int, str]]) -> Iterator[int]:
    """Where the headings behind list *numbers* (place, end, style) end: the usual ones by their words; others where
    what must be another clause begins (深化人才交流|组织专家讲学), if most paragraphs with such numbers do so."""
    signs = _signs()
    ends: dict[str, list[int]] = {}
    for (_, behind, style), following in zip(numbers, [*numbers[1:], (len(text), 0, "")], strict=False):
        if usual := signs.headings.match(text, behind):
            yield usual.end()
        elif stop := signs.stop.search(text, behind, following[0]):
            ends.setdefault(style, []).append(_heading_end(text, behind, stop.start()))
    for places in ends.values():
        good = [place for place in places if place]
        if len(good) >= FEWEST and len(good) >= MOST * len(places):
            yield from good


def _heading_end(text: str, start: int, stop: int) -> int:
    """Where a second clause begins right behind the first, between *start* and *stop*; 0 when none does."""
    signs, part = _signs(), start
    for match in signs.clause.finditer(text, start, min(stop, start + LONGEST_HEADING)):
        if match[0] == ",":
            part = match.end()
        elif (
            match.start() - part >= SHORTEST_CLAUSE
            and not signs.before_clause.search(text, part, match.start())
            and not (match[0] in signs.nouns and signs.clause.match(text, match.end()))
            and stop - match.end() >= SHORTEST_CLAUSE
        ):
            return match.start()
    return 0


def _in_head(text: str, start: int) -> Iterator[int]:
    """The lines above the first paragraph: words of navigation, the title, its number, labels and dates."""
    signs = _signs()
    stop = text.find("。", start)
    end = min(stop if stop >= 0 else len(text), start + 600)
    if menu := signs.furniture.match(text, start, end):
        yield menu.end()
    if opening := signs.opening.search(text, start, end):
        yield opening.start()
        end = opening.start()
    for match in signs.head.finditer(text, start, end):
        if match["after"]:
            yield match.start("after")
            yield match.end()
        else:
            yield match.start()
