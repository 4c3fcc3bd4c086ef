"""All stages in their order: a file becomes the facts that it states."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .assign import assign
from .clean import clean
from .gazetteer import gazetteer
from .link import link
from .measures import find_measures
from .mentions import find_mentions
from .model import Facts, Source
from .outline import outline
from .read import read
from .relations.citations import find_citations
from .relations.issuer import find_issuer
from .relations.pairs import find_pairs
from .relations.responsibility import find_responsibilities
from .relations.targets import find_targets
from .taggers import Tagger, load_tagger


def extract(path: Path, tagger: Tagger | None = None) -> Facts:
    """All that the document at *path* states, names found with *tagger* (the default one when none is given).

    Raises :class:`.read.ReadError` when the file cannot be read.
    """
    return facts_of(read(path), tagger)


def facts_of(source: Source, tagger: Tagger | None = None) -> Facts:
    """All that a document states that has been read already."""
    known = gazetteer()
    text = clean(source)
    structure = outline(text)
    lists = assign(text, structure)
    mentions = find_mentions(text, structure, lists, known, tagger or _tagger())
    linked = link(text, structure, lists, mentions, known)
    measures = find_measures(text, structure, lists, linked)
    citations = find_citations(text, structure, linked, measures)
    return Facts(
        clean=text,
        outline=structure,
        linked=linked,
        issuer=find_issuer(text, structure, linked),
        measures=measures,
        responsibilities=find_responsibilities(text, lists, linked, measures),
        pairs=find_pairs(text, structure, linked, citations, known),
        citations=citations,
        targets=find_targets(text, structure, lists),
    )


@cache
def _tagger() -> Tagger:
    return load_tagger()
