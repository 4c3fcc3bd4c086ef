"""Noise by line: what is no part of the document, found by its words and by where it stands.

A line wrongly kept costs little, a sentence of policy wrongly dropped costs a fact: every rule here asks for a sign
of its own, and none drops a line that looks like running text unless the sign stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ..about.page import is_date, sealed_line
from ..about.title import ending
from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import BlockKind, Span
from ..outlining.markers import BULLET, marker
from . import contents
from .letters import Line

_DAY = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_SENTENCE = re.compile("[。;]")
_CREDIT = re.compile(r"[\s/|:\uff1a\uff5c]+")
_WORDS = re.compile(r"\w")
_DIGITS_OR_MAIL = re.compile(r"\d{7}|\d{3}[-—– ]\d{3}|@")  # in every way to reach somebody
_INTEGER = re.compile(r"\d{1,3}")
_TOKEN = re.compile("[^\\s|\uff5c·•●◆■>»/【】]+")
# Marks and counts round a word of navigation: •首页, 访问量:123, [打印]
_ROUND = re.compile(r"^[\W_\d]+|[\W_\d]+$")
LONGEST_MENU, LONGEST_NOTICE = 200, 300
HEAD, SHORTEST_TITLE, SHORTEST_PATH, LONGEST_WORD = 60, 12, 8, 12
_NUMBER_OR_MARK = re.compile(r"[〔\d]|[^\w]$")
WINDOW = 200  # how far a contact clause is looked for around its number


@dataclass(frozen=True, slots=True)
class Words:
    """What the words and patterns of data/lexicon/clean.toml make together."""

    furniture: frozenset[str]
    lines: tuple[tuple[str, re.Pattern[str]], ...]  # reason, pattern for a whole line
    crumbs: re.Pattern[str]
    related: re.Pattern[str]
    labelled: re.Pattern[str]
    advertisement: re.Pattern[str]
    keep: tuple[re.Pattern[str], ...]
    roles: frozenset[str]


@cache
def words() -> Words:
    rules = lexicon(schemas.Clean)
    furniture, byline, media = rules.furniture, rules.byline, lexicon(schemas.Metadata).issuer.media.pattern
    label, number = rules.contact.labels.pattern, rules.contact.number.pattern
    lines = (
        ("navigation", re.compile(f"{furniture.particulars.pattern}:.{{0,80}}")),
        ("furniture", _any(rules.pages.numbers)),
        ("navigation", _any(furniture.patterns)),
        ("byline", _any(byline.patterns)),
        ("contact", re.compile(f"{label}[:\\s]*(?:{number}.{{0,60}}|.{{0,40}})")),
        ("caption", _any(rules.caption.patterns)),
        ("contact", _any(rules.contact.patterns)),
        ("advertisement", _any(rules.advertisement.patterns)),
    )
    return Words(
        furniture=frozenset(word.casefold() for word in furniture.words),
        lines=lines,
        crumbs=re.compile(f"(?:[^{furniture.crumb_marks}。,]{{1,24}}[{furniture.crumb_marks}]\\s*){{2,}}.{{0,80}}"),
        related=re.compile(f"{_any(rules.related.headings).pattern}[::]?"),
        labelled=re.compile(f"{label}[^。;]{{0,20}}?{number}"),
        advertisement=re.compile("|".join(map(re.escape, rules.advertisement.words))),
        roles=frozenset(byline.roles),
        keep=tuple(re.compile(text.replace("{media}", media)) for text in byline.keep),
    )


def _any(patterns: Sequence[re.Pattern[str]]) -> re.Pattern[str]:
    """One pattern for whatever one of *patterns* fits."""
    return re.compile("(?:" + "|".join(f"(?:{pattern.pattern})" for pattern in patterns) + ")")


def running(line: Line) -> bool:
    """Whether *line* reads as text of a document: it has a sentence's end, or a clause, or stands in a table."""
    text = line.text
    return (
        line.kind is BlockKind.TABLE_ROW
        or bool(_SENTENCE.search(text))
        or text.endswith(("!", "?", ":", ",", "、"))
        or len(text) > 60
        or ("," in text and len(text) > 24)
        or (_numbered(text) and len(text) > 5)
    )


