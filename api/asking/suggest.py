"""Questions that do have answers, nearest first: each was asked before it is offered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...ask.intents import Intent, Slot, Text, intents
from ...ask.model import Chip, Kind, Reading, Thing, Token
from ...ask.understand import understand
from ...ask.vocabulary import Vocabulary
from ..pages.site import Site
from .answer import inner, query_of

OFFERED = 3
USUAL = ("owners", "partners", "measures", "vehicles", "term", "targets", "documents", "cities", "where", "pairs")
"""The intents that are offered where the words tell none."""
MOST_REMEMBERED = 2000
"""Questions of which it is kept whether they have an answer."""
TRIED = 12
"""Questions that are asked for one offer."""
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that has an answer."""

    question: Text
    reading: Reading

    def words(self, language: str) -> str:
        names = {chip.slot: inner(chip.thing.label(language)) for chip in self.reading.chips}
        return self.question.of(language).format_map(names)


def suggest(
    site: Site, vocabulary: Vocabulary, near: Sequence[str], tokens: Iterable[Token], besides: Reading | None = None
) -> list[Suggestion]:
    """Three questions: of the intents that came *near* with the names that were said, then of the usual ones."""
    said: dict[Kind, list[Thing]] = {}
    for token in tokens:
        for thing in token.things[:1]:
            said.setdefault(thing.kind, []).append(thing)
    found: dict[str, Suggestion] = {}
    for tried, made in enumerate(_candidates((*near, *USUAL), said, vocabulary)):
        if len(found) >= OFFERED or tried >= TRIED + (TRIED if not found else 0):
            break
        other = besides is None or made.reading.chips != besides.chips
        if other and has_answer(site, made.reading) and _is_understood(made, vocabulary):
            found.setdefault(made.words("zh"), made)
    return list(found.values())[:OFFERED]


def _is_understood(made: Suggestion, vocabulary: Vocabulary) -> bool:
    """Whether who types its words asks the same: a body may be called by words that have a meaning of their own."""
    read = understand(made.words("zh"), vocabulary, intents()).reading
    return read is not None and (read.intent, read.chips) == (made.reading.intent, made.reading.chips)


def ready(site: Site, vocabulary: Vocabulary) -> list[Suggestion]:
    """A question of each intent that has an answer, by the intents' names."""
    made = (next(_candidates((name,), {}, vocabulary), None) for name in intents())
    return [one for one in made if one is not None and has_answer(site, one.reading)]


def has_answer(site: Site, reading: Reading) -> bool:
    """Whether the graph answers it; remembered while the data stay."""
    known: dict[tuple[str, tuple[tuple[str, str], ...]], bool] = site.remembered("ask answered", dict)
    key = reading.intent, tuple((chip.slot, chip.thing.value) for chip in reading.chips)
    answered = known.get(key)
    if answered is None:
        if len(known) >= MOST_REMEMBERED:
            known.clear()  # strangers say which conditions there are: no more of them are kept
        query = query_of(site, reading).rstrip()
        first = query if query.splitlines()[-1].startswith("LIMIT") else f"{query}\nLIMIT 1"
        answered = known[key] = bool(site.engine.select(first))
    return answered


def _candidates(
    names: Iterable[str], said: Mapping[Kind, Sequence[Thing]], vocabulary: Vocabulary
) -> Iterator[Suggestion]:
    ordered = list(dict.fromkeys(names))
    for usual in (False, True):
        for name in ordered:
            intent = intents()[name]
            for example in intent.examples:
                chips = _chips(example, intent, {} if usual else said, vocabulary, usual)
                if chips is not None:
                    yield Suggestion(example, Reading(name, chips, 0.0))


def _chips(
    example: Text, intent: Intent, said: Mapping[Kind, Sequence[Thing]], vocabulary: Vocabulary, usual: bool
) -> tuple[Chip, ...] | None:
    """The conditions of an example from the things that were *said*; None where nothing said fits in."""
    chips: list[Chip] = []
    fresh = False
    for slot in _SLOT.findall(example.zh):
        described = intent.slots[slot]
        taken = [chip.thing for chip in chips]
        own = [thing for thing in said.get(described.kind, ()) if thing not in taken]
        fresh = fresh or bool(own)
        thing = own[0] if own else _usual(described, taken, vocabulary)
        if thing is None:
            return None
        chips.append(Chip(slot, thing))
    return tuple(chips) if fresh or usual else None


def _usual(slot: Slot, taken: Sequence[Thing], vocabulary: Vocabulary) -> Thing | None:
    """The thing of a kind of which the documents say most."""
    if slot.kind is Kind.YEAR:
        return Thing(Kind.YEAR, "2025", "2025年", "2025")
    fitting = [thing for thing in vocabulary.things if thing.kind is slot.kind and thing.weight and thing not in taken]
    return max(fitting, key=lambda thing: (thing.weight, thing.value), default=None)
