"""The numbers that Word prints before the paragraphs of a list; the text has none of them (ISO/IEC 29500-1, 17.9).

A paragraph, or its style, names a list and a level; the list says how its levels count and what stands round a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .numerals import numeral

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ENDS = "、.．)）。:：]】"
"""What parts a number from the text by itself."""
LONGEST = 40  # characters of a number with what stands round it


@dataclass(frozen=True, slots=True)
class _Level:
    """How the items of one level count."""

    kind: str = "decimal"
    words: str = ""
    """With %1 where the number of the first level stands."""
    start: int = 1
    behind: str = "tab"
    restart: int = -1
    """The level, from 1, whose items begin its count anew; 0 for none, -1 for each above."""
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    levels: Mapping[int, _Level]
    counted: str
    """The list whose counts it goes on with."""
    starts: Mapping[int, int]
    """Levels that begin anew, once."""


@dataclass(slots=True)
class Numbers:
    """Counts the paragraphs of a document, which are asked for in their order."""

    _lists: Mapping[str, _List]
    _styles: Mapping[str, tuple[str, str]]
    """The list and the level that a style names."""
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, numbering: Any, styles: Any) -> Numbers:
        """From the parts ``numbering`` and ``styles`` of a document; either may be empty."""
        named = {style.get(f"{WORD}styleId", ""): style for style in styles.iterchildren(f"{WORD}style")}
        own = {name: found for name in named if (found := _of_style(name, named))}
        abstract = {one.get(f"{WORD}abstractNumId", ""): one for one in numbering.iterchildren(f"{WORD}abstractNum")}
        lists = {}
        for one in numbering.iterchildren(f"{WORD}num"):
            base = _value(one, "abstractNumId")
            levels = _levels(_linked(base, abstract, numbering, own))
            starts = dict[int, int]()
            for override in one.iterchildren(f"{WORD}lvlOverride"):
                number = _int(override.get(f"{WORD}ilvl"), 0)
                levels |= _levels(override)
                if (start := override.find(f"{WORD}startOverride")) is not None:
                    starts[number] = _int(start.get(f"{WORD}val"), 1)
            lists[one.get(f"{WORD}numId", "")] = _List(levels, base, starts)
        return cls(lists, own)

    def before(self, properties: Any, style: str) -> str:
        """What is printed before a paragraph with these *properties* (``w:pPr``, or None) and this *style*."""
        name, level = _named(None if properties is None else properties.find(f"{WORD}numPr"))
        if not name:
            name, inherited = self._styles.get(style, ("", ""))
            level = level or inherited
        found = self._lists.get(name)
        if found is None:
            return ""
        if not level:
            level = next((str(at) for at, one in found.levels.items() if style and one.style == style), "0")
        at = min(_int(level, 0), _LEVELS - 1)
        return self._counted(name, found, at)

    def _counted(self, name: str, found: _List, at: int) -> str:
        counts = self._counts.setdefault(found.counted, [None] * _LEVELS)
        own = found.levels.get(at, _Level())
        if at in found.starts and (name, at) not in self._begun:
            self._begun.add((name, at))
            counts[at] = None
        last = counts[at]
        counts[at] = found.starts.get(at, own.start) if last is None else last + 1
        for deeper in range(at + 1, _LEVELS):
            restart = found.levels.get(deeper, _Level()).restart
            if restart < 0 or at < restart:
                counts[deeper] = None
        if own.kind in ("bullet", "none") and not _PLACE.search(own.words.replace(f"%{at + 1}", "")):
            return ""

        def printed(place: re.Match[str]) -> str:
            number = int(place[1]) - 1
            level = found.levels.get(number, _Level())
            value = counts[number]
            kind = "decimal" if own.legal and level.kind != "none" else level.kind
            return numeral(level.start if value is None else value, kind)

        words = _PLACE.sub(printed, own.words)[:LONGEST]
        parted = own.behind == "nothing" or not words or words[-1] in _ENDS
        return words if parted else f"{words} "


def _of_style(name: str, styles: Mapping[str, Any]) -> tuple[str, str] | None:
    """The list and the level that the style *name* names, or a style that it is based on."""
    seen = set[str]()
    while name in styles and name not in seen:
        seen.add(name)
        properties = styles[name].find(f"{WORD}pPr")
        found = None if properties is None else properties.find(f"{WORD}numPr")
        if found is not None:
            return _named(found)
        name = _value(styles[name], "basedOn")
    return None


def _named(properties: Any) -> tuple[str, str]:
    return ("", "") if properties is None else (_value(properties, "numId"), _value(properties, "ilvl"))


def _linked(base: str, abstract: Mapping[str, Any], numbering: Any, styles: Mapping[str, tuple[str, str]]) -> Any:
    """The definition *base*, or the one of the style that it leaves its levels to."""
    found = abstract.get(base)
    if found is not None and (style := _value(found, "numStyleLink")) in styles:
        for one in numbering.iterchildren(f"{WORD}num"):
            if one.get(f"{WORD}numId") == styles[style][0]:
                return abstract.get(_value(one, "abstractNumId"))
    return found


def _levels(element: Any) -> dict[int, _Level]:
    return {} if element is None else {
        _int(one.get(f"{WORD}ilvl"), 0): _Level(
            _value(one, "numFmt") or "decimal",
            _value(one, "lvlText"),
            _int(_value(one, "start"), 1 if one.find(f"{WORD}start") is not None else 0),
            _value(one, "suff") or "tab",
            _int(_value(one, "lvlRestart"), -1),
            one.find(f"{WORD}isLgl") is not None,
            _value(one, "pStyle"),
        )
        for one in element.iterchildren(f"{WORD}lvl")
    }  # fmt: skip


def _value(element: Any, name: str) -> str:
    child = element.find(f"{WORD}{name}")
    return "" if child is None else child.get(f"{WORD}val", "")


def _int(value: str | None, otherwise: int) -> int:
    return int(value[:6]) if value and value.isascii() and value.isdigit() else otherwise
