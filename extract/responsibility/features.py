"""What ties a run of bodies to a measure: the features by which responsibility is decided."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Entity, Outline, Role, Span, UnitKind
from ..names.runs import Run
from ..text.tokens import Text

FURTHEST = 60
"""Measures further apart from a list than so many others are not asked about."""
REACH = 3
"""So many lists to each side of a measure are asked about."""
LISTS = ("after", "before", "last list")
"""How a list lies to a measure that it is not part of."""
FIRST_LEADS = "first leads"
SAID = ("after=", "after two=", "label=none", "label=responsible")
"""What a list says of the part that its bodies have, where a remark for all lists says more."""
CARRIED = 12
"""A subject goes on over at most so many semicolons."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A body that may answer for a measure, with what speaks for it."""

    measure: int
    run: Run
    entity: Entity
    mention: Span
    scope: str  # clause, item, section or document
    features: tuple[str, ...]
    remark: str = ""
    """Where a remark of the document says that the first of a list leads: whether this body is it (first, other)."""
    then: str = "none"
    """The next word for a part in the task, behind the body in its list."""

    @property
    def role_features(self) -> tuple[str, ...]:
        """What tells the part that the body has: its features, those left out that a remark speaks over."""
        label = self.run.role.value if self.run.role else "none"
        part = (f"then={self.then}", f"label={label} then={self.then}")
        if not self.remark:
            return (*self.features, *part)
        told = f"by remark={self.remark}"
        kept = (one for one in self.features if not any(said in one for said in SAID))
        return (*kept, told, f"{self.features[0]}, {told}")

    @property
    def of_list(self) -> bool:
        """Whether it is made by a list of bodies beside the measure, not by a body in a sentence."""
        return self.run.form != "sentence" and self.features[0] in LISTS


@dataclass(frozen=True, slots=True)
class Block:
    """Lists of bodies side by side: (牵头单位:甲;配合单位:乙、丙), the cells of a row."""

    span: Span
    runs: tuple[Run, ...]

    @property
    def unit(self) -> int:
        return self.runs[0].unit


def find_claims(text: Text, outline: Outline, runs: Sequence[Run], measures: Sequence[Span]) -> Iterator[Claim]:
    """For each of *measures* (spans in text order) every run that may be meant for it."""
    reader = _Reader(text, outline, runs, measures)
    remarks = [name for name, pattern in _remarks() if pattern.search(text.text)]
    for number in range(len(measures)):
        for run, scope, features in reader.claims(number):
            told = FIRST_LEADS in remarks and _told_by_remark(run)
            for place, (mention, entity) in enumerate(run.bodies):
                body = "first" if not place else "further"
                own = [*features, f"type={entity.type.value}", f"body={body}"]
                if run.form != "sentence":
                    label = run.role.value if run.role else "none"
                    own.extend(f"{remark}, {one}" for remark in remarks for one in (body, f"{body}, label={label}"))
                    own.extend(f"{remark}, {one}" for remark in remarks for one in own if one.startswith("run="))
                relation = own[0]
                # What a list says of all its bodies and of these counts once.
                all_ = tuple(dict.fromkeys([*own, *(f"{relation}, {one}" for one in own[1:])]))
                opens = not place and not {"run=only", "run=first"}.isdisjoint(features)
                remark = ("first" if opens else "other") if told else ""
                yield Claim(number, run, entity, mention, scope, all_, remark, reader.part_behind(run))


