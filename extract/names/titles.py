"""Policy documents: 《titles》 and titles inside them, numbers (国发〔2021〕3号), short names that a text gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from ..knowledge import schemas
from ..knowledge.gazetteer import Gazetteer
from ..knowledge.keys import key
from ..knowledge.lexicon import lexicon
from ..model import EntityType, Metadata, Span
from .meaning import Meaning

LONGEST = 160
"""A title between book-title marks is no longer than this many characters."""
SHORT, SHORTEST = 8, 4
"""Titles up to the first length may be short for another, up to the second they must be."""
RECENT = 200
"""A short title is looked for among this many of the titles before it."""
LONGEST_CODE = 14
_TAIL = re.compile(r"(?:\([^()]{0,30}\)|\s)+$")
_INNER = re.compile(r"[《〈<]([^《》〈〉<>]{3,120})[》〉>]")
_AFTER = re.compile(r"\s{0,2}\((?P<inside>[^()]{0,80})\)")
_CODE = re.compile(r"[\u4e00-\u9fff]{1,14}$")


class Printed(NamedTuple):
    """A place in the text that names a document, and the title or number by which it goes."""

    span: Span
    name: str


def titles(text: str) -> Iterator[Span]:
    """What stands between book-title marks, the outermost ones, the marks left out."""
    position = text.find("《")
    while position >= 0:
        depth, end = 1, -1
        for place in range(position + 1, min(len(text), position + 1 + LONGEST)):
            depth += {"《": 1, "》": -1}.get(text[place], 0)
            if text[place] == "\n" or depth == 0:
                end = place if depth == 0 else -1
                break
        if end > position + 1:
            yield Span(position + 1, end)
        position = text.find("《", max(end, position + 1))


def canonical_title(printed: str) -> str:
    """The title that a document goes by: of a notice that only issues another document, that document's."""
    words = lexicon(schemas.Titles)
    for promulgates in words.promulgating:
        place = printed.find(promulgates)
        if place >= 0 and (inner := _INNER.match(printed, place + len(promulgates))):
            rest = printed[inner.end() :]
            if rest.startswith(words.behind_promulgated) and len(rest) <= SHORTEST:
                return inner.group(1)
    return printed


def canonical_number(printed: str) -> str:
    """A document number in its one form: 国发〔2021〕3号."""
    found = _number().fullmatch(printed)
    if found is None:
        return "".join(printed.split())
    form = lexicon(schemas.Titles).number_form
    return form.format(body=found["body"], year=found["year"], serial=int(found["serial"]))


def read_documents(text: str, metadata: Metadata, own: bool) -> list[Printed]:
    """Every naming of a document by title, number or short name, in text order. *own*: whether the document itself, by
    its title and by 本意见, is one of them."""
    reader = _Reader(text)
    found = [*reader.own(metadata)] if own and metadata.title else []
    for span in titles(text):
        found += reader.read(span)
    found += reader.numbers()
    found += [Printed(span, full) for span in reader.pending if (full := reader.known.get(span.of(text)))]
    return sorted(dict.fromkeys(found))


def document_meaning(name: str, gazetteer: Gazetteer) -> Meaning:
    """The document that goes by *name*: a title without the period and the brackets behind it, or a number."""
    known = next(
        (row for row in gazetteer.names_by_surface.get(name, ()) if row.type is EntityType.POLICY_DOCUMENT), None
    )
    if known:
        return Meaning(EntityType.POLICY_DOCUMENT, known.name, known.key)
    plain = lexicon(schemas.Titles).period.sub("", _TAIL.sub("", "".join(name.split()))) or name
    return Meaning(EntityType.POLICY_DOCUMENT, plain, key(EntityType.POLICY_DOCUMENT, plain))


class _Reader:
    """Reads titles in text order and learns what the text calls each document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = lexicon(schemas.Titles)
        self.before_number = (*lexicon(schemas.Common).words.conjunctions, *self.words.before_number)
        self.known: dict[str, str] = {}
        """Every name so far, short ones and numbers included → the title."""
        self.attached: dict[int, str] = {}
        """Where a number stands in the bracket after a title → that title."""
        self.pending: list[Span] = []
        """Short titles that nothing before explains: 《方案》."""

    def own(self, metadata: Metadata) -> Iterator[Printed]:
        title = canonical_title("".join(metadata.title.split()))
        if metadata.title_span:
            yield Printed(metadata.title_span, title)
        for found in re.finditer("|".join(self.words.itself), self.text):
            yield Printed(Span(*found.span()), title)
        if metadata.number:
            self.known[canonical_number(metadata.number)] = title

    def read(self, span: Span) -> Iterator[Printed]:
        """The document of one title, with those that its title names."""
        printed = span.of(self.text)
        title = canonical_title(printed)
        follows = _AFTER.match(self.text, span.end + 1)
        inside = follows["inside"] if follows else ""
        number = _number().search(inside)
        short = self._short(inside)
        full = self._full(title)
        if full is None:
            self.pending.append(span)
            return
        yield Printed(span, full)
        for inner in _INNER.finditer(printed):
            if inner[1] != printed:
                target = self.known.setdefault(inner[1], inner[1])
                yield Printed(Span(span.start + inner.start(1), span.start + inner.end(1)), target)
        if short:
            self.known[short] = full
        if number and follows:
            self.attached[follows.start("inside") + number.start()] = full

    def _full(self, title: str) -> str | None:
        """The title that *title* stands for; None when it is too short to be one itself."""
        bare = _TAIL.sub("", title)
        full = self.known.get(title) or self.known.get(bare)
        if full is None and len(title) <= SHORT:
            full = self._longer(title)
        if full is None and len(title) > SHORTEST:
            full = title
        if full is not None:
            self.known.setdefault(full, full)
            self.known.setdefault(bare, full)
        return full

    def _longer(self, title: str) -> str | None:
        """The last full title so far that ends in the short one: 《实施意见》."""
        for name, full in islice(reversed(self.known.items()), RECENT):
            if len(name) > len(title) and _TAIL.sub("", name).endswith(title):
                return full
        return None

    def _short(self, inside: str) -> str:
        """The short name that the bracket after a title gives."""
        for marker in self.words.short_name_follows:
            _, found, name = inside.partition(marker)
            if found and (name := name.strip(" :“”\"'《》〈〉,为")):
                return re.split(r"[》”\"),,]", name)[0]
        return ""

    def numbers(self) -> Iterator[Printed]:
        for found in lexicon(schemas.Titles).year_and_serial.finditer(self.text):
            code = _CODE.search(self.text, max(0, found.start() - LONGEST_CODE), found.start())
            if code is None:
                continue
            title = self.attached.get(code.start())
            start = code.start() if title else self._start(code.start(), code.group())
            number = canonical_number(self.text[start : found.end()])
            if title := title or self.attached.get(start):
                self.known.setdefault(number, title)
            yield Printed(Span(start, found.end()), self.known.get(number, number))

    def _start(self, start: int, code: str) -> int:
        """Where the issuer's code begins: 根据国发〔2021〕3号 holds the number 国发〔2021〕3号."""
        cut = max((code.rfind(word) + len(word) for word in self.before_number if word in code), default=0)
        return start + cut if cut < len(code) else start


@cache
def _number() -> re.Pattern[str]:
    return re.compile(r"(?P<body>[\u4e00-\u9fff]{1,14})" + lexicon(schemas.Titles).year_and_serial.pattern)
