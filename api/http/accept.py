"""What a client would rather have: media types, codings, languages (RFC 9110, section 12.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

LONGEST = 4096
"""Characters of a header that are looked at."""


def weighted(header: str) -> tuple[tuple[str, float], ...]:
    """The entries of a list with weights, in the order given: ``text/*;q=0.8`` is ``("text/*", 0.8)``.

    Names are in lower case; other parameters are left out. A weight that is no number between 0 and 1 is 0.
    """
    return _weighted(header[:LONGEST])


@lru_cache(maxsize=512)
def _weighted(header: str) -> tuple[tuple[str, float], ...]:
    found = []
    for entry in header.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        pairs = (parameter.partition("=") for parameter in parameters)
        quality = next((_quality(value) for key, _, value in pairs if key.strip() == "q"), 1.0)
        if name:
            found.append((name, quality))
    return tuple(found)


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), 1.0) if value == value else 0.0  # noqa: PLR0124 (NaN is no quality)


def _specificity(media_range: str, media_type: str) -> int:
    """How closely a range names a media type: 3 exactly, 2 by ``type/*``, 1 by ``*/*``, 0 not at all."""
    if media_range == media_type:
        return 3
    if media_range in {"*/*", "*"}:  # the star alone is sent by some old clients (Java's URLConnection)
        return 1
    return 2 if media_range.endswith("/*") and media_type.startswith(media_range[:-1]) else 0


def negotiate(accept: str | Iterable[str] | None, offers: Sequence[str]) -> str | None:
    """The offered media type that the client likes best, or None when it accepts none of them (406).

    *accept* is the Accept header, or several; without one, or with an empty one, the first offer wins. *offers* are
    media types in the server's order of preference, which decides between equal qualities. A range that names a type
    exactly overrides ``type/*``, which overrides ``*/*``, whatever their order.
    """
    header = accept if isinstance(accept, str) or accept is None else ",".join(accept)
    if not header or not header.strip():
        return offers[0] if offers else None
    ranges = weighted(header)
    best, best_quality = None, 0.0
    for offer in offers:
        specificity, quality = max(((_specificity(name, offer), q) for name, q in ranges), default=(0, 0.0))
        if specificity and quality > best_quality:
            best, best_quality = offer, quality
    return best


def choose(
    accept: str | Iterable[str] | None,
    offers: Mapping[str, str],
    suffix: str | None = None,
    aliases: Mapping[str, str] | None = None,
) -> tuple[str, str] | None:
    """Negotiates among named representations: (name, media type), or None when nothing fits (406).

    *offers* maps a short name, which is also the file suffix, to its media type: ``{"html": "text/html", "ttl":
    "text/turtle"}``. A *suffix* (from ``/id/place/440300.ttl`` or ``?format=ttl``) decides alone and beats the header.
    *aliases* are other names of media types.
    """
    known = {media_type: name for name, media_type in offers.items()}
    known |= {alias: known[media_type] for alias, media_type in (aliases or {}).items() if media_type in known}
    if suffix is not None:
        return (suffix, offers[suffix]) if suffix in offers else None
    chosen = negotiate(accept, list(known))
    return (known[chosen], offers[known[chosen]]) if chosen else None


def split_suffix(path: str, suffixes: Iterable[str]) -> tuple[str, str | None]:
    """A path without its format suffix, and the suffix: ``("/id/place/440300", "ttl")``; None when it has none."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, suffix) if dot and suffix in set(suffixes) else (path, None)


def accepts_gzip(header: str) -> bool:
    """Does an Accept-Encoding header allow gzip?"""
    codings = dict(reversed(weighted(header)))
    return next((codings[name] for name in ("gzip", "x-gzip", "*") if name in codings), 0.0) > 0


def accepted_language(header: str, offers: Sequence[str]) -> str:
    """The best of the languages *offers* for an Accept-Language header, by primary subtag; the first for none."""
    languages = ((tag.split("-")[0], quality) for tag, quality in weighted(header) if quality)
    return max(((code, q) for code, q in languages if code in offers), key=lambda pair: pair[1], default=(offers[0],))[
        0
    ]
