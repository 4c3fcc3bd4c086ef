"""Evidence: the exact words that state a fact, as Web Annotation selectors (W3C, Web Annotation Data Model, section 4).

Offsets count Unicode code points of the file's own text from 0. A clean span whose words are interrupted in the file
by noise or by markup gives one resource for each uninterrupted run, so that ``oa:exact`` is always verbatim, always
``oa:end - oa:start`` long, and never carries what was dropped as noise.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from html import unescape

from pyoxigraph import NamedNode

from ..extract.model import Clean, Span
from .fragments import fragments, standards
from .iris import DocumentMinter
from .namespaces import DCT, OA, RDF
from .sink import Sink, chinese, integer, plain

UNSEEN = frozenset("\u200b\u200c\u200d\ufeff\u00ad")
"""Characters of no width, which interrupt no quote."""


def runs(clean: Clean, span: Span) -> tuple[Span, ...]:
    """The uninterrupted source spans that hold the clean *span*, in order."""
    return tuple(source for source, _ in _runs(clean, span))


def _runs(clean: Clean, span: Span) -> list[tuple[Span, Span]]:
    """The uninterrupted source spans that hold the clean *span*, in order, each with its part of the clean one."""
    found: list[tuple[Span, Span]] = []
    for i in range(span.start, span.end):
        start, end = clean.starts[i], clean.ends[i]
        if start == end:
            continue  # a mark that reading put between two cells: no character of the file's
        if found and not _interrupted(clean, found[-1][0].end, start):
            source, part = found[-1]
            found[-1] = Span(source.start, max(end, source.end)), Span(part.start, i + 1)
        else:
            found.append((Span(start, end), Span(i, i + 1)))
    return found


def verbatim(clean: Clean, span: Span) -> str:
    """The words of a clean *span* in the file's own characters, without what cleaning dropped between them."""
    text = clean.source.text
    parts: list[str] = []
    last = -1
    for i in range(span.start, span.end):
        if clean.starts[i] != last:  # one source character may stand behind two clean ones
            parts.append(text[clean.starts[i] : clean.ends[i]])
        last = clean.starts[i]
    words = "".join(parts)
    return unescape(words) if clean.source.media_type == "text/html" else words


def cite(sink: Sink, mint: DocumentMinter, clean: Clean, span: Span) -> list[NamedNode]:
    """Writes the evidence for a clean *span* and gives its nodes."""
    return [_specific_resource(sink, mint, clean, run, mint.evidence(part)) for run, part in _runs(clean, span)]


def cite_source(sink: Sink, mint: DocumentMinter, clean: Clean, spans: Iterable[Span]) -> list[NamedNode]:
    """Writes the evidence for uninterrupted *spans* of the source and gives its nodes."""
    return [_specific_resource(sink, mint, clean, span, _named(mint, clean, span)) for span in spans]


def _named(mint: DocumentMinter, clean: Clean, span: Span) -> NamedNode:
    """The name of the evidence for a *span* of the source: by its place in the cleaned text, or else in its line."""
    first, last = bisect_left(clean.starts, span.start), bisect_left(clean.ends, span.end)
    if first <= last < len(clean.ends) and clean.starts[first] == span.start and clean.ends[last] == span.end:
        return mint.evidence(Span(first, last + 1))
    text = clean.source.text
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    line = text[start:] if end < 0 else text[start:end]
    among_equals = text[:start].split("\n").count(line)
    return mint.evidence_in_line(line, among_equals, Span(span.start - start, span.end - start))


def _specific_resource(sink: Sink, mint: DocumentMinter, clean: Clean, run: Span, node: NamedNode) -> NamedNode:
    quote = NamedNode(f"{node.value}/quote")
    position = NamedNode(f"{node.value}/position")
    sink.a(node, OA.SpecificResource)
    sink.add(node, OA.hasSource, mint.document(mint.slug))
    sink.add_all(node, OA.hasSelector, [quote, position])
    sink.add(quote, RDF.type, OA.TextQuoteSelector)
    sink.add(quote, OA.exact, chinese(run.of(clean.source.text)))
    sink.add(position, RDF.type, OA.TextPositionSelector)
    sink.add(position, OA.start, integer(run.start))
    sink.add(position, OA.end, integer(run.end))
    _fragments(sink, clean, run, node)
    return node


def _fragments(sink: Sink, clean: Clean, run: Span, node: NamedNode) -> None:
    """Says where on the pages or in the cells of the file the quote stands, if it has any."""
    values = fragments(clean.source, run)
    conforms = standards(clean.source, values)
    for number, value in enumerate(values, 1):
        place = NamedNode(f"{node.value}/place" if number == 1 else f"{node.value}/place-{number}")
        sink.add(node, OA.hasSelector, place)
        sink.add(place, RDF.type, OA.FragmentSelector)
        sink.add(place, RDF.value, plain(value))
        sink.add_all(place, DCT.conformsTo, conforms)


def _interrupted(clean: Clean, end: int, start: int) -> bool:
    """Whether anything but white space and zero-width characters stands between two source offsets."""
    gap = clean.source.text[end:start]
    return start < end or any(not (char.isspace() or char in UNSEEN) for char in gap)
