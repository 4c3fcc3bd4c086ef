"""What the page of an answer shows: chips with their alternatives, the table, the ways on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...ask.intents import intents
from ...ask.model import Chip, Reading
from ..pages.site import View
from .chips import others, parameters, replaced, with_intent
from .reply import Reply
from .suggest import ready
from .table import rows
from .vocabulary import vocabulary

SHOWN = 200
"""Rows on the page; all of them are in the CSV and JSON."""
_LIST_COLUMNS = {"measures", "pairs"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to another reading."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownChip:
    """A chip with its ways on."""

    slot: str
    label: str
    others: list[Choice]
    without: str
    """The address without it; empty where the intent requires it."""


def context(view: View, question: str, made: Reply) -> dict[str, Any]:
    """What ask.html is filled with."""
    reading = made.reading
    given = parameters(reading) if reading else {"q": [question]}
    return {
        "question": question,
        "reply": made,
        "chips": [_chip(view, question, reading, chip) for chip in reading.chips] if reading else [],
        "intents": _intents(view, question, reading) if reading else [],
        "title": intents()[reading.intent].title.of(view.language) if reading else "",
        "columns": _columns(made),
        "rows": list(rows(view, made))[:SHOWN],
        "shown": SHOWN,
        "given": given,
        "permalink": view.url("/ask", **given),
        "suggestions": [
            Choice(one.words(view.language), address(view, one.words(view.language), one.reading))
            for one in made.suggestions
        ],
        "ready": _ready(view) if not question and reading is None else [],
    }


def _ready(view: View) -> list[Choice]:
    """What can be asked, for a page that was asked nothing."""
    made = ready(view.site, vocabulary(view.site))
    return [Choice(one.words(view.language), address(view, one.words(view.language), one.reading)) for one in made]


def address(view: View, question: str, reading: Reading) -> str:
    """Where a reading is answered; the words of the question go along."""
    return view.url("/ask", q=question, **parameters(reading))


def _columns(made: Reply) -> list[str]:
    return [c for c in made.intent.columns if c not in ("id", "base_partner")] if made.intent and made.result else []


def _chip(view: View, question: str, reading: Reading, chip: Chip) -> ShownChip:
    near = dict.fromkeys((*chip.others, *others(chip.thing, vocabulary(view.site))))
    choices = [
        Choice(other.label(view.language), view.url("/ask", **parameters(replaced(reading, chip, other))))
        for other in list(near)[:8]
    ]
    rest = replaced(reading, chip, None)
    needs = intents()[reading.intent].requires
    free = not needs or any(rest.filled.issuperset(need) for need in needs)
    name = chip.thing.label(view.language)
    text = view.words("ask.slot_text", name=name) if chip.slot == "text" else name
    text = view.words("ask.not", name=text) if chip.negated else text
    return ShownChip(chip.slot, text, choices, view.url("/ask", **parameters(rest)) if free else "")


def _intents(view: View, question: str, reading: Reading) -> list[Choice]:
    """Other questions with the same conditions."""
    made = ((name, with_intent(reading, name)) for name in intents() if name != reading.intent)
    return [
        Choice(intents()[name].title.of(view.language), view.url("/ask", **parameters(other)))
        for name, other in made
        if other is not None and other.chips
    ]
