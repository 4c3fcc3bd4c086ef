"""Documents that a question names by their places: 广州龙岩方案, 深圳的实施意见."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from .link import SKIPPED
from .model import Kind, Thing, Token
from .normal import normal
from .vocabulary import Vocabulary

ANY = "any"
_PAIR = 2
RULES = ("plan", "opinion")
"""Kinds that people do not tell apart: an opinion is called a plan where its place has no other."""


Span = tuple[int, int, tuple[Thing, ...]]
"""Numbers of the first and the last token, and the documents that they describe."""


def with_documents(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens as they are, and with documents in place of the places and words that describe them."""
    yield tuple(found)
    spans = list(_described(found, vocabulary))
    for taken in product(*((False, True) for _ in spans[:3])):
        if any(taken):
            yield tuple(_merged(found, [span for span, use in zip(spans, taken, strict=False) if use]))


def with_places_as_documents(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens with each place's document in place of it, where they name two documents in all."""
    places = [(n, t.things[0].value) for n, t in enumerate(found) if t.things and t.things[0].kind is Kind.PLACE]
    named = sum(1 for token in found if token.things and token.things[0].kind is Kind.DOCUMENT)
    if not places or len(places) > _PAIR * 2 or named > 1:
        return
    if named:
        one = _documents([value for _, value in places], ANY, vocabulary)
        spans = [(places[0][0], places[-1][0], one)] if one else []
    else:
        spans = list(_halves(places, places[-1][0], ANY, vocabulary))
    if spans:
        yield tuple(replace(token, described=False) for token in _merged(found, spans))


def _described(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Span]:
    """(first, last, documents) of each run of places that a word for a document ends. Four places may be those of two
    documents: 上海三明和广州龙岩两个方案."""
    kinds = {normal(w): kind for kind, listed in vocabulary.words.document_words.items() for w in listed}
    places: list[tuple[int, str]] = []
    for number, token in enumerate(found):
        thing = token.things[0] if token.things else None
        if thing and thing.kind is Kind.PLACE:
            places.append((number, thing.value))
        elif places and token.surface in kinds:
            yield from _spans(places, number, kinds[token.surface], vocabulary)
            places = []
        elif not (places and SKIPPED in token.groups and len(token.surface) < 5):
            places = []
    named = [kinds[token.surface] for token in found if token.surface in kinds]
    if len(places) > _PAIR and named and places[-1][0] == len(found) - 1:  # 两份方案有何不同：沪明和广龙
        yield from _spans(places, len(found) - 1, named[-1], vocabulary)


def _spans(places: Sequence[tuple[int, str]], last: int, kind: str, vocabulary: Vocabulary) -> Iterator[Span]:
    if documents := _documents([value for _, value in places], kind, vocabulary):
        yield places[0][0], last, documents
        return
    yield from _halves(places, last, kind, vocabulary)


def _halves(places: Sequence[tuple[int, str]], last: int, kind: str, vocabulary: Vocabulary) -> Iterator[Span]:
    """The two documents that the places before and behind one cut name."""
    middle = len(places) // 2
    for cut in sorted(range(1, len(places)), key=lambda number: abs(number - middle)):
        one = _documents([value for _, value in places[:cut]], kind, vocabulary)
        other = _documents([value for _, value in places[cut:]], kind, vocabulary)
        if one and other:
            yield places[0][0], places[cut - 1][0], one
            yield places[cut][0], last, other
            return


def _documents(places: Sequence[str], kind: str, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    of_places = [d for d in vocabulary.things if d.kind is Kind.DOCUMENT and {*places} <= {*d.places}]
    of_kind = [document for document in of_places if kind in (ANY, document.sort)]
    if not of_kind and kind in RULES:
        of_kind = [document for document in of_places if document.sort in RULES]
    return tuple(sorted(of_kind, key=lambda document: (len(document.places), -document.weight, document.value)))


def _merged(found: Sequence[Token], spans: Sequence[Span]) -> Iterator[Token]:
    number = 0
    for first, last, documents in spans:
        yield from found[number:first]
        part = found[first : last + 1]
        yield Token(
            part[0].start, part[-1].end, "".join(token.surface for token in part), things=documents, described=True
        )
        number = last + 1
    yield from found[number:]
