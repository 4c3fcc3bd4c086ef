"""Evidence: the exact words that state a fact, as Web Annotation selectors (W3C, Web Annotation Data Model, section 4).

Offsets count Unicode code points of the file's own text from 0. A clean span whose words are interrupted in the file
by noise or by markup gives one resource for each uninterrupted run, so that ``oa:exact`` is always verbatim, always
``oa:end - oa:start`` long, and never carries what was dropped as noise.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

from pyoxigraph import NamedNode

from ..extract.model import Clean, Span
from .iris import Minter
from .namespaces import OA, RDF
from .sink import Sink, chinese, integer


def runs(clean: Clean, span: Span) -> tuple[Span, ...]:
    """The uninterrupted source spans that hold the clean *span*, in order."""
    found: list[Span] = []
    for i in range(span.start, span.end):
        start, end = clean.starts[i], clean.ends[i]
        if start == end:
            continue  # a mark that reading put between two cells: no character of the file's
        if found and not _interrupted(clean, found[-1].end, start):
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return tuple(found)


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


def cite(sink: Sink, mint: Minter, clean: Clean, span: Span) -> list[NamedNode]:
    """Writes the evidence for a clean *span* and gives its nodes."""
    return [_specific_resource(sink, mint, clean, run) for run in runs(clean, span)]


def cite_source(sink: Sink, mint: Minter, clean: Clean, spans: Iterable[Span]) -> list[NamedNode]:
    """Writes the evidence for uninterrupted *spans* of the source and gives its nodes."""
    return [_specific_resource(sink, mint, clean, span) for span in spans]


def _specific_resource(sink: Sink, mint: Minter, clean: Clean, run: Span) -> NamedNode:
    slug = clean.source.slug
    node = mint.evidence(slug, run)
    quote = NamedNode(f"{node.value}/quote")
    position = NamedNode(f"{node.value}/position")
    sink.a(node, OA.SpecificResource)
    sink.add(node, OA.hasSource, mint.document(slug))
    sink.add_all(node, OA.hasSelector, [quote, position])
    sink.add(quote, RDF.type, OA.TextQuoteSelector)
    sink.add(quote, OA.exact, chinese(run.of(clean.source.text)))
    sink.add(position, RDF.type, OA.TextPositionSelector)
    sink.add(position, OA.start, integer(run.start))
    sink.add(position, OA.end, integer(run.end))
    return node


def _interrupted(clean: Clean, end: int, start: int) -> bool:
    """Whether anything but white space and zero-width characters stands between two source offsets."""
    gap = clean.source.text[end:start]
    return start < end or any(not (char.isspace() or char in "\u200b\u200c\u200d\ufeff\u00ad") for char in gap)