def _numbered(text: str) -> bool:
    found = marker(text)
    return found is not None and found.style != BULLET and found.printed != text


def mark(lines: Sequence[Line]) -> None:
    """Give every line that is noise its reason, in place. Lines that already have one keep it."""
    for line in lines:
        if not line.reason:
            line.reason = _alone(line)
    _signed_days(lines)
    contents.mark(lines)
    _lone_numbers(lines)
    _link_lists(lines)
    _related(lines)
    _tail(lines)
    _paths(lines)
    _above_title(lines)
    _nothing_else(lines)
    for line in lines:
        if line.reason == "byline":
            _keep_issuer(line)


def _keep_issuer(line: Line) -> None:
    """The body or medium that a byline names is part of the document; dates and persons round it are not."""
    for pattern in words().keep:
        found = pattern.search(line.text)
        if found and found["name"] not in lexicon(schemas.Metadata).issuer.no_names:
            line.reason, line.kept = "", Span(*found.span("name"))
            return


def _alone(line: Line) -> str:
    """The reason why *line*, by its own words, is noise; empty when it is not."""
    if line.kind is BlockKind.FURNITURE or not _WORDS.search(line.text):
        return "furniture"
    if line.kind is BlockKind.TABLE_ROW:
        return _row(line)
    return next(filter(None, (test(line) for test in (_menu, _whole, _contact, _advertisement))), "")


def _menu(line: Line) -> str:
    """Words of navigation only, or a path through the site."""
    text = line.text
    if len(text) >= LONGEST_MENU:
        return ""
    tokens = _TOKEN.findall(line.raw)
    path = words().crumbs.fullmatch(text) and not text.endswith("。")
    known = (
        (tokens and all(map(_is_furniture, tokens))) or _is_furniture(text) or _is_bar(tokens) or _is_masthead(tokens)
    )
    return "navigation" if known or path else ""


def _whole(line: Line) -> str:
    """A line that is noise from end to end: a caption, a byline, a copyright notice."""
    text, rules = line.text, lexicon(schemas.Clean)
    if len(text) <= rules.caption.longest and rules.caption.credit.search(text):
        return "caption"
    if len(text) > LONGEST_NOTICE:
        return ""
    field = rules.byline.field
    fields = len(field.findall(text)) + bool(_DAY.match(text))
    if _is_credit(line) or (fields > 1 and field.search(text[:30]) and not _SENTENCE.search(text)):
        return "byline"
    return next((reason for reason, pattern in words().lines if pattern.fullmatch(text)), "")


def _is_credit(line: Line) -> bool:
    """Roles and names in turn, set apart by spaces."""
    tokens = _CREDIT.split(line.raw.strip()) if len(line.raw) < 80 else []
    roles = [token in words().roles for token in tokens]
    return (
        any(roles[:1])
        and not all(roles)
        and all(role or len(token) <= 4 for token, role in zip(tokens, roles, strict=True))
    )


def _contact(line: Line) -> str:
    short = len(line.text) <= 60 and not _SENTENCE.search(line.text)
    return "contact" if short and lexicon(schemas.Clean).contact.number.search(line.text) else ""


def _advertisement(line: Line) -> str:
    found = words().advertisement.findall(line.text)
    return "advertisement" if found and (len(line.text) < 120 or len(found) > 2) else ""


def _row(line: Line) -> str:
    """A row of particulars: every other cell is the label of the next."""
    cells = [cell.of(line.text) for cell in line.cells if cell.end > cell.start]
    labels = cells[::2]
    particulars = lexicon(schemas.Clean).furniture.particulars
    return "navigation" if labels and all(particulars.fullmatch(label.rstrip(":")) for label in labels) else ""


def _is_bar(tokens: Sequence[str]) -> bool:
    """A row of short words set apart from each other, one of which at least is known: a site's menu."""
    return len(tokens) > 3 and max(map(len, tokens)) <= 8 and any(map(_is_furniture, tokens))


def _is_masthead(tokens: Sequence[str]) -> bool:
    """A site's name among words of navigation, which are the most."""
    others = [token for token in tokens if not _is_furniture(token)]
    labelled = any(":" in token or token.isdigit() for token in tokens)
    return (
        not labelled
        and 2 * len(others) < len(tokens)
        and all(len(token) <= LONGEST_WORD and not ending(token) for token in others)
    )


