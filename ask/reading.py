"""A question read as one of an intent: what its tokens fill and say, and how much of them that explains."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from .ends import asked_end, asked_noun, oriented
from .intents import Intent, Slot
from .model import Chip, Kind, Reading, Thing, Token
from .negation import negated
from .normal import normal
from .numbers import first_of
from .vocabulary import SET, Vocabulary
from .words import SKIPPED

_NAME, _NOUN, _OTHER = 2.0, 2.0, 1.0
"""What a name, a noun and another word weigh among what is to be explained."""
_UNKNOWN_NOUN, _UNKNOWN_OTHER, _UNUSED_NAME, _UNUSED_GROUP, _TEXT = 0.55, 0.8, 0.6, 0.93, 0.97
"""Factors for each word of that sort which a reading leaves unexplained; for one that is looked for in texts."""
_USUAL_VERB = 0.9
"""Factor for a verb that the documents use often: it says how something is done, which nobody asks."""
_SIGN, _DESCRIBED, _EXACT = 0.03, 0.06, 0.004
"""Added for each word that is a sign of the intent, for a document told by its places, for a word of texts."""
_MOST_SIGNS = 2
"""More words that are signs add nothing."""
_AGAINST, _NO_SIGN, _OTHER_MEASURE = 0.9, 0.9, 0.93
"""Factors for what speaks against an intent, for one without a sign, for a measure word of other things: 几家."""
_LACKING, _AID = "lacking", "aid"
_ISSUED, _DOCUMENT = "issuer", "document"
_COUNT, _MOST, _LEAST, _BOTH, _SURPLUS = "count", "most", "least", "both", "surplus"
_QUESTION = frozenset({"which", "who", "what"})
_MEASURE_WORDS = ("项条件处句段", "家", "份篇", "座", "对")
"""Characters by which things are counted; those of one row count the same things."""


_TELLING = frozenset(
    {"negated", "alone", "after", "dated", "most", "least", "count", "newest", "oldest", "lacks", "expired", "valid"}
)
"""Groups of words that would change the answer: one that is left unexplained is told."""
_TOLD = frozenset({Kind.ROLE, Kind.DOCUMENT, Kind.DOCUMENT_KIND, Kind.TEXT})
"""Kinds that are conditions even where their word is a sign of the intent."""


@dataclass(slots=True)
class _Sum:
    """What a reading has explained so far."""

    explained: float = 0.0
    total: float = 0.0
    factor: float = 1.0
    signs: int = 0
    bonus: float = 0.0
    chips: list[Chip] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    negated: frozenset[int] = frozenset()
    """Numbers of the tokens of which it is said that they do not hold, and of the words that say so."""

    def add(self, weight: float, explained: bool, factor: float = 1.0) -> None:
        self.total += weight
        self.explained += weight if explained else 0.0
        self.factor *= factor


def read(name: str, intent: Intent, found: Sequence[Token], vocabulary: Vocabulary) -> Reading | None:
    """The question as one of that intent; None where it has not its signs or not the conditions that it requires."""
    said = {group for token in found for group in token.groups}
    said |= {f":{thing.kind}" for token in found if not token.groups - {SKIPPED, _AID} for thing in token.things}
    if said & {*intent.never}:
        return None
    signs = {group for sign in intent.signs if said.issuperset(sign) for group in sign}
    if intent.signs and not signs and not (intent.usual and said & _QUESTION):
        return None
    total = _Sum(factor=1.0 if signs or not intent.signs else _NO_SIGN)
    own = signs | {*intent.hints} | vocabulary.words.always
    if not intent.value:  # a date or a number has no others
        total.negated = negated(found, own, vocabulary, intent.excluding)
    for number, token in enumerate(found):
        _weigh(token, number, found, intent, own, signs, total, vocabulary)
    filled = {chip.slot for chip in total.chips if not chip.negated}
    if not any(filled.issuperset(need) for need in intent.requires):
        total.chips.extend(_kinds(found, intent))  # 展会 asks for events; by itself it is the kind of them too
        filled = {chip.slot for chip in total.chips if not chip.negated}
    if not signs and intent.signs and any(_is_vague(chip) for chip in total.chips):
        return None  # a word of the texts and a question word are no question about measures
    several = len({chip.thing for chip in total.chips if intent.slots[chip.slot].any and not chip.negated}) > 1
    most = _MOST in said or _SURPLUS in signs or first_of(found) > 0  # 谁的任务多
    most = most or (several and _COUNT in signs)  # 比较两份方案的任务数
    ranked = intent.grouped and (most or _LEAST in said)
    count = intent.counted and _COUNT in said and not ranked  # 谁的任务最多,有多少: the number is told with the name
    whole = intent.whole and (count or bool(said & {_MOST, _LEAST}) or any(chip.negated for chip in total.chips))
    whole = whole or (intent.excluding and any(chip.negated for chip in total.chips))
    if intent.requires and not whole and not any(filled.issuperset(need) for need in intent.requires):
        return None
    total.factor *= _AGAINST ** len(said & {*intent.against})
    if _COUNT in said and not intent.counted and _COUNT not in intent.hints:
        total.factor *= _AGAINST
    if (noun := asked_noun(found)) and not noun & {*(group for sign in intent.signs for group in sign)}:
        total.factor *= _AGAINST
    total.factor *= _OTHER_MEASURE ** sum(_counts_others(token, intent, filled) for token in found)
    if intent.asks == _LACKING:
        total.chips = oriented(total.chips, found)
    elif intent.asks and intent.asks != asked_end(found, signs):
        total.factor *= _AGAINST
    score = (
        total.factor * (total.explained / total.total if total.total else 0.0)
        + _SIGN * min(total.signs, _MOST_SIGNS)
        + total.bonus
        + intent.rank
    )
    classes = tuple(dict.fromkeys(c for group, listed in intent.classes.items() if group in said for c in listed))
    return Reading(
        name,
        tuple(dict.fromkeys(total.chips)),
        round(score, 4),
        count,
        most and intent.grouped,
        _LEAST in said and intent.grouped,
        classes,
        tuple(total.unused),
        first_of(found) if intent.grouped else 0,
        intent.grouped and _BOTH in said,
    )


def _is_vague(chip: Chip) -> bool:
    return chip.slot == "text" or bool(chip.cue) or chip.thing.sort == SET


def _kinds(found: Sequence[Token], intent: Intent) -> Iterator[Chip]:
    """The kind of platform that is asked for by its name, where nothing else is a condition."""
    for name, slot in intent.slots.items():
        for token in found if slot.kind is Kind.PLATFORM_KIND else ():
            for thing in token.things:
                if thing.kind is Kind.PLATFORM_KIND and any(thing.kind is not Kind.TOPIC for thing in token.things[:1]):
                    yield Chip(name, thing, at=token.start)
                    return


def _counts_others(token: Token, intent: Intent, filled: Collection[str]) -> bool:
    """Whether the token asks with a measure word for other things than the intent finds: 几家 for no tasks. Platforms
    have many, each kind its own: 几条铁路."""
    if not intent.counted or not token.groups & {_COUNT, "which", "who"} or Kind.PLATFORM_KIND in filled:
        return False
    asked, own = (_counted_by(text) for text in (token.surface.removesuffix("单位"), intent.counts.zh[0]))
    return bool(asked and asked != own)


def _counted_by(text: str) -> str:
    return next((row for row in _MEASURE_WORDS if text[-1:] in row and text[-1:]), "")


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
    excluded = number in total.negated
    chip = _chip(token, number, found, intent, total.chips, vocabulary, excluded)
    if chip and excluded:
        chip, mine = replace(chip, negated=True), []
    told = chip is not None and chip.thing.kind in _TOLD
    if chip and (not mine or token.groups == {_AID} or told):
        total.chips.append(chip)
        total.add(_NAME, True, _TEXT if token.in_texts and chip.thing.kind is Kind.TEXT else 1.0)
        sign = bool(token.groups & signs) or f":{chip.thing.kind}" in signs
        total.factor *= _AGAINST if _is_asked_for(number, found) and not sign else 1.0
        total.bonus += _EXACT if chip.thing.kind is Kind.TEXT else 0.0
        total.bonus += _DESCRIBED if token.described else 0.0
        total.signs += bool(token.groups & signs)
    elif mine:
        total.add(max(groups[group].weight for group in mine), True)
        total.signs += bool(token.groups & signs - vocabulary.words.always)
    elif _COUNT in token.groups or (token.groups & {_MOST, _LEAST} and intent.grouped):
        total.add(groups[_COUNT].weight, True)
    elif (
        SKIPPED in token.groups
        or (number in total.negated and not token.things)
        or _is_in_title(number, found)
        or _is_issuer(number, found)
        or _is_repeated(token, number, found)
    ):
        return
    elif token.things:
        total.add(_NAME, False, _UNUSED_NAME)
        total.unused.append(token.said or token.surface)
    elif token.groups:
        if token.groups & _TELLING:
            total.unused.append(token.surface)
        total.add(max((groups[g].weight for g in token.groups if g in groups), default=1.0), False, _UNUSED_GROUP)
    elif token.in_texts and "text" in intent.slots and not any(chip.slot == "text" for chip in total.chips):
        text = Thing(Kind.TEXT, token.surface, token.surface, token.surface)
        total.chips.append(Chip("text", text, at=token.start))
        total.add(_NOUN, True, _TEXT)
    elif token.is_usual_verb:
        total.unused.append(token.surface)
        total.add(_OTHER, False, _USUAL_VERB)
    else:
        total.unused.append(token.surface)
        noun = token.tag.startswith(("n", "eng", "j", "t", "i", "l", "m", "q"))
        total.add(_NOUN if noun else _OTHER, False, _UNKNOWN_NOUN if noun else _UNKNOWN_OTHER)


def _is_in_title(number: int, found: Sequence[Token]) -> bool:
    """Whether the token is a part of the title of the document behind it: 闽西 in 闽西示范区建设方案."""
    behind = [token for token in found[number + 1 :] if token.groups != {SKIPPED}][:1]  # 闽西那个示范区建设方案
    documents = [thing for token in behind for thing in token.things[:1] if thing.kind is Kind.DOCUMENT]
    titles = [thing.zh for thing in documents]
    for year in (thing.value for thing in found[number].things if thing.kind is Kind.YEAR):
        return any(year in name for thing in documents for name in (*thing.names, *thing.years))  # 2021年国务院的意见
    return bool(found[number].things) and any(found[number].surface in title for title in titles)


def _is_issuer(number: int, found: Sequence[Token]) -> bool:
    """Whether the token names whose the document behind it is: 国务院 in 国务院的意见."""
    if {thing.kind for thing in found[number].things} != {Kind.AGENCY}:
        return False
    behind = [token for token in found[number + 1 :] if not token.groups & {SKIPPED, _ISSUED}][:2]
    return any(
        thing.kind is Kind.DOCUMENT
        for place, token in enumerate(behind)
        if place == 0 or _DOCUMENT in behind[0].groups
        for thing in token.things
    )


def _is_asked_for(number: int, found: Sequence[Token]) -> bool:
    """Whether a question word stands right before a word of texts that ends the question: 要承办哪些体育赛事."""
    kinds = {thing.kind for thing in found[number].things}
    if number == 0 or kinds - {Kind.TEXT, Kind.TOPIC, Kind.PLATFORM_KIND} or "which" not in found[number - 1].groups:
        return False
    return all(token.groups == {SKIPPED} for token in found[number + 1 :])


def _is_repeated(token: Token, number: int, found: Sequence[Token]) -> bool:
    """Whether the token is a place that stands for a document named before: 深圳意见和三明方案，深圳独有的."""
    places = {thing.value for thing in token.things if thing.kind is Kind.PLACE}
    before = {place for one in found[:number] for thing in one.things[:1] for place in thing.places}
    return bool(places & before)


def _chip(
    token: Token,
    number: int,
    found: Sequence[Token],
    intent: Intent,
    chips: Sequence[Chip],
    vocabulary: Vocabulary,
    excluded: bool,
) -> Chip | None:
    """The first slot of the intent that the token can fill. As many as are said may be *excluded*, where the slot takes
    more than one: with whom a place is paired is not told by who is excluded."""
    for name, slot in intent.slots.items():
        fitting = tuple(thing for thing in token.things if slot.fits(thing))
        if not fitting:
            continue
        held = {c.thing for c in chips if c.slot == name and (slot.most == 1 or not c.negated)}
        if (slot.most == 1 or not excluded) and len(held - {fitting[0]}) >= slot.most:
            continue
        if slot.said and not any(token.groups & {*slot.said} for token in found):
            continue
        if slot.beside and not _stands_beside(number, found, slot, vocabulary):
            continue
        return Chip(name, fitting[0], fitting[1:], token.said, cue(token, fitting[0]), token.start)
    return None


def cue(token: Token, thing: Thing) -> str:
    """The token, where it is a word for a topic and no part of its name."""
    names = normal(thing.zh) + normal(thing.en)
    return token.surface if thing.kind is Kind.TOPIC and not token.said and token.surface not in names else ""


def _stands_beside(number: int, found: Sequence[Token], slot: Slot, vocabulary: Vocabulary) -> bool:
    for token in found[number + 1 :]:
        if token.groups & {*slot.beside}:
            return True
        if not (SKIPPED in token.groups or token.groups & vocabulary.words.always or _COUNT in token.groups):
            return False
    return False
