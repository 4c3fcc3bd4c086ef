"""Which intent a question has: the one that explains most of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .among import among
from .clauses import asking
from .documents import missing, with_documents, with_places_as_documents
from .intents import Intent
from .link import OUTSIDE, tokens
from .model import Kind, Reading, Thing, Token, Understood
from .normal import has_han, normal
from .passages import quoting
from .reading import cue, read
from .vocabulary import Vocabulary
from .words import SKIPPED

THRESHOLD = 0.74
"""A reading below it is none."""
_LIKE = 0.12
"""So much worse may a reading be that is taken where the best one finds nothing."""
NEAR = 0.4
"""From here on an intent is near enough for a suggestion."""
_DOCUMENT, _CHOICE, _PAIR, _OWN = "document", "choice", "pair", "own"
_TWO_SIDES = frozenset(
    {"compare", "difference", "unique", "lacks", "lacked", "shared", "most", "least", "surplus", "every"}
)
_COMPARED = frozenset({"surplus", "most", "least"})
_FEWEST = 2
_NOUNS = frozenset(
    {"task", "agency", "platform", "project", "event", "enterprise", "school", "topic", "city", "base_area"}
)
"""Behind a name they ask for what it has: 教育局的任务."""
_BUILT = frozenset({Kind.VEHICLE, Kind.ORGANIZATION})
_NAMES = _BUILT | {Kind.AGENCY, Kind.DOCUMENT, Kind.BASE_AREA}
_SOUGHT = _BUILT | {Kind.TOPIC}
_LONG = 5
"""Characters of a word that names more than its topic: 绿色技术银行."""
_ABOUT = _NAMES | {Kind.PLACE, Kind.TOPIC, Kind.COMMITMENT}
"""Kinds of the names that keywords alone may ask about, and of those beside them."""
_ASKS = re.compile(
    r"[谁哪啥吗呢吧几]|名单|清单|列表|一览|名录|明细|台账|花名册|盘点|汇总|总览|目录|大全|列一下|列出|列举|列个|给我看|什么|多少|对不对|没$|如何|怎么|怎样|是否|有没有|是不是|还是|^(?:list|name|give|show|tell)\b"
)
_YES_OR_NO = re.compile(
    r"吗|是不是|是否|有没有|有无|对不对|对不|能否|会不会|(?<=[一-鿿])没有?$|^(?:is|are|does|do|did|has|have|can|was|were)\b"
)


def understand(question: str, vocabulary: Vocabulary, intents: Mapping[str, Intent]) -> Understood:
    """What *question* asks, by the *vocabulary* of what the graph holds: what stands in the clauses that ask, or in all
    of it where those alone are not understood."""
    core = asking(question, vocabulary.groups)
    if core != question and (understood := _understand(core, vocabulary, intents)).reading:
        return understood
    return _understand(question, vocabulary, intents)


def _understand(question: str, vocabulary: Vocabulary, intents: Mapping[str, Intent]) -> Understood:
    plain = tokens(question, vocabulary)
    either = [_made(question, one, vocabulary, intents) for one in _choices(plain)]
    if all(one.reading for one in either) and either:
        first, *rest = (one.reading for one in either)
        return replace(either[0], choices=tuple(reading for reading in (first, *rest) if reading), yes_or_no="")
    everybody, body = among(plain)
    if body and (understood := _made(question, everybody, vocabulary, intents)).reading:
        return replace(understood, among=body, yes_or_no="")
    return _made(question, plain, vocabulary, intents)


def _made(question: str, plain: tuple[Token, ...], vocabulary: Vocabulary, intents: Mapping[str, Intent]) -> Understood:
    asked = is_question(question, plain, vocabulary)
    outside = _outside(plain)
    unknown = tuple(dict.fromkeys(token.unknown for token in plain if token.unknown))
    if document := missing(plain, vocabulary):
        unknown = (*unknown, document)
    readings = sorted(
        (
            reading
            for words in (plain, *_with_texts(plain, vocabulary), *_headed(plain, vocabulary))
            for variant in (*with_documents(words, vocabulary), *_two_sides(words, vocabulary))
            for reading in _readings(variant, vocabulary, intents)
        ),
        key=lambda reading: (-reading.score, reading.intent),
    )
    best = readings[0] if readings else None
    good = best if best and best.score >= THRESHOLD and asked and not outside and not unknown else None
    near = tuple(dict.fromkeys(reading.intent for reading in readings if reading.score >= NEAR))
    unexplained = tuple(t.surface for t in plain if not t.is_known and not t.unknown)
    others = tuple(reading for reading in readings[1:] if good and _is_like(reading, good, intents))
    asks = _YES_OR_NO.search(normal(question))
    return Understood(good, plain, asked, unknown, unexplained, outside, others, near, asks[0] if asks else "")


def last_reading(understood: Understood, vocabulary: Vocabulary, intents: Mapping[str, Intent]) -> Reading | None:
    """What is left where a question has no other reading, or one that finds nothing: the passages that hold its
    words, in the documents that it names. None where nothing is asked, or what no document of the graph tells."""
    if not understood.is_question:
        return None
    *_, found = with_documents(understood.tokens, vocabulary)
    made = (quoting(found, name, intent, vocabulary) for name, intent in intents.items() if intent.last)
    return next((reading for reading in made if reading is not None), None)


def _choices(found: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """The tokens with either of two names of a kind between which a question chooses: 宁波还是杭州."""
    if any(token.groups & _COMPARED for token in found):
        return  # 金融还是医疗的措施多 is answered with both numbers
    for number, token in enumerate(found):
        if _CHOICE not in token.groups:
            continue
        one = next((n for n in range(number - 1, -1, -1) if found[n].things), None)
        other = next((n for n in range(number + 1, len(found)) if found[n].things), None)
        if one is None or other is None or found[one].things[0].kind is not found[other].things[0].kind:
            continue
        left = (*found[:number], *found[number + 1 : other], *found[other + 1 :])
        right = (*found[:one], *found[one + 1 : number], *found[number + 1 :])
        if found[one].things[0].kind is Kind.PLACE and any(_PAIR in token.groups for token in found):
            # 百色归深圳还是广州帮: the first verb says no more than the one that pairs
            left, right = (tuple(t for t in side if t.things or _OWN not in t.groups) for side in (left, right))
        yield left
        yield right
        return


def _two_sides(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens with the documents of two places, where something is compared: 深圳有、三明没有的主题."""
    if any(token.groups & _TWO_SIDES for token in found):
        for variant in with_documents(found, vocabulary):
            yield from with_places_as_documents(variant, vocabulary)


