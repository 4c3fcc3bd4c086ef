"""Policy documents: 《titles》 and titles inside them, numbers (国发〔2021〕3号), and the short names a text gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from ..fold import fold, folded_lexicon
from ..model import EntityType, Metadata, Span
from .text import Candidate, Text, any_of

RANK = 90
_LONGEST = 160
_OPEN, _CLOSE = "《〈<", "》〉>"
_CODE = re.compile(r"[\u4e00-\u9fff]{1,14}$")
_LONGEST_CODE = 14
_RECENT = 200
"""A short title is looked for among this many of the titles before it."""
_SHORT, _SHORTEST = 8, 4
"""Titles up to the first length may be short for another, up to the second they must be."""
_TAIL = re.compile(r"(?:\([^()]{0,30}\)|\s)+$")
_INNER = re.compile(r"[《〈<]([^《》〈〉<>]{3,120})[》〉>]")
_AFTER = re.compile(r"\s{0,2}\((?P<inside>[^()]{0,80})\)")


@cache
def _year() -> re.Pattern[str]:
    return re.compile(folded_lexicon("mentions")["documents"]["year_and_serial"])


@cache
def _number() -> re.Pattern[str]:
    return re.compile(r"(?P<body>[\u4e00-\u9fff]{1,14})" + _year().pattern)


def titles(text: str) -> Iterator[Span]:
    """Spans of what stands between book-title marks, outermost marks only; the marks left out."""
    position = text.find("《")
    while position >= 0:
        depth, start = 1, position + 1
        end = -1
        for place in range(start, min(len(text), start + _LONGEST)):
            character = text[place]
            if character == "\n":
                break
            if character == "《":
                depth += 1
            elif character == "》":
                depth -= 1
                if depth == 0:
                    end = place
                    break
        if end > start:
            yield Span(start, end)
            position = text.find("《", end)
        else:
            position = text.find("《", start)


def canonical_title(printed: str) -> str:
    """The title that a document goes by: of a notice that only issues another document, that document's."""
    words = folded_lexicon("mentions")["documents"]
    for promulgates in words["promulgates"]:
        place = printed.find(promulgates)
        if place >= 0 and (inner := _INNER.match(printed, place + len(promulgates))):
            rest = printed[inner.end() :]
            if rest.startswith(words["promulgated"]) and len(rest) <= _SHORTEST:
                return inner.group(1)
    return printed


def is_policy(title: str) -> bool:
    """Whether the *title* is one of a policy document, by its last word."""
    bare = _TAIL.sub("", title)
    return bare.endswith(tuple(folded_lexicon("mentions")["documents"]["kinds"]))


def canonical_number(printed: str) -> str:
    """A document number in its one form: 国发〔2021〕3号."""
    found = _number().fullmatch(printed)
    form: str = folded_lexicon("mentions")["documents"]["number_form"]
    if found is None:
        return "".join(printed.split())
    return form.format(body=found["body"], year=found["year"], serial=int(found["serial"]))


def find_documents(text: Text, metadata: Metadata, placed: bool) -> Iterator[Candidate]:
    """Every mention of a policy document; the hint is the canonical title, or the number where only that is known.

    *placed*: whether the document is that of a known place; a page that is nobody's is no policy document itself.
    """
    reader = _Titles(text)
    if placed or metadata.issuer or metadata.number or reader.words["about"] in metadata.title:
        yield from reader.own(metadata)
    for span in titles(text.text):
        yield from reader.read(span)
    yield from _numbers(text, reader.attached, reader.known)
    for span in reader.pending:
        if full := reader.known.get(span.of(text.text)):
            yield _candidate(*span, full)


