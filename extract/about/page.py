"""The page that a document stands on: its head and foot, labels and dates, as the finders of metadata read it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from typing import NamedTuple

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import BlockKind, Clean, CleanBlock
from ..outlining.markers import marker, number

HEAD, FOOT = 25, 40  # blocks at either end of the page that may speak about the document
_TAG = re.compile("<[^<>]*>")
_HAN = re.compile("[一-鿿]+")
LONGEST_LINE = 300
LONGEST_OWN = 100  # characters of a title
LONGEST_SIGNER, MOST_SIGNERS = 60, 12
LONGEST_BRACKET = 120
LONGEST_ACTS = 300
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Page:
    """A document's text with its head, the blocks before the first running text, and its foot, those after the last."""

    clean: Clean
    head: tuple[CleanBlock, ...]
    foot: tuple[CleanBlock, ...]
    lines: tuple[str, ...]
    """Lines of the page's head and foot, noise included: labels such as 发布时间: stand there."""

    def words(self, block: CleanBlock) -> str:
        return block.span.of(self.clean.text)


def page_of(clean: Clean) -> Page:
    running = [place for place, block in enumerate(clean.blocks) if is_running(clean, block)]
    first, last = (running[0], running[-1]) if running else (len(clean.blocks), len(clean.blocks))
    top = _below(clean, first)
    first = next((place for place in running if place >= top), len(clean.blocks))
    head = clean.blocks[top:first][:HEAD]
    foot = clean.blocks[last + 1 :][-FOOT:]
    begin = clean.starts[clean.blocks[first].span.start] if first < len(clean.blocks) else len(clean.source.text)
    end = clean.ends[clean.blocks[last].span.end - 1] if running else 0
    lines = [
        line for start, stop, line in _printed(clean) if len(line) <= LONGEST_LINE and (start < begin or stop > end)
    ]
    kept = lines if len(lines) <= HEAD + FOOT else lines[:HEAD] + lines[-FOOT:]
    return Page(clean, head, foot, tuple(kept))


def _below(clean: Clean, first: int) -> int:
    """Where the document's head starts: at the title that the format declares, where the *first* running text is a
    site's own (a notice about cookies, a greeting) and stands above it; else at the top."""
    declared = {fold_title(title) for title in declared_titles(clean)}
    for place, block in enumerate(clean.blocks[: first + HEAD]):
        if len(text := block.span.of(clean.text)) <= LONGEST_OWN and fold_title(text) in declared:
            return place if place > first else 0
    return 0


def _printed(clean: Clean) -> Iterator[tuple[int, int, str]]:
    """The short lines of the source, noise included, with where they start and end in it; those that cleaning took for
    one line, because the text is wrapped, are one."""
    spans = [(item.span.start, item.span.end) for item in clean.noise]
    spans += [(clean.starts[block.span.start], clean.ends[block.span.end - 1]) for block in clean.blocks]
    spans.sort()
    starts = [start for start, _ in spans]
    last, parts, begin, end = -1, list[str](), 0, 0
    for block in clean.source.blocks:
        if not block.text:
            continue
        place = bisect_right(starts, block.starts[0]) - 1
        if parts and not (place == last >= 0 and block.starts[0] < spans[place][1]):
            yield begin, end, "".join(parts)
            parts = []
        if not parts:
            begin, last = block.starts[0], place
        end = block.ends[-1]
        parts.append(unicodedata.normalize("NFKC", block.text))
    if parts:
        yield begin, end, "".join(parts)


def is_running(clean: Clean, block: CleanBlock) -> bool:
    text = block.span.of(clean.text)
    found = marker(text)
    return (
        block.kind is BlockKind.TABLE_ROW
        or "。" in text.rstrip("。")
        or (text.endswith(("。", ";")) and len(text) > 12)
        or len(_ADDRESS.sub("", text)) > lexicon(schemas.Metadata).title.longest
        or (found is not None and found.style in ("han", "chapter", "part") and found.printed != text)
    )


