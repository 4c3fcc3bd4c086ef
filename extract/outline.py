"""The third stage: sections, and the units that later stages read as a whole, decided paragraph by paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .about.page import is_date
from .about.title import ending
from .knowledge import schemas
from .knowledge.lexicon import lexicon
from .metadata import described
from .model import BlockKind, Clean, Outline, Section, Span, Unit, UnitKind
from .outlining.items import Item, items_of
from .outlining.tables import NEW, names_body, table_units
from .text.clauses import trim

_STOP = re.compile("[。;]")
_PAIR = re.compile(r"([^\d。,;:、—–-][^。,;:—–]{1,39}?)(?:[—–]+|-+|→|↔|⇔)([^\d。,;:、—–-][^。,;:—–]{1,39})")
_BRACKETED = re.compile(r"[((\[【][^。]*[))\]】][。;]?")
BARE, RUN_IN, ATTACHMENT = "bare", "run-in", "attachment"
LONGEST_HEADING = 60  # characters that the lines of one heading may come to before the next line makes another
TOP = ("part", "chapter", "han")  # numbers that stand above headings without one


@dataclass(slots=True)
class _Open:
    """A section that is not closed yet."""

    style: str
    path: tuple[int, ...]
    number: str
    heading: str
    heading_span: Span


@dataclass(slots=True)
class _Sections:
    """The open sections, innermost last; a style in use closes down to its level, a new one opens a level below."""

    clean: Clean
    open: list[_Open] = field(default_factory=list)
    closed: list[Section] = field(default_factory=list)
    last: dict[tuple[int, ...], int] = field(default_factory=dict)

    @property
    def path(self) -> tuple[int, ...]:
        return self.open[-1].path if self.open else ()

    def holds(self, style: str) -> bool:
        return any(section.style == style for section in self.open)

    def begin(self, style: str, value: int, number: str, heading: str, span: Span) -> None:
        styles = [section.style for section in self.open]
        if style in styles:
            self.close(styles.index(style), span.start)
        parent = self.path
        value = max(value, self.last.get(parent, 0) + 1)
        self.last[parent] = value
        self.open.append(_Open(style, (*parent, value), number, heading, span))

    def widen(self, heading: str, end: int) -> None:
        """The heading runs on over a second line."""
        latest = self.open[-1]
        latest.heading = f"{latest.heading} {heading}".strip()
        latest.heading_span = Span(latest.heading_span.start, end)

    def close(self, depth: int, at: int) -> None:
        end = at
        while 0 < end < len(self.clean.text) and self.clean.text[end - 1].isspace():
            end -= 1
        for section in self.open[depth:]:
            span = Span(section.heading_span.start, max(end, section.heading_span.end))
            self.closed.append(Section(section.path, section.number, section.heading, span, section.heading_span))
        del self.open[depth:]

    def all(self) -> tuple[Section, ...]:
        self.close(0, len(self.clean.text))
        return tuple(sorted(self.closed, key=lambda section: (section.heading_span.start, section.path)))


def outline(clean: Clean) -> Outline:
    """Metadata, sections and units of *clean*. A text without any structure is one section-less run of BODY units."""
    meta, about = described(clean)
    about = frozenset(span for span in about if not (meta.title_span and meta.title_span.overlaps(span)))
    items = items_of(clean, meta.title_span, about)
    _classify(items)
    sections = _Sections(clean)
    units: list[Unit] = []
    if meta.title_span:
        units.append(Unit(UnitKind.TITLE, meta.title_span, ()))
    heads = [trim(clean.text, span) for span in about]
    units += [Unit(UnitKind.HEAD, span, ()) for span in heads if span.end > span.start]
    bare_opens = _bare_opens(items)
    table = NEW
    place = 0
    while place < len(items):
        item = items[place]
        if item.block.kind is BlockKind.TABLE_ROW:
            rows = place
            while rows < len(items) and items[rows].block.kind is BlockKind.TABLE_ROW:
                rows += 1
            found, table = table_units(clean, [row.block for row in items[place:rows]], sections.path, table)
            units += found
            place = rows
            continue
        if place and item.part != items[place - 1].part:
            sections.close(0, item.start)
        place += _enter(items, place, sections, bare_opens[place])
        units += _units(items[place - 1], sections.path)
    units.sort(key=lambda unit: unit.span)
    return Outline(meta, sections.all(), tuple(_annexes_named(clean.text, units)))


def _annexes_named(text: str, units: Sequence[Unit]) -> Iterator[Unit]:
    """*units* with the title of each annex as a line about the document: 支持两地合作任务分工表 commits nobody."""
    label = lexicon(schemas.Outline).parts.attachment
    annex = False
    for unit in units:
        heading = unit.kind is UnitKind.HEADING
        yield replace(unit, kind=UnitKind.HEAD) if annex and heading and ending(unit.span.of(text)) else unit
        annex = heading and label.fullmatch(unit.span.of(text)) is not None


def _classify(items: Sequence[Item]) -> None:
    """Decide for each paragraph what it is, by its own shape and by what follows it."""
    _pair_rows(items)
    shaped, ranks = _run_in_shaped(items), _ranks(items)
    _listed(items, ranks)
    clauses = _opened_by_clauses(items)
    before: dict[tuple[int, str], Item] = {}
    for place, item in enumerate(items):
        if item.role in (UnitKind.PAIR_ROW, UnitKind.HEAD) or item.block.kind is BlockKind.TABLE_ROW:
            continue
        sibling = before.get(_rank(item)) if item.numbered else None
        # Among items that are whole paragraphs, a short sentence is one too.
        among = sibling and sibling.role is UnitKind.BODY and not sibling.run_in and item.text.endswith("。")
        if item.attachment or (not among and _is_heading(items, place, ranks)):
            item.role = UnitKind.HEADING
        elif (run_in := _run_in(item, shaped)) and (_rank(item) not in clauses or "," not in _heading_of(item, run_in)):
            item.run_in = run_in
        before[_rank(item)] = item


def _opened_by_clauses(items: Sequence[Item]) -> frozenset[tuple[int, str]]:
    """The ranks of numbered paragraphs of which few open with a short sentence: one with a comma is a task there."""
    longest = lexicon(schemas.Outline).heading.longest_run_in
    counts: Counter[tuple[int, str]] = Counter()
    short: Counter[tuple[int, str]] = Counter()
    for item in items:
        if item.numbered and item.block.kind is not BlockKind.TABLE_ROW and len(_STOP.findall(item.text)) > 1:
            counts[_rank(item)] += 1
            short[_rank(item)] += _opening(item, longest) is not None
    return frozenset(rank for rank, count in counts.items() if 2 * short[rank] < count)


def _heading_of(item: Item, heading: Span) -> str:
    return item.text[: heading.end - item.span.start]


def _pair_rows(items: Sequence[Item]) -> None:
    """Two and more lines in a row of the form A——B are a printed list of pairs."""
    matches = [item.block.kind is not BlockKind.TABLE_ROW and bool(_PAIR.fullmatch(item.text)) for item in items]
    for place, item in enumerate(items):
        beside = matches[max(0, place - 1) : place] + matches[place + 1 : place + 2]
        if matches[place] and any(beside):
            item.role = UnitKind.PAIR_ROW


def _is_heading(items: Sequence[Item], place: int, ranks: Mapping[tuple[int, str], int]) -> bool:
    item = items[place]
    following = next((other for other in items[place + 1 : place + 3] if other.text), None)
    if not item.text:
        return item.numbered
    if following is None:
        return False
    if item.numbered:
        return _is_short(item) and _stands_above(item, following, ranks)
    rules = lexicon(schemas.Outline).heading
    if item.block.kind is BlockKind.HEADING and not item.text.endswith("。"):
        return len(item.text) <= 2 * rules.longest
    plain = item.marker is None or (following.marker is None and bool(_STOP.search(following.text)))
    above = bool(item.bullet and following.bullet) and ranks[_rank(following)] > ranks[_rank(item)]
    return (
        1 < len(item.text) <= rules.longest
        and not any(mark in item.text for mark in rules.marks)
        and not is_date(item.text)
        and not _lists_bodies(item.text)
        and (plain or above)
    )


def _lists_bodies(text: str) -> bool:
    """Whether a line holds bodies in a bracket and nothing else: [州教育局、州财政局] answers for the line above."""
    bracket = _BRACKETED.fullmatch(text)
    return bracket is not None and all(names_body(part) for part in re.split("[、,;]", text.rstrip("。;")[1:-1]))


def _is_short(item: Item) -> bool:
    """Whether a numbered paragraph is short enough for a heading: one sentence, no list of bodies behind it."""
    rules, text = lexicon(schemas.Outline).heading, item.text[: _trailing(item.text)] if item.listed else item.text
    listed = "。" in text[:-1] and _BRACKETED.search(text) and text.endswith((")", "]", "】", ")。"))
    longest = rules.longest_run_in if text.endswith("。") else 2 * rules.longest
    one = not _STOP.search(text.rstrip("。;")) and not text.endswith((":", ";"))
    return one and len(text) <= longest and not listed and item.listed is not False


def _trailing(text: str) -> int:
    """Where the bracket with a list of bodies starts that ends *text*; the text's length when none does."""
    at = max(text.rfind(mark) for mark in "([【〔")
    ends = text.endswith((")", "]", "】", "〕"))
    label = lexicon(schemas.Outline).heading.responsibility_label
    return at if ends and at > 0 and label.match(text, at + 1) else len(text)


