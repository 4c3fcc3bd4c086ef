"""The chart of a report: how many measures each policy area has, by how binding they are or by side."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable

from ...pictures import Counts, Frame, Style, Thing, bars, document
from ..comparing.compare import LEVELS, Comparison
from ..comparing.words import letter
from ..pages.measures import commitments
from ..pages.pairings import pairings
from ..pages.site import View
from .model import Chart

WIDTHS = {"sheet": 640, "narrow": 390}
"""Units of the drawing: set across a sheet of A4, its letters are those of a table; and for telephones."""


def by_commitment(view: View, measures: Iterable[str]) -> Chart | None:
    """The measures of these IRIs by policy area and commitment; None where none has an area."""
    areas, levels = pairings(view.site).areas, commitments(view.site)
    counted = Counter((area, levels.get(iri, "")) for iri in measures for area in areas.get(iri, ()))
    view.site.names.load(key for keys in counted for key in keys if key)
    other = view.words("report.unsaid")
    return _chart(view, "chart_title", counted, lambda key: view.label(key) if key else other, LEVELS)


def by_side(view: View, found: Comparison) -> Chart | None:
    """The measures of each side of a comparison by policy area; None where none has an area."""
    letters = tuple(letter(view, place) for place in range(len(found.sides)))
    counted = Counter(
        (area, letters[place]) for place, side in enumerate(found.sides) for one in side.measures for area in one.areas
    )
    view.site.names.load(area for area, _ in counted)
    return _chart(view, "chart_title_sides", counted, lambda key: key if key in letters else view.label(key), letters)


def _chart(
    view: View, title: str, counted: Counter[tuple[str, str]], label: Callable[[str], str], order: tuple[str, ...]
) -> Chart | None:
    if not counted:
        return None
    words = view.words
    rows = tuple(
        (tuple(Thing(key or "none", label(key)) for key in keys), count) for keys, count in sorted(counted.items())
    )
    counts = Counts(("area", "part"), rows)
    told = words("separator").join(f"{thing.label} {total}" for thing, total in counts.totals(0))
    named = words(f"report.{title}")
    return Chart(named, f"{named}{words('colon')}{told}", words("report.chart_note"), counts, order)


def drawn(chart: Chart, language: str, source: str, width: str = "sheet") -> str:
    """The chart as SVG, with *source* below it."""
    style = Style.of("light", WIDTHS[width])
    frame = Frame(chart.title, ((language, chart.title, chart.said),), (chart.note,), source)
    return document(bars(chart.counts, style, chart.order), frame, style)


def in_page(svg: str) -> str:
    """A picture as an address that holds it, for a page that is to be printed whole."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
