"""Content negotiation: which representation a client wants (RFC 9110, section 12.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class MediaRange:
    """One entry of an Accept header: ``text/*;q=0.8``."""

    type: str
    subtype: str
    quality: float
    parameters: tuple[tuple[str, str], ...] = ()

    def specificity(self, media_type: str) -> int:
        """How closely the range names *media_type*: 3 exactly, 2 by ``type/*``, 1 by ``*/*``, 0 not at all."""
        type_, _, subtype = media_type.partition("/")
        if self.type == "*":
            return 1
        if self.type != type_:
            return 0
        if self.subtype == "*":
            return 2
        return 3 if self.subtype == subtype else 0


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), 1.0) if value == value else 0.0  # noqa: PLR0124 (NaN is no quality)


@lru_cache(maxsize=512)
def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """The media ranges of an Accept header, in the order given; entries that are not media ranges are left out."""
    ranges = []
    for entry in header.split(","):
        name, *rest = (part.strip() for part in entry.split(";"))
        type_, slash, subtype = name.lower().partition("/")
        if name == "*":  # sent by some old clients (Java's URLConnection)
            type_, slash, subtype = "*", "/", "*"
        if not (type_ and slash and subtype) or (type_ == "*" and subtype != "*"):
            continue
        quality, parameters = 1.0, []
        for parameter in rest:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                quality = _quality(value.strip())
                break  # what follows q is an extension, not a parameter of the media type
            parameters.append((key.strip().lower(), value.strip().strip('"').lower()))
        ranges.append(MediaRange(type_, subtype, quality, tuple(parameters)))
    return tuple(ranges)


def negotiate(accept: str | Iterable[str] | None, offers: Sequence[str]) -> str | None:
    """The offered media type that the client likes best, or None when it accepts none of them (406).

    *accept* is the Accept header, or several; without one, or with an empty one, the first offer wins. *offers* are
    media types in the server's order of preference, which decides between equal qualities. A range that names a type
    exactly overrides ``type/*``, which overrides ``*/*``, whatever their order.
    """
    header = accept if isinstance(accept, str) or accept is None else ",".join(accept)
    if not header or not header.strip():
        return offers[0] if offers else None
    ranges = parse_accept(header[:4096])
    best, best_quality = None, 0.0
    for offer in offers:
        specificity, quality = 0, 0.0
        for entry in ranges:
            found = entry.specificity(offer)
            if found > specificity or (found == specificity and found and entry.quality > quality):
                specificity, quality = found, entry.quality
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def choose(
    accept: str | Iterable[str] | None, offers: Mapping[str, str], suffix: str | None = None
) -> tuple[str, str] | None:
    """Negotiates among named representations: (name, media type), or None when nothing fits (406).

    *offers* maps a short name, which is also the file suffix, to its media type: ``{"html": "text/html", "ttl":
    "text/turtle"}``. A *suffix* (from ``/id/place/440300.ttl`` or ``?format=ttl``) decides alone and beats the header.
    """
    if suffix is not None:
        return (suffix, offers[suffix]) if suffix in offers else None
    chosen = negotiate(accept, list(offers.values()))
    return next(((name, media_type) for name, media_type in offers.items() if media_type == chosen), None)


def split_suffix(path: str, suffixes: Iterable[str]) -> tuple[str, str | None]:
    """A path without its format suffix, and the suffix: ``("/id/place/440300", "ttl")``; None when it has none."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and suffix in set(suffixes) else (path, None)