def _listed(items: Sequence[Item], ranks: Mapping[tuple[int, str], int]) -> None:
    """Find the headings with a list behind them: in most paragraphs with such a number nothing but a few words stands
    before the list, and what is to be done below it."""
    styles: dict[tuple[int, str], list[tuple[Item, bool]]] = {}
    for item, following in pairwise(items):
        if (
            item.numbered
            and (at := _trailing(item.text)) < len(item.text)
            and not _STOP.search(item.text[:at].rstrip("。"))
        ):
            told = following.numbered or bool(_STOP.search(following.text))
            styles.setdefault(_rank(item), []).append((item, told and _stands_above(item, following, ranks)))
    for found in styles.values():
        above = sum(stands for _, stands in found)
        for item, stands in found if len(found) > 1 else ():
            item.listed = stands and above > 1 and 2 * above > len(found)


def _stands_above(item: Item, following: Item, ranks: Mapping[tuple[int, str], int]) -> bool:
    """Whether something stands below *item*: text without a number, or a number of a lower level."""
    if not following.numbered or following.marker is None or item.marker is None:
        return True
    return ranks[_rank(following)] > ranks[_rank(item)]


def _ranks(items: Sequence[Item]) -> dict[tuple[int, str], int]:
    """For each part, and style of number or bullet, the place of its first use: a style that comes later stands
    below; but (一) never stands above 一、, which an excerpt may show later."""
    ranks: dict[tuple[int, str], int] = {}
    for place, item in enumerate(items):
        if item.marker is not None and item.role is not UnitKind.HEAD:
            ranks.setdefault(_rank(item), place)
    for (part, style), place in list(ranks.items()):
        below = ranks.get((part, "han-bracket"), place)
        if style == "han" and below < place:
            ranks[part, "han"], ranks[part, "han-bracket"] = below, place
    return ranks


