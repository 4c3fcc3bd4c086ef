"""Which intent a question has: the one that explains most of its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .clauses import asking
from .documents import with_documents, with_places_as_documents
from .intents import Intent, Slot
from .link import OUTSIDE, SKIPPED, tokens
from .model import Chip, Kind, Reading, Thing, Token, Understood
from .normal import has_han, normal
from .vocabulary import Vocabulary

THRESHOLD = 0.74
"""A reading below it is none."""
_LIKE = 0.12
"""So much worse may a reading be that is taken where the best one finds nothing."""
NEAR = 0.4
"""From here on an intent is near enough for a suggestion."""
_NAME, _NOUN, _OTHER = 2.0, 2.0, 1.0
"""What a name, a noun and another word weigh among what is to be explained."""
_UNKNOWN_NOUN, _UNKNOWN_OTHER, _UNUSED_NAME, _UNUSED_GROUP, _TEXT = 0.55, 0.8, 0.6, 0.93, 0.97
"""Factors for each word of that sort which a reading leaves unexplained; for one that is looked for in texts."""
_SIGN, _DESCRIBED, _EXACT = 0.03, 0.06, 0.004
"""Added for each word that is a sign of the intent, for a document told by its places, for a word of texts."""
_AGAINST = 0.9
_WITH = frozenset({"与", "和", "跟", "同", "较"})
_LACKING, _LACKS, _LACKED = "lacking", "lacks", "lacked"
_ONE, _OTHER_SLOT = "one", "other"
_ISSUED, _DOCUMENT = "issuer", "document"
_TWO_SIDES = frozenset({"compare", "difference", "unique", "lacks", "lacked"})
_THAN, _SURPLUS, _AID = "than", "surplus", "aid"
_MOST_SIGNS, _FEWEST = 2, 2
"""More words that are signs add nothing."""
_ALWAYS = frozenset({"which", "who", "what", "passive"})
_QUESTION = frozenset({"which", "who", "what"})
_NOUNS = frozenset(
    {"task", "agency", "platform", "project", "event", "enterprise", "school", "topic", "city", "base_area"}
)
"""Behind a name they ask for what it has: 教育局的任务."""
_COUNT, _MOST = "count", "most"
_ASKS = re.compile(
    r"[谁哪啥吗呢几]|名单|清单|列表|一览|名录|明细|台账|花名册|盘点|汇总|总览|目录|大全|什么|多少|如何|怎么|怎样|是否|有没有|是不是|还是|^(?:list|name|give|show|tell)\b"
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
    asked = is_question(question, plain, vocabulary)
    outside = _outside(plain)
    unknown = tuple(dict.fromkeys(token.unknown for token in plain if token.unknown))
    readings = sorted(
        (
            reading
            for words in (plain, *_with_texts(plain, vocabulary))
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
    return Understood(good, plain, asked, unknown, unexplained, outside, others, near)


def _two_sides(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens with the documents of two places, where something is compared: 深圳有、三明没有的主题."""
    if any(token.groups & _TWO_SIDES for token in found):
        for variant in with_documents(found, vocabulary):
            yield from with_places_as_documents(variant, vocabulary)


