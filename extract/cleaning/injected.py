"""Words that a hijacked page injects: pieces of its own title, put after a mark of punctuation or a 的 now and then.

Such a page cuts its title into pieces and works through them in turn. What gives them away, together and never one
alone: they recur, each is made of pieces of the title, most are no words, and they come round in a fixed order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import BlockKind, Span
from ..text.tokens import jieba
from .letters import Line

FEWEST = 3  # different injected words, of which at least two are no words
TITLES = 4  # lines at the top that may be the title
SHORTEST_TITLE, LONGEST_TITLE = 6, 80
MOST = 200  # candidates looked at: a page has few pieces of title to inject


def find(lines: Sequence[Line]) -> list[list[Span]]:
    """For each of *lines* the injected words in it, in order. The title is one of the first lines that stay."""
    found: list[list[Span]] = [[] for _ in lines]
    body = [
        (place, line) for place, line in enumerate(lines) if not line.reason and line.kind is not BlockKind.TABLE_ROW
    ]
    for number, (_, line) in enumerate(body[:TITLES]):
        if len(line.text) <= LONGEST_TITLE and (chosen := _planted(line.text, body[number + 1 :])):
            for place, start, word in chosen:
                found[place].append(Span(start, start + len(word)))
            break
    return found


def _planted(title: str, body: Sequence[tuple[int, Line]]) -> list[tuple[int, int, str]]:
    """The places in *body* that hold a piece of *title*."""
    letters = re.sub(r"[\W\d_]+", "", title)
    if len(letters) < SHORTEST_TITLE:
        return []
    runs = [(place, start, run) for place, line in body for start, run in _runs(line.text, frozenset(letters))]
    chosen = _chosen(runs, title, letters)
    return sorted({*chosen, *_left_over(body, runs, letters)}) if chosen else []


def _runs(text: str, letters: frozenset[str]) -> list[tuple[int, str]]:
    """What stands at each place where a word may have been put in: the letters of the title that follow at once."""
    rules = lexicon(schemas.Clean).injected
    found = []
    for match in _after().finditer(text):
        start = end = match.end()
        while end < len(text) and end - start < rules.longest and text[end] in letters:
            end += 1
        if end - start >= rules.shortest:
            found.append((start, text[start:end]))
    return found


@cache
def _after() -> re.Pattern[str]:
    return re.compile(f"^|[{re.escape(lexicon(schemas.Clean).injected.after)}]", re.MULTILINE)


def _chosen(runs: Sequence[tuple[int, int, str]], title: str, letters: str) -> list[tuple[int, int, str]]:
    """The places that hold an injected word; none unless they come round in order as injected words do."""
    shortest = lexicon(schemas.Clean).injected.shortest
    starts: dict[str, int] = defaultdict(int)
    for _, _, run in runs:
        for length in range(shortest, len(run) + 1):
            starts[run[:length]] += 1
    recurring = {word for word, count in starts.items() if count > 1 and _pieces(word, letters)}
    places: list[tuple[int, int, str]] = []
    for place, start, run in runs:
        word = next((run[:length] for length in range(len(run), shortest - 1, -1) if run[:length] in recurring), "")
        if word and (_is_no_word(word) or word not in title):
            places.append((place, start, word))
    words = _in_turn([word for _, _, word in places])
    if len(words) < FEWEST or sum(map(_is_no_word, words)) < 2:
        return []
    return [(place, start, word) for place, start, word in places if word in words]


def _in_turn(order: Sequence[str]) -> list[str]:
    """Those words of *order* that come round in turn: between two of the one stands one of each other. Words that are
    none are tried first, so that a real word that recurs by chance does not shut them out."""
    at: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(order):
        at[word].append(place)
    chosen: list[str] = []
    for word in sorted(
        (word for word in at if len(at[word]) > 1), key=lambda word: (not _is_no_word(word), at[word][0])
    ):
        if all(_alternate(at[word], at[other]) for other in chosen):
            chosen.append(word)
    return chosen


def _alternate(one: Sequence[int], other: Sequence[int]) -> bool:
    merged = sorted([(place, 0) for place in one] + [(place, 1) for place in other])
    return all(before[1] != after[1] for before, after in pairwise(merged))


def _pieces(word: str, letters: str) -> bool:
    """Whether *word* is one piece of the title, or two and more of at least two letters, in the title's order."""
    place, start = 0, 0
    while start < len(word):
        length = len(word) - start
        while length > 1 and letters.find(word[start : start + length], place) < 0:
            length -= 1
        if length < 2:
            return False
        place = letters.find(word[start : start + length], place) + length
        start += length
    return True


@lru_cache(maxsize=8192)
def _is_no_word(word: str) -> bool:
    """Whether the dictionary knows neither *word* nor a way to cut it into words of two letters and more."""
    return any(len(piece) < 2 for piece in jieba().cut(word, False))


def _left_over(
    lines: Sequence[tuple[int, Line]], runs: Sequence[tuple[int, int, str]], letters: str
) -> list[tuple[int, int, str]]:
    """Pieces of the title that hang on behind the last sentence of a paragraph: there even a real word is put in."""
    texts = {place: line.text for place, line in lines}
    return [
        (place, start, run)
        for place, start, run in runs
        if start
        and texts[place][start - 1] in "。;"
        and start + len(run) == len(texts[place])
        and _pieces(run, letters)
    ]