def is_label(page: Page, block: CleanBlock) -> bool:
    """A line that holds nothing but the document's number, a date, or the name that cleaning left of a byline."""
    text, clean = page.words(block), page.clean
    if number_pattern().fullmatch(text) or is_date(text) or (len(text) <= 60 and issued_line().fullmatch(text)):
        return True
    below = below_title().fullmatch(text)
    if bracketed_parts(text) or (below and not below["body"]):
        return True
    start, end = clean.to_source(block.span)
    between = (
        clean.source.text[noise.span.end : start]
        if noise.span.end <= start
        else clean.source.text[end : noise.span.start]
        for noise in clean.noise
        if noise.reason == "byline" and (0 <= start - noise.span.end <= 4 or 0 <= noise.span.start - end <= 4)
    )
    return any("\n" not in gap and not gap.strip() for gap in between)


@cache
def issued_line() -> re.Pattern[str]:
    """A line that names the issuer and the day: (A市B局2023年6月20日印发). Groups: name."""
    rules = lexicon(schemas.Metadata)
    pattern, day = rules.issuer.issued_line, f"(?:{rules.date.full.pattern})"
    return re.compile(pattern.replace("{body}", body_pattern()).replace("{date}", day))


class Act(NamedTuple):
    """What was done with a law: the day (ISO 8601), the order that made it known if there is one, the word for it."""

    day: str
    order: str | None
    word: str


def acts(page: Page) -> list[Act]:
    """What the head of a law says of it: 2018年6月4日国务院第11次常务会议通过 6月8日国务院令第726号公布."""
    rules = lexicon(schemas.Metadata)
    pattern = _done()
    lines = [page.words(block) for block in page.head]
    found = []
    for line in lines:
        told = len(line) <= LONGEST_ACTS and _opens_with_day(line)
        for match in pattern.finditer(line) if told else ():
            body = match["body"].strip().removeprefix(rules.issuer.country)
            order = f"{body}令{match['number']}" if match["number"] else None
            if day := date_in(match["day"]):
                found.append(Act(day, order, match["act"]))
    return found


def _opens_with_day(line: str) -> bool:
    return bool(date_patterns()[0].match(line.lstrip("(")))


@cache
def _done() -> re.Pattern[str]:
    rules = lexicon(schemas.Metadata)
    return re.compile(rules.issuer.done.replace("{date}", f"(?:{ungrouped(rules.date.full.pattern)})"))


@cache
def below_title() -> re.Pattern[str]:
    """Who issued a document, and when, on the line below its title. Groups: body, medium, paper."""
    rules = lexicon(schemas.Metadata)
    day = f"(?:{ungrouped(rules.date.full.pattern)}|{ungrouped(rules.date.digits.pattern)})"
    return re.compile(rules.issuer.below_title.replace("{body}", body_pattern()).replace("{date}", day))


def ungrouped(pattern: str) -> str:
    """*pattern* with its groups as groups that are not counted."""
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)


def bracketed_parts(text: str) -> tuple[str, ...]:
    """The parts of a line in brackets that says who issued the document, its number and the day: (A市人民政府
    2023年12月20日印发,A政规〔2023〕6号). None of a line in brackets that says something else."""
    if not (text.startswith("(") and text.endswith(")") and len(text) <= LONGEST_BRACKET):
        return ()
    parts = [part for part in re.split(r"[,;、\s]+", text[1:-1]) if part]
    kinds = {part: _kind(part) for part in parts}
    told = set(kinds.values()) - {"body"}
    return tuple(parts) if len(parts) > 1 and told and None not in told else ()


def _kind(part: str) -> str | None:
    """What a part of such a line is."""
    if number_pattern().fullmatch(part):
        return "number"
    if is_date(part):
        return "day"
    if issued_line().fullmatch(part):
        return "issued"
    return "body" if sealed_line().fullmatch(part) else None


@cache
def sealed_line() -> re.Pattern[str]:
    """A body's name on a line of its own, the mark for its seal behind it left out. Group: name."""
    return re.compile(f"(?P<name>.{{2,40}}?{body_pattern()}){lexicon(schemas.Metadata).issuer.seal.pattern}")


