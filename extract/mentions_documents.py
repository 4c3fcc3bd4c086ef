"""Policy documents: 《titles》 with titles inside them, numbers such as 国发〔2021〕3号, and the short names a text gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from .fold import folded_lexicon
from .mentions_text import Candidate, Text
from .model import EntityType, Metadata, Span

RANK = 90
_LONGEST = 160
_OPEN, _CLOSE = "《〈<", "》〉>"
_YEAR = re.compile(r"[ ]?[〔\[(【][ ]?(?P<year>(?:19|20)\d\d)[ ]?[〕\])】][ ]?(?P<serial>\d{1,5})[ ]?号")
_CODE = re.compile(r"[\u4e00-\u9fff]{1,14}$")
_NUMBER = re.compile(r"(?P<body>[\u4e00-\u9fff]{1,14})" + _YEAR.pattern)
_LONGEST_CODE = 14
_RECENT = 200
"""A short title is looked for among this many of the titles before it."""
_TAIL = re.compile(r"(?:\([^()]{0,30}\)|\s)+$")
_INNER = re.compile(r"[《〈<]([^《》〈〉<>]{3,120})[》〉>]")
_AFTER = re.compile(r"\s{0,2}\((?P<inside>[^()]{0,80})\)")


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
            if rest.startswith("的") and len(rest) <= 4:
                return inner.group(1)
    return printed


def is_policy(title: str) -> bool:
    """Whether the *title* is one of a policy document, by its last word."""
    bare = _TAIL.sub("", title)
    return bare.endswith(tuple(folded_lexicon("mentions")["documents"]["kinds"]))


def canonical_number(printed: str) -> str:
    """A document number in its one form: 国发〔2021〕3号."""
    found = _NUMBER.fullmatch(printed)
    return f"{found['body']}〔{found['year']}〕{int(found['serial'])}号" if found else re.sub(r"\s", "", printed)


def find_documents(text: Text, metadata: Metadata) -> Iterator[Candidate]:
    """Every mention of a policy document; the hint is the canonical title, or the number where only that is known."""
    words = folded_lexicon("mentions")["documents"]
    known: dict[str, str] = {}
    own = metadata.kind not in ("news", "interpretation") and bool(metadata.title)
    if own:
        title = re.sub(r"\s+", "", metadata.title)
        if metadata.title_span:
            yield _candidate(*metadata.title_span, title, RANK - 1)
        for word in words["self"]:
            for found in re.finditer(re.escape(word), text.text):
                yield _candidate(found.start(), found.end(), title)
        if metadata.number:
            known[canonical_number(metadata.number)] = title
    attached: dict[int, str] = {}
    pending: list[Span] = []
    for span in titles(text.text):
        printed = span.of(text.text)
        title = canonical_title(printed)
        follows = _AFTER.match(text.text, span.end + 1)
        inside = follows["inside"] if follows else ""
        number = _NUMBER.search(inside)
        short = _short_name(inside, words["short_for"])
        if not (is_policy(title) or is_policy(printed) or number or short):
            continue
        bare = _TAIL.sub("", title)
        full = known.get(title) or known.get(bare) or (_longer(title, known) if len(title) <= 8 else None)
        if full is None and len(title) <= 4:
            pending.append(span)  # 《方案》 before anything says which
            continue
        full = full or title
        known.setdefault(full, full)
        known.setdefault(bare, full)
        yield _candidate(*span, full)
        for inner in _INNER.finditer(printed):
            if inner.group(1) != printed and is_policy(inner.group(1)):
                target = known.get(inner.group(1), inner.group(1))
                known.setdefault(target, target)
                yield _candidate(span.start + inner.start(1), span.start + inner.end(1), target, RANK - 1)
        if short:
            known[short] = full
        if number and follows:
            attached[follows.start("inside") + number.start()] = full
    yield from _numbers(text, attached, known)
    for span in pending:
        if full := known.get(span.of(text.text)):
            yield _candidate(*span, full)


def _numbers(text: Text, attached: dict[int, str], known: dict[str, str]) -> Iterator[Candidate]:
    for found in _YEAR.finditer(text.text):
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
