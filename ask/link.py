"""From a question to tokens: names by longest match, words of questions, years, and what is left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from ..extract.text.tokens import jieba
from .cover import cover
from .misheard import heard_in
from .model import Kind, Thing, Token
from .normal import has_han, normal
from .repair import by_nearness, by_sound
from .spelling import elsewhere, misspelt
from .vocabulary import SET, Vocabulary
from .wording import reworded
from .words import SKIPPED

_LATIN = re.compile(r"[a-z0-9]")
_PIECES = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)年?|[a-z0-9]+|[^a-z0-9 ]+")
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_CONTENT = ("n", "v", "a", "i", "l", "j", "b", "z", "s", "eng", "x", "g", "t", "k")
"""Beginnings of the tags of words that mean something; all others are pronouns, particles, numbers and the like."""
_SOUGHT = ("n", "vn", "j", "l", "i")
"""Beginnings of the tags of Chinese words that are looked for in texts: things, not deeds."""
_OFTEN = 8
"""Times that texts hold a verb which they use often."""
_COUNTED = re.compile(
    r"[0-9〇零一二三四五六七八九十百千万亿几多半两第]*[个项家份条座对种类些次件所处批名位篇只块片点层级期批步环]?"
)
"""Numbers and measure words; what else is tagged as one means something."""
_FUNCTION = ("uj", "ul", "uz", "ug", "ud", "uv", "zg", "vshi", "vyou")
_DIVISION = re.compile("[市县区州省]")
_LONGEST_PLACE, _SHORT_PLACE = 5, 2
_BEHIND_PLACES = "和跟与同的有属在对"
"""What stands behind a place and not behind a number: 三名和谁结对."""
_YES_OR_NO = ("有没有", "是不是")
"""Words that ask for yes or no, whose parts mean something else."""
_OR = frozenset({"或", "和", "或者", "or", "and"})
_QUESTION = frozenset({"which", "what", "count"})
OUTSIDE = "!"
_PARTS_OF_TEXT = frozenset({Kind.TOPIC, Kind.PLATFORM_KIND, Kind.TEXT})
_SHORTEST_TEXT = 4
MOST_REPAIRS = 12
"""Unknown words of one question of which it is looked for what they misspell."""
MOST_WORDS = 5
"""Latin words that one misspelt name may have."""


def tokens(question: str, vocabulary: Vocabulary) -> tuple[Token, ...]:
    """The tokens of a question, in order. Names are repaired; what stays unknown has its part of speech."""
    text = normal(question)
    found = [token for token in _parts(text, vocabulary) if token.surface.strip()]
    named = _verbatim(_repaired(found, text, vocabulary), text, vocabulary)
    return tuple(_whose(_asked_for(_innermost([*reworded(named, vocabulary)])), vocabulary))


def _parts(text: str, vocabulary: Vocabulary) -> Iterator[Token]:
    whole = [one for one in vocabulary.matches(text) if _is_whole(text, one[0], one[1])]
    found = cover(text, whole, vocabulary.small)
    repaired = {start: (end, thing) for start, end, thing in misspelt(text, _stretches(found), vocabulary)}
    found = [one for one in found if not any(one[0] < end and start < one[1] for start, (end, _) in repaired.items())]
    away = {start: (end, name) for start, end, name in elsewhere(text, _stretches(found), vocabulary)}
    found = [one for one in found if not any(one[0] < end and start < one[1] for start, (end, _) in away.items())]
    last = 0
    meant = ((start, end, "") for start, (end, _) in (*repaired.items(), *away.items()))
    for start, end, term in sorted([*found, *meant]):
        if start < last:
            continue
        yield from _gap(text, last, start, vocabulary)
        if start in away:
            yield Token(start, end, text[start:end], unknown=away[start][1])
        elif not term:
            written = text[start:end]
            yield Token(start, end, written, things=(repaired[start][1],), said=written)
        elif term in vocabulary.compounds and term not in vocabulary.by_surface:
            yield from _pair(start, term, vocabulary)
        else:
            yield _known(start, end, term, vocabulary)
        last = end
    yield from _gap(text, last, len(text), vocabulary)


def _stretches(found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    return [(start, end) for start, end, _ in found]


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word or number is cut at the edges."""
    before = start > 0 and _LATIN.match(text[start]) and _LATIN.match(text[start - 1])
    after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return not before and not after and not any(text.startswith(word, at) for word, at in _inner(text, start, end))


