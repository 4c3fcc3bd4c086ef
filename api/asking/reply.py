"""A question or an address with chips in, a reply out: what the page, JSON, CSV and programs are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...ask.intents import Intent, intents
from ...ask.model import Chip, Kind, Reading, Understood
from ...ask.understand import last_reading, understand
from ...ask.verbatim import by_words
from ...ask.vocabulary import Vocabulary
from ..pages.effect import document_as_of
from ..pages.language import Words
from ..pages.site import Site, text_of
from ..pages.standing import today
from .answer import Result, condition, run, sentence
from .chips import INTENT, Unread, added, from_parameters
from .suggest import Suggestion, suggest
from .vocabulary import vocabulary

LONGEST = 300
"""Characters of a question that are read."""
_LACKING = frozenset({"lacks", "lacked", "negated"})
"""Groups of the words that turn a question round."""
_ROLE, _ROLES, _BODIES = "role", frozenset({"lead", "support"}), "bodies"
ANSWERED, REFUSED = "answered", "refused"


@dataclass(slots=True)
class Reply:
    """What a question gets."""

    status: str
    text: str
    """The answer in words, or why there is none."""
    reading: Reading | None = None
    result: Result | None = None
    value: str | int | None = None
    is_question: bool = True
    suggestions: list[Suggestion] = field(default_factory=list)
    near: list[Reading] = field(default_factory=list)
    """Other intents that the same conditions have."""

    @property
    def intent(self) -> Intent | None:
        return intents()[self.reading.intent] if self.reading else None

    @property
    def repaired(self) -> list[Chip]:
        return [chip for chip in self.reading.chips if chip.said] if self.reading else []


def reply(site: Site, words: Words, question: str, given: Mapping[str, Sequence[str]], more: str = "") -> Reply:
    """The answer to a *question*, or to the chips that an address has *given*, which go before it. *more* adds
    conditions in words."""
    known = vocabulary(site)
    if given.get(INTENT):
        reading = from_parameters(given, known)
        if isinstance(reading, Unread):
            text = words("ask.unread", name=reading.name, value=reading.value)
            return Reply(REFUSED, text, suggestions=suggest(site, known, (), ()))
        reading = added(reading, more, known)
        return _answered(site, words, reading, known, Understood(reading, is_question=True))
    understood = understand(question[:LONGEST], known, intents())
    if understood.reading is None:
        if quoted := _quoted(site, words, known, understood):
            return quoted
        suggestions = suggest(site, known, understood.near, understood.tokens)
        text = _refusal(understood, words)
        return Reply(REFUSED, text, is_question=understood.is_question, suggestions=suggestions)
    reading = _chosen(site, understood) or understood.reading
    return _answered(site, words, added(reading, more, known), known, understood)


def _chosen(site: Site, understood: Understood) -> Reading | None:
    """Of two readings between which a question chooses, the first that finds something."""
    return next((reading for reading in understood.choices if run(site, reading).lines), None)


def _answered(site: Site, words: Words, reading: Reading, known: Vocabulary, understood: Understood) -> Reply:
    result = run(site, reading)
    if not result.lines and not result.unknown and not result.denied:
        found = (run(site, other) for other in understood.others)
        result = next((other for other in found if other.lines), result)
        if not result.lines and (words_alone := by_words(reading, understood.tokens)):
            written = run(site, words_alone)
            result = written if written.lines else result
        reading = result.reading
    text, value = sentence(site, result, words)
    if result.unknown == _ROLE and _asks_owners(understood):
        reading = replace(reading, chips=tuple(chip for chip in reading.chips if chip.slot != _ROLE))
        result = run(site, reading)
        text = f"{text}{sentence(site, result, words)[0]}"
    if result.lines or (result.denied and not result.unknown):
        text = f"{_yes(understood, words)}{text}" if result.lines and not result.intent.value else text
        text = f"{text}{_standing(site, result, words)}" if understood.yes_or_no else text
        made = Reply(ANSWERED, text, reading, result, value)
    elif understood.yes_or_no and reading.chips and not result.unknown:
        text = words("ask.none_said", about=_about(reading, words))
        made = Reply(ANSWERED, text, reading, result, words("ask.no"))
    elif not result.unknown and (quoted := _quoted(site, words, known, understood)):
        return quoted
    else:
        text = text if result.unknown else words("ask.nothing", about=_about(reading, words))
        suggestions = suggest(site, known, understood.near, understood.tokens, besides=reading)
        made = Reply(REFUSED, text, reading, result, suggestions=suggestions)
    if understood.among and result.lines:
        held = {iri for _, iris in understood.among.fills for iri in iris} & {line.id for line in result.lines}
        made.text += words("ask.among" if held else "ask.not_among", name=understood.among.label(words.code))
    unused = reading.unused if made.status == ANSWERED else ()
    left = words("ask.unused", words=words("separator").join(dict.fromkeys(unused))) if unused else ""
    made.text = f"{_repairs(made, words)}{left}{made.text}"
    return made


def _asks_owners(understood: Understood) -> bool:
    """Whether a question for a role asks for the responsible bodies too: 谁牵头谁负责, but not 谁负责牵头."""
    role = [at for at, token in enumerate(understood.tokens) if token.groups & _ROLES]
    own = [at for at, token in enumerate(understood.tokens) if _BODIES in token.groups and not token.groups & _ROLES]
    return len(role) == 1 and any(at > role[0] or at + 1 < role[0] for at in own)


def _quoted(site: Site, words: Words, known: Vocabulary, understood: Understood) -> Reply | None:
    """The passages that hold the words of a question that has no other answer."""
    reading = last_reading(understood, known, intents())
    result = run(site, reading) if reading else None
    if reading is None or result is None or not result.lines:
        return None
    made = Reply(ANSWERED, sentence(site, result, words)[0], reading, result)
    made.text = f"{_repairs(made, words)}{made.text}"
    return made


def _standing(site: Site, result: Result, words: Words) -> str:
    """How it stands today with the document whose years are the answer: whether it is in force."""
    if not result.intent.tells_standing or len({line.id for line in result.lines}) != 1:
        return ""
    line = result.lines[0]
    years = {end: text_of(line.cells.get(end))[:4] for end in ("from", "to")}
    standing = document_as_of(site, line.id, {**years, "published": "", "kind": ""}, today())
    return words("ask.standing", date=today().isoformat(), state=words(f"effect.state.{standing.state}"))


def _about(reading: Reading, words: Words) -> str:
    labels = [intents()[reading.intent].title.of(words.code), *(condition(chip, words) for chip in reading.chips)]
    return words("ask.with").join(labels)


def _repairs(made: Reply, words: Words) -> str:
    chips = made.reading.chips if made.reading else ()
    repaired = (words("ask.repaired", said=c.said, name=c.thing.label(words.code)) for c in made.repaired)
    cues = (
        words("ask.by_topic", said=c.cue, name=c.thing.label(words.code))
        for c in chips
        if c.cue and c.thing.kind is Kind.TOPIC
    )
    return "".join((*repaired, *cues))


def _yes(understood: Understood, words: Words) -> str:
    """What goes before the answer of a question that something answers with yes."""
    if not understood.yes_or_no or understood.reading is None or understood.reading.count:
        return ""
    if understood.reading.most or understood.reading.least:
        return ""  # which one has most is told, not confirmed
    if any(token.groups & _LACKING and token.surface in understood.reading.unused for token in understood.tokens):
        return ""  # 沪明方案是不是没讲金融: that there are such measures is no yes
    return words("ask.yes_there_is" if "有" in understood.yes_or_no else "ask.yes")


def _refusal(understood: Understood, words: Words) -> str:
    """Why nothing is answered, in one sentence."""
    if understood.unknown:
        return words("ask.not_here", names=words("separator").join(understood.unknown))
    if understood.outside:
        return words(f"ask.outside_{understood.outside}")
    if not understood.is_question:
        return words("ask.no_question")
    if understood.unexplained:
        return words("ask.unexplained", words=words("separator").join(dict.fromkeys(understood.unexplained)))
    return words("ask.not_understood")
