"""Which end of a question is meant: which document lacks something, and whether the doer or the deed is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .model import Chip, Kind, Thing, Token

_WITH = frozenset({"与", "和", "跟", "同", "较"})
_LACKS, _LACKED, _THAN, _SURPLUS, _UNIQUE = "lacks", "lacked", "than", "surplus", "unique"
_NOUNS = frozenset({"task", "topic", "agency"})
"""Groups of the words right behind a question word that tell what is asked for."""
_BETWEEN = frozenset({"-", "implements"})
_WHOLE = frozenset({"cities_asked"})
"""Groups of the question words that tell themselves what is asked for: 哪些城市."""
_ONE, _OTHER_SLOT = "one", "other"
_ASKING = frozenset({"which", "what"})
_QUESTION = frozenset({"which", "who", "what"})


def oriented(chips: list[Chip], found: Sequence[Token]) -> list[Chip]:
    """The chips with the document that lacks something as the other one: it stands before 没有, behind but not."""
    places = {thing: number for number, token in enumerate(found) for thing in token.things}
    lacks = [number for number, token in enumerate(found) if _LACKS in token.groups]
    lacked = [number for number, token in enumerate(found) if _LACKED in token.groups]
    ends = {chip.slot: places.get(chip.thing, -1) for chip in chips if chip.slot in (_ONE, _OTHER_SLOT)}
    if len(ends) < 2:
        return chips
    if standard := _standard(found, ends):
        more = any(_SURPLUS in token.groups for token in found)
        lacking = standard if more else next(slot for slot in ends if slot != standard)
    elif owner := _owner(found, chips):
        lacking = next(slot for slot in ends if slot != owner)
    elif lacks:
        before = {slot: place for slot, place in _last_named(chips, found, lacks[-1]).items() if place >= 0}
        lacking = max(before, key=lambda slot: before[slot], default=_OTHER_SLOT)
    elif lacked:
        behind = {slot: place for slot, place in ends.items() if place > lacked[-1]}
        lacking = min(behind, key=lambda slot: behind[slot], default=_OTHER_SLOT)
    else:
        lacking = _OTHER_SLOT
    if lacking == _OTHER_SLOT:
        return chips
    swapped = {_ONE: _OTHER_SLOT, _OTHER_SLOT: _ONE}
    turned = [replace(chip, slot=swapped.get(chip.slot, chip.slot)) for chip in chips]
    return sorted(turned, key=lambda chip: chip.slot == _OTHER_SLOT)


def _last_named(chips: Sequence[Chip], found: Sequence[Token], end: int) -> dict[str, int]:
    """The number of the last token before *end* that names the document of each slot, or a place of it alone: compare
    the Shenzhen opinions with the Longyan plan: what does Longyan have that Shenzhen lacks."""
    documents = {chip.slot: chip.thing for chip in chips if chip.slot in (_ONE, _OTHER_SLOT)}
    shared = frozenset.intersection(*(frozenset(thing.places) for thing in documents.values()))
    return {
        slot: max((at for at, token in enumerate(found[:end]) if _is_of(token, thing, shared)), default=-1)
        for slot, thing in documents.items()
    }


def _is_of(token: Token, thing: Thing, shared: frozenset[str]) -> bool:
    named = token.things[0] if token.things else None
    return named == thing or (
        named is not None and named.kind is Kind.PLACE and named.value in {*thing.places} - shared
    )


def _owner(found: Sequence[Token], chips: Sequence[Chip]) -> str:
    """The slot of the document of which a place before 独有 reminds: 深圳意见和三明方案，深圳独有的."""
    unique = next((number for number, token in enumerate(found) if _UNIQUE in token.groups), 0)
    said = {thing.value for token in found[:unique] for thing in token.things[:1] if thing.kind is Kind.PLACE}
    return next((chip.slot for chip in chips if said & {*chip.thing.places}), "")


def _standard(found: Sequence[Token], ends: Mapping[str, int]) -> str:
    """The slot of the document that the other one is measured by: 比它, 与它相比."""
    than = next((number for number, token in enumerate(found) if _THAN in token.groups), None)
    if than is None:
        return ""
    before = [slot for slot, place in ends.items() if place < than]
    behind = sorted((slot for slot, place in ends.items() if place > than), key=lambda slot: ends[slot])
    with_it = before and _is_with(found, min(ends.values()))
    if len(before) == len(ends):
        return max(before, key=lambda slot: ends[slot])  # 甲和乙比
    return before[0] if len(before) == 1 and (with_it or not behind) else next(iter(behind), "")


def _is_with(found: Sequence[Token], first: int) -> bool:
    """Whether 和 or the like stands before the name with that number, with small words alone between: 和上位的方案."""
    for token in reversed(found[:first]):
        if token.surface in _WITH:
            return True
        if token.things or not token.groups & _BETWEEN:
            return False
    return False


def asked_end(found: Sequence[Token], signs: set[str]) -> str:
    """Which end of the verb is asked for: its subject (谁落实它) or its object (它落实什么).

    A question word before the verb asks for the subject, one behind it for the object, unless the document too stands
    behind the verb (落实它的文件有哪些). English fronts its question words and says by do and by which end is meant.
    """
    verb = next((n for n, token in enumerate(found) if token.groups & signs), 0)
    asked = next((n for n, token in enumerate(found) if token.groups & _QUESTION), -1)
    named = next((n for n, token in enumerate(found) if token.things), -1)
    latin = [token.surface for token in found if token.surface.isascii()]
    if {"does", "do", "did", "what does"} & {*latin}:
        return "object"
    if "by" in latin:
        return "object" if asked < verb else "subject"
    if 0 <= asked < verb or asked < 0:
        return "subject" if asked >= 0 or named > verb else "object"
    return "subject" if named > verb else "object"


def asked_noun(found: Sequence[Token]) -> frozenset[str]:
    """The groups of the noun right behind 哪些: in 绿色能源主题有哪些措施 tasks are asked for, not topics."""
    for number, token in enumerate(found[:-1]):
        if token.groups & _ASKING and not token.groups & (_NOUNS | _WHOLE):
            return found[number + 1].groups & _NOUNS
    return frozenset()
