"""The title of a document, and what kind it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import BlockKind, CleanBlock, Span
from ..outlining.markers import marker
from .page import (
    Page,
    declared_titles,
    declared_values,
    fold_title,
    is_label,
    is_running,
    labelled_values,
    number_pattern,
    one_line,
    signers,
)

HEAD, FOOT = 25, 40  # blocks at either end of the page that may speak about the document
SHORTEST_TITLE, LONGEST_NUMBER = 8, 25
MOST_WORDS = 3
LONGEST_OPENING = 1000
PARTS, FEWEST_PARTS = ("part", "chapter", "han", "han-bracket"), 5  # numbered parts that make a page a plan
_TITLE_ONLY = re.compile("[^。;:!?,]+")


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each kind of document what a title of it ends in; two characters may follow, and a bracket."""
    rules = lexicon(schemas.Metadata).title
    kinds, behind = rules.kinds, rules.behind.pattern
    choices = {kind: "|".join(map(re.escape, sorted(words, key=len, reverse=True))) for kind, words in kinds.items()}
    return tuple(
        (kind, re.compile(rf"(?:{words})[》〉”]*({behind})(?:[(][^)]*[)])*$")) for kind, words in choices.items()
    )


def ending(title: str) -> str | None:
    """The kind of document whose word stands at the end of *title*, nearest to the end."""
    found = [(match.start(1), kind) for kind, pattern in _kinds() if (match := pattern.search(title))]
    return max(found)[1] if found else None


def title_of(page: Page) -> tuple[str, Span | None]:
    rules = lexicon(schemas.Metadata)
    declared = [fold_title(text) for text in declared_titles(page.clean)]
    head = [page.words(block) for block in page.head]
    lines = [
        block
        for place, block in enumerate(page.head)
        if not rules.title.skip.fullmatch(head[place])
        and not is_label(page, block)
        and not any(_ends_in(head[place], other) for other in head[place + 1 : place + 4])
    ]
    best: tuple[float, Span] | None = None
    for place in range(len(lines)):
        for count in (1, 2, 3):
            blocks = lines[place : place + count]
            if len(blocks) < count or any(
                after.span.start != before.span.end + 1 for before, after in pairwise(blocks)
            ):
                break
            span = Span(blocks[0].span.start, blocks[-1].span.end)
            score = _score(page, blocks, declared) - place * 0.1
            if best is None or score > best[0]:
                best = (score, span)
    stated = next(declared_values(page, rules.declared.stated), "")
    if stated and not (best and _alike(stated, best[1].of(page.clean.text))):
        return stated[: rules.title.longest], None
    if best and best[0] > 0:
        span = _without_note(page.clean.text, best[1])
        span = _issued(page, one_line(span.of(page.clean.text))) or span
        return one_line(span.of(page.clean.text)), span
    given = next(
        (text for text in (*labelled_values(page, rules.labels.title), *declared_titles(page.clean)) if text), None
    )
    if given:
        return given, None
    if inner := _carried_below(page):
        return inner.of(page.clean.text), inner
    openings = (page.words(block) for block in page.clean.blocks)
    passed = (words for words in openings if not rules.title.skip.fullmatch(words) and not words.endswith(":"))
    opening = next(passed, "")
    return re.split("[。;]", opening, maxsplit=1)[0][: rules.title.longest] or page.clean.source.slug, None


def _issued(page: Page, title: str) -> Span | None:
    """Where what a notice issues by its title (关于印发《…》的通知) stands with a title line of its own."""
    if "《" not in title or (carried := lexicon(schemas.Metadata).title.carried.search(title)) is None:
        return None
    wanted = fold_title(carried[1])
    lines = (block for block in page.clean.blocks if fold_title(page.words(block)) == wanted)
    return next((block.span for block in lines), None)


def _without_note(text: str, span: Span) -> Span:
    """*span* without the document's number at its end, or a bracket that says who passed or printed it, and when."""
    if (at := number_behind(span.of(text))) is not None:
        span = Span(span.start, span.start + at)
    opened = text.rfind("(", span.start, span.end)
    note = lexicon(schemas.Metadata).title.note
    return Span(span.start, opened) if opened > span.start and note.fullmatch(text, opened, span.end) else span


def number_behind(line: str) -> int | None:
    """Where the document's number starts in a *line* that prints it straight behind the title, None where none does."""
    words = tuple(word for kind in lexicon(schemas.Metadata).title.kinds.values() for word in kind)
    for at in range(max(SHORTEST_TITLE, len(line) - LONGEST_NUMBER), len(line)):
        if line[:at].endswith(words) and number_pattern().fullmatch(line, at):
            return at
    return None