def _is_furniture(token: str) -> bool:
    """A word of navigation, which a colon and a count may follow."""
    return _ROUND.sub("", token).casefold() in words().furniture


def _signed_days(lines: Sequence[Line]) -> None:
    """A date in digits is a byline, but not right below the name of a body that signs."""
    body = sealed_line()
    for before, line in pairwise(lines):
        if line.reason == "byline" and not before.reason and is_date(line.text) and body.fullmatch(before.text):
            line.reason = ""


def _lone_numbers(lines: Sequence[Line]) -> None:
    """Numbers on lines of their own: list numbers come in sequence and before a line of text; the rest is noise."""
    alone = [line for line in lines if not line.reason and _INTEGER.fullmatch(line.text)]
    values = [int(line.text) for line in alone]
    for place, line in enumerate(alone):
        value = values[place]
        counted = (place and values[place - 1] + 1 == value) or (
            place + 1 < len(values) and values[place + 1] - 1 == value
        )
        if not counted and line.kind is not BlockKind.TABLE_ROW:
            line.reason = "furniture"


def _link_lists(lines: Sequence[Line]) -> None:
    """Three and more lines in a row that a date opens or closes and no sentence fills: a list of other pages."""
    dated = lexicon(schemas.Clean).furniture.dated_link
    for run in _runs(lines, lambda line: len(line.text) < 90 and not running(line) and bool(dated.search(line.text))):
        if len(run) >= 3:
            for line in run:
                line.reason = line.reason or "navigation"


def _runs(lines: Sequence[Line], test: object) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        if test(line):  # type: ignore[operator]
            run.append(line)
        elif not line.reason:
            yield run
            run = []
    yield run


def _related(lines: Sequence[Line]) -> None:
    """After the heading of a list of other pages, everything up to the next running text. Above the first running text
    such a heading is a word of a menu, unless the page has none at all."""
    texts = [place for place, line in enumerate(lines) if not line.reason and running(line)]
    inside = False
    for place, line in enumerate(lines):
        if words().related.fullmatch(line.text) and (not texts or place > texts[0]):
            inside, line.reason = True, line.reason or "navigation"
        elif inside and not line.reason and running(line):
            inside = False
        elif inside:
            line.reason = line.reason or "navigation"


def _tail(lines: Sequence[Line]) -> None:
    """Short lines after the text's end, from the first that is certainly noise on."""
    last = next(
        (place for place in range(len(lines) - 1, -1, -1) if not lines[place].reason and running(lines[place])), -1
    )
    after = [place for place in range(last + 1, len(lines)) if lines[place].reason and not lines[place].paging]
    behind = lines[after[0] :] if after and last >= 0 else ()
    signed = set(_signatures(behind))
    for place, line in enumerate(behind):
        if place not in signed:
            line.reason = line.reason or "furniture"


def _signatures(lines: Sequence[Line]) -> Iterator[int]:
    """The places of a body's name and the date below it."""
    body = sealed_line()
    kept = [place for place, line in enumerate(lines) if not line.reason]
    for place, following in pairwise(kept):
        if is_date(lines[following].text) and body.fullmatch(lines[place].text):
            yield from (place, following)


def _paths(lines: Sequence[Line]) -> None:
    """The path through the site that ends in the page's title, above that title; spaces divide its parts."""
    kept = [line for line in lines[:HEAD] if not line.reason]
    for place, line in enumerate(kept):
        for other in kept[place + 1 : place + 4]:
            before = line.text.removesuffix(other.text)
            if SHORTEST_PATH <= len(other.text) < len(line.text) != len(before) and len(line.raw.split()) > 2:
                line.reason = line.reason or "navigation"


