"""Words of questions that are misspelt or inflected: 什么时侯, 结队, publised, citys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz.distance import OSA

from .model import Token
from .normal import has_han, sound
from .vocabulary import Vocabulary
from .words import SKIPPED

_SHORTEST = 5
"""A shorter English word is not taken for a near one."""
_MOST = 6
"""Unknown words of one question that are looked for."""
_MOST_PARTS = 3
_SKIPPED = frozenset({SKIPPED})
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))


def reworded(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Token]:
    """The tokens; an unknown one, or it and the word beside it, is the word of questions that it sounds like, or in
    English is a form of or one letter from."""
    left = _MOST
    number = 0
    made: list[Token] = []
    while number < len(found):
        token = found[number]
        step = 1
        if not token.is_known and not token.unknown and not token.in_texts and left:
            left -= 1
            if has_han(token.surface):
                if len(token.surface) > 1:  # a verb of one character sounds like too much
                    token, step = _joined(token, found[number + 1 : number + 2], made, vocabulary)
                else:
                    token, step = _whole(found[number : number + _MOST_PARTS], vocabulary)
                    if step == 1 and not token.is_known:
                        token = _with_front(token, made, vocabulary)
            elif word := _form(token.surface, vocabulary) or _missing(token.surface, found, vocabulary):
                token = _as(token, word, vocabulary)
        made.append(token)
        number += step
    yield from made


def _joined(token: Token, behind: Sequence[Token], made: list[Token], vocabulary: Vocabulary) -> tuple[Token, int]:
    """The word that an end of the token before it and the token sound like together (是什么, 时侯), or it alone, or it
    and the token behind it; and how many tokens that are. What it takes of the token before is taken from *made*."""
    before = made[-1] if made and not made[-1].things else None
    for length in range(len(before.surface) if before else 0, -1, -1):
        front = before.surface[len(before.surface) - length :] if before else ""
        if word := _heard(front + token.surface, vocabulary):
            if before and length:
                rest = before.surface[: len(before.surface) - length]
                made[-1:] = [replace(before, end=before.end - length, surface=rest, groups=_SKIPPED)] if rest else []
            return _as(replace(token, start=token.start - length), word, vocabulary), 1
    if behind and not behind[0].things and (word := _heard(token.surface + behind[0].surface, vocabulary)):
        return _as(replace(token, end=behind[0].end), word, vocabulary), 2
    return token, 1


def _whole(part: Sequence[Token], vocabulary: Vocabulary) -> tuple[Token, int]:
    """The word that a character and the tokens behind it sound like together (合做, 格命老区), and how many they are;
    the longest first."""
    for length in range(len(part), 1, -1):
        taken = part[:length]
        contiguous = all(one.end == other.start for one, other in pairwise(taken))
        if contiguous and not any(one.unknown for one in taken):
            written = "".join(one.surface for one in taken)
            if word := _heard(written, vocabulary):
                return _as(replace(taken[0], end=taken[-1].end), word, vocabulary), length
    return part[0], 1


def _with_front(token: Token, made: list[Token], vocabulary: Vocabulary) -> Token:
    """The word that a character and the small word of one before it sound like together: 依剧 is 依据. That word is
    taken from *made*."""
    before = made[-1] if made else None
    if before is None or before.things or before.groups != _SKIPPED or len(before.surface) > 1:
        return token
    word = _heard(before.surface + token.surface, vocabulary) if before.end == token.start else ""
    if not word:
        return token
    made.pop()
    return _as(replace(token, start=before.start), word, vocabulary)


def _as(token: Token, word: str, vocabulary: Vocabulary) -> Token:
    return replace(token, surface=word, groups=vocabulary.groups[word])


def _heard(written: str, vocabulary: Vocabulary) -> str:
    """The word that sounds like *written* and shares half of its characters."""
    words = [word for word in vocabulary.words_by_sound.get(sound(written), ()) if _shares(word, written)]
    return words[0] if len(words) == 1 else ""


def _shares(word: str, written: str) -> bool:
    return len(word) == len(written) and 2 * sum(a == b for a, b in zip(word, written, strict=True)) >= len(written)


def _form(written: str, vocabulary: Vocabulary) -> str:
    """The word of which *written* is a form: citys, pairs."""
    stems = (written.removesuffix(end) + more for end, more in _ENDINGS if written.endswith(end))
    return next((stem for stem in (*stems, written + "s") if len(stem) > 2 and stem in vocabulary.groups), "")


def _missing(written: str, found: Sequence[Token], vocabulary: Vocabulary) -> str:
    """The word near *written*, unless others of the question say the same: paired with Paris is no pairs."""
    word = _near(written, vocabulary)
    said = {group for token in found for group in token.groups - _SKIPPED}
    return "" if word and vocabulary.groups[word] & said else word


def _near(written: str, vocabulary: Vocabulary) -> str:
    """The one word that is a letter, or two that changed places, from *written*."""
    if len(written) < _SHORTEST or not written.isalpha():
        return ""
    near = [word for word in vocabulary.latin_words if OSA.distance(written, word, score_cutoff=1) <= 1]
    of = {vocabulary.groups[word] for word in near}
    return near[0] if len(of) == 1 else ""
