"""The texts of the documents as they were read, for whoever wants to prove the quotes of a release.

They keep the offsets of the file's own text, and of what cleaning dropped only the words that are quoted (an issuer or
a date in a line above the title): contact lines are never published.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from pyoxigraph import Literal, Quad

from ..extract.model import Clean, Span
from .evidence import UNSEEN
from .namespaces import OA

TEXT = "text.txt"
"""The masked text in what is kept of a document; texts/{slug}.txt in a release."""
MASK = "*"


def quoted(quads: Iterable[Quad]) -> list[Span]:
    """The stretches of the source that a document's *quads* quote."""
    quads = list(quads)
    starts, ends = (
        {
            quad.subject: int(quad.object.value)
            for quad in quads
            if quad.predicate == edge and isinstance(quad.object, Literal)
        }
        for edge in (OA.start, OA.end)
    )
    return [Span(start, ends[node]) for node, start in starts.items()]


def masked(clean: Clean, quotes: Iterable[Span]) -> bytes:
    """The text of the source, in UTF-8, with MASK for each code point that is neither one of the document's own words
    nor in one of the *quotes*.

    White space and characters of no width stay: a quote may hold them.
    """
    text = clean.source.text
    own = bytearray(len(text))
    for words, start, end in zip(clean.text, clean.starts, clean.ends, strict=True):
        if words != "\n":  # which stands for all that is between two paragraphs
            own[start:end] = b"\1" * (end - start)
    for noise in clean.noise:
        own[noise.span.start : noise.span.end] = bytes(noise.span.end - noise.span.start)
    for quote in quotes:
        own[quote.start : quote.end] = b"\1" * (quote.end - quote.start)
    kept = (char if mine or char.isspace() or char in UNSEEN else MASK for char, mine in zip(text, own, strict=True))
    return "".join(kept).encode()


def text_digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()
