"""Features in words: the phrases of features.toml, put together for a feature of a decision."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ...ontology.topics import topics
from ..decide.conjunctions import AND

LANGUAGES = ("zh", "en")
SEPARATOR = {"zh": ",", "en": ", "}
REST = "rest"
"""The part of a pattern that is a feature itself."""
BY_LETTER = ("separators",)
"""Values of which each letter is one."""
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one language."""

    language: str
    of_decision: Mapping[str, Mapping[str, str]]
    """By group of decisions: what a feature is, or begins with up to its ``=`` → the phrase."""
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    values: Mapping[str, Mapping[str, str]]
    groups: Mapping[str, str]
    """The group of each decision."""

    def describe(self, decision: str, feature: str) -> str | None:
        """*feature* of *decision* in words; None when no phrase fits."""
        return self._said([self.of_decision.get(self.groups.get(decision, ""), {}), self.of_decision["any"]], feature)

    def _said(self, tables: list[Mapping[str, str]], feature: str) -> str | None:
        if AND in feature:
            return self._parts(tables, feature, AND)
        for table in tables:
            if not feature.endswith("=") and (phrase := table.get(feature)):
                return phrase
        for pattern, phrase in self.patterns:
            if found := pattern.fullmatch(feature):
                return self._fill(phrase, found.groupdict(), tables)
        return self._parts(tables, feature, ", ") or self._opening(tables, feature)

    def _parts(self, tables: list[Mapping[str, str]], feature: str, separator: str) -> str | None:
        """A feature that is several at once: ``adjacent, between pairing``."""
        parts = feature.split(separator)
        said = [self._said(tables, part) for part in parts] if len(parts) > 1 else []
        return SEPARATOR[self.language].join(part for part in said if part) if said and all(said) else None

    def _opening(self, tables: list[Mapping[str, str]], feature: str) -> str | None:
        """A feature with a value, by what stands before it: ``opens=支持``."""
        head, mark, value = feature.partition("=")
        phrase = next((found for table in tables if mark and (found := table.get(head + mark))), None)
        return self._fill(phrase, dict.fromkeys(_FIELD.findall(phrase), value), tables) if phrase else None

    def _fill(self, phrase: str, fields: Mapping[str, str | None], tables: list[Mapping[str, str]]) -> str | None:
        filled = {}
        for name, value in fields.items():
            if name == REST:
                said = self._said(tables, value or "")
                if said is None:
                    return None
                filled[name] = said
            else:
                filled[name] = self._value(name, value or "")
        return _FIELD.sub(lambda found: filled.get(found[1], found[0]), phrase)

    def _value(self, name: str, value: str) -> str:
        table = self.values.get(name)
        if table is None:
            return _shown(value, self.values["word"])
        parts = list(value) if name in BY_LETTER and value not in table else value.split("|")
        return "|".join(table.get(part) or table.get(part[:1]) or part for part in parts)


def _shown(value: str, words: Mapping[str, str]) -> str:
    """Words as they are printed: of ``('应当', '加强')`` and ``应当|加强`` 应当加强, of ``<City>`` the type's name."""
    parts = re.findall(r"'([^']*)'", value) if value.startswith("(") and "'" in value else value.split("|")
    return "".join(words.get(part, part) for part in parts) or words.get("", "")


@cache
def phrases(language: str) -> Phrases:
    """The phrases of *language*, zh or en, read once. Raises ValueError naming what is wrong with a file."""
    table, values = _table("features.toml"), _table("values.toml")
    place = LANGUAGES.index(language)
    return Phrases(
        language,
        {group: _side(rows, place, group) for group, rows in table["phrases"].items()},
        tuple((re.compile(row["pattern"], re.DOTALL), row[language]) for row in table["pattern"]),
        {name: _side(rows, place, name) for name, rows in values.items()} | {"topic": topic_names(language)},
        {decision: group for group, decisions in table["groups"].items() for decision in decisions},
    )


@cache
def topic_names(language: str) -> dict[str, str]:
    """What each topic is called."""
    return {topic.slug: topic.label_zh if language == "zh" else topic.label_en for topic in topics()}


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _side(rows: Mapping[str, Any], place: int, name: str) -> dict[str, str]:
    for key, row in rows.items():
        if len(row) != len(LANGUAGES):
            raise ValueError(f"{name}: {key} needs {' and '.join(LANGUAGES)}")
    return {key: row[place] for key, row in rows.items()}
