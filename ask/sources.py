"""Documents that a question names by the medium that printed them: 梅州日报那篇报道, 梅州日报报道的方案."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .model import Kind, Thing, Token
from .normal import normal
from .vocabulary import Vocabulary
from .words import SKIPPED

_PRINTED = frozenset({"issuer", "written"})
"""Groups of the words for what a medium does with a document."""
_DOCUMENT = "document"
_SMALL = 3
"""Characters of the words that may stand between a medium and its document: 那篇."""


def with_source(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Token]:
    """The tokens with the one document that a medium issued in place of the medium and the word for the document behind
    it; of the medium alone where no text speaks of it, so that nothing else can be meant."""
    kinds = {normal(word) for listed in vocabulary.words.document_words.values() for word in listed}
    number = 0
    while number < len(found):
        token = found[number]
        document = _issued_by(token, vocabulary)
        end = _end(found, number, kinds) if document else number
        if document and (end > number or token.surface not in vocabulary.texts):
            yield replace(
                token,
                end=found[end].end,
                surface="".join(one.surface for one in found[number : end + 1]),
                groups=frozenset(),
                things=(document,),
                described=end > number,
            )
        else:
            end = number
            yield token
        number = end + 1


def _issued_by(token: Token, vocabulary: Vocabulary) -> Thing | None:
    """The one document with measures that the organisation which the token names issued."""
    if not token.things or token.things[0].kind is not Kind.ORGANIZATION:
        return None
    issued = [one for one in vocabulary.documents if one.weight and token.things[0].value in one.issuers]
    return issued[0] if len(issued) == 1 else None


def _end(found: Sequence[Token], number: int, kinds: set[str]) -> int:
    """The number of the last token of what stands behind a medium for its document; its own where nothing does."""
    last = number
    for at in range(number + 1, len(found)):
        token = found[at]
        if token.surface.removesuffix("的") in kinds or token.groups & _PRINTED or _DOCUMENT in token.groups:
            last = at
        elif SKIPPED not in token.groups or token.things or len(token.surface) > _SMALL:
            break
    return last
