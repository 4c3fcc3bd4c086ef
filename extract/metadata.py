"""What a document says about itself: title, kind, issuer, date, period of validity, number."""

from __future__ import annotations

from .model import Clean, Metadata, Span


def metadata(clean: Clean) -> Metadata:
    """The metadata of *clean*; what the document does not state is None."""
    first = clean.blocks[0].span if clean.blocks else None
    return Metadata(first.of(clean.text) if first else clean.source.title or clean.source.slug, first, "plan", None, None, None, None)