def body_pattern() -> str:
    return lexicon(schemas.Metadata).issuer.body.pattern


@cache
def number_pattern() -> re.Pattern[str]:
    return re.compile(rf"[((]?({lexicon(schemas.Metadata).number.form.pattern})[))]?")


def labelled_values(page: Page, labels: Sequence[str]) -> Iterator[str]:
    """What follows one of *labels* in the page's head and foot."""
    spaced = "|".join(r"\s*".join(label) for label in labels)
    pattern = re.compile(rf"(?<![一-鿿])(?:{spaced})\s*[::\t]\s*(.+)")
    every = "|".join(lexicon(schemas.Metadata).labels.every)
    for line in page.lines:
        for match in pattern.finditer(line):
            yield re.split(rf"(?:{every})\s*[::]", match[1], maxsplit=1)[0].strip()


def declared_titles(clean: Clean) -> Iterator[str]:
    """Titles that the file format declares, the site's name after a dash or bar left out."""
    names = lexicon(schemas.Metadata).declared.title
    found = [value for name in names for key, value in clean.source.declared if key == name]
    for text in [*found, clean.source.title or ""]:
        if text.strip():
            yield _site().sub("", max(re.split(r"\s*[_|丨]\s*|\s+[-—–]+\s+", text.strip()), key=len))


@cache
def _site() -> re.Pattern[str]:
    site = lexicon(schemas.Metadata).issuer.site_name.pattern
    return re.compile(f"(?<=[^\\d\\s])[-—–]+(?:{site}|[一-鿿]{{2,16}}{body_pattern()})$")


def declared_values(page: Page, names: Sequence[str]) -> Iterator[str]:
    """What the file format declares by one of *names*."""
    yield from (
        value.strip() for name in names for key, value in page.clean.source.declared if key == name and value.strip()
    )


def date_patterns() -> tuple[re.Pattern[str], ...]:
    days = lexicon(schemas.Metadata).date
    return days.full, days.digits


def date_in(text: str) -> str | None:
    """The first date in *text*, as ISO 8601."""
    for pattern in date_patterns():
        if match := pattern.search(text):
            year = int("".join(str(number(sign)) if not sign.isdigit() else sign for sign in match[1]))
            try:
                return date(year, number(match[2]), number(match[3])).isoformat()
            except ValueError:
                continue
    return None


def is_date(text: str) -> bool:
    """Whether *text* is a date, or a month, and nothing else."""
    bare = text.strip("()")
    return len(text) <= 20 and (
        any(pattern.fullmatch(bare) for pattern in date_patterns())
        or bool(lexicon(schemas.Metadata).date.month.fullmatch(bare))
    )


def signers(clean: Clean, block: CleanBlock) -> tuple[str, ...]:
    """The bodies that *block* names and nothing else: one, or several that white space parts in the source."""
    printed = clean.quote(block.span)
    if clean.source.media_type == "text/html":
        printed = unescape(_TAG.sub("", printed))
    parts = [unicodedata.normalize("NFKC", part) for part in printed.split()]
    if 1 < len(parts) <= MOST_SIGNERS:
        named = [sealed_line().fullmatch(part) for part in parts]
        if all(named):
            return tuple(match["name"] for match in named if match)
    text = block.span.of(clean.text)
    match = sealed_line().fullmatch(text) if len(text) <= LONGEST_SIGNER else None
    return (match["name"],) if match and _HAN.fullmatch(match["name"]) else ()


def signatures(clean: Clean) -> Iterator[tuple[tuple[CleanBlock, ...], CleanBlock]]:
    """Each signature: the lines of nothing but bodies that stand right above a date, first one first, and the date."""
    for place, block in enumerate(clean.blocks):
        if place and is_date(block.span.of(clean.text)):
            first = place
            while first and place - first < MOST_SIGNERS and signers(clean, clean.blocks[first - 1]):
                first -= 1
            if first < place:
                yield clean.blocks[first:place], block


def one_line(text: str) -> str:
    return text.replace("\n", "")


def fold_title(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