def _inner(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The words for yes or no that an edge of the stretch would cut, and where they would stand: 没有说到 in
    有没有说到."""
    for word in _YES_OR_NO:
        for at in range(max(0, start - len(word) + 1), min(len(text), end)):
            if at < start < at + len(word) or at < end < at + len(word):
                yield word, at


def _pair(start: int, compound: str, vocabulary: Vocabulary) -> Iterator[Token]:
    """The two places of a pair, one for each of the characters that stand for it."""
    for number, value in enumerate(vocabulary.compounds[compound]):
        thing = vocabulary.find(Kind.PLACE, value)
        things = (thing,) if thing else ()
        yield Token(start + number, start + number + 1, compound[number], things=things)


def _known(start: int, end: int, surface: str, vocabulary: Vocabulary, tag: str = "") -> Token:
    things = vocabulary.by_surface.get(surface, ())
    groups = vocabulary.groups.get(surface, frozenset())
    if surface in vocabulary.bureaus:  # 妇联 is a body, though the word is a cue for a topic
        things = tuple(thing for thing in things if thing.kind is not Kind.TOPIC)
    if any(thing.kind is Kind.ORGANIZATION for thing in things):  # 上交所 is one, though it is a cue for finance too
        things = tuple(t for t in things if t.kind is not Kind.TOPIC or surface in (normal(t.zh), normal(t.en)))
    if SKIPPED in groups and all(thing.kind is Kind.TOPIC and normal(thing.zh) != surface for thing in things):
        things = ()  # 台账 names the form of the answer, though measures speak of such things
    unknown = ""
    if things and _is_said_nowhere(surface, things, vocabulary):
        things, unknown = (), "" if groups else surface
    if not things and not groups and not unknown:
        unknown = vocabulary.elsewhere.get(surface) or (surface if surface in vocabulary.bureaus else "")
    return Token(start, end, surface, groups, things, tag=tag, unknown=unknown)


def _is_said_nowhere(surface: str, things: tuple[Thing, ...], vocabulary: Vocabulary) -> bool:
    """Whether the surface is a cue for topics with a word that no measure has: narrower than the topic (元宇宙)."""
    if not vocabulary.texts or not has_han(surface) or surface in vocabulary.usual_topics:
        return False
    if any(thing.kind is not Kind.TOPIC or _is_like(surface, normal(thing.zh)) for thing in things):
        return False
    return any(word not in vocabulary.texts for word, _ in jieba().tag(surface, False))


def _is_like(surface: str, label: str) -> bool:
    """Whether most characters of the surface are those of the label: 节能减碳 and 节能降碳."""
    return 4 * sum(letter in label for letter in surface) >= 3 * len(surface)


def _gap(text: str, start: int, end: int, vocabulary: Vocabulary) -> Iterator[Token]:
    for piece in _PIECES.finditer(text, start, end):
        word, at = piece[0], piece.start()
        if year := _YEAR.fullmatch(word):
            thing = Thing(Kind.YEAR, year[1], f"{year[1]}年", year[1])
            yield Token(at, piece.end(), word, things=(thing,))
        elif not has_han(word):
            yield _word(at, word, "m" if word.isdigit() else "eng", vocabulary)
        else:
            yield from _cut(at, word, vocabulary)


def _cut(at: int, text: str, vocabulary: Vocabulary) -> Iterator[Token]:
    """The words of a Chinese stretch; a place that is written by its sound with its 市 or 县 is one of them: 三名市."""
    for found in _DIVISION.finditer(text):
        for start in range(max(0, found.end() - _LONGEST_PLACE), found.end() - 2):
            written = text[start : found.end()]
            places = by_sound(written, "", vocabulary)
            if places and places[0].kind is Kind.PLACE:
                yield from _cut(at, text[:start], vocabulary)
                yield Token(at + start, at + found.end(), written, things=places, said=written)
                yield from _cut(at + found.end(), text[found.end() :], vocabulary)
                return
    last = at + len(text)
    for word, tag in jieba().tag(text, False) if text else ():
        token = _word(at, word, tag, vocabulary)
        at += len(word)
        if tag == "m" and len(word) == _SHORT_PLACE and (at == last or text[at - last] in _BEHIND_PLACES):
            places = tuple(thing for thing in by_sound(word, "", vocabulary) if thing.kind is Kind.PLACE)
            token = Token(token.start, token.end, word, things=places, said=word) if places else token
        yield token


def _word(at: int, word: str, tag: str, vocabulary: Vocabulary) -> Token:
    token = _known(at, at + len(word), word, vocabulary, tag)
    if word in vocabulary.letters:
        return replace(token, things=vocabulary.letters[word], groups=frozenset())
    if token.is_known or token.unknown:
        return token
    if groups := vocabulary.words.alone.get(word):
        return replace(token, groups=groups)
    small = all(SKIPPED in vocabulary.groups.get(letter, ()) for letter in word) and has_han(word)
    content = tag.startswith(_CONTENT) and not tag.startswith(_FUNCTION)
    if tag.startswith(("m", "q")) and not _COUNTED.fullmatch(word):
        content = True
    if small or not content or word in vocabulary.fillers:
        return replace(token, groups=frozenset({SKIPPED}))
    sought = len(word) > 1 and tag.startswith(_SOUGHT) and word in vocabulary.texts
    usual = len(word) > 1 and tag == "v" and _is_often(word, vocabulary.texts)
    return replace(token, in_texts=sought, is_usual_verb=usual)


def _is_often(word: str, texts: str) -> bool:
    at = 0
    for _ in range(_OFTEN):
        at = texts.find(word, at) + 1
        if not at:
            return False
    return True


def _repaired(found: list[Token], text: str, vocabulary: Vocabulary) -> list[Token]:
    """The tokens, those that are not known replaced by the names that they are misspellings of."""
    result: list[Token] = []
    number = 0
    left = MOST_REPAIRS
    while number < len(found):
        made = None
        if not found[number].is_known and not found[number].unknown and left:
            left -= 1
            made = _misspelt(found, number, text, vocabulary)
        if made is None:
            result.append(found[number])
            number += 1
            continue
        token, first, last = made
        del result[len(result) - (number - first) :]
        result.append(token)
        number = last + 1
    return result


def _misspelt(found: list[Token], number: int, text: str, vocabulary: Vocabulary) -> tuple[Token, int, int] | None:
    """The name that begins with, ends with or is the unknown token of that *number*: the token for it, and the numbers
    of the first and last token that it replaces. The longest stretch first."""
    run = number
    while run + 1 < len(found) and not found[run + 1].things and run + 1 - number < MOST_WORDS:
        run += 1
    stretches = [(first, last) for last in range(run, number - 1, -1) for first in (number - 1, number) if first >= 0]
    if number + 1 < len(found):
        stretches.append((number, number + 1))
    for how in (_heard, _near):
        for first, last in stretches:
            if first < number and not found[first].things:
                continue
            if any(group.startswith(OUTSIDE) for token in found[first : last + 1] for group in token.groups):
                continue  # 财政总预算 is no misspelling of what the graph has
            start, end = found[first].start, found[last].end
            wrong = sum(len(t.surface) for t in found[first : last + 1] if not t.things)
            written = text[start:end].strip()
            things = how(written, found[number].tag if first == last else "", wrong, vocabulary)
            if things and things[0].label("zh") != text[start:end]:
                return Token(start, end, text[start:end], things=things, said=text[start:end]), first, last
    return None


def _heard(written: str, tag: str, wrong: int, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    del wrong
    return by_sound(written, tag, vocabulary)


def _near(written: str, tag: str, wrong: int, vocabulary: Vocabulary) -> tuple[Thing, ...]:
    del tag
    return by_nearness(written, wrong, vocabulary)


def _verbatim(found: list[Token], text: str, vocabulary: Vocabulary) -> list[Token]:
    """The tokens, the longest stretches around unknown ones that measures hold, as written or as they sound, made one:
    土楼文化银行."""
    made: list[Token] = []
    number = 0
    while number < len(found):
        last = number + 1
        for end in range(min(number + MOST_WORDS, len(found)), number, -1):
            part = found[number:end]
            written = text[part[0].start : part[-1].end]
            unknown = any(not token.is_known and not token.unknown for token in part)
            if not unknown or len(written) < _SHORTEST_TEXT or not _may_be_text(part):
                continue
            words = written if written in vocabulary.texts else heard_in(written, vocabulary.texts)
            if words and (words == written or words not in vocabulary.groups):  # 格命老区 is reworded
                thing, said = Thing(Kind.TEXT, words, words), written if words != written else ""
                made.append(Token(part[0].start, part[-1].end, words, things=(thing,), said=said))
                last = end
                break
        else:
            made.append(found[number])
        number = last
    return made


def _may_be_text(part: list[Token]) -> bool:
    """Whether words that stand in a text may be looked for as one: they name no place, body or document, ask nothing,
    and begin and end with words of content."""
    kinds = {thing.kind for token in part for thing in token.things}
    edges = any(SKIPPED in token.groups and not token.things for token in (part[0], part[-1]))
    return not edges and kinds <= _PARTS_OF_TEXT


def _innermost(found: list[Token]) -> list[Token]:
    """The tokens, a place before another that lies in it being no name of its own: 福建省三明市 is one place."""
    result = list(found)
    for number, (token, behind) in enumerate(pairwise(found)):
        outer, inner = _place(token), _place(behind)
        if outer and inner and outer != inner and _holds(outer.value, inner.value):
            result[number] = replace(token, things=(), groups=frozenset({SKIPPED}))
    return result


def _asked_for(found: list[Token]) -> list[Token]:
    """The tokens, two sets of places behind a question word being what is asked for: 哪两个直辖市或省会."""
    result = list(found)
    for number in range(1, len(found) - 2):
        one, joint, other = found[number : number + 3]
        if _is_set(one) and _is_set(other) and joint.surface in _OR and found[number - 1].groups & _QUESTION:
            for at in (number, number + 2):
                result[at] = replace(found[at], things=(), groups=frozenset({"city"}))
    return result


def _is_set(token: Token) -> bool:
    return bool(token.things) and token.things[0].sort == SET


def _holds(outer: str, inner: str) -> bool:
    """Whether a place lies in another, by their codes: 350000 and 3504.. hold 350405."""
    own = outer.rstrip("0")
    own += "0" * (len(own) % 2)
    return outer != inner and len(own) < len(outer) == len(inner) and inner.startswith(own)


def _whose(found: list[Token], vocabulary: Vocabulary) -> Iterator[Token]:
    """The tokens; a bureau behind a place is that place's or nobody's."""
    before: Token | None = None
    for token in found:
        bodies = tuple(thing for thing in token.things if thing.kind is Kind.AGENCY)
        place = _place(before)
        named = token.surface in vocabulary.bureaus or (token.surface.isascii() and any(one.place for one in bodies))
        if bodies and place and named and len(bodies) == len(token.things):
            own = tuple(thing for thing in bodies if thing.place == place.value)
            unknown = place.zh + token.surface
            yield replace(token, things=own) if own else replace(token, things=(), groups=frozenset(), unknown=unknown)
        else:
            yield token
        before = token
    return


def _place(token: Token | None) -> Thing | None:
    """The place that a token names, where it names nothing else."""
    return token.things[0] if token and token.things and token.things[0].kind is Kind.PLACE else None
