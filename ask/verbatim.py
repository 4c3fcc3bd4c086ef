"""Conditions that no measure meets together, read as the words that were written: 土地指标(增减挂钩)跨省协调机制."""

from __future__ import annotations

from dataclasses import replace

from .model import Chip, Kind, Reading, Thing, Token
from .normal import has_han


def by_words(reading: Reading, found: tuple[Token, ...]) -> Reading | None:
    """The *reading* by the words of its topics, which must all stand in one measure, instead of the topics; a topic
    that words of another condition give is none beside it, and its own word is told as left out. None where the reading
    does not hold both words of the texts and topics, or a topic was not written in Chinese."""
    texts = [chip for chip in reading.chips if chip.slot == "text" and not chip.negated]
    topics = [chip for chip in reading.chips if chip.thing.kind is Kind.TOPIC and not chip.negated]
    if not texts or not topics:
        return None
    at = {token.start: token for token in found}
    given = {thing for chip in texts if chip.at in at for thing in at[chip.at].things}
    chips: list[Chip] = []
    left: list[str] = []
    for chip in reading.chips:
        if chip not in topics:
            chips.append(chip)
        elif (token := at.get(chip.at)) is None or chip.said or not has_han(token.surface):
            return None
        elif chip.thing in given:
            left.append(token.surface)
        else:
            word = token.surface
            chips.append(Chip("text", Thing(Kind.TEXT, word, word, word), at=chip.at))
    return replace(reading, chips=tuple(chips), unused=(*reading.unused, *left))
