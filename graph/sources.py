"""The texts of the documents as they were read, for whoever wants to prove the quotes of a release.

They keep the offsets of the file's own text and none of what cleaning dropped: contact lines are never published.
"""

from __future__ import annotations

from hashlib import sha256

from ..extract.model import Clean
from .evidence import UNSEEN

TEXT = "text.txt"
"""The masked text in what is kept of a document; texts/{slug}.txt in a release."""
MASK = "*"


def masked(clean: Clean) -> bytes:
    """The text of the source, in UTF-8, with MASK for each code point that is not one of the document's own words.

    White space and characters of no width stay: a quote may hold them.
    """
    text = clean.source.text
    own = bytearray(len(text))
    for words, start, end in zip(clean.text, clean.starts, clean.ends, strict=True):
        if words != "\n":  # which stands for all that is between two paragraphs
            own[start:end] = b"\1" * (end - start)
    for noise in clean.noise:
        own[noise.span.start : noise.span.end] = bytes(noise.span.end - noise.span.start)
    kept = (char if mine or char.isspace() or char in UNSEEN else MASK for char, mine in zip(text, own, strict=True))
    return "".join(kept).encode()


def text_digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return sha256(text.encode()).hexdigest()
