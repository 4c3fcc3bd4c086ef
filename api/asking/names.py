"""Further names of things: what people call agencies, documents, topics and pairs for short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from ...extract.text.tokens import jieba

_BODY_ENDINGS = ("局", "委", "厅", "办", "委员会")
_COMMISSION, _BUREAU = "委", "局"
"""What short names end in before and after a reform: 科创委, 科创局."""
_LONGEST_SHORT = 8
_PARTS = re.compile(r"[、与和及,]| and |, ")
_ABOUT = re.compile(r"^.{2,12}?关于(?:印发|贯彻落实)?")
_WHOSE = re.compile(r"(.{2,10}?)关于.+?(意见|通知|方案|办法|决定|规划)$")
_NO_NAME = "委员会"
_BASE = re.compile(r"(?:革命老区|革命根据地|老区|原?(?:中央)?苏区)$")
_SHORTEST_REST = 6
"""Characters that a name must have left without its province to be told by them."""
_NUMBER = re.compile(r"(\w+?)〔(\d{4})〕(\d+)号")
_SHORTEST_INITIALS = 3
_LEGAL = re.compile(r"(?:集团|控股|股份)*(?:有限)?(?:责任)?公司$")
_BY = re.compile(r"\(.*?\)|（.*?）")


def agency_names(
    listed: Iterable[str], label: str, printed: Iterable[str], place: str, short: Sequence[str]
) -> frozenset[str]:
    """What an agency is called: with and without its place, by the forms without one that the gazetteer has *listed*,
    and as the department of its field (教育部门)."""
    bodies = {*listed}
    own = label.removeprefix("中共").removeprefix(place) if place else label
    bodies |= {own} if own != label else set()
    forms = {label, *printed}
    for before, body in product(("", place, *short), bodies):
        forms |= {before + body, f"{before}市{body}" if before == "" and place.endswith("市") else before + body}
    for name in list(forms):
        forms |= {f"{short_form}{name.removeprefix(place)}" for short_form in short if place and name.startswith(place)}
    short_forms = {form for form in forms if len(form) < _LONGEST_SHORT and form.endswith(_COMMISSION)}
    forms |= {form.removesuffix(_COMMISSION) + _BUREAU for form in short_forms}
    forms |= {form.replace("和", other) for form in forms for other in ("与", "")}
    forms |= {f"{before}{field}部门" for before in ("", place, *short) for field in _fields(bodies)}
    return frozenset(form for form in forms if len(form) > 2 and form != _NO_NAME)


def base_area_names(names: Iterable[str]) -> frozenset[str]:
    """What a base area is called, and the same without the word for one: 陕甘宁."""
    listed = set(names)
    short = {_BASE.sub("", name) for name in listed}
    return frozenset(form for form in {*listed, *short} if len(form) > 1)


def without_place(names: Iterable[str], places: Sequence[str]) -> frozenset[str]:
    """*names*, and those that begin with one of *places* without it, where enough remains to tell them by."""
    listed = frozenset(names)
    rest = {name.removeprefix(place) for name in listed for place in places if name.startswith(place)}
    return listed | {name for name in rest if len(name) >= _SHORTEST_REST}


def _fields(bodies: Iterable[str]) -> Iterator[str]:
    for body in bodies:
        for ending in _BODY_ENDINGS:
            if body.endswith(ending) and 2 <= len(body) - len(ending) <= 4:
                yield body.removesuffix(ending)


def document_names(title: str, others: Iterable[str]) -> frozenset[str]:
    """What a document is called: its title with and without brackets and opening, its numbers."""
    forms = {title, *others, _BY.sub("", title)}
    forms |= {_ABOUT.sub("", form) for form in list(forms) if _ABOUT.match(form)}
    if whose := _WHOSE.match(title):
        forms |= {f"{whose[1]}{whose[2]}", f"{whose[1]}的{whose[2]}"}
    for form in others:
        if number := _NUMBER.fullmatch(form):
            who, year, which = number.groups()
            forms |= {f"{who}{which}号", f"{who}{which}号文", f"{who}{year}年{which}号"}
    return frozenset(form for form in forms if len(form) > 2)


def organization_names(name: str, others: Iterable[str]) -> frozenset[str]:
    """What an organisation is called: without the words for its legal form, and as a group or company."""
    short = _LEGAL.sub("", name)
    forms = {name, short, *others}
    forms |= {f"{form}{ending}" for form in (*others, short) if short != name for ending in ("集团", "公司")}
    return frozenset(form for form in forms if len(form) > 1)


def initials_of(name: str) -> frozenset[str]:
    """What people make of the words of a name: the first character of each (南方科技大学: 南科大), and of the last
    word its first and last (广州医科大学: 广医大). Three characters and more, for two are words as well."""
    words = [word for word, _ in jieba().tag(_LEGAL.sub("", name), False)]
    if len(words) < 2 or not all(word.isalpha() and not word.isascii() for word in words):
        return frozenset()
    front = "".join(word[0] for word in words[:-1])
    forms = {front + words[-1][0], front + words[-1][0] + words[-1][-1]}
    return frozenset(form for form in forms if len(form) >= _SHORTEST_INITIALS and form != name)


def topic_names(zh: str, en: str, cues: Iterable[str]) -> frozenset[str]:
    """What a topic is called: its label, the parts of it, and its cue words."""
    parts = {part.strip() for label in (zh, en) for part in _PARTS.split(label)}
    parts = {part for part in parts if not part.isascii() or len(part) > 7}
    return frozenset(form for form in {zh, en, *parts, *cues} if len(form) > 1 and not form.isdigit())
