"""Type-ahead: names and topics that have answers, for the end of what is being typed."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, Field

from ...ask.model import Kind, Thing
from ...ask.normal import has_han, normal, sound
from ...ask.vocabulary import Vocabulary

OFFERED = 8
LONGEST = 20
"""Characters at the end of the text that may be the beginning of a name."""
_KINDS = frozenset(Kind) - {Kind.AREA, Kind.ROLE, Kind.PLATFORM_KIND, Kind.DOCUMENT_KIND, Kind.CORPUS, Kind.COMMITMENT}


class Completion(BaseModel):
    """A name that what is typed may go on with."""

    text: str = Field(description="all that is typed, completed")
    label: str
    kind: str
    value: str = Field(description="as an address of /ask names it")


def complete(typed: str, vocabulary: Vocabulary, language: str) -> list[Completion]:
    """The names that the longest end of *typed* begins, in characters or pinyin; those named most come first.
    Chinese goes on in Chinese, whatever the *language*."""
    for start in range(max(0, len(typed) - LONGEST), len(typed)):
        end = typed[start:]
        if end.isascii() and start and typed[start - 1].isascii() and typed[start - 1].isalnum():
            continue  # the middle of a Latin word
        found = list(_beginning(normal(end), vocabulary))
        if found:
            best = sorted(dict.fromkeys(found), key=lambda thing: (-thing.weight, thing.value))[:OFFERED]
            return [_made(typed[:start], thing, "zh" if has_han(typed) else language) for thing in best]
    return []


def _made(before: str, thing: Thing, language: str) -> Completion:
    label = thing.label(language)
    return Completion(text=before + label, label=label, kind=thing.kind.value, value=thing.value)


def _beginning(form: str, vocabulary: Vocabulary) -> Iterator[Thing]:
    if not form or (form.isascii() and len(form) < 2):
        return
    for thing in vocabulary.things:
        if thing.kind in _KINDS and thing.weight:
            names = (normal(thing.zh), normal(thing.en))
            if any(name.startswith(form) for name in names) or (not has_han(form) and sound(thing.zh).startswith(form)):
                yield thing
