"""A card: one fact as an editor sees it, with all that can be said of it. The same card stands in the queue and beside
the text; it is a form, so it works without a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...corrections.model import FIELDS, Action, Kind
from ...extract.model import LEVELS, EntityType, Role, Status
from ...ontology.topics import topics
from ..pages.site import View
from ..pages.texts import Text
from .facts import Fact, shown
from .rows import Said

_AROUND = 60
"""Characters of the text on either side of a fact's words."""
NAMED = ("body", "base", "partner", "base_area", "name")
"""Fields that take an official name."""
_OFFERED: Mapping[str, tuple[str, ...]] = {
    "base": ("City", "County", "Province"),
    "partner": ("City", "County", "Province"),
    "base_area": ("BaseArea",),
    "body": ("Agency", "AgencyGroup", "Organization"),
}
"""Types of the names that are offered for a field; every type where it has none here."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a field."""

    value: str
    label: str
    chosen: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """How a field is changed: by *choices*, or by typing, with names offered of some *types*."""

    field: str
    value: str
    shown: str
    choices: tuple[Choice, ...] = ()
    several: bool = False
    types: str | None = None


def card(view: View, fact: Fact, said: Sequence[Said], note: str = "", why: str = "") -> dict[str, Any]:
    """What edit-card.html shows of a fact. *note* is what a shape says of it, *why* why it stands in the queue."""
    text = view.site.texts.get(fact.document)
    current = now(fact, said)
    iri = view.site.space("id", f"document/{fact.document}")
    return {
        "fact": fact,
        "title": view.label(iri),
        "words": _words(fact, text),
        "percent": None if fact.probability is None else round(100 * fact.probability),
        "inputs": [field_input(view, fact.kind, name, value) for name, value in current.items()],
        "fields": [(name, shown_value(view, name, value)) for name, value in current.items() if value],
        "said": [
            (one, shown_value(view, one.row.field or _FIELD_OF.get(one.row.kind, ""), one.row.value)) for one in said
        ],
        "state": state_of(said),
        "roles": _roles(view, "responsible"),
        "page": view.href(fact.iri) if fact.kind is Kind.ENTITY and fact.iri else None,
        "note": note,
        "why": why,
    }


_FIELD_OF = {
    Kind.MEASURE: "commitment",
    Kind.RESPONSIBILITY: "role",
    Kind.PAIR: "status",
    Kind.ENTITY: "type",
    Kind.TARGET: "year",
}
"""The field that the value of an added fact is."""


def now(fact: Fact, said: Sequence[Said]) -> dict[str, str]:
    """The fields of a fact with what waits to be published in place of what is."""
    amended = {
        one.row.field: one.row.value for one in reversed(said) if one.in_force and one.row.action is Action.AMEND
    }
    return {name: amended.get(name, fact.fields.get(name, "")) for name in FIELDS[fact.kind] if name and name != "span"}


def state_of(said: Sequence[Said]) -> str:
    """How it stands with a fact by what people said of it: rejected, amended, confirmed or nothing."""
    actions = [one.row.action for one in said if one.in_force]
    for action in (Action.REJECT, Action.AMEND, Action.ADD, Action.CONFIRM):
        if action in actions:
            return action.value
    return ""


def adding(view: View, text: Text, slug: str, unit: int, first: int, last: int) -> dict[str, Any]:
    """What edit-add.html shows for words that are selected: nothing of them is known yet."""
    words = text.units[unit].text[first:last] if 0 <= unit < len(text.units) else ""
    return {
        "document": slug,
        "words": words,
        "unit": unit,
        "first": first,
        "last": last,
        "commitments": _commitments(view, ""),
        "types": _types(view, ""),
        "statuses": _statuses(view, "in-force"),
    }


def field_input(view: View, kind: Kind, name: str, value: str) -> Input:
    """How the field of a fact of some *kind* is changed."""
    shown_as = shown_value(view, name, value)
    if name == "topics":
        return Input(name, value, shown_as, _topics(view, value.split("|")), several=True)
    if name in _CHOICES:
        return Input(name, value, shown_as, _CHOICES[name](view, value))
    types = ",".join(_OFFERED.get(name, ())) if name in NAMED else None
    return Input(name, value, shown_as, types=types)


def shown_value(view: View, name: str, value: str) -> str:
    """The value of a field in the reader's language."""
    if name == "commitment" and value:
        return view.label(view.site.space("dkc", value))
    if name == "topics":
        return view.words("separator").join(view.label(view.site.space("dkt", one)) for one in value.split("|") if one)
    tables = {"role": "role", "status": "status", "type": "types"}
    return view.words.get(f"{tables[name]}.{value}", value) if name in tables else value


def spots_of(text: Text | None, spots: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Where source offsets stand in the shown text: number of the unit, and offsets in it."""
    return [place for start, end in spots for place in shown(text, start, end)] if text else []


def _words(fact: Fact, text: Text | None) -> tuple[str, str, str]:
    """What stands before, at and behind the words of a fact; the mark of a mention, where it is not the anchor."""
    around = text.context(fact.start, fact.end, _AROUND) if text else None
    return around if around and around[1] else ("", fact.label, "")


def _commitments(view: View, value: str) -> tuple[Choice, ...]:
    return tuple(Choice(one, shown_value(view, "commitment", one), one == value) for one in LEVELS)


def _roles(view: View, value: str) -> tuple[Choice, ...]:
    return tuple(Choice(one.value, shown_value(view, "role", one.value), one.value == value) for one in Role)


def _statuses(view: View, value: str) -> tuple[Choice, ...]:
    return tuple(Choice(one.value, shown_value(view, "status", one.value), one.value == value) for one in Status)


def _types(view: View, value: str) -> tuple[Choice, ...]:
    return tuple(Choice(one.value, shown_value(view, "type", one.value), one.value == value) for one in EntityType)


def _topics(view: View, values: Sequence[str]) -> tuple[Choice, ...]:
    zh = view.language == "zh"
    ordered = sorted(topics(), key=lambda topic: (topic.area, topic.slug))
    return tuple(
        Choice(
            topic.slug,
            topic.label_zh if zh else topic.label_en,
            topic.slug in values,
            view.label(view.site.space("dkt", topic.area)),
        )
        for topic in ordered
    )


_CHOICES = {"commitment": _commitments, "role": _roles, "status": _statuses, "type": _types}
"""Fields with a closed list of values."""


def text_of_release(view: View, slug: str) -> str:
    """The text of a document as it was read, with what is not its own masked; empty where the release has none."""
    file = view.site.settings.output / "current" / "texts" / f"{slug}.txt"
    try:
        return file.read_bytes().decode()
    except OSError:
        return ""
