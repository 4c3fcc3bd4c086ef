"""The report of a comparison."""

from __future__ import annotations

from ..comparing.compare import LEVELS, Comparison
from ..comparing.words import letter, levels, names, owners, sentences
from ..pages.site import View
from .about import about, source
from .chart import by_side
from .model import Part, Quoted, Report, Table

LIKES = 30
"""Like pairs that a report lists."""
SHORT = 60
"""Characters of a measure in their table; the annex has all."""
OWNED = 30
"""Topics for which it sets owners beside each other."""


def report_of(view: View, found: Comparison) -> Report:
    """The comparison with its numbers as the page has them; the annex has the words of the like measures in full."""
    words = view.words
    letters = tuple(letter(view, place) for place in range(len(found.sides)))
    parts = [
        Part(1, words("report.facts"), (), _sides(view, found, letters)),
        Part(1, words("compare.summary"), tuple(sentences(view, found))),
    ]
    if chart := by_side(view, found):
        parts.append(Part(1, words("report.chart"), chart=chart))
    parts.append(Part(1, words("compare.by_topic"), (_key(view),)))
    width = 64 // len(letters)
    for area, rows in found.areas().items():
        table = Table(
            (words("compare.topics"), *letters),
            (36, *(width for _ in letters)),
            tuple(
                (
                    view.label(row.topic),
                    *(f"{len(c.measures)} {levels(view, c)}".strip() if c.measures else "–" for c in row.cells),
                )
                for row in rows
            ),
        )
        parts.append(Part(2, view.label(area), (), table))
    parts.append(Part(1, words("compare.gaps"), tuple(_gaps(view, found))))
    shown, total = found.likes[:LIKES], len(found.likes)
    listed: dict[str, Quoted] = {}
    pairs = []
    for like in shown:
        for one in (like.one, like.other):
            quoted = Quoted(len(listed) + 1, one.text, view.label(one.document), one.iri)
            listed.setdefault(one.iri, quoted)
        pair = ((like.left, like.one), (like.right, like.other))
        told = (f"{letters[at]}〔{listed[one.iri].number}〕{one.text[:SHORT]}" for at, one in pair)
        pairs.append((f"{like.score:.2f}", *told))
    said = words("report.likes_left_out", total=total, shown=len(shown)) if total > len(shown) else ""
    table = Table((words("compare.score"), words("compare.measures"), ""), (12, 44, 44), tuple(pairs))
    parts.append(
        Part(1, words("compare.likes"), (said,) if said else (), table)
        if shown
        else Part(1, words("compare.likes"), (words("compare.no_likes"),))
    )
    parts += _owned(view, found)
    address = words("separator").join(side.iri for side in found.sides)
    return Report(
        words("report.of_comparison"), tuple(parts), tuple(listed.values()), about(view, address), source(view)
    )


def _key(view: View) -> str:
    signs = [f"{view.words(f'compare.sign.{level}')} {view.label(view.site.space('dkc', level))}" for level in LEVELS]
    return view.words("compare.key") + view.words("separator").join(signs)


def _sides(view: View, found: Comparison, letters: tuple[str, ...]) -> Table:
    words = view.words
    columns = (
        *(words("compare.side"), words("report.content"), words("compare.measures"), words("compare.only")),
        *(view.label(view.site.space("dkc", level)) for level in LEVELS),
    )
    rows = tuple(
        (
            *(letters[place], view.label(side.iri), str(len(side.measures)), str(len(found.only(place)))),
            *map(str, found.levels(place)),
        )
        for place, side in enumerate(found.sides)
    )
    return Table(columns, (11, 35, 10, 12, 8, 8, 8, 8), rows)


def _gaps(view: View, found: Comparison) -> list[str]:
    words = view.words
    told = []
    for gap in found.gaps[:3]:
        title = view.label(gap.plan.held.iri)
        if not gap.topics:
            told.append(f"{title}{words('colon')}{words('compare.gap_unheld')}")
        for place, lacking in gap.lacking if gap.topics else ():
            values = {"side": letter(view, place), "total": len(gap.topics)}
            said = words("compare.gap_lead", count=len(lacking), **values) if lacking else ""
            topics = f"{words('colon')}{names(view, lacking, len(lacking))}" if lacking else ""
            told.append(f"{title}{words('colon')}{said or words('compare.gap_none', **values)}{topics}")
    return told or [words("compare.gap_nobody")]


def _owned(view: View, found: Comparison) -> list[Part]:
    rows = [
        (view.label(row.topic), sides, bodies or view.words("compare.unowned"))
        for row in [r for r in found.rows if len(r.having) > 1 and any(c.owners for c in r.cells)][:OWNED]
        for sides, bodies in owners(view, row, 8)
    ]
    columns = (view.words("compare.topics"), view.words("compare.side"), view.words("report.owners"))
    table = Table(columns, (28, 10, 62), tuple(rows))
    return [Part(1, view.words("compare.owners"), (), table)] if rows else []
