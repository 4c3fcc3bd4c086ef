"""Where the words of an answer stand in the document. A claim whose quote does not stand there, word for word and in
one stretch, counts for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import EntityType, Span
from ..proposed import Proposals, ProposedMeasure, ProposedName, ProposedPair
from ..text.clauses import EDGES
from ..text.fold import fold
from .answers import Claims

NAME = range(2, 61)
MEASURE = range(6, 601)
PAIR = range(4, 401)
"""Characters that the quote of each may have."""
LINE, CELL = "\n", "\t"


def locate(text: str, part: Span, claims: Claims) -> Proposals:
    """The *claims* about a *part* of the cleaned *text* as proposals.

    A name is proposed wherever its words stand in the part. A measure or a pair is one place; which one a quote means
    that stands there twice nobody can tell, so it counts at none of them.
    """
    names = [
        ProposedName(span, EntityType(kind))
        for quote, kind in claims.names
        for span in _places(text, part, _words(quote), NAME, LINE + CELL)
    ]
    measures = [
        ProposedMeasure(spans[0], commitment, topics)
        for quote, commitment, topics in claims.measures
        if len(spans := [*_places(text, part, _words(quote).strip(EDGES), MEASURE, LINE + CELL)]) == 1
    ]
    pairs = [
        ProposedPair(spans[0], base, partner)
        for quote, receives, helps in claims.pairs
        if len(spans := [*_places(text, part, _words(quote), PAIR, LINE)]) == 1
        and (base := tuple(_places(text, spans[0], _words(receives), NAME, LINE + CELL)))
        and (partner := tuple(_places(text, spans[0], _words(helps), NAME, LINE + CELL)))
    ]
    return Proposals(tuple(sorted(names)), tuple(sorted(measures)), tuple(sorted(pairs)))


def joined(proposals: list[Proposals]) -> Proposals:
    """The *proposals* of all parts of a document, each once: parts overlap."""
    return Proposals(
        tuple(sorted({one for part in proposals for one in part.names})),
        tuple(sorted({one for part in proposals for one in part.measures})),
        tuple(sorted({one for part in proposals for one in part.pairs})),
    )


def _words(quote: str) -> str:
    """A quote in the letter forms of a cleaned text."""
    return fold(quote).strip()


def _places(text: str, part: Span, words: str, lengths: range, never: str) -> Iterator[Span]:
    """Where *words* stand in *part*, if they are so long and hold none of the signs *never*."""
    if len(words) not in lengths or any(sign in words for sign in never):
        return
    at = text.find(words, *part)
    while at >= 0:
        yield Span(at, at + len(words))
        at = text.find(words, at + 1, part.end)
