"""The last reading before a refusal: the passages in which the words of a question stand as they are written.

Nothing is asserted beyond the words: what a question asks is not understood, only what it speaks of. So the floor is
high. Every word of content must stand in one passage, but for a small part of them; they must be rare enough to tell
something; and a question for what the graph would know (who, how many) is never answered by a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from ..extract.text.tokens import jieba
from .intents import Intent
from .link import OUTSIDE
from .misheard import heard_in
from .model import Chip, Kind, Passage, Reading, Thing, Token
from .normal import has_han
from .vocabulary import Vocabulary
from .words import SKIPPED

_MOST_MISSING = 1 / 3
"""What is missing may weigh this much of what is found."""
_SHORTEST = 2
_LONG, _LONG_WORD, _WORD, _LETTER = 4, 1.5, 1.0, 0.5
"""Characters of a long word; what a word of as many, a shorter one and a single character weigh."""
_RARE = 0.08
"""The share of the passages up to which a word tells something."""
_FEW = 4
"""A word that stands in no more passages is rare in a small corpus too."""
_MOST_ROWS = 12
"""More passages are no answer."""
_CLOSE = 32
"""Characters within which the parts of one word stand together."""
_MOST_JOINED = 5
_NAME = 8
"""Characters of known words that stand together in a passage and are one name: 粤港澳大湾区“菜篮子”生产基地."""
_MARKS = r"\W{0,3}"
"""What may stand between the characters of a passage that a question leaves out: “ ”, +, 、."""
_NOUNS = ("n", "j")
_MEANING = "meaning"
_DONE = re.compile("了(?:吗|没|没有|嘛)?$")
"""What is asked for as done, which no plan tells."""
_NARROWING = (Kind.PLACE, Kind.AREA, Kind.DOCUMENT, Kind.CORPUS)
_ASKED = (Kind.DOCUMENT_KIND, Kind.ROLE, Kind.COMMITMENT)
"""Kinds of what is asked for, which is no word of content."""
_CORE = ("Measure", "Target")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of content: how it stands in the passages, and what it weighs."""

    surface: str
    at: int
    weight: float
    joined: bool = False
    """Whether it stands right behind another word, with which it is a compound."""
    said: str = ""
    """How it was written, where it was repaired."""
    required: bool = False
    """Whether it may not be missing: what is asked of Ganzhou is not told by what is said of others."""


def quoting(found: Sequence[Token], name: str, intent: Intent, vocabulary: Vocabulary) -> Reading | None:
    """The reading of a question as one for the passages that hold its words; None below the floor."""
    joined = tuple(_joined(found, vocabulary.passages))
    said = {group for token in joined for group in token.groups}
    if said & {*intent.never} or _is_done(joined) or any(token.unknown or _is_outside(token) for token in joined):
        return None
    for narrowing in (True, False):
        chips = tuple(_narrowing(joined, intent)) if narrowing else ()
        passages = [passage for passage in vocabulary.passages if _fits(passage, chips)]
        words = [*_words(joined, narrowing, vocabulary)]
        if _MEANING in said and len(words) == 1:
            return None  # what the spirit of the soviet areas is, no sentence with the word tells
        if (chips or not narrowing) and (reading := _read(name, words, passages, chips, vocabulary)):
            return reading
    return None


def _is_done(found: Sequence[Token]) -> bool:
    """Whether it is asked what has happened: 哪些企业上市了, but not 哪里提到了."""
    ending = "".join(token.surface for token in found[-2:])
    last = next((token for token in reversed(found) if SKIPPED not in token.groups), None)
    return bool(_DONE.search(ending)) and last is not None and not last.groups


def _is_outside(token: Token) -> bool:
    return any(group.startswith(OUTSIDE) for group in token.groups) and not token.things