def _with_texts(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens with cues for topics as words that measures hold: 预制菜 is less than farming."""
    changed = tuple(_as_text(token, vocabulary) for token in found)
    if changed != tuple(found):
        yield changed


def _as_text(token: Token, vocabulary: Vocabulary) -> Token:
    kinds = {thing.kind for thing in token.things}
    if (
        not kinds
        or kinds - {Kind.TOPIC, Kind.PLATFORM_KIND}
        or token.groups
        or token.surface in vocabulary.usual_topics
        or not has_han(token.surface)
    ):
        return token
    named = Kind.PLATFORM_KIND not in kinds and not cue(token, token.things[0])
    if named or token.surface not in vocabulary.texts:
        return token
    text = Thing(Kind.TEXT, token.surface, token.surface, token.surface)
    return replace(token, things=(text,), in_texts=Kind.PLATFORM_KIND in kinds)


def _headed(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens with a compound that ends in a word for platforms, projects or events as what such things are called
    (物流园), and cut in two (体育赛事: 体育, 赛事)."""
    for number, token in enumerate(found):
        kinds = {thing.kind for thing in token.things}
        if not has_han(token.surface) or token.groups or kinds - {Kind.TOPIC, Kind.TEXT}:
            continue
        head = next((h for h in vocabulary.heads if token.surface.endswith(h) and len(token.surface) > len(h)), "")
        if not head:
            continue
        text = Thing(Kind.TEXT, token.surface, token.surface, token.surface)
        yield (*found[:number], replace(token, things=(text,), groups=vocabulary.heads[head]), *found[number + 1 :])
        front = token.surface.removesuffix(head)
        if about := vocabulary.by_surface.get(front, ()):
            middle = token.start + len(front)
            first = Token(token.start, middle, front, things=about)
            yield (*found[:number], first, Token(middle, token.end, head, vocabulary.heads[head]), *found[number + 1 :])


def _is_like(reading: Reading, best: Reading, intents: Mapping[str, Intent]) -> bool:
    """Whether a reading has the conditions of the best one, a word or its topic, and is nearly as good."""
    same = _conditions(reading) == _conditions(best)
    ends = bool(intents[reading.intent].asks and intents[best.intent].asks)  # who implements it, what it implements
    instead = reading.intent == intents[best.intent].instead
    other = ends or instead if reading.intent != best.intent else reading.chips != best.chips
    return same and other and reading.score >= max(THRESHOLD, best.score - _LIKE)


def _conditions(reading: Reading) -> set[object]:
    return {chip.at for chip in reading.chips}


def is_question(question: str, found: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether anything is asked. Bare names and words of texts are for the search."""
    marked = question.rstrip().endswith("?") or (len(found) >= _FEWEST and question.rstrip().endswith("？"))
    if marked or _ASKS.search(normal(question)) or _is_asked_by_name(found):
        return True
    groups = vocabulary.words.groups
    if len(found) < _FEWEST:
        return False  # 结对, 责任单位: a word by itself is searched for
    said = [group for token in found if SKIPPED not in token.groups for group in token.groups if group in groups]
    if any(groups[group].asks for group in said) or _outside(found):
        return True
    ending = found[-1:] if has_han(question) else found
    if any(thing.kind is Kind.YEAR for t in found for thing in t.things) and _DOCUMENT in found[-1].groups:
        return True  # 2023年的文件
    return any(t.things for t in found) and any(t.groups & _NOUNS and SKIPPED not in t.groups for t in ending)


def _is_asked_by_name(found: Sequence[Token]) -> bool:
    """Whether keywords alone ask: a name of the graph and another or a noun beside it, or a misspelt one, which no
    search finds."""
    named = [token for token in found if _is_name(token)]
    about = [t for t in found if {thing.kind for thing in t.things[:1]} & _ABOUT or t.groups & _NOUNS]
    if not any(token.things[0].kind in _NAMES for token in named):  # 红色旅游 研学 is searched for
        about = [t for t in about if not t.things or t.things[0].kind is not Kind.TOPIC or t in named]
    alone = len(found) == 1 and any(token.said and token.things[0].kind in _SOUGHT for token in named)
    return alone or (bool(named) and len({*about, *named}) > 1)


def _is_name(token: Token) -> bool:
    """Whether the token names something of the graph, or is a longer word of the texts than the name of its topic."""
    thing = token.things[0] if token.things else None
    if thing is None or thing.kind in _NAMES:
        return thing is not None
    longer = len(token.surface) >= _LONG and has_han(token.surface)
    return longer and (thing.kind is Kind.TEXT or bool(cue(token, thing) or (token.said and thing.kind is Kind.TOPIC)))


def _outside(found: Iterable[Token]) -> str:
    for token in found:
        kinds = [group.removeprefix(OUTSIDE) for group in token.groups if group.startswith(OUTSIDE)]
        if kinds and not token.things and all(group.startswith(OUTSIDE) for group in token.groups):
            return min(kinds)
    return ""


def _readings(found: Sequence[Token], vocabulary: Vocabulary, intents: Mapping[str, Intent]) -> list[Reading]:
    made = (read(name, intent, found, vocabulary) for name, intent in intents.items() if not intent.last)
    return [reading for reading in made if reading is not None]