def _with_texts(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens with cues for topics as words that measures hold: 预制菜 is less than farming."""
    told = {normal(word) for listed in vocabulary.words.topics.values() for word in listed}
    changed = tuple(_as_text(token, told, vocabulary) for token in found)
    if changed != tuple(found):
        yield changed


def _as_text(token: Token, told: Collection[str], vocabulary: Vocabulary) -> Token:
    topics = token.things and all(thing.kind is Kind.TOPIC for thing in token.things)
    if not topics or token.groups or token.surface in told or not has_han(token.surface):
        return token
    if not _cue(token, token.things[0]) or token.surface not in vocabulary.texts:
        return token
    return replace(token, things=(Thing(Kind.TEXT, token.surface, token.surface, token.surface),))


def _is_like(reading: Reading, best: Reading, intents: Mapping[str, Intent]) -> bool:
    """Whether a reading has the conditions of the best one, a word or its topic, and is nearly as good."""
    same = _conditions(reading) == _conditions(best)
    ends = bool(intents[reading.intent].asks and intents[best.intent].asks)  # who implements it, what it implements
    other = ends if reading.intent != best.intent else reading.chips != best.chips
    return same and other and reading.score >= max(THRESHOLD, best.score - _LIKE)


def _conditions(reading: Reading) -> set[object]:
    return {chip.cue or (chip.thing.value if chip.thing.kind is Kind.TEXT else chip.thing) for chip in reading.chips}


def is_question(question: str, found: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether anything is asked. Bare names and words of texts are for the search."""
    if question.rstrip().endswith("?") or _ASKS.search(normal(question)):
        return True
    groups = vocabulary.words.groups
    if len(found) < _FEWEST:
        return False  # 结对, 责任单位: a word by itself is searched for
    said = [group for token in found if SKIPPED not in token.groups for group in token.groups if group in groups]
    if any(groups[group].asks for group in said) or _outside(found):
        return True
    ending = found if question.isascii() else found[-1:]
    if any(thing.kind is Kind.YEAR for t in found for thing in t.things) and _DOCUMENT in found[-1].groups:
        return True  # 2023年的文件
    return any(t.things for t in found) and any(t.groups & _NOUNS and SKIPPED not in t.groups for t in ending)


def _outside(found: Iterable[Token]) -> str:
    for token in found:
        kinds = [group.removeprefix(OUTSIDE) for group in token.groups if group.startswith(OUTSIDE)]
        if kinds and not token.things and all(group.startswith(OUTSIDE) for group in token.groups):
            return min(kinds)
    return ""


def _readings(found: Sequence[Token], vocabulary: Vocabulary, intents: Mapping[str, Intent]) -> list[Reading]:
    made = (_read(name, intent, found, vocabulary) for name, intent in intents.items())
    return [reading for reading in made if reading is not None]


@dataclass(slots=True)
class _Sum:
    """What a reading has explained so far."""

    explained: float = 0.0
    total: float = 0.0
    factor: float = 1.0
    signs: int = 0
    bonus: float = 0.0
    chips: list[Chip] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    def add(self, weight: float, explained: bool, factor: float = 1.0) -> None:
        self.total += weight
        self.explained += weight if explained else 0.0
        self.factor *= factor


def _read(name: str, intent: Intent, found: Sequence[Token], vocabulary: Vocabulary) -> Reading | None:
    """The question as one of that intent; None where it has not its signs or not the conditions that it requires."""
    said = {group for token in found for group in token.groups}
    said |= {f":{thing.kind}" for token in found if not token.groups - {SKIPPED, _AID} for thing in token.things}
    if said & {*intent.never}:
        return None
    signs = {group for sign in intent.signs if said.issuperset(sign) for group in sign}
    if intent.signs and not signs:
        return None
    own = signs | {*intent.hints} | _ALWAYS
    total = _Sum()
    for number, token in enumerate(found):
        _weigh(token, number, found, intent, own, signs, total, vocabulary)
    filled = {chip.slot for chip in total.chips}
    count = intent.counted and _COUNT in said
    whole = intent.whole and (count or _MOST in said)
    if intent.requires and not whole and not any(filled.issuperset(need) for need in intent.requires):
        return None
    total.factor *= _AGAINST ** len(said & {*intent.against})
    if intent.asks == _LACKING:
        total.chips = _oriented(total.chips, found)
    elif intent.asks and intent.asks != _asked_end(found, signs):
        total.factor *= _AGAINST
    score = (
        total.factor * (total.explained / total.total if total.total else 0.0)
        + _SIGN * min(total.signs, _MOST_SIGNS)
        + total.bonus
        + intent.rank
    )
    most = _MOST in said and intent.grouped
    classes = tuple(dict.fromkeys(c for group, listed in intent.classes.items() if group in said for c in listed))
    return Reading(name, tuple(dict.fromkeys(total.chips)), round(score, 4), count, most, classes)


def _oriented(chips: list[Chip], found: Sequence[Token]) -> list[Chip]:
    """The chips with the document that lacks something as the other one: it stands before 没有, behind but not."""
    places = {thing: number for number, token in enumerate(found) for thing in token.things[:1]}
    lacks = [number for number, token in enumerate(found) if _LACKS in token.groups]
    lacked = [number for number, token in enumerate(found) if _LACKED in token.groups]
    ends = {chip.slot: places.get(chip.thing, -1) for chip in chips if chip.slot in (_ONE, _OTHER_SLOT)}
    if len(ends) < 2:
        return chips
    if standard := _standard(found, ends):
        more = any(_SURPLUS in token.groups for token in found)
        lacking = standard if more else next(slot for slot in ends if slot != standard)
    elif lacks:
        before = {slot: place for slot, place in ends.items() if place < lacks[-1]}
        lacking = max(before, key=lambda slot: before[slot], default=_OTHER_SLOT)
    elif lacked:
        behind = {slot: place for slot, place in ends.items() if place > lacked[-1]}
        lacking = min(behind, key=lambda slot: behind[slot], default=_OTHER_SLOT)
    else:
        lacking = _OTHER_SLOT
    if lacking == _OTHER_SLOT:
        return chips
    swapped = {_ONE: _OTHER_SLOT, _OTHER_SLOT: _ONE}
    turned = [replace(chip, slot=swapped.get(chip.slot, chip.slot)) for chip in chips]
    return sorted(turned, key=lambda chip: chip.slot == _OTHER_SLOT)


def _standard(found: Sequence[Token], ends: Mapping[str, int]) -> str:
    """The slot of the document that the other one is measured by: 比它, 与它相比."""
    than = next((number for number, token in enumerate(found) if _THAN in token.groups), None)
    if than is None:
        return ""
    before = [slot for slot, place in ends.items() if place < than]
    behind = sorted((slot for slot, place in ends.items() if place > than), key=lambda slot: ends[slot])
    with_it = before and min(ends.values()) > 0 and found[min(ends.values()) - 1].surface in _WITH
    if len(before) == len(ends):
        return max(before, key=lambda slot: ends[slot])  # 甲和乙比
    return before[0] if len(before) == 1 and (with_it or not behind) else next(iter(behind), "")


def _asked_end(found: Sequence[Token], signs: set[str]) -> str:
    """Which end of the verb is asked for: its subject (谁落实它) or its object (它落实什么).

    A question word before the verb asks for the subject, one behind it for the object, unless the document too stands
    behind the verb (落实它的文件有哪些). English fronts its question words and says by do and by which end is meant.
    """
    verb = next((n for n, token in enumerate(found) if token.groups & signs), 0)
    asked = next((n for n, token in enumerate(found) if token.groups & _QUESTION), -1)
    named = next((n for n, token in enumerate(found) if token.things), -1)
    latin = [token.surface for token in found if token.surface.isascii()]
    if {"does", "do", "did", "what does"} & {*latin}:
        return "object"
    if "by" in latin:
        return "object" if asked < verb else "subject"
    if 0 <= asked < verb or asked < 0:
        return "subject" if asked >= 0 or named > verb else "object"
    return "subject" if named > verb else "object"


def _weigh(
    token: Token,
    number: int,
    found: Sequence[Token],
    intent: Intent,
    own: set[str] | frozenset[str],
    signs: set[str],
    total: _Sum,
    vocabulary: Vocabulary,
) -> None:
    groups = vocabulary.words.groups
    mine = [group for group in token.groups & own if group in groups]
    chip = _chip(token, number, found, intent, total.chips)
    if chip and (not mine or token.groups == {_AID} or chip.thing.kind in (Kind.ROLE, Kind.DOCUMENT)):
        total.chips.append(chip)
        total.add(_NAME, True)
        total.bonus += _EXACT if chip.thing.kind is Kind.TEXT else 0.0
        total.bonus += _DESCRIBED if token.described else 0.0
        total.signs += bool(token.groups & signs)
    elif mine:
        total.add(max(groups[group].weight for group in mine), True)
        total.signs += bool(token.groups & signs)
    elif _COUNT in token.groups or (_MOST in token.groups and intent.grouped):
        total.add(groups[_COUNT].weight, True)
    elif SKIPPED in token.groups or _is_issuer(number, found):
        return
    elif token.things:
        total.add(_NAME, False, _UNUSED_NAME)
    elif token.groups:
        total.add(max((groups[g].weight for g in token.groups if g in groups), default=1.0), False, _UNUSED_GROUP)
    elif token.in_texts and "text" in intent.slots and not any(chip.slot == "text" for chip in total.chips):
        total.chips.append(Chip("text", Thing(Kind.TEXT, token.surface, token.surface, token.surface)))
        total.add(_NOUN, True, _TEXT)
    else:
        noun = token.tag.startswith(("n", "eng", "j", "t", "i", "l", "m", "q"))
        total.add(_NOUN if noun else _OTHER, False, _UNKNOWN_NOUN if noun else _UNKNOWN_OTHER)


def _is_issuer(number: int, found: Sequence[Token]) -> bool:
    """Whether the token names whose the document behind it is: 国务院 in 国务院的意见."""
    if {thing.kind for thing in found[number].things} != {Kind.AGENCY}:
        return False
    behind = [token for token in found[number + 1 :] if not token.groups & {SKIPPED, _ISSUED}][:2]
    return any(
        thing.kind is Kind.DOCUMENT
        for place, token in enumerate(behind)
        if place == 0 or "document" in behind[0].groups
        for thing in token.things
    )


def _chip(token: Token, number: int, found: Sequence[Token], intent: Intent, chips: Sequence[Chip]) -> Chip | None:
    """The first slot of the intent that the token can fill."""
    for name, slot in intent.slots.items():
        fitting = tuple(thing for thing in token.things if slot.takes(thing.kind))
        if not fitting or len({c.thing for c in chips if c.slot == name} - {fitting[0]}) >= slot.most:
            continue
        if slot.beside and not _stands_beside(number, found, slot):
            continue
        return Chip(name, fitting[0], fitting[1:], token.said, _cue(token, fitting[0]))
    return None


def _cue(token: Token, thing: Thing) -> str:
    """The token, where it is a word for a topic and no part of its name."""
    names = normal(thing.zh) + normal(thing.en)
    return token.surface if thing.kind is Kind.TOPIC and not token.said and token.surface not in names else ""


def _stands_beside(number: int, found: Sequence[Token], slot: Slot) -> bool:
    for token in found[number + 1 :]:
        if token.groups & {*slot.beside}:
            return True
        if not (SKIPPED in token.groups or token.groups & _ALWAYS or _COUNT in token.groups):
            return False
    return False
