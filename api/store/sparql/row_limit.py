"""Ends a result early, but whole: after the row or byte limit the document is closed at the end of a row.

The patterns fit the way in which Oxigraph writes each syntax. Quotation marks and ``<`` are escaped inside values
there, so none of them can occur in the data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from .xml import allowed_in_rdf_xml, allowed_in_xml


@dataclass(frozen=True)
class Syntax:
    """Where rows end in one syntax."""

    mark: bytes
    """Stands at the end of a row, or between two rows; what is counted."""
    keep: int
    """How many bytes of the mark still belong to the row before it."""
    close: bytes
    """Ends the document after a whole row; ``%s`` takes the reason where the syntax has a place for it."""
    first: int
    """Rows that are there before the first mark; -1 for a header line."""
    terminates: bool = False
    """Does the mark end a row (a line break), rather than prove that another row follows?"""
    pattern: re.Pattern[bytes] | None = None
    """Finds the marks where plain search would find too many."""


_LINES = Syntax(b"\n", 1, b"# %s\n", 0, terminates=True)
_TURTLE = Syntax(b" .\n", 3, b"# %s\n", 0, terminates=True)
SYNTAXES = {
    "application/sparql-results+json": Syntax(b'}},{"', 2, b']},"cut":"%s"}', 1),
    "application/sparql-results+xml": Syntax(b"</result><result>", 9, b"</results></sparql><!-- %s -->", 1),
    "text/csv": Syntax(b"\r\n", 2, b"", -1, terminates=True, pattern=re.compile(rb'"[^"]*"?|\r\n')),
    "text/tab-separated-values": Syntax(b"\n", 1, b"", -1, terminates=True),
    "application/n-triples": _LINES,
    "application/n-quads": _LINES,
    "text/turtle": _TURTLE,
    "application/trig": _TURTLE,
    "application/rdf+xml": Syntax(b">\n\t<", 1, b"\n</rdf:RDF><!-- %s -->", 0, pattern=re.compile(rb">\n\t<(?=[^/])")),
    "application/ld+json": Syntax(b']},{"@id":"', 2, b"]", 1),
}


_CLEANERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "application/sparql-results+xml": allowed_in_xml,
    "application/rdf+xml": allowed_in_rdf_xml,
}


class LimitReached(Exception):  # noqa: N818 (not an error: the result is good as far as it goes)
    """The limit was reached: *rest* ends the document, or is None when not even one row fits."""

    def __init__(self, rest: bytes | None, reason: str) -> None:
        super().__init__(reason)
        self.rest = rest
        self.reason = reason


class RowLimit:
    """Lets whole rows through until *rows* rows or *size* bytes are reached."""

    def __init__(self, media_type: str, rows: int, size: int) -> None:
        self._syntax = SYNTAXES[media_type]
        self._clean = _CLEANERS.get(media_type, bytes)
        self._rows, self._size = rows, size
        self._counted = self._syntax.first
        self._sent = 0
        self._held = bytearray()

    def feed(self, chunk: bytes) -> bytes:
        """Bytes that may go out: every row that is whole by now. Raises LimitReached."""
        syntax, data = self._syntax, self._held
        # What was held contains no whole mark, so a long row is searched only once.
        start = max(len(data) - len(syntax.mark), 0)
        data += chunk
        # CSV needs the pattern only where quotation marks may hide a line break, and then from the start of the row.
        csv = syntax.mark == b"\r\n"
        careful = syntax.pattern is not None and (not csv or b'"' in data)
        ends = list(self._ends(data, 0 if csv else start)) if careful else None
        found = data.count(syntax.mark, start) if ends is None else len(ends)
        if self._counted + found > self._rows or self._sent + len(data) > self._size:
            self._end(data, self._ends(data, start) if ends is None else iter(ends))
        if not found:
            return b""
        last = data.rfind(syntax.mark) + syntax.keep if ends is None else ends[-1]
        whole = self._clean(bytes(data[:last]))
        del data[:last]
        self._counted += found
        self._sent += last
        return whole

    def finish(self) -> bytes:
        """What was held back, at the end of a result that was not cut."""
        held = self._clean(bytes(self._held))
        self._held.clear()
        return held

    def _ends(self, data: bytearray, start: int) -> Iterator[int]:
        """Offsets right after each whole row, from *start* on."""
        syntax = self._syntax
        if syntax.pattern is not None:
            for match in syntax.pattern.finditer(data, start):
                if match[0] == syntax.mark:
                    yield match.start() + syntax.keep
            return
        found = data.find(syntax.mark, start)
        while found >= 0:
            yield found + syntax.keep
            found = data.find(syntax.mark, found + syntax.keep)

    def _end(self, data: bytearray, ends: Iterator[int]) -> None:
        """Raises LimitReached; one of the limits lies inside *data*."""
        kept, counted, reason = 0, self._counted, f"cut at {self._size} bytes"
        for end in ends:
            if self._sent + end > self._size:
                break
            if counted >= self._rows:
                kept = kept if self._syntax.terminates else end
                reason = f"cut after {self._rows} rows"
                break
            kept = end
            counted += 1
        if self._sent + kept == 0 and not self._syntax.terminates:
            raise LimitReached(None, reason)
        close = self._syntax.close
        raise LimitReached(
            self._clean(bytes(data[:kept])) + (close % reason.encode() if b"%s" in close else close), reason
        )