class _Reader:
    def __init__(self, text: Text, outline: Outline, runs: Sequence[Run], measures: Sequence[Span]) -> None:
        self.text = text
        self.units = outline.units
        self.measures = measures
        self.starts = [span.start for span in measures]
        starts = [unit.span.start for unit in self.units]
        self.unit_of = [max(0, bisect_left(starts, span.start + 1) - 1) for span in measures]
        self.inside: list[list[Run]] = [[] for _ in measures]
        lists: list[Run] = []
        for run in runs:
            at = bisect_left(self.starts, run.span.start + 1) - 1
            if at >= 0 and measures[at].contains(run.span):
                self.inside[at].append(run)
                if run.form == "bracket":
                    lists.append(run)
            elif run.form != "sentence" or self._assigns(run):
                lists.append(run)
        self.blocks = self._blocks(lists)
        self.ends = [block.span.start for block in self.blocks]
        self.sizes = self._sizes()
        self.style = self._style()
        self.in_unit = Counter(block.unit for block in self.blocks)
        self.own = [self._own(number) for number in range(len(measures))]

    def _blocks(self, lists: Sequence[Run]) -> list[Block]:
        """The lists, those with nothing but marks between them as one block."""
        blocks: list[Block] = []
        for run in lists:
            last = blocks[-1] if blocks else None
            if last and last.unit == run.unit and self._beside(last, run):
                span = Span(last.span.start, max(last.span.end, run.holder.end))
                blocks[-1] = Block(span, (*last.runs, run))
            else:
                blocks.append(Block(run.holder, (run,)))
        return blocks

    def _beside(self, block: Block, run: Run) -> bool:
        if block.runs[-1].form == run.form == "cell":
            return True
        between = self.text.text[block.span.end : run.holder.start]
        return not any(char.isalnum() for char in between)

    def _sizes(self) -> list[int]:
        """For each block how many measures stand between the block before it and itself."""
        sizes, last = [], 0
        for block in self.blocks:
            count = bisect_left(self.starts, block.span.start)
            sizes.append(max(count - last, 0))
            last = max(last, count)
        return sizes

    def _style(self) -> str:
        """How the document lays its lists out: how many of them stand behind a single measure."""
        singles = sum(size == 1 for size in self.sizes)
        return f"lists of one={4 * singles // len(self.sizes)}" if self.sizes else "lists of one=none"

    def _own(self, number: int) -> str:
        """What a measure itself says of who acts."""
        runs = self.inside[number]
        if any(self._assigns(run) or self.text.before(run.span.start) in _by() for run in runs):
            return "assigned"
        if any(run.span.start - self.measures[number].start <= 1 for run in runs):
            return "subject"
        return "named" if runs else "none"

    def claims(self, number: int) -> Iterator[tuple[Run, str, list[str]]]:
        measure = self.measures[number]
        for run in self.inside[number]:
            yield run, "clause", ["in clause", *self._in_clause(measure, run)]
        yield from self._carried(number)
        after = bisect_left(self.ends, measure.end)
        for step, block in enumerate(self.blocks[after : after + REACH]):
            between = bisect_left(self.starts, block.span.start) - number - 1
            if between <= FURTHEST:
                nearer = self.blocks[after : after + step]
                yield from self._of_block("after", number, block, nearer, between, self.sizes[after + step])
        for step, block in enumerate(reversed(self.blocks[:after][-REACH:])):
            between = number - bisect_left(self.starts, block.span.end)
            if between <= FURTHEST and not measure.contains(block.span):
                nearer = self.blocks[after - step : after]
                yield from self._of_block("before", number, block, nearer, between, -1)
        if self.blocks[after + REACH :]:
            block = self.blocks[-1]
            lists = f"lists={_bucket(len(self.blocks))}"
            features = ["last list", *self._apart(number, block), lists, *self._meant("last list", block)]
            for run in block.runs:
                yield run, "document", [*features, *self._of_run(block, run)]

    def _of_block(
        self, side: str, number: int, block: Block, nearer: Sequence[Block], between: int, size: int
    ) -> Iterator[tuple[Run, str, list[str]]]:
        many, lists = f"measures between={_bucket(between)}", f"lists between={len(nearer)}"
        attached, same = self._attached(block), self.unit_of[number] == block.unit
        shared = [
            side,
            *self._apart(number, block),
            many,
            lists,
            f"own={self.own[number]}",
            f"own={self.own[number]}, {lists}",
            f"{self.style}, {many}, {lists}",
            self.style,
            f"block={_bucket(size)}",
            f"attached={attached}, same unit={same}, {many}, {lists}",
            f"attached={attached}, same unit={same}, {many}, lists in unit={_bucket(self.in_unit[block.unit])}",
            f"{self.style}, attached={attached}, same unit={same}, {many}",
            *self._past(block, nearer),
            *self._meant(side, block),
        ]
        for run in block.runs:
            yield run, self._scope(number, block, between), [*shared, *self._of_run(block, run)]

    def _past(self, block: Block, nearer: Sequence[Block]) -> list[str]:
        """Whether lists like this one stand nearer to the measure: of two brackets behind sentences of one paragraph
        each is for its own sentences."""
        alike = [one for one in nearer if _looks(one) == _looks(block)]
        kind = "none" if not nearer else "like" if alike else "other"
        beside = any(one.unit == block.unit and self._attached(one) == self._attached(block) for one in alike)
        return [f"past={kind}", f"past={kind}, beside={beside}", f"past={kind}, beside={beside}, {self.style}"]

    def _meant(self, side: str, block: Block) -> list[str]:
        """What a list says of the tasks that it is for: 以上任务由..."""
        unit = self.units[block.unit].span
        start = max(unit.start, self.text.text.rfind("。", unit.start, block.runs[0].span.start) + 1)
        before = self.text.text[start : block.runs[0].span.start]
        found = [word for word in lexicon(schemas.Responsibility).meant if word in before]
        said = max(found, key=len, default="none")
        return [f"meant={said}", f"{side}, meant={said}"]

    def _of_run(self, block: Block, run: Run) -> list[str]:
        place = "only" if len(block.runs) == 1 else "first" if run is block.runs[0] else "further"
        label = run.role.value if run.role else "none"
        return [f"form={run.form}", f"label={label}", f"run={place}", f"run={place}, label={label}", *self._around(run)]

    def _carried(self, number: int) -> Iterator[tuple[Run, str, list[str]]]:
        """The bodies of the clauses before in the same sentence: a subject goes on over a semicolon."""
        at = number - 1
        text = self.text.text
        while at >= max(0, number - CARRIED) and self.unit_of[at] == self.unit_of[number]:
            between = text[self.measures[at].end : self.measures[number].start]
            if "。" in between or "\n" in between or ";" not in between:
                return
            for run in self.inside[at]:
                features = self._in_clause(self.measures[at], run)
                yield run, "clause", ["carried", *features, f"own={self.own[number]}", f"steps={min(number - at, 3)}"]
            at -= 1

    def _in_clause(self, measure: Span, run: Run) -> list[str]:
        text = self.text.text
        offset = run.span.start - measure.start
        part = text.count(",", measure.start, run.span.start)
        opens = "clause" if offset <= 1 else "part" if text[run.span.start - 1] == "," else "no"
        found = [f"opens={opens}", f"form={run.form}", f"part={min(part, 3)}", f"bodies={min(len(run.bodies), 4)}"]
        return [*found, *self._around(run)]

    def _around(self, run: Run) -> list[str]:
        before, after = self._words_before(run.span.start), self._words_after(run.span.end)
        label = run.role.value if run.role else "none"
        return [
            f"before={before[-1:]}",
            f"before two={before[-2:]}",
            f"after={after[:1]}",
            f"after two={after[:2]}",
            f"label={label}",
            f"before={before[-1:]} after={after[:1]}",
            # 责任单位:甲牵头,乙配合: what stands behind the bodies says more than the label.
            f"label={label} after={after[:1]}",
            f"label={label} after two={after[:2]}",
        ]

    def part_behind(self, run: Run) -> str:
        """The next word for a part in the task, behind a run in its list: 甲、乙等部门及各地区按职责分工|负责."""
        found = _parts().search(self.text.text, run.span.end, max(run.span.end, run.holder.end))
        return found.group() if found else "none"

    def _words_before(self, position: int) -> tuple[str, ...]:
        index = self.text.index(position - 1) if position else -1
        words: list[str] = []
        while index >= 0 and len(words) < 2:
            words.insert(0, self._word(index))
            index -= 1
        return tuple(words)

    def _words_after(self, position: int) -> tuple[str, ...]:
        for word in _etc():
            if self.text.text.startswith(word, position):
                position += len(word)
                break
        if position >= len(self.text.text):
            return ()
        index = self.text.index(position)
        return tuple(self._word(at) for at in range(index, min(index + 2, self.text.last + 1)))

    def _word(self, index: int) -> str:
        word = self.text.word(index).of(self.text.text)
        return "line end" if "\n" in word else word.strip()

    def _apart(self, number: int, block: Block) -> list[str]:
        """How a block lies to a measure that it does not stand in."""
        measure, mine, its = self.measures[number], self.units[self.unit_of[number]], self.units[block.unit]
        low, high = sorted((measure, block.span))
        between = self.text.text[low.end : high.start]
        touches = not any(char.isalnum() for char in between)
        apart = abs(self.unit_of[number] - block.unit)
        unit = "same" if not apart else "next" if apart == 1 else "other"
        depth = len([1 for one, other in zip(mine.section, its.section, strict=False) if one == other])
        attached = self._attached(block)
        form = block.runs[0].form
        rest = self.text.text[block.span.end : its.span.end]
        return [
            f"unit={unit}",
            f"section={_relation(mine.section, its.section)}",
            f"shared depth={min(depth, 3)}",
            f"heading={its.kind in (UnitKind.HEADING, UnitKind.RUN_IN)}",
            f"row={mine is its and bool(its.cells)}",
            f"touches={touches}",
            f"stops={min(between.count('。'), 3)}",
            f"line ends={min(between.count(chr(10)), 3)}",
            f"attached={attached}",
            f"ends unit={not any(char.isalnum() for char in rest)}",
            f"lists in unit={_bucket(self.in_unit[block.unit])}",
            f"{form}, attached={attached}, unit={'same' if not apart else 'other'}, letters={int(not touches)}",
        ]

    def _attached(self, block: Block) -> str:
        """What a list stands behind: a clause, the end of a sentence, or something else."""
        before = self.text.text[: block.span.start].rstrip()[-1:]
        return "clause" if before.isalnum() else "stop" if before in "。;" else "other"

    def _scope(self, number: int, block: Block, between: int) -> str:
        mine, its = self.units[self.unit_of[number]], self.units[block.unit]
        if mine is its:
            return "item" if between else "clause"
        if not between and mine.section == its.section:
            return "item"
        return "section" if its.section else "document"

    def _assigns(self, run: Run) -> bool:
        """Whether a run in a sentence of its own may assign: 以上任务由市发展改革委牵头."""
        words = lexicon(schemas.Responsibility)
        after = self.text.text[run.span.end : run.span.end + 12]
        return any(word in after for word in words.assigning)


