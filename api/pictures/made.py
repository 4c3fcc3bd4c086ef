"""One picture of the served graph: its rows as a table, as SVG, and in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...pictures import (
    WIDTHS,
    Counts,
    Drawing,
    Frame,
    Lane,
    Pairing,
    Style,
    bars,
    document,
    flows,
    matrix,
    pairs_map,
    timeline,
)
from ...pictures.model import OTHER
from ...pictures.svg import text
from ..pages.language import LANGUAGES, Words, words
from ..pages.site import Site
from .asked import PictureFilter, PictureParameters, named
from .catalogue import Definition
from .counting import counts, pair_label
from .paired import around, pairs
from .timed import lanes

Value = str | int | float | None

LICENCE = "CC BY 4.0"
_NAMED = 3
"""So many of the largest things are named in the words for those who do not see a picture."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows behind a picture; *thing* where its values are IRIs that the next column names."""

    name: str
    thing: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows in one language, before it has a size."""

    definition: Definition
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    draw: Callable[[Style], Drawing]
    notes: tuple[str, ...]


def picture(site: Site, definition: Definition, asked: PictureFilter, language: str) -> Picture:
    """The picture of what fits *asked*."""
    say = words(language)
    title = titled(site, definition, asked, say)
    if definition.draw == "map":
        return _map(site, definition, title, pairs(site, asked, language), say)
    if definition.draw == "timeline":
        return _timeline(definition, title, lanes(site, asked, language), say)
    return _counted(definition, title, counts(site, definition, asked, language), say)


def svg(site: Site, definition: Definition, asked: PictureParameters, language: str, address: str) -> str:
    """The picture as a file. *address* is that of its page, for the source line."""
    style = Style.of(asked.theme or "light", WIDTHS[asked.width or "wide"])
    order = [language, *(other for other in LANGUAGES if other != language)]
    made = {code: picture(site, definition, asked, code) for code in order}
    spoken = tuple((code, each.title, each.description) for code, each in made.items())
    own = made[language]
    drawing = own.draw(style) if own.rows else _empty(style, words(language))
    frame = Frame(own.title, spoken, own.notes, source(site, language, address), address)
    return document(drawing, frame, style)


def source(site: Site, language: str, address: str) -> str:
    """The line that says where a picture is from."""
    say = words(language)
    release = site.engine.release
    return say(
        "pictures.source_release" if release else "pictures.source", release=release, licence=LICENCE, address=address
    )


def titled(site: Site, definition: Definition, asked: PictureFilter, say: Words) -> str:
    """The title with what the picture is narrowed to."""
    things = named(site, asked)
    site.names.load(things.values())
    labels = [
        pair_label(site, iri, say.code) if name == "pair" else site.names.one(iri).label(say.code)
        for name, iri in things.items()
    ]
    title = say(f"pictures.{definition.name}.title")
    return say("pictures.narrowed", title=title, names=say("separator").join(labels)) if labels else title


def _empty(style: Style, say: Words) -> Drawing:
    return Drawing((text(style.margin, 24, say("pictures.empty"), style.soft, style.font),), 40)


def _counted(definition: Definition, title: str, found: Counts, say: Words) -> Picture:
    columns = tuple(
        column
        for name in found.dimensions
        for column in ((Column(f"{name}_id", True), Column(name)) if name != "role" else (Column(name),))
    )
    rows = tuple(
        (
            *(
                value
                for name, thing in zip(found.dimensions, keys, strict=True)
                for value in ((thing.href or None, thing.label) if name != "role" else (thing.label,))
            ),
            count,
        )
        for keys, count in found.rows
    )
    shown = found.bounded(definition.most, say("pictures.other"))
    kinds: dict[str, Callable[[Counts, Style], Drawing]] = {
        "bars": lambda shown, style: bars(shown, style, definition.order),
        "matrix": matrix,
        "flows": flows,
    }
    notes = [say(f"pictures.{definition.name}.note")]
    if shown is not found and any(
        thing.key == OTHER for at in range(len(shown.dimensions)) for thing, _ in shown.totals(at)
    ):
        notes.append(say("pictures.bounded", most=say("separator").join(_bounds(definition, found, say))))
    largest = _largest([(thing.label, total) for thing, total in found.totals(0)], say)
    description = say(f"pictures.{definition.name}.said", count=len(found.totals(0)), largest=largest)
    return Picture(
        definition,
        title,
        description,
        (*columns, Column("measures")),
        rows,
        lambda style: kinds[definition.draw](shown, style),
        tuple(notes),
    )


def _bounds(definition: Definition, found: Counts, say: Words) -> list[str]:
    """How many of how many are drawn, of each dimension that is bounded."""
    told = []
    for at, most in enumerate(definition.most):
        number = len(found.totals(at))
        if 0 < most < number:
            name = say(f"pictures.column.{found.dimensions[at]}")
            told.append(say("pictures.bound", name=name, most=most - 1, count=number))
    return told


def _largest(totals: Sequence[tuple[str, int]], say: Words) -> str:
    return say("separator").join(f"{label} {total}" for label, total in totals[:_NAMED]) or say("pictures.empty")


def _map(site: Site, definition: Definition, title: str, found: list[Pairing], say: Words) -> Picture:
    texts = {key: say(f"pictures.map.{key}") for key in ("base", "partner", "unnamed")}
    placed = [pair for pair in found if None not in (pair.base.latitude, pair.partner.latitude)]
    ends = ("base", "partner")
    columns = [Column("pair_id", True), Column("pair")]
    for end in ends:
        columns += [Column(f"{end}_id", True), Column(end), Column(f"{end}_latitude"), Column(f"{end}_longitude")]
    rows: list[tuple[Value, ...]] = []
    for pair in found:
        places = [
            value
            for point in (pair.base, pair.partner)
            for value in (point.thing.key, point.thing.label, point.latitude, point.longitude)
        ]
        rows.append((pair.thing.key, pair.thing.label, *places, pair.start, pair.end, pair.measures))
    notes = [say("pictures.map.note")]
    if len(placed) < len(found):
        notes.append(say("pictures.map.unplaced", count=len(found) - len(placed)))
    largest = say("separator").join(pair.thing.label for pair in found[:_NAMED]) or say("pictures.empty")
    return Picture(
        definition,
        title,
        say("pictures.map.said", count=len(found), largest=largest),
        (*columns, Column("from"), Column("to"), Column("measures")),
        tuple(rows),
        lambda style: pairs_map(placed, around(site), style, texts),
        tuple(notes),
    )


def _timeline(definition: Definition, title: str, found: list[Lane], say: Words) -> Picture:
    keys = ("document", "pair", "published", "term", "targets", "untimed", "more")
    texts = {key: say(f"pictures.timeline.{key}") for key in keys}
    rows: list[tuple[Value, ...]] = []
    for lane in found:
        about = (lane.kind, lane.thing.key, lane.thing.label)
        if lane.published:
            rows.append((*about, "published", lane.published, lane.published, None))
        if lane.start or lane.end:
            rows.append((*about, "term", lane.start, lane.end, None))
        rows += [(*about, "targets", year, year, count) for year, count in lane.targets]
    kinds = [sum(lane.kind == kind for lane in found) for kind in ("document", "pair")]
    described = say(
        "pictures.timeline.said",
        count=kinds[0],
        pairs=kinds[1],
        targets=sum(n for lane in found for _, n in lane.targets),
    )
    names = (
        Column("kind"),
        Column("thing_id", True),
        Column("thing"),
        Column("event"),
        Column("from"),
        Column("to"),
        Column("count"),
    )
    return Picture(
        definition,
        title,
        described,
        names,
        tuple(rows),
        lambda style: timeline(found, style, texts, definition.most[0]),
        (say("pictures.timeline.note"),),
    )
