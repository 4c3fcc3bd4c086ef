"""Short names within one document: 以下简称甲, 管委会 behind 某园区管委会, 市文旅局 beside 某市文化和旅游局.

The committee of a park takes the park's name where another name of the document tells that in full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from ..knowledge import schemas
from ..knowledge.keys import key
from ..knowledge.lexicon import lexicon
from ..model import EntityType, Span
from .meaning import Meaning

Mention = tuple[Span, tuple[Meaning, ...], bool]
"""Where a name stands, what it stands for, and whether by a name of its own."""
MOST = 200
"""So many bodies of one ending are compared: a document of any length costs no more for each."""
FEW = 5
"""So many characters may a name of the tables lack of the full one that the document prints."""


def resolve_short_names(text: str, found: Sequence[Mention], plain: Callable[[str], str]) -> list[Mention]:
    """The mentions (in text order) with those by a short name taken for what the full name in the same document stands
    for. *plain* gives a printed name without white space and brackets."""
    full = _full_names(found)
    parks = _parks(found)
    given: dict[str, tuple[Meaning, ...]] = {}
    result: list[Mention] = []
    for span, printed, own in found:
        words = plain(span.of(text))
        meanings = printed
        if words in given and given[words][0].type is printed[0].type:
            meanings = given[words]
        elif len(printed) == 1 and (longer := full.get(printed[0])):
            meanings = (longer,)
        if len(meanings) == 1 and not meanings[0].known and (park := _park(words, meanings[0], parks)):
            committee = park + _committee()
            meanings = (replace(meanings[0], canonical=committee, key=key(EntityType.AGENCY, committee), whose=0),)
        if short := given_short_name(text, span):
            given[short] = meanings
        result.append((span, meanings, own))
    return result


def given_short_name(text: str, span: Span) -> str:
    """The short name that the bracket right behind *span* gives, or nothing."""
    found = lexicon(schemas.Names).short_name.match(text, span.end)
    return found["short"] if found else ""


def _full_names(found: Sequence[Mention]) -> dict[Meaning, Meaning]:
    """For each body that another one of the document prints in full: that one. Of several the first printed."""
    bodies = list(
        dict.fromkeys(
            meanings[0] for _, meanings, _ in found if len(meanings) == 1 and meanings[0].type is EntityType.AGENCY
        )
    )
    ending: dict[str, list[Meaning]] = defaultdict(list)
    """The bodies by what their names end in."""
    for body in bodies:
        ending[body.canonical[-1:]].append(body)
    full: dict[Meaning, Meaning] = {}
    for short in bodies:
        longer = (body for body in ending[short.canonical[-1:]][:MOST] if _is_short_for(short, body))
        if long := next(longer, None):
            full[short] = long
    return {short: full.get(long, long) for short, long in full.items()}


def _is_short_for(short: Meaning, long: Meaning) -> bool:
    """Whether *short* abbreviates *long*: its end where no place is known of it, else its characters in order."""
    less, more = short.canonical, long.canonical
    if len(less) >= len(more) or (short.known and long.known):
        return False
    if not short.place:
        return not short.known and more.endswith(less)
    if short.place != long.place or more.startswith(less) or less[-1] != more[-1]:
        return False
    if short.known and len(more) - len(less) > FEW:
        return False
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(less, more, strict=False)))
    return shared > short.whose and _in_order(less[shared:], more[shared:])


def _parks(found: Iterable[Mention]) -> tuple[str, ...]:
    """The official names of the platforms of a document, in the order of first mention."""
    names = (meanings[0].canonical for _, meanings, _ in found if meanings[0].type is EntityType.PLATFORM)
    return tuple(dict.fromkeys(names))[:MOST]


def _committee() -> str:
    """What the official names of committees of parks end in."""
    words = lexicon(schemas.Bodies)
    return words.full_endings[words.park_committee]


def _park(printed: str, body: Meaning, parks: Sequence[str]) -> str:
    """The one park of the document that a committee is printed, or read, with a shorter name of; else nothing."""
    ending = _committee()
    if body.type is not EntityType.AGENCY or not body.canonical.endswith(ending):
        return ""
    shorter = lexicon(schemas.Bodies).park_committee
    stems = {printed.removesuffix(ending).removesuffix(shorter), body.canonical.removesuffix(ending)} - {""}
    if stems & {*parks}:
        return ""
    fitting = [park for park in parks if any(park[-1] == stem[-1] and _in_order(stem, park) for stem in stems)]
    return fitting[0] if len(fitting) == 1 else ""


def _in_order(letters: str, text: str) -> bool:
    """Whether *text* has the *letters* in their order."""
    rest = iter(text)
    return all(letter in rest for letter in letters)