def _looks(block: Block) -> tuple[tuple[str, Role | None], ...]:
    """How the lists of a block are printed and labelled."""
    return tuple((run.form, run.role) for run in block.runs)


def _relation(mine: tuple[int, ...], its: tuple[int, ...]) -> str:
    """How the section of a list lies to that of a measure."""
    if mine == its:
        return "same"
    return "above" if mine[: len(its)] == its else "below" if its[: len(mine)] == mine else "other"


def _bucket(count: int) -> str:
    return str(count) if count < 3 else "few" if count < 6 else "many"


def _told_by_remark(run: Run) -> bool:
    """Whether a list leaves to a remark which of its bodies lead."""
    return run.form != "sentence" and run.role in (None, Role.RESPONSIBLE)


@cache
def _remarks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What a document may say of all its lists: 排在第一位的部门为牵头部门,其余为配合部门; 分号之前为牵头单位."""
    words = lexicon(schemas.Responsibility)
    first, others, parting = (
        "|".join(map(re.escape, found)) for found in (words.foremost, words.others, words.parting)
    )
    lead, supporting = ("|".join(map(re.escape, found)) for found in (words.labels.lead, words.labels.supporting))
    leads = f"(?:{first})[^,。;:()\n]{{0,8}}(?:{lead})"
    return (
        (FIRST_LEADS, re.compile(leads)),
        ("others support", re.compile(f"{leads}[^。()\n]{{0,8}}(?:{others})[^,。;:()\n]{{0,6}}(?:{supporting})")),
        ("those before the semicolon lead", re.compile(f"(?:{parting})[^,。;:()\n]{{0,8}}(?:{lead})")),
    )


@cache
def _by() -> frozenset[str]:
    """Characters before a body that make it the one who acts: 由."""
    return frozenset(lexicon(schemas.Responsibility).by)


@cache
def _parts() -> re.Pattern[str]:
    """Words for a body's part in a task, the longest first."""
    words = sorted(lexicon(schemas.Responsibility).role_words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@cache
def _etc() -> tuple[str, ...]:
    return tuple(sorted(lexicon(schemas.Responsibility).and_others, key=len, reverse=True))
