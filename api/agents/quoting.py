"""Words proved byte for byte in the texts that a release keeps of its documents."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from rapidfuzz import fuzz

from ..pages.site import Site
from ..records import Reference
from .answers import Proof, Spot

SHORTEST, LONGEST = 2, 2000
MOST = 5
"""Places that are told."""
MOST_COMPARED = 100
"""Documents that are looked through for the nearest words."""
AROUND = 30
"""Characters round the words that are told."""
LEAST_ALIKE = 70.0
_HIDDEN = "*"
"""Stands in a kept text for each character that is none of the document's own words."""


def prove(site: Site, words: str, documents: dict[str, Reference]) -> Proof:
    """Where *words* stand in the texts of *documents*, which are given by slug; the nearest words where they do not.

    Raises ValueError for words that prove nothing, and LookupError where no release with texts is served.
    """
    if not SHORTEST <= len(words) <= LONGEST or not words.strip(_HIDDEN + " \n"):
        raise ValueError(f"words: give {SHORTEST} to {LONGEST} characters of a document")
    folder = _folder(site)
    texts = {slug: data for slug in documents if (data := _read(folder, slug)) is not None}
    places: list[Spot] = []
    for slug, data in texts.items():
        places += [_spot(documents[slug], data, start, end) for start, end in _standing(data, words)]
        if len(places) >= MOST:
            break
    nearest = [] if places else _nearest(texts, words, documents)
    return Proof(release=site.engine.release, proved=bool(places), places=places[:MOST], nearest=nearest)


def _folder(site: Site) -> Path:
    folder = (site.settings.output / "current").resolve() / "texts"
    if site.settings.store is not None or site.settings.graphs or not folder.is_dir():
        raise LookupError("what is served here keeps no texts of its documents: nothing can be proved")
    return folder


def _read(folder: Path, slug: str) -> bytes | None:
    path = folder / f"{slug}.txt"
    return path.read_bytes() if path.is_file() else None


def _standing(data: bytes, words: str) -> Iterator[tuple[int, int]]:
    """Where the very bytes of *words* stand in a text, in code points."""
    wanted = words.encode()
    at, counted, start = data.find(wanted), 0, 0
    while at >= 0:
        start += len(data[counted:at].decode())
        counted = at
        yield start, start + len(words)
        at = data.find(wanted, at + len(wanted))


def _nearest(texts: dict[str, bytes], words: str, documents: dict[str, Reference]) -> list[Spot]:
    found = []
    for slug, data in [*texts.items()][:MOST_COMPARED]:
        text = data.decode()
        near = fuzz.partial_ratio_alignment(words, text, score_cutoff=LEAST_ALIKE)
        if near is not None and _HIDDEN not in text[near.dest_start : near.dest_end]:
            start, likeness = near.dest_start, min(round(near.score / 100, 3), 0.999)
            start += len(text[start : near.dest_end]) - len(text[start : near.dest_end].lstrip())
            found.append(_spot(documents[slug], data, start, near.dest_end, likeness))
    return sorted(found, key=lambda spot: (-spot.likeness, spot.document.id))[:2]


def _spot(document: Reference, data: bytes, start: int, end: int, likeness: float = 1.0) -> Spot:
    text = data.decode()
    return Spot(
        document=document,
        exact=text[start:end],
        start=start,
        end=end,
        before=text[max(0, start - AROUND) : start].rpartition(_HIDDEN)[2],
        after=text[end : end + AROUND].partition(_HIDDEN)[0],
        text_sha256=sha256(data).hexdigest(),
        likeness=likeness,
    )
