"""Which of the known words in a question it is made of: those that together leave the least of it unknown."""

from __future__ import annotations

from collections.abc import Iterable

_WORD, _SMALL, _HAN, _LATIN = 10, 10, 100, 30
"""What one more word costs, and a character that no word covers: one that is a word by itself, Chinese, Latin."""


def cover(text: str, matches: Iterable[tuple[int, int, str]], small: Iterable[str]) -> list[tuple[int, int, str]]:
    """The (start, end, term) of *matches* that cover *text* best, none over another: first as much of it as can be,
    then by as few words as can be, then by the longest first. *small* are characters that are words by themselves.

    现在还有效吗 is 还, 有效 and not 还有 with 效 left over.
    """
    behind: dict[int, list[tuple[int, str]]] = {}
    for start, end, term in matches:
        behind.setdefault(start, []).append((end, term))
    single = {*small}
    best: list[tuple[int, int, str]] = [(0, 0, "")] * (len(text) + 1)
    for at in range(len(text) - 1, -1, -1):
        taken = (_alone(text[at], single) + best[at + 1][0], at + 1, "")
        for end, term in sorted(behind.get(at, ()), reverse=True):
            if (cost := _WORD + best[end][0]) < taken[0] or (cost == taken[0] and end > taken[1]):
                taken = (cost, end, term)
        best[at] = taken
    found = []
    at = 0
    while at < len(text):
        _, end, term = best[at]
        if term:
            found.append((at, end, term))
        at = end
    return found


def _alone(letter: str, small: set[str]) -> int:
    if letter == " ":
        return 0
    if letter in small:
        return _SMALL
    return _LATIN if letter.isascii() else _HAN