def _rank(item: Item) -> tuple[int, str]:
    return item.part, item.bullet or (item.marker.style if item.marker else "")


def _run_in_shaped(items: Sequence[Item]) -> bool:
    """Whether the paragraphs without a number are built so: most open with a short sentence of its own."""
    rules = lexicon(schemas.Outline).heading
    plain = [item for item in items if item.marker is None and len(_STOP.findall(item.text)) > 1]
    shaped = [item for item in plain if _opening(item, rules.longest_bare_run_in) is not None]
    return len(shaped) >= 3 and len(shaped) >= rules.bare_run_in_share * len(plain)


def _opening(item: Item, longest: int) -> Span | None:
    """The first sentence of *item*, the report before it included, when it is short and more follows."""
    rules = lexicon(schemas.Outline).heading
    report = rules.report.match(item.text)
    head = report.end() if report else 0
    stop = item.text.find("。", head, head + longest + 1)
    rest = item.text[stop + 1 :].strip()
    if stop < 0 or not rest or _BRACKETED.fullmatch(rest) or rules.responsibility_label.match(rest):
        return None
    if item.marker is None and ("," in item.text[head:stop] or ";" in item.text[head:stop]):
        return None
    return Span(item.span.start, item.span.start + stop + 1)


def _run_in(item: Item, shaped: bool) -> Span | None:
    rules = lexicon(schemas.Outline).heading
    if item.numbered:
        return _opening(item, rules.longest_run_in)
    return _opening(item, rules.longest_bare_run_in) if shaped and item.marker is None else None


