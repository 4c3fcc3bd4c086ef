"""From a reading to its answer: the query filled in and asked, its rows with names, and the sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pyoxigraph import Literal, NamedNode

from ...ask.fill import fill, within, without
from ...ask.intents import Intent, Slot, intents
from ...ask.model import Chip, Kind, Reading, Thing
from ...graph.history.log import entries
from ..pages.language import Words
from ..pages.measures import is_group
from ..pages.site import Site, text_of
from ..queries import Queries
from ..store.engine import Row, Term

_INNER = str.maketrans("《》", "〈〉")
SHOWN = 6
"""Names that a sentence lists."""
QUOTED = 3
"""Passages that a sentence quotes."""
_YEAR = "http://www.w3.org/2001/XMLSchema#gYear"
_ABOUT = frozenset({"topic", "text", "vehicle", "organization"})
"""Slots of what measures are about."""
ITEMS = ("measure", "pair")
"""What rows of one thing are counted by, and become lists of."""


@dataclass(slots=True)
class Line:
    """One row of the table: what each column holds, and the sentences where several rows became one."""

    cells: dict[str, Term]
    items: list[dict[str, Term]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return text_of(self.cells.get("id"))


@dataclass(slots=True)
class Result:
    """What a reading gives."""

    reading: Reading
    sparql: str
    lines: list[Line]
    unknown: str = ""
    """The condition that no document states, though without it there are answers."""

    @property
    def intent(self) -> Intent:
        return intents()[self.reading.intent]

    @property
    def denied(self) -> bool:
        """Whether finding nothing is an answer too."""
        slots = self.reading.filled
        return self.intent.none is not None and (not self.intent.none_with or self.intent.none_with in slots)


def ask_queries(site: Site) -> Queries:
    """The queries behind the intents."""
    found: Queries = site.remembered("ask queries", lambda: Queries("duikou.data", "queries/ask", site.settings.base))
    return found


def query_of(site: Site, reading: Reading) -> str:
    """The SPARQL of a reading, which anybody may run. What is excluded takes the place of its slot's conditions in a
    query of its own; so does each further condition of a slot where both hold."""
    chips = [chip for chip in reading.chips if not chip.negated]
    further = [chip for chip in chips if reading.both and chip != next(c for c in chips if _is_like(c, chip))]
    text = _query(site, reading, [chip for chip in chips if chip not in further])
    text = within(text, [_query(site, reading, _instead(chips, chip)) for chip in further])
    excluded = [chip for chip in reading.chips if chip.negated]
    return without(text, [_query(site, reading, _instead(chips, chip)) for chip in excluded])


def _instead(chips: Sequence[Chip], chip: Chip) -> list[Chip]:
    return [*(other for other in chips if not _is_like(other, chip)), chip]


def _is_like(one: Chip, other: Chip) -> bool:
    """Whether two conditions are of a slot, or both of what measures are about: 医疗 and the word 教育."""
    return one.slot == other.slot or {one.slot, other.slot} <= _ABOUT


def _query(site: Site, reading: Reading, chips: Sequence[Chip]) -> str:
    intent = intents()[reading.intent]
    conditions: dict[str, list[Mapping[str, Sequence[Term]]]] = {}
    for chip in chips:
        slot = intent.slots[chip.slot]
        name = slot.fill or chip.slot
        terms, held = _terms(chip.thing, name), conditions.setdefault(name, [])
        if slot.any and held:  # one of them is enough: the terms stand in one list
            held[0] = {variable: (*listed, *terms.get(variable, ())) for variable, listed in held[0].items()}
        else:
            held.append(terms)
    dk = site.space("dk")
    classes = reading.classes or intent.all_classes
    constants = {"class": [NamedNode(dk + name) for name in classes]} if classes else {}
    return fill(ask_queries(site).get(intent.query), conditions, constants)


def _terms(thing: Thing, slot: str) -> dict[str, Sequence[Term]]:
    if thing.kind is Kind.YEAR:
        return {slot: [Literal(thing.value, datatype=NamedNode(_YEAR))]}
    if thing.kind in (Kind.TEXT, Kind.DOCUMENT_KIND):
        return {slot: [Literal(thing.value)]}
    fills = dict(thing.fills)
    own: dict[str, Sequence[Term]] = {slot + ending: [NamedNode(iri) for iri in iris] for ending, iris in fills.items()}
    if slot.endswith("_asked") and "_asked" in fills:
        own[slot] = [NamedNode(iri) for iri in fills["_asked"]]
    return own


def run(site: Site, reading: Reading) -> Result:
    """The answer of a reading. Where a condition finds nothing that no document states, ``unknown`` names it."""
    intent = intents()[reading.intent]
    sparql = query_of(site, reading)
    lines = _lines(site.engine.select(sparql), intent, reading)
    unknown = ""
    if not lines:
        for slot in intent.unknown:
            rest = tuple(chip for chip in reading.chips if chip.slot != slot)
            if len(rest) < len(reading.chips):
                wider = Reading(reading.intent, rest, reading.score, classes=reading.classes)
                if not rest or site.engine.select(query_of(site, wider)):
                    unknown = slot
    site.names.load(_names(lines))
    return Result(reading, sparql, lines, unknown)


def _names(lines: Iterable[Line]) -> list[str]:
    cells = (cell for line in lines for row in (line.cells, *line.items) for cell in row.values())
    return list(dict.fromkeys(cell.value for cell in cells if isinstance(cell, NamedNode)))


def _lines(rows: Sequence[Row], intent: Intent, reading: Reading) -> list[Line]:
    """The rows; grouped, those of one thing become one, the thing of most sentences first, and groups (各区政府) after
    all that has a name."""
    found: dict[object, Line] = {}
    for row in rows:
        key: object = (
            row["id"] if intent.grouped else (row["id"], row.get("pair"), row.get("deadline"), row.get("measure"))
        )
        line = found.setdefault(key, Line(dict(row)))
        line.items.append(dict(row))
    lines = list(found.values())
    if intent.grouped:
        for line in lines:
            keys = [{text_of(item.get(key)) for item in line.items} - {""} for key in ITEMS]
            count = max((len(values) for values in keys), default=0)
            line.cells["measures" if "measures" in intent.columns else "pairs"] = Literal(count)
        ranked = bool(reading.first or reading.most or reading.least)  # then numbers alone count
        lines.sort(key=lambda line: (not ranked and is_group(line.id), -_count(line), is_group(line.id), line.id))
    if reading.first and reading.most:
        return lines[: reading.first]
    if (reading.most or reading.least) and lines and not _compares(reading, intent):
        some = [line for line in lines if _count(line)] or lines  # who has none at all has not the fewest
        ends = ({_count(some[0])} if reading.most else set()) | ({_count(some[-1])} if reading.least else set())
        lines = [line for line in some if _count(line) in ends]
    return lines


def _compares(reading: Reading, intent: Intent) -> bool:
    """Whether what is asked for is one of several that are named: all of them are told, with their numbers."""
    chips = [chip for chip in reading.chips if intent.slots[chip.slot].any and not chip.negated]
    return any(chip.slot != other.slot or chip.thing != other.thing for chip, other in pairwise(chips))


def _count(line: Line) -> int:
    return int(text_of(line.cells.get("measures") or line.cells.get("pairs")) or 0)


def sentence(site: Site, result: Result, words: Words) -> tuple[str, str | int | None]:
    """The answer in words, and in one value where it is one."""
    intent, language = result.intent, words.code
    about = describe(result.reading.chips, words) or words("ask.everything")
    named: dict[str, list[str]] = {}
    for chip in result.reading.chips:
        if chip.negated:
            continue
        named.setdefault(chip.slot, []).append(inner(chip.thing.label(language)))
    slots = {slot: words("separator").join(labels) for slot, labels in named.items()}
    if result.unknown:
        return intent.unknown[result.unknown].of(language).format_map({"about": about, **slots}), None
    if not result.lines and result.denied and intent.none is not None:
        told = _release(site, words) if intent.tells_release and not result.reading.chips else ""
        return told + intent.none.of(language).format_map({"about": about}), words("ask.no")
    value: str | int | None = None
    if intent.value:
        value = words("separator").join(dict.fromkeys(filter(None, (_value(line, intent) for line in result.lines))))
    labels = [label_of(site, line, intent, words) for line in result.lines]
    listed = words("separator").join(dict.fromkeys(filter(None, labels[:SHOWN])))
    documents = words("separator").join(
        dict.fromkeys(_quoted(site, text_of(line.cells.get("document")), words) for line in result.lines)
    )
    given = {
        "about": about,
        "count": len(result.lines),
        "labels": words("ask.and_more", labels=listed) if len(labels) > SHOWN else listed,
        "value": value or "",
        "documents": documents,
        "quotes": words("separator").join(words("ask.quoted", quote=quote) for quote in _quotes(result.lines)),
        **slots,
    }
    if result.reading.count and not intent.value:
        counted = words("ask.counted", about=about, count=len(result.lines), counts=intent.counts.of(language))
        told = intent.answer.of(language)
        return counted + (told.format_map(given) if "{labels}" in told else ""), len(result.lines)
    if (result.reading.most or result.reading.least) and labels:
        return _ranked(result, labels, about, words)
    return intent.answer.of(language).format_map(given), value


def _ranked(result: Result, labels: Sequence[str], about: str, words: Words) -> tuple[str, str]:
    """Which of the rows has most or least, or the one and the other where both are asked; and its name."""
    reading, counts = result.reading, [_count(line) for line in result.lines]
    each = words("separator").join(f"{name} {count}" for name, count in zip(labels, counts, strict=True))
    if reading.first:
        return words("ask.first", about=about, count=len(labels), labels=each), labels[0]
    asked = {"most": max(counts) if reading.most else None, "least": min(counts) if reading.least else None}
    told: list[str] = []
    ends: list[str] = []
    for key, end in asked.items():
        if end is not None and (not told or len({*counts}) > 1):
            named = [name for name, count in zip(labels, counts, strict=True) if count == end]
            told.append(words(f"ask.{key}", about=about, labels=words("separator").join(named), count=end))
            ends += named
    text = "".join(told)
    return text if len(ends) == len(labels) else words("ask.each", told=text, labels=each), ends[0]


def _release(site: Site, words: Words) -> str:
    """What the last release changed, where it is the first one: everything is new."""
    log = entries(site.settings.output)
    if len(log) != 1:
        return ""
    return words("changes.first", count=sum(bool(group.document) for group in log[0].groups))


def _quotes(lines: Iterable[Line]) -> list[str]:
    """The first words that are quoted, none twice."""
    return list(dict.fromkeys(filter(None, (text_of(line.cells.get("quote")) for line in lines))))[:QUOTED]


def _quoted(site: Site, iri: str, words: Words) -> str:
    return words("ask.title_of", title=inner(site.names.one(iri).label(words.code))) if iri else ""


def inner(title: str) -> str:
    """A title as it stands inside the marks of another: 《 》 become 〈 〉 (GB/T 15834)."""
    return title.translate(_INNER)


def _value(line: Line, intent: Intent) -> str:
    if intent.value == "period":
        start, end = text_of(line.cells.get("from")), text_of(line.cells.get("to"))
        return f"{start}—{end}"
    return text_of(line.cells.get(intent.value))


def label_of(site: Site, line: Line, intent: Intent, words: Words) -> str:
    """The name of what a row is about: of a pair its two places, of a measure its words."""
    base, partner = text_of(line.cells.get("base")), text_of(line.cells.get("partner"))
    if base and partner and intent.query in ("pairs", "term", "same-province", "other-province"):
        return "–".join(site.names.one(iri).label(words.code) for iri in (base, partner))
    name = site.names.one(line.id).label(words.code) if line.id else ""
    if "measures" in line.cells and intent.query == "strength":
        return f"{name} {_count(line)}"
    return name


def describe(chips: Iterable[Chip], words: Words) -> str:
    """The conditions in words: 深圳市、绿色能源."""
    return words("ask.with").join(condition(chip, words) for chip in chips)


def condition(chip: Chip, words: Words) -> str:
    """One condition in words."""
    name = chip.thing.label(words.code)
    if chip.thing.kind in (Kind.TEXT, Kind.YEAR, Kind.ROLE, Kind.COMMITMENT, Kind.DOCUMENT):
        name = words(f"ask.slot_{chip.thing.kind}", name=inner(name))
    return words("ask.not", name=name) if chip.negated else name


def slot_of(reading: Reading, chip: Chip) -> Slot:
    """The slot that a chip fills."""
    return intents()[reading.intent].slots[chip.slot]
