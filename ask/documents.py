"""Documents that a question names by their places: 广州龙岩方案, 深圳的实施意见."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from .link import SKIPPED
from .model import Kind, Thing, Token
from .normal import normal
from .vocabulary import Vocabulary

ANY = "any"


def with_documents(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens as they are, and with documents in place of the places and words that describe them."""
    yield tuple(found)
    spans = list(_described(found, vocabulary))
    for taken in product(*((False, True) for _ in spans[:3])):
        if any(taken):
            yield tuple(_merged(found, [span for span, use in zip(spans, taken, strict=False) if use]))


def _described(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[int, int, tuple[Thing, ...]]]:
    """(first, last, documents) of each run of places that a word for a document ends."""
    kinds = {normal(w): kind for kind, listed in vocabulary.words.document_words.items() for w in listed}
    first = -1
    places: list[str] = []
    for number, token in enumerate(found):
        thing = token.things[0] if token.things else None
        if thing and thing.kind is Kind.PLACE:
            first = first if places else number
            places.append(thing.value)
        elif places and token.surface in kinds:
            documents = _documents(places, kinds[token.surface], vocabulary)
            if documents:
                yield first, number, documents
            places = []
        elif not (places and SKIPPED in token.groups and len(token.surface) < 5):
            places = []


def _documents(places: Sequence[str], kind: str, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    of_places = [d for d in vocabulary.things if d.kind is Kind.DOCUMENT and {*places} <= {*d.places}]
    of_kind = [document for document in of_places if kind in (ANY, document.sort)]
    return tuple(sorted(of_kind, key=lambda document: (len(document.places), -document.weight, document.value)))


def _merged(found: Sequence[Token], spans: Sequence[tuple[int, int, tuple[Thing, ...]]]) -> Iterator[Token]:
    number = 0
    for first, last, documents in spans:
        yield from found[number:first]
        part = found[first : last + 1]
        yield Token(
            part[0].start, part[-1].end, "".join(token.surface for token in part), things=documents, described=True
        )
        number = last + 1
    yield from found[number:]
