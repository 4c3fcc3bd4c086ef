"""Names that quotation marks or an enumeration show: “粤菜师傅”“广东技工”三项工程, “乡村工匠”培训, 甲、乙等企业."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from ..fold import folded_lexicon
from ..model import EntityType, Span
from .text import Candidate, Text, any_of

RANK = 25
_LONGEST_ITEM = 12


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = folded_lexicon("mentions")
    quoted = words["quoted"]
    counted = re.compile(
        rf"(?P<all>(?:“[^“”\n]{{2,12}}”[、和及与]?){{2,8}})(?:{any_of(quoted['counts'])})?"
        rf"(?:{any_of(quoted['measure'])})?(?P<kind>{any_of(quoted['counted'])})"
    )
    single = re.compile(
        rf"“(?P<inside>[^“”\n]{{2,14}})”(?:[\u4e00-\u9fff]{{0,{quoted['between']}}}?(?P<kind>{any_of(quoted['project'])})"
        rf"|(?<=(?:{'|'.join(w + '”' for w in quoted['enclosed'] if len(w) == 1)})))"
    )
    lists = words["lists"]
    kinds = any_of([*lists["enterprises"], *lists["schools"]])
    listed = re.compile(rf"{lists['closing']}[^,。;:、()“”\n]{{0,6}}?(?:{kinds})")
    return counted, single, listed


def find_quoted(text: Text) -> Iterator[Candidate]:
    """Projects that a quotation names. The hint is ``named;`` and the kind where the kind is printed apart."""
    counted, single, _ = _patterns()
    words = folded_lexicon("mentions")
    unnamed, kinds = frozenset(words["quoted"]["not_names"]), tuple(words["quoted"]["kinds"])
    apart = frozenset(words["quoted"]["between_kinds"])
    stop = frozenset((*words["boundary"]["stop"], *words["agencies"]["breaks"], *words["quoted"]["measure"]))
    for found in counted.finditer(text.text):
        for item in re.finditer("“([^“”]+)”", found["all"]):
            if item.group(1) not in unnamed:
                start = found.start() + item.start()
                yield Candidate(
                    start, start + len(item.group()), EntityType.PROJECT, f"named;{found['kind']}", RANK + 1
                )
    for found in single.finditer(text.text):
        between = text.text[found.start() + len(found["inside"]) + 2 : found.start("kind")] if found["kind"] else ""
        if found["inside"] in unnamed or found["inside"].endswith(kinds) or any(word in between for word in stop):
            continue
        if not between or found["kind"] in apart:
            yield Candidate(found.start(), found.end(), EntityType.PROJECT, "action", RANK)


def listings(text: Text) -> Iterator[int]:
    """Where the 等 of each enumeration of enterprises or schools stands: 甲、乙等企业."""
    return (found.start() for found in _patterns()[2].finditer(text.text))


def find_listed(text: Text, known: dict[int, Span], left: Callable[[int], int]) -> Iterator[Candidate]:
    """Members of 甲、乙、丙等企业: beside a *known* organisation (spans by their end), or one by a proper noun.

    *left* reads a name leftwards from its end.
    """
    for found in _patterns()[2].finditer(text.text):
        yield from _members(text, found.start(), known, left)


def _proper(text: Text, item: Span) -> bool:
    """Whether some word of the *item* but a place is a proper noun, or Latin letters."""
    position = item.start
    while position < item.end:
        index = text.index(position)
        if text.tags[index] in ("nz", "nrt", "nrfg", "eng", "nt"):
            return True
        position = text.word(index).end
    return False


def _members(text: Text, end: int, known: dict[int, Span], left: Callable[[int], int]) -> Iterator[Candidate]:
    items: list[Span] = []
    position = end
    while True:
        if position in known:
            start = known[position].start
        else:
            start = max(text.text.rfind("、", max(0, position - _LONGEST_ITEM), position) + 1, 0)
            first = left(position)
            if start == 0 and first == position:
                break
            start = max(start, first) if first < position else start
        items.append(Span(start, position))
        if start == 0 or text.text[start - 1] != "、":
            break
        position = start - 1
    if not any(item.end in known for item in items) and not all(_proper(text, item) for item in items):
        return
    reject = folded_lexicon("mentions")["neural"]["reject"]
    for item in items:
        words = item.of(text.text)
        if (
            item.end not in known
            and 2 <= len(words) <= 8
            and not any(word in words for word in reject)
            and words.isalnum()
        ):
            yield Candidate(item.start, item.end, EntityType.ORGANIZATION, "Enterprise", RANK)


@cache
def _invitation() -> re.Pattern[str]:
    lists = folded_lexicon("mentions")["lists"]
    return re.compile(
        rf"(?:{any_of(lists['inviters'])})(?P<items>[^,。;:()“”\n]{{4,80}}?)(?=(?:{any_of(lists['invited'])})"
        rf"[^,。;\n]{{0,14}}?(?:{any_of(lists['invests'])}))"
    )


def find_invited(text: Text, known: dict[int, Span]) -> Iterator[Candidate]:
    """鼓励甲、乙集团来丙投资: what stands beside others that may be enterprises, and is called like one."""
    words = folded_lexicon("mentions")
    lists, reject = words["lists"], words["neural"]["reject"]
    endings, others = tuple(lists["enterprise_endings"]), tuple(lists["no_enterprises"])
    for found in _invitation().finditer(text.text):
        start = found.start("items")
        items = [Span(start + item.start(), start + item.end()) for item in re.finditer("[^、]+", found["items"])]
        for item in items if len(items) > 1 else ():
            name = item.of(text.text)
            if item.end in known or name.endswith(others) or name in endings or any(word in name for word in reject):
                continue
            if 3 <= len(name) <= 8 and name.isalnum() and text.is_edge(item.end) and _called(text, item, endings):
                yield Candidate(*item, EntityType.ORGANIZATION, "Enterprise", RANK)


def _called(text: Text, item: Span, endings: tuple[str, ...]) -> bool:
    """Whether the *item* is one proper noun, or a name before the word for a trade."""
    first = text.index(item.start)
    tag = text.tags[first]
    if not text.is_edge(item.start):
        return False
    if text.word(first).end == item.end:
        return tag in ("nz", "nrt", "nt", "nrfg")
    name = item.of(text.text)
    return name.endswith(endings) and (
        tag in ("nz", "nr", "nrt", "nrfg", "ns", "j", "eng") or name.endswith(endings[0])
    )


def find_apposed(text: Text, left: Callable[[int], int]) -> Iterator[Candidate]:
    """稀土绿色高效利用等重大创新平台: one thing, named before 等. *left* reads a name leftwards from a position."""
    words = folded_lexicon("mentions")["boundary"]["apposition"]
    for found in re.finditer(any_of(words), text.text):
        start = left(found.start())
        if found.start() - start >= 4 and (start == 0 or text.text[start - 1] != "、"):
            yield Candidate(start, found.end(), EntityType.PLATFORM, f"apposed;{found.start() - start}", RANK)
