"""The review list: candidates that came near to being facts, for people to look at in a spreadsheet.

It stands beside the graph and is no part of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..extract.model import Doubt, Facts
from ..printable import harmless
from .evidence import verbatim

REVIEW = "review.csv"
"""In a release: the list of all documents. In what is kept of a document: its rows, without a head."""
COLUMNS = ("document", "kind", "probability", "quote", "start", "end", "candidate")
"""*quote* is verbatim and *start* and *end* are its source offsets; *candidate* is what the fact would have said."""
_MARK = "\ufeff"
"""The byte order mark, by which spreadsheet programs know UTF-8."""


def review_rows(facts: Facts) -> bytes:
    """The rows of one document by place in its text, as lines of CSV without a head."""
    rows = sorted(_row(facts, doubt) for doubt in facts.doubts)
    slug = facts.clean.source.slug
    return _csv(
        [slug, kind, f"{probability:.3f}", quote, start, end, words]
        for start, end, kind, words, quote, probability in rows
    )


def review_table(documents: Iterable[tuple[str, Path]]) -> bytes:
    """The list of all *documents*, given by slug and the folder of what is kept of each."""
    return _MARK.encode() + _csv([COLUMNS]) + b"".join(_kept(folder) for _, folder in sorted(documents))


def _row(facts: Facts, doubt: Doubt) -> tuple[int, int, str, str, str, float]:
    place = facts.clean.to_source(doubt.span)
    quote = verbatim(facts.clean, doubt.span)
    return place.start, place.end, doubt.kind, harmless(doubt.words), harmless(quote), doubt.probability


def _kept(folder: Path) -> bytes:
    try:
        return (folder / REVIEW).read_bytes()
    except FileNotFoundError:  # kept by a program that made no such list
        return b""


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)  # RFC 4180
    return out.getvalue().encode()