def _bare_opens(items: Sequence[Item]) -> list[bool]:
    """For each item, whether a heading without a number may open a section there: not before the first of the top
    numbers, where those run through the whole document only once."""
    tops = [(place, item.marker) for place, item in enumerate(items) if item.marker and item.marker.style in TOP]
    once = sum(found.value == 1 for _, found in tops) == 1
    first = tops[0][0] if tops and once else 0
    return [place >= first for place in range(len(items))]


def _enter(items: Sequence[Item], place: int, sections: _Sections, bare_opens: bool) -> int:
    """Open the section that *items[place]* begins, if any; how many items it took."""
    item = items[place]
    if item.numbered and item.marker is not None and (item.role is UnitKind.HEADING or item.run_in):
        taken = 1
        heading = item.run_in or item.span
        if not item.text and place + 1 < len(items) and items[place + 1].role is UnitKind.HEADING:
            taken, heading = 2, items[place + 1].span
        words = _words(sections.clean, heading)
        sections.begin(item.marker.style, item.marker.value, item.marker.printed, words, Span(item.start, heading.end))
        return taken
    if item.role is UnitKind.BODY and item.numbered and item.marker is not None and sections.holds(item.marker.style):
        # A task among numbered parts that have headings: a part too, named by its first sentence.
        first = _STOP.search(item.text[:LONGEST_HEADING])
        named = Span(
            item.span.start, item.span.start + (first.start() if first else min(len(item.text), LONGEST_HEADING))
        )
        sections.begin(item.marker.style, item.marker.value, item.marker.printed, named.of(sections.clean.text), named)
    elif item.role is UnitKind.HEADING and (bare_opens or item.attachment):
        previous = items[place - 1] if place else None
        alike = (
            previous
            and previous.role is UnitKind.HEADING
            and not previous.numbered
            and _bare_style(previous) == _bare_style(item)
        )
        if alike and sections.open and len(sections.open[-1].heading) <= LONGEST_HEADING:
            sections.widen(item.text, item.span.end)
        else:
            sections.begin(_bare_style(item), 0, "", item.text, item.span)
    elif item.run_in:
        sections.begin(RUN_IN, 0, "", _words(sections.clean, item.run_in), item.run_in)
    return 1


def _words(clean: Clean, heading: Span) -> str:
    """The words of a heading, without the report before it and the stop after it."""
    text = heading.of(clean.text).rstrip("。")
    report = lexicon(schemas.Outline).heading.report.match(text)
    return text[report.end() :] if report else text


def _bare_style(item: Item) -> str:
    if item.attachment:
        return ATTACHMENT
    if item.bullet:
        return item.bullet
    return f"h{item.block.level}" if item.block.kind is BlockKind.HEADING and item.block.level else BARE


def _units(item: Item, path: tuple[int, ...]) -> list[Unit]:
    if not item.text:
        return []
    if item.role is UnitKind.PAIR_ROW:
        match = _PAIR.fullmatch(item.text)
        assert match
        cells = tuple(Span(item.span.start + match.start(n), item.span.start + match.end(n)) for n in (1, 2))
        return [Unit(UnitKind.PAIR_ROW, item.span, path, cells)]
    if item.run_in:
        return [
            Unit(UnitKind.RUN_IN, item.run_in, path),
            Unit(UnitKind.BODY, Span(item.run_in.end, item.span.end), path),
        ]
    return [Unit(item.role, item.span, path)]
