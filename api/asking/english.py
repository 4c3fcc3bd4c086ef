"""What things are called in English besides their labels, and English words for words of the texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from ...ask.model import Kind, Thing
from ...ask.normal import normal

_BASE_EN = re.compile(r"(?: Old)?(?: Revolutionary)? Base Area$|(?: Former)?(?: Central)? Soviet Area$", re.IGNORECASE)
_LEGAL = re.compile(
    r"[ ,]+(?:Corporation|Corp|Incorporated|Inc|Technologies|Technology|Group|Holdings?|Limited|Ltd|Co|Company"
    r"|Insurance)\.?$"
)
"""What stands behind the name by which an enterprise is known: ZTE Corporation."""
_SHORTEST = 3
_BODY = re.compile(r"(?:Bureau|Commission|Department|Authority)$")
_BODIES = ("Bureau", "Commission", "Department", "Authority")
"""English words for a body that people do not tell apart."""


def english_base_area_names(name: str) -> frozenset[str]:
    """What a base area is called in English: Sichuan-Shaanxi Base Area, without Revolutionary and the like."""
    own = _BASE_EN.sub("", name)
    if own == name or not own:
        return frozenset()
    endings = ("", " Base Area", " Base", " Old Revolutionary Base Area", " Old Base Area", " Revolutionary Base Area")
    soviet = (" Soviet Area", " Central Soviet Area", " Former Soviet Area") if "Soviet" in name else ()
    return frozenset(own + ending for ending in (*endings, *soviet) if ending or "-" in own)


def english_names(name: str, place: str) -> frozenset[str]:
    """What an agency is called in English: without its place, and as a municipal one."""
    if not place or place not in name:
        return frozenset({name} - {""})
    own = name.replace(f"of {place}", "").replace(place, "").strip()
    municipal = (own, f"Municipal {own}", f"{place} Municipal {own}", f"{own} of {place}", f"{place} {own}")
    forms = {name, *(form.replace("  ", " ") for form in municipal)} if " " in own else {name}
    return frozenset(other for form in forms for other in _as_bodies(form))


def _as_bodies(name: str) -> Iterator[str]:
    """The name, and the same as a bureau, a commission, a department: Health Commission, Health Department."""
    yield name
    if _BODY.search(name):
        yield from (_BODY.sub(word, name) for word in _BODIES)


def english_organization_names(name: str) -> frozenset[str]:
    """What an organisation is called in English: without the words for its legal form, one after the other."""
    forms = [name]
    while (short := _LEGAL.sub("", forms[-1])) != forms[-1]:
        forms.append(short)
    return frozenset(form for form in forms if len(form) >= _SHORTEST)


def english_terms(terms: Mapping[str, Sequence[str]], texts: str) -> Iterator[Thing]:
    """The words of the texts that have English in *terms*, each a thing that is looked for as the texts have it."""
    for word, english in terms.items():
        if word in texts:
            yield Thing(Kind.TEXT, word, word, english[0], frozenset(_plurals(english)))


def missing_terms(terms: Mapping[str, Sequence[str]], texts: str) -> dict[str, str]:
    """English for words that no text has, in its normal form, with the English word that a refusal names."""
    away = (english for word, english in terms.items() if word not in texts)
    return {normal(form): english[0] for english in away for form in _plurals(english)}


def _plurals(words: Sequence[str]) -> Iterator[str]:
    for word, ending in product(words, ("", "s")):
        yield word + ending