def _alike(stated: str, printed: str) -> bool:
    """Whether one title holds the other: a page may cut what it states, or print a number beside it."""
    one, other = fold_title(stated), fold_title(printed)
    return bool(other) and (one in other or other in one)


def _ends_in(line: str, title: str) -> bool:
    """Whether *line* is the path through the site to the page of that *title*."""
    return len(line) > len(title) >= SHORTEST_TITLE and line.endswith(title)


def _carried_below(page: Page) -> Span | None:
    """The first line near the top, below running text, that reads as a document's title."""
    for block in page.clean.blocks[:HEAD]:
        text = page.words(block)
        if SHORTEST_TITLE <= len(text) <= 60 and not marker(text) and _TITLE_ONLY.fullmatch(text) and ending(text):
            return block.span
    return None


def _score(page: Page, blocks: Sequence[CleanBlock], declared: Sequence[str]) -> float:
    """How well *blocks*, read as one line, make the title."""
    words = [page.words(block) for block in blocks]
    text = one_line("\n".join(words))
    if len(text) < 4 or len(text) > lexicon(schemas.Metadata).title.longest or marker(text):
        return -1
    if any(line.endswith(":") for line in words):  # It addresses somebody.
        return -1
    if len(words) > 1 and lexicon(schemas.Metadata).title.note.fullmatch(words[-1]):
        return -1
    folded = fold_title(text)
    score = 1.0 + 0.5 * any(block.kind is BlockKind.HEADING and block.level == 1 for block in blocks)
    score += 3 * any(folded == title for title in declared) + 1 * any(folded in title for title in declared)
    score += 2 * (ending(text) is not None)
    score += 0.5 * (len(text) >= 12) - 2 * text.endswith("。")
    if page.clean.source.media_type == "text/plain":
        # Words side by side are the navigation of a site.
        quotes = (page.clean.quote(block.span).split() for block in blocks)
        score -= 2 * any(sum(len(word) > 1 for word in quote) > MOST_WORDS for quote in quotes)
    if len(blocks) > 1:
        goes_on = lexicon(schemas.Metadata).title.after_body
        if signers(page.clean, blocks[0]) and not goes_on.search(words[0]) and not goes_on.search(words[1]):
            return -1
        # Lines belong together when the first does not end a title itself, or when only a bracket follows it.
        bracket = bool(re.fullmatch(r"[((][^))]*[))]", words[-1]))
        done = any(ending(one_line("\n".join(words[:count]))) for count in range(1, len(words)))
        score += 0.3 if bracket else (-2 if done or max(map(len, words)) > 45 or ending(text) is None else 0.2)
    return score


def kind_of(page: Page, title: str) -> str:
    """plan, opinion, interpretation or news: by the title's end, and by how a news page is built."""
    rules = lexicon(schemas.Metadata)
    shape = rules.title
    kind = ending(title)
    column = _column(page)
    if "interpretation" in (kind, column) or shape.explains.match(title):
        return "interpretation"
    if inner := shape.carried.search(title):
        return ending(inner[1]) or kind or "opinion"
    if kind is None and column:
        return column
    headline = shape.event.search(title) and not shape.about.search(title)
    body = next((page.words(block) for block in page.clean.blocks if is_running(page.clean, block)), "")
    told = rules.news.dateline.match(body[:80])
    if kind is None and not told:
        # Neither title nor news: its first paragraph may say what it lays down (制定本方案).
        made = shape.made.search(body[:LONGEST_OPENING])
        kind = ending(made[1]) if made else None
        if kind is None and not headline:
            found = [marker(page.words(block)[:12]) for block in page.clean.blocks]
            parts = {one.value for one in found if one and one.style in PARTS}
            kind = "plan" if len(parts) >= FEWEST_PARTS else None
        headline = headline and not body.startswith(title[:SHORTEST_TITLE])
    if kind is None or headline:
        return "news"
    return "news" if told and not shape.about.search(title) else kind


def _column(page: Page) -> str | None:
    """The kind of what stands in the part of the site that the page declares."""
    rules = lexicon(schemas.Metadata)
    columns = list(declared_values(page, rules.declared.column))
    kinds = (kind for kind, pattern in rules.title.columns.items() for name in columns if pattern.fullmatch(name))
    return next(kinds, None)
