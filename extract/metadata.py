"""What a document says about itself: title, kind, issuer, date, period of validity, number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .about.issuer import issuer_of, signed_date
from .about.page import (
    Page,
    acts,
    bracketed_parts,
    date_in,
    date_patterns,
    declared_values,
    fold_title,
    is_date,
    is_label,
    issued_line,
    labelled_values,
    number_pattern,
    page_of,
    signatures,
)
from .about.title import kind_of, number_behind, title_of
from .knowledge import schemas
from .knowledge.lexicon import lexicon
from .model import Clean, Metadata, Span
from .outlining.markers import marker, number

HEAD, FOOT = 25, 40  # blocks at either end of the page that may speak about the document
SHORTEST_TITLE = 8
LONGEST_NUMBER = 25


def metadata(clean: Clean) -> Metadata:
    """The metadata of *clean*; what the document does not state is None. The file's name plays no part."""
    return described(clean)[0]


def described(clean: Clean) -> tuple[Metadata, frozenset[Span]]:
    """The metadata of *clean*, and the blocks that speak about the document: its number, source, addressee, signature
    and date, and its title where it stands once more."""
    page = page_of(clean)
    title, span = title_of(page)
    kind = kind_of(page, title)
    issuer, issuer_span = issuer_of(page, title, kind)
    found = Metadata(
        title=title,
        title_span=span,
        kind=kind,
        issuer=issuer,
        published=_published(page),
        period=_period(page, title),
        number=_number(page),
        issuer_span=issuer_span,
    )
    return found, _about(page, title)


def _about(page: Page, title: str) -> frozenset[Span]:
    found = {block.span for block in (*page.head, *page.foot) if is_label(page, block)}
    above = lexicon(schemas.Metadata).layout.head
    found |= {
        block.span for block in page.head if page.words(block).endswith(":") or above.fullmatch(page.words(block))
    }
    for lines, day in signatures(page.clean):
        found |= {block.span for block in (*lines, day)}
    for block in page.clean.blocks:
        name = page.words(block)
        if len(name) <= 60 and date_patterns()[0].search(name) and issued_line().fullmatch(name):
            found.add(block.span)
    return frozenset(found | set(_repeated(page, title)))


def _repeated(page: Page, printed: str) -> Iterator[Span]:
    """Lines above the first numbered part that say the title again, whole or in part, with or without its number: a
    notice prints the title of what it carries once more above it."""
    title = fold_title(printed)
    for block in page.clean.blocks[: HEAD + FOOT]:
        text = page.words(block)
        found = marker(text)
        if found and found.style in ("han", "chapter", "part"):
            return
        bare = fold_title(text)
        same = bare in title or (title in bare and len(bare) <= len(title) + LONGEST_NUMBER)
        if len(bare) >= SHORTEST_TITLE and same and not found and not text.endswith(("。", ";")):
            yield block.span


def _published(page: Page) -> str | None:
    """The day it was put up: a label, what the format declares, a date in the head, the signature's date."""
    labels, declared = lexicon(schemas.Metadata).labels, lexicon(schemas.Metadata).declared
    first = [*labelled_values(page, labels.published), *declared_values(page, declared.published)]
    first += [act.day for word in lexicon(schemas.Metadata).issuer.acts for act in acts(page) if act.word == word]
    head = [line for line in page.lines[:HEAD] if len(line) <= 100 and "。" not in line]
    heads = [page.words(block) for block in page.head if is_date(page.words(block))]
    feet = [page.words(block) for block in page.foot if is_date(page.words(block))]
    # The day of printing stands below the signature's and is the later one.
    days = lexicon(schemas.Metadata).date
    signed = signed_date(page) or ""
    head = [line for line in head if not days.today.search(line) and not (signed and days.printed.search(line))]
    for text in [*first, *head, *heads, *feet, *labelled_values(page, labels.dated), signed]:
        if found := date_in(text):
            return found
    return None


def _period(page: Page, title: str) -> tuple[int, int] | None:
    """The years it is for: in its title, in the title of the document that it explains, or where it says so."""
    rules = lexicon(schemas.Metadata).period
    texts = [title]
    opening = page.clean.text[:2000]
    texts += [match[1] for match in rules.defined.finditer(opening) if _alike(match[1], title)]
    for text in texts:
        if (years := rules.range.search(text)) and int(years[1]) < int(years[2]):
            return int(years[1]), int(years[2])
    if stated := re.search(rules.stated.pattern + rules.range.pattern, page.clean.text):
        return int(stated[1]), int(stated[2])
    since, years_long = rules.since.search(page.clean.text), rules.years_long.search(page.clean.text)
    if since and (until := rules.until.search(page.clean.text)):
        return int(since[1]), int(until[1])
    return (int(since[1]), int(since[1]) + number(years_long[1])) if since and years_long else None


def _alike(one: str, other: str) -> bool:
    """Whether two titles share most of their words."""
    pairs, others = (
        {text[place : place + 2] for place in range(len(text) - 1)} for text in (fold_title(one), fold_title(other))
    )
    return len(pairs & others) >= 0.6 * max(1, min(len(pairs), len(others)))


@cache
def _beside() -> re.Pattern[str]:
    """The number on one line with the title, or with the name of the series that it counts in."""
    rules = lexicon(schemas.Metadata).number
    form = rules.form.pattern
    return re.compile(f"^({form})(?=[一-鿿])|{rules.series.pattern}({form})$")


def _number(page: Page) -> str | None:
    """The document's own number, in its head or behind a label; numbers that the text cites are not it."""
    for block in page.head:
        for words in (page.words(block), *bracketed_parts(page.words(block))):
            if match := number_pattern().fullmatch(words):
                return match[1]
    for block in page.head:
        if match := _beside().search(page.words(block)):
            return str(match[1] or match[2])
    for block in page.head:
        line = page.words(block)
        if (at := number_behind(line)) is not None:
            return line[at:].strip("()")
    if ordered := next((act.order for act in acts(page) if act.order), None):
        return ordered
    for value in labelled_values(page, lexicon(schemas.Metadata).labels.number):
        if match := number_pattern().match(re.sub(r"[\[【(](\d{4})[\]】)]", r"〔\1〕", value.replace(" ", ""))):
            return match[1]
    return None