def _above_title(lines: Sequence[Line]) -> None:
    """On a page with furniture, the short words of its menu that stand above the title of a document."""
    title = next((place for place, line in enumerate(lines[:HEAD]) if not line.reason and _is_title(line)), 0)
    rules = lexicon(schemas.Metadata).issuer
    # Either may be the title's first line.
    opening = rules.in_title.replace("{body}", rules.body.pattern)
    body = re.compile(f".*{rules.body.pattern}|(?:{opening}).*")
    if any(line.reason for line in lines[:title]):
        for line in lines[:title]:
            other = body.fullmatch(line.text) or _NUMBER_OR_MARK.search(line.text)
            if len(line.text) <= LONGEST_WORD and not running(line) and not other:
                line.reason = line.reason or "navigation"


def _is_title(line: Line) -> bool:
    return len(line.text) >= SHORTEST_TITLE and not _SENTENCE.search(line.text) and ending(line.text) is not None


def _nothing_else(lines: Sequence[Line]) -> None:
    """A page of advertisement keeps nothing: its other sentences serve the same end."""
    rules = lexicon(schemas.Clean).advertisement
    spam = sum(line.reason == "advertisement" for line in lines)
    if not spam and not any(line.reason == "contact" for line in lines):
        return
    kept = [line for line in lines if not line.reason and (running(line) or _is_title(line))]
    if not spam and sum(map(running, kept)) >= rules.fewest_lines:
        return
    sound = sum(bool(rules.policy.search(line.text)) for line in kept)
    if not sound or (spam >= rules.fewest_lines and sound < rules.fewest_lines):
        for line in lines:
            line.reason = line.reason or "advertisement"


def inline(line: Line) -> list[tuple[Span, str]]:
    """Noise inside a line that stays: photo credits, contact brackets and clauses, words of navigation at its ends."""
    rules, text = lexicon(schemas.Clean), line.text
    if line.kept:
        around = Span(0, line.kept.start), Span(line.kept.end, len(text))
        return [(span, "byline") for span in around if span.end > span.start]
    found: list[tuple[Span, str]] = []
    if credit := rules.caption.credit.search(text):
        found.append((Span(*credit.span()), "caption"))
    found += [(Span(*match.span()), "byline") for match in rules.byline.inline.finditer(text)]
    if _DIGITS_OR_MAIL.search(text):
        contacts = [_around(text, *match.span()) for match in words().labelled.finditer(text)]
        contacts += [_bracketed(text, Span(*match.span())) for match in rules.contact.number.finditer(text)]
        found += [(span, "contact") for span in contacts]
    found += [(span, "navigation") for span in _ends(line)]
    return found


def apart(found: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """*found* in order, overlapping spans merged."""
    merged: list[tuple[Span, str]] = []
    for span, reason in sorted(found):
        if merged and span.start < merged[-1][0].end:
            before, kept = merged[-1]
            merged[-1] = (Span(before.start, max(before.end, span.end)), kept)
        else:
            merged.append((span, reason))
    return merged


def _bracketed(text: str, span: Span) -> Span:
    """*span* with the bracket that holds nothing else."""
    if text[span.start - 1 : span.start] == "(" and text[span.end : span.end + 1] == ")":
        return Span(span.start - 1, span.end + 1)
    return span


def _around(text: str, start: int, end: int) -> Span:
    """The bracket, or else the clause, that holds a contact."""
    low, high = max(0, start - WINDOW), min(len(text), end + WINDOW)
    opened = text.rfind("(", low, start)
    closed = text.find(")", end, high)
    if opened >= 0 and closed >= 0 and text.find(")", opened, start) < 0 and "。" not in text[opened:closed]:
        return Span(opened, closed + 1)
    before = max(text.rfind(mark, low, start) for mark in "。;!?")
    after = min((place for mark in "。;!?" if (place := text.find(mark, end, high)) >= 0), default=-1)
    return Span(
        before + 1 if before >= 0 else (0 if low == 0 else start),
        after + 1 if after >= 0 else (len(text) if high == len(text) else end),
    )


def _ends(line: Line) -> list[Span]:
    """Words of navigation that spaces set apart at the end of a title or other short line."""
    if len(line.text) > 120 or line.kind is BlockKind.TABLE_ROW:
        return []
    tokens = line.raw.split()
    length = 0
    while len(tokens) > 1 and _is_furniture(tokens[-1]):
        length += len(tokens.pop())
    return [Span(len(line.text) - length, len(line.text))] if 0 < length < len(line.text) else []