class _Titles:
    """Reads titles in text order and learns what the text calls each document."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.words = folded_lexicon("mentions")["documents"]
        self.known: dict[str, str] = {}
        """Every name so far, short ones and numbers included → canonical title."""
        self.attached: dict[int, str] = {}
        """Where a number stands in the bracket after a title → that title."""
        self.pending: list[Span] = []
        """Short titles that nothing before explains: 《方案》."""

    def own(self, metadata: Metadata) -> Iterator[Candidate]:
        """The document itself: its title, and 本意见. News and interpretations are no policy documents."""
        if metadata.kind in ("news", "interpretation") or not metadata.title:
            return
        title = "".join(fold(metadata.title).split())
        if metadata.title_span:
            yield _candidate(*metadata.title_span, title, RANK - 1)
        for found in re.finditer(any_of(self.words["self"]), self.text.text):
            yield _candidate(*found.span(), title)
        if metadata.number:
            self.known[canonical_number(metadata.number)] = title

    def read(self, span: Span) -> Iterator[Candidate]:
        """The document of one title, with those that its title names."""
        printed = span.of(self.text.text)
        title = canonical_title(printed)
        follows = _AFTER.match(self.text.text, span.end + 1)
        inside = follows["inside"] if follows else ""
        number = _number().search(inside)
        short = _short_name(inside, self.words["short_for"])
        if not (is_policy(title) or is_policy(printed) or number or short):
            return
        full = self._full(title)
        if full is None:
            self.pending.append(span)
            return
        yield _candidate(*span, full)
        yield from self._inner(span, printed)
        if short:
            self.known[short] = full
        if number and follows:
            self.attached[follows.start("inside") + number.start()] = full

    def _full(self, title: str) -> str | None:
        """The canonical title that *title* stands for; None when it is too short to be one itself."""
        bare = _TAIL.sub("", title)
        full = self.known.get(title) or self.known.get(bare)
        if full is None and len(title) <= _SHORT:
            full = _longer(title, self.known)
        if full is None and len(title) > _SHORTEST:
            full = title
        if full is not None:
            self.known.setdefault(full, full)
            self.known.setdefault(bare, full)
        return full

    def _inner(self, span: Span, printed: str) -> Iterator[Candidate]:
        for inner in _INNER.finditer(printed):
            title = inner.group(1)
            if title != printed and is_policy(title):
                target = self.known.setdefault(title, title)
                yield _candidate(span.start + inner.start(1), span.start + inner.end(1), target, RANK - 1)


def _numbers(text: Text, attached: dict[int, str], known: dict[str, str]) -> Iterator[Candidate]:
    for found in _year().finditer(text.text):
        code = _CODE.search(text.text, max(0, found.start() - _LONGEST_CODE), found.start())
        if code is None:
            continue
        start = code.start()
        title = attached.get(start)
        if title is None:
            start = _number_start(start, code.group())
        number = canonical_number(text.text[start : found.end()])
        if title is None:
            title = attached.get(start)
        if title is not None:
            known.setdefault(number, title)
        yield _candidate(start, found.end(), known.get(number, number))


def _number_start(start: int, code: str) -> int:
    """Where the issuer's code begins: 根据国发〔2021〕3号 holds the number 国发〔2021〕3号."""
    lead = folded_lexicon("mentions")["documents"]["leads"]
    cut = max((code.rfind(word) + len(word) for word in lead if word in code), default=0)
    return start + cut if cut < len(code) else start


def _short_name(inside: str, markers: list[str]) -> str:
    for marker in markers:
        place = inside.find(marker)
        if place >= 0:
            name = inside[place + len(marker) :].strip(" :“”\"'《》〈〉,为")
            if name:
                return re.split(r"[》”\"),,]", name)[0]
    return ""


def _longer(title: str, known: dict[str, str]) -> str | None:
    """The last full title so far that ends in the short one: 《实施意见》."""
    for name, full in islice(reversed(known.items()), _RECENT):
        if len(name) > len(title) and _TAIL.sub("", name).endswith(title):
            return full
    return None


def _candidate(start: int, end: int, hint: str, rank: int = RANK) -> Candidate:
    return Candidate(start, end, EntityType.POLICY_DOCUMENT, hint, rank)
