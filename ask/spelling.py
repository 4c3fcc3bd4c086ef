"""Names that are misspelt within a sentence: looked for in its characters, for a misspelt word is cut apart.

A stretch is taken for the name that sounds the same, or that is the same but for one character that belongs to no word.
It must share half of its characters with the name, so that the repair goes towards what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..extract.text.tokens import jieba
from .model import Kind, Thing
from .normal import has_han, sound
from .vocabulary import Vocabulary

_SHORTEST, _LONGEST = 3, 12
_SHORTEST_NEAR = 5
"""A shorter name is not taken for one with another character, unless that looks alike."""
_SHORTEST_PLACE = 2
_BEFORE_PLACE, _BEHIND_PLACE = "和跟与同在给对由", "的市和跟与同有属对在是"


def misspelt(text: str, known: Sequence[tuple[int, int]], vocabulary: Vocabulary) -> Iterator[tuple[int, int, Thing]]:
    """(start, end, the name's thing) of the misspelt names in *text*, normal, none within another; none lies wholly
    within *known* stretches. The longest first."""
    if not has_han(text):
        return
    covered = [False] * len(text)
    for start, end in known:
        covered[start:end] = [True] * (end - start)
    taken = [False] * len(text)
    single = _single(text)
    for length in range(min(_LONGEST, len(text)), _SHORTEST_PLACE - 1, -1):
        for start in range(len(text) - length + 1):
            end = start + length
            if all(covered[start:end]) or any(taken[start:end]) or text[start:end] in vocabulary.by_surface:
                continue
            if _cuts(known, start, end) or _is_name_and_more(text[start:end], vocabulary):
                continue
            if thing := _meant(text[start:end], single[start:end], vocabulary):
                taken[start:end] = [True] * length
                yield start, end, thing


def elsewhere(text: str, known: Sequence[tuple[int, int]], vocabulary: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """(start, end, full name) of places elsewhere that are written by their sound, where a place stands: 城都的.
    Only characters that are words by themselves are taken for one."""
    longer = [(start, end) for start, end in known if end - start > 1]
    single = _single(text)
    for length in (3, 2):
        for start in range(len(text) - length + 1):
            end = start + length
            stands = (start == 0 or text[start - 1] in _BEFORE_PLACE) and (
                end == len(text) or text[end] in _BEHIND_PLACE
            )
            if not stands or not all(single[start:end]) or any(a < end and start < b for a, b in longer):
                continue
            if name := _sounds_like(text[start:end], vocabulary):
                yield start, end, vocabulary.elsewhere[name]
                return


def _sounds_like(written: str, vocabulary: Vocabulary) -> str:
    """The short name of a place elsewhere from which *written* differs in one character of the same sound."""
    for number, letter in enumerate(written):
        for name in vocabulary.elsewhere_by_gap.get(f"{written[:number]}*{written[number + 1 :]}", ()):
            if name[number] != letter and sound(name[number]) == sound(letter):
                return name
    return ""


def _cuts(known: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether an edge of the stretch lies within a known one of more than two characters."""
    return any(b - a > 1 and (a < start < b or a < end < b) for a, b in known)


def _is_name_and_more(written: str, vocabulary: Vocabulary) -> bool:
    """Whether all but the last character is a name, and that a word by itself: 赣州是 is not 赣州市."""
    return written[:-1] in vocabulary.by_surface and written[-1] in vocabulary.small


def _single(text: str) -> list[bool]:
    """For each character whether it is a word by itself: part of no other."""
    return [len(word) == 1 for word, _ in jieba().tag(text, False) for _ in word]


def _meant(written: str, single: Sequence[bool], vocabulary: Vocabulary) -> Thing | None:
    """The one thing whose name *written* misspells."""
    if not all(map(has_han, written)):
        return None
    names: set[str] = set()
    if len(written) >= _SHORTEST:
        names = {name for name in vocabulary.by_sound.get(sound(written), ()) if _shares(name, written)}
    if not names:
        names = {name for name in vocabulary.by_shape.get(vocabulary.shape(written), ()) if name != written}
        if len(written) < _SHORTEST:
            names = {n for n in names if vocabulary.by_surface[n][0].kind is Kind.PLACE}
    if not names and len(written) >= _SHORTEST_NEAR:
        wrong = (number for number, alone in enumerate(single) if alone)
        names = {name for n in wrong for name in vocabulary.by_gap.get(written[:n] + "*" + written[n + 1 :], ())}
    things = {vocabulary.by_surface[name][0] for name in names}
    return things.pop() if len(things) == 1 else None


def _shares(name: str, written: str) -> bool:
    same = sum(a == b for a, b in zip(name, written, strict=False))
    return len(name) == len(written) and 2 * same >= len(written)
