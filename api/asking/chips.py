"""Chips and addresses: the address of an answer holds its intent and conditions, and is read back from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ...ask.intents import intents
from ...ask.link import tokens
from ...ask.model import Chip, Kind, Reading, Thing
from ...ask.vocabulary import Vocabulary

INTENT, CLASS, HOW = "intent", "class", "how"
COUNT, MOST, LEAST, BOTH = "many", "most", "least", "both"
FIRST = "first"
NOT = "not."
"""What stands before the slot of a condition that must not hold."""
_DIGITS = 4
OTHERS = 8
"""Alternatives that a chip offers."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A parameter that names nothing."""

    name: str
    value: str


def parameters(reading: Reading) -> dict[str, list[str]]:
    """The reading as the parameters of an address."""
    found: dict[str, list[str]] = {INTENT: [reading.intent]}
    for chip in reading.chips:
        found.setdefault(parameter(chip), []).append(chip.thing.value)
    if reading.classes:
        found[CLASS] = list(reading.classes)
    flags = ((COUNT, reading.count), (MOST, reading.most), (LEAST, reading.least), (BOTH, reading.both))
    how = [name for name, said in flags if said]
    if how:
        found[HOW] = how
    if reading.first:
        found[FIRST] = [str(reading.first)]
    return found


def parameter(chip: Chip) -> str:
    """The name of the parameter that holds a chip: topic, not.topic."""
    return f"{NOT}{chip.slot}" if chip.negated else chip.slot


def from_parameters(given: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> Reading | Unread:
    """The reading that an address holds, or the first parameter that names nothing."""
    name = next(iter(given.get(INTENT, ())), "")
    if name not in intents():
        return Unread(INTENT, name)
    intent = intents()[name]
    chips = []
    for slot, key in ((one, key) for one in intent.slots for key in (one, NOT + one)):
        described = intent.slots[slot]
        values = list(dict.fromkeys(given.get(key, ())))
        if len(values) > described.most:  # each is a condition of the query, and has others beside it to choose from
            return Unread(slot, values[described.most])
        for value in values:
            kinds = (described.kind, *described.also)
            thing = next(filter(None, (find(kind, value, vocabulary) for kind in kinds)), None)
            if thing is None:
                return Unread(slot, value)
            chips.append(Chip(slot, thing, others(thing, vocabulary), negated=key != slot))
    filled = {chip.slot for chip in chips if not chip.negated}
    how = given.get(HOW, ())
    whole = intent.whole and (bool({COUNT, MOST, LEAST} & {*how}) or any(chip.negated for chip in chips))
    if intent.requires and not whole and not any(filled.issuperset(need) for need in intent.requires):
        return Unread(intent.requires[0][0], "")
    known = {one for listed in intent.classes.values() for one in listed} | {*intent.all_classes}
    classes = tuple(value for value in given.get(CLASS, ()) if value in known)
    count, most, least = (word in how for word in (COUNT, MOST, LEAST))
    grouped = intent.grouped
    number = next(iter(given.get(FIRST, ())), "")
    return Reading(
        name,
        tuple(chips),
        1.0,
        count and intent.counted,
        most and grouped,
        least and grouped,
        classes,
        first=int(number) if grouped and number.isascii() and number.isdigit() and len(number) < _DIGITS else 0,
        both=grouped and BOTH in how,
    )


def find(kind: Kind, value: str, vocabulary: Vocabulary) -> Thing | None:
    """What a parameter's value stands for."""
    if kind is Kind.YEAR:
        return (
            Thing(kind, value, f"{value}年", value) if value.isascii() and value.isdigit() and len(value) == 4 else None
        )
    if kind is Kind.TEXT:
        return Thing(kind, value, value, value) if 0 < len(value) <= 40 else None
    return vocabulary.find(kind, value)


def others(thing: Thing, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    """Other things of the same kind, those that the documents say most of."""
    if thing.kind in (Kind.YEAR, Kind.TEXT):
        return ()
    same = (one for one in vocabulary.things if one.kind is thing.kind and one.value != thing.value)
    near = sorted(same, key=lambda one: (one.place != thing.place, -one.weight, one.value))
    return tuple(one for one in near if one.weight or one.kind is Kind.ROLE)[:OTHERS]


def added(reading: Reading, more: str, vocabulary: Vocabulary) -> Reading:
    """The reading with the names that *more* holds as further conditions, as far as the intent takes them."""
    intent = intents()[reading.intent]
    chips = list(reading.chips)
    for token in tokens(more, vocabulary) if more else ():
        for slot, described in intent.slots.items():
            fitting = tuple(thing for thing in token.things if described.takes(thing.kind))
            if fitting and not described.beside and sum(chip.slot == slot for chip in chips) < described.most:
                chips.append(Chip(slot, fitting[0], fitting[1:], token.said))
                break
    return replace(reading, chips=tuple(dict.fromkeys(chips)))


def replaced(reading: Reading, chip: Chip, other: Thing | None) -> Reading:
    """The reading with another thing in a chip, or without the chip."""
    chips: Iterable[Chip | None] = (
        (Chip(one.slot, other, negated=one.negated) if other else None) if one == chip else one for one in reading.chips
    )
    kept = tuple(one for one in chips if one is not None)
    return replace(reading, chips=kept)


def with_intent(reading: Reading, name: str) -> Reading | None:
    """The same conditions with another intent, where it takes them and has what it requires."""
    intent = intents()[name]
    chips: list[Chip] = []
    for chip in reading.chips:
        slot = (
            chip.slot
            if chip.slot in intent.slots
            else next(
                (
                    s
                    for s, described in intent.slots.items()
                    if described.takes(chip.thing.kind) and not described.beside
                ),
                "",
            )
        )
        if not slot:
            return None
        chips.append(Chip(slot, chip.thing, chip.others, chip.said, negated=chip.negated))
    filled = {chip.slot for chip in chips if not chip.negated}
    if intent.requires and not any(filled.issuperset(need) for need in intent.requires):
        return None
    return Reading(name, tuple(chips), reading.score)