def _joined(found: Sequence[Token], passages: Sequence[Passage]) -> Iterator[Token]:
    """The tokens; a stretch that begins or ends with an unknown word or one of another field and stands in a passage
    as it is written, or as it sounds, is one word: 赣南脐橙, 武平经验."""
    number = 0
    whole = "\n".join(passage.text for passage in passages)
    while number < len(found):
        for last in range(min(len(found), number + _MOST_JOINED), number + 1, -1):
            part = found[number:last]
            written = "".join(token.said or token.surface for token in part)
            if not _is_one(part, written):
                continue
            if words := _written(written, passages):
                yield Token(part[0].start, part[-1].end, words, things=(Thing(Kind.TEXT, words, words),))
            elif words := heard_in(written, whole):
                yield Token(part[0].start, part[-1].end, words, things=(Thing(Kind.TEXT, words, words),), said=written)
            if words:
                number = last
                break
        else:
            yield found[number]
            number += 1


def _is_one(part: Sequence[Token], written: str) -> bool:
    if len(written) < (_LONG if any(token.is_known for token in part) else _LONG - 1):  # 菜菜姐
        return False
    contiguous = all(a.end == b.start for a, b in pairwise(part))
    edges = (part[0], part[-1])
    small = any(SKIPPED in token.groups and not token.things for token in edges)
    named = len(written) >= _NAME and any(t.things and t.things[0].kind not in _NARROWING for t in part)
    return contiguous and not small and (named or any(not token.is_known or _is_outside(token) for token in part))


def _narrowing(found: Iterable[Token], intent: Intent) -> Iterator[Chip]:
    left = {slot: described.most for slot, described in intent.slots.items()}
    for token in found:
        if token.things and token.things[0].kind in _NARROWING:
            thing = token.things[0]
            slot = next(name for name, described in intent.slots.items() if described.takes(thing.kind))
            if left[slot]:
                left[slot] -= 1
                yield Chip(slot, thing, token.things[1:], token.said, at=token.start)


def _fits(passage: Passage, chips: Iterable[Chip]) -> bool:
    """Whether the conditions let the passage pass, as the query has them."""
    for chip in chips:
        fills: Mapping[str, tuple[str, ...]] = dict(chip.thing.fills)
        if chip.thing.kind is Kind.DOCUMENT and passage.document not in fills.get("", ()):
            return False
        if chip.thing.kind in (Kind.PLACE, Kind.AREA) and passage.document not in fills.get("Document", ()):
            listed = passage.document in fills.get("Listing", ())
            if not listed or not passage.places & {*fills.get("", ())}:
                return False
    return True


def _words(found: Iterable[Token], narrowing: bool, vocabulary: Vocabulary) -> Iterator[Word]:
    """The words of content; where they do not narrow, places and documents are such words too."""
    own = vocabulary.words.groups
    end = asked = -1
    for token in found:
        kind = token.things[0].kind if token.things else None
        if kind in _ASKED:
            continue
        if not token.things and (token.groups & {*own} or SKIPPED in token.groups):
            asks = bool(token.groups & vocabulary.words.always)
            end = token.end if len(token.surface) >= _SHORTEST and not asks else -1
            asked = token.end if asks else -1
            continue
        named = kind in _NARROWING
        if not (named and narrowing):
            surface = _named(token, vocabulary.passages) if token.things else token.surface
            if not (len(surface) < _SHORTEST and asked == token.start):  # 什么人 asks
                weight = _weight(surface, token, end)
                said = token.said if kind is Kind.TEXT else ""
                yield Word(surface, token.start, weight, end == token.start, said, named)
            end = token.end


def _named(token: Token, passages: Sequence[Passage]) -> str:
    """The name of the thing by which passages speak of it, where they do not have the token itself."""
    thing = token.things[0]
    if thing.kind is Kind.TEXT:
        return thing.value
    if not token.said and _written(token.surface, passages):
        return token.surface
    names = sorted({thing.zh, *thing.names}, key=lambda name: (Levenshtein.distance(name, token.surface), name))
    return next((n for n in names if len(n) >= _SHORTEST and _written(n, passages)), token.surface)


