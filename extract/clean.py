"""The second stage: noise out, broken lines joined, letter forms made one, every character's place kept."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

from .cleaning import injected, noise, paging
from .cleaning.letters import Line, is_spaced_out, is_traditional, normalise
from .cleaning.lines import joined, wrapped_at
from .model import ABOVE, BlockKind, Clean, CleanBlock, Noise, Source, Span

_SPACES = {" ": 1, "\t": 4, "\xa0": 1, "\u2002": 1, "\u2003": 2, "\u3000": 2}
PDF, PLAIN = "application/pdf", "text/plain"
_EMPTY_LINE = re.compile(r"\n[ \t\r　]*\n|\r\r")


def clean(source: Source) -> Clean:
    """The text of *source* that is the document's own; ``Clean.noise`` says what was left out and why.

    Never fails: a source that holds nothing but noise gives an empty text.
    """
    lines = _lines(source)
    noise.mark(lines)
    if wrap := wrapped_at(lines):
        # Noise is told by whole lines: a byline or a menu may be wrapped too.
        lines = joined(_lines(source), wrap)
        noise.mark(lines)
    dropped = [Noise(line.source, line.reason) for line in lines if line.reason]
    for line, planted in zip(lines, injected.find(lines), strict=True):
        if line.reason or line.kind is BlockKind.TABLE_ROW:
            continue
        found = noise.apart([*noise.inline(line), *((span, "injected") for span in planted)])
        gone = line.cut([span for span, _ in found])
        dropped += [Noise(span, reason) for span, (_, reason) in zip(gone, found, strict=True)]
    dropped.sort(key=lambda item: item.span)
    return _assemble(source, joined([line for line in lines if not line.reason and line.text], wrap), tuple(dropped))


def _lines(source: Source) -> list[Line]:
    words = "\n".join(block.text for block in source.blocks)
    traditional, spaced_out = is_traditional(words), is_spaced_out(words)
    lines, end = [], 0
    for block in source.blocks:
        line = normalise(block, traditional, spaced_out)
        if line.text:
            line.indent = _indent(source.text, line.starts[0])
            line.gap = bool(_EMPTY_LINE.search(source.text, end, line.starts[0]))
            end = line.ends[-1]
            line.paging = line.kind is BlockKind.FURNITURE and source.media_type == PDF
            lines.append(line)
    if source.media_type == PLAIN:
        paging.mark(lines, source.text)
    return lines


def _indent(text: str, place: int) -> int:
    """The width in columns of the white space right before *place*."""
    width = 0
    while place and text[place - 1] in _SPACES:
        place -= 1
        width += _SPACES[text[place]]
    return width


def _assemble(source: Source, lines: Sequence[Line], dropped: tuple[Noise, ...]) -> Clean:
    text: list[str] = []
    starts, ends = array("q"), array("q")
    blocks = []
    length = 0
    for line in lines:
        if length:
            text.append("\n")
            starts.append(ends[-1])
            ends.append(max(ends[-1], line.starts[0]))
            length += 1
        cells = tuple(cell if cell == ABOVE else Span(cell.start + length, cell.end + length) for cell in line.cells)
        span = Span(length, length + len(line.text))
        blocks.append(CleanBlock(span, line.kind, line.level, cells, line.header))
        text.append(line.text)
        starts.extend(line.starts)
        ends.extend(line.ends)
        length = span.end
    return Clean(source, "".join(text), starts, ends, tuple(blocks), dropped)