def _weight(surface: str, token: Token, end: int) -> float:
    """What a word weighs; a character right behind a word is the head of a compound, which it tells: 促进法."""
    if len(surface) < _SHORTEST:
        return _LONG_WORD if token.start == end and token.tag.startswith(_NOUNS) else _LETTER
    return _LONG_WORD if len(surface) >= _LONG and has_han(surface) else _WORD


def _read(
    name: str, words: Sequence[Word], passages: Sequence[Passage], chips: tuple[Chip, ...], vocabulary: Vocabulary
) -> Reading | None:
    """The reading with the words that the best passages hold."""
    if not words or not passages:
        return None
    held = {word: _parts(word.surface, passages) if len(word.surface) >= _SHORTEST else () for word in words}
    best: tuple[float, tuple[Word, ...]] = (0.0, ())
    for passage in passages:
        here = tuple(_here(words, held, passage.text))
        if all(word in here for word in words if word.required):
            best = max(best, (sum(word.weight for word in here), here), key=lambda one: one[0])
    found, here = best
    missing = sum(word.weight for word in words) - found
    rare = [
        w for w in here if len(w.surface) >= _SHORTEST and not w.required and _is_rare(held[w], vocabulary.passages)
    ]
    if not here or missing > found * _MOST_MISSING:
        return None
    texts = tuple(dict.fromkeys(part for word in here for part in held[word]))
    holding = [passage for passage in passages if all(text in passage.text for text in texts)]
    core = [passage for passage in holding if passage.sort in _CORE]
    if not 0 < len(core or holding) <= (_MOST_ROWS if rare else _FEW if chips else 0):
        return None
    classes = _CORE if core else ("Section",)
    repaired = {word.surface: word.said for word in here}
    said = tuple(Chip("text", Thing(Kind.TEXT, text, text, text), said=repaired.get(text, "")) for text in texts)
    return Reading(name, (*chips, *said), round(found / (found + missing), 4), classes=classes)


def _here(words: Sequence[Word], held: Mapping[Word, tuple[str, ...]], text: str) -> Iterator[Word]:
    """The words that a passage holds, those of one compound close together."""
    before: Word | None = None
    for word in words:
        if not held[word] or not _stand(held[word], text):
            before = None
        elif not word.joined or before is None or _stand((*held[before], *held[word]), text):
            yield word
            before = word


def _parts(surface: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """The word as it stands in the passages, or its words of two characters and more where they all do; nothing where
    it does not."""
    if written := _written(surface, passages):
        return (written,)
    if len(surface) < _LONG or not has_han(surface):
        return ()
    whole = tuple(word for word, _ in jieba().tag(surface, False))
    halves = [(surface[:at], surface[at:]) for at in range(len(surface) - _SHORTEST, _SHORTEST - 1, -1)]
    split = [parts for parts in (whole, *halves) if len(parts) > 1 and min(map(len, parts)) >= _SHORTEST]
    return next((parts for parts in split if any(_stand(parts, passage.text) for passage in passages)), ())


def _written(surface: str, passages: Sequence[Passage]) -> str:
    """The word as passages have it, in capitals and with marks too; empty where none does."""
    for passage in passages:
        if surface in passage.text:
            return surface
        if not has_han(surface) and (at := passage.text.casefold().find(surface)) >= 0:
            return passage.text[at : at + len(surface)]
    if len(surface) < _LONG:
        return ""
    marked = next((passage for passage in passages if surface in passage.plain), None)
    found = re.search(_MARKS.join(map(re.escape, surface)), marked.text) if marked else None
    return found[0] if found else ""


def _stand(parts: Sequence[str], text: str) -> bool:
    places = [text.find(part) for part in parts]
    return min(places) >= 0 and max(places) - min(places) <= _CLOSE


def _is_rare(parts: Sequence[str], passages: Sequence[Passage]) -> bool:
    count = sum(all(part in passage.text for part in parts) for passage in passages)
    return count <= max(_FEW, _RARE * len(passages))
