"""What a document says about itself: title, kind, issuer, date, period of validity, number."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from .lexicon import lexicon
from .markers import marker, number
from .model import BlockKind, Clean, CleanBlock, Metadata, Span

HEAD, FOOT = 25, 40  # blocks at either end of the page that may speak about the document
LONGEST_LINE = 300
SHORTEST_TITLE = 8
LONGEST_NUMBER = 25
LONGEST_OPENING = 1000
PARTS, FEWEST_PARTS = ("part", "chapter", "han", "han-bracket"), 5  # numbered parts that make a page a plan
_TITLE_ONLY = re.compile("[^。;:!?,]+")


@dataclass(frozen=True, slots=True)
class _Page:
    """A document's text with its head, the blocks before the first running text, and its foot, those after the last."""

    clean: Clean
    head: tuple[CleanBlock, ...]
    foot: tuple[CleanBlock, ...]
    lines: tuple[str, ...]
    """Lines of the page's head and foot, noise included: labels such as 发布时间: stand there."""

    def words(self, block: CleanBlock) -> str:
        return block.span.of(self.clean.text)


def metadata(clean: Clean) -> Metadata:
    """The metadata of *clean*; what the document does not state is None. The file's name plays no part."""
    return described(clean)[0]


def described(clean: Clean) -> tuple[Metadata, frozenset[Span]]:
    """The metadata of *clean*, and the blocks that speak about the document: its number, source, addressee, signature
    and date, and its title where it stands once more."""
    page = _page(clean)
    title, span = _title(page)
    kind = _kind(page, title)
    issuer, issuer_span = _issuer(page, title, kind)
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


def _page(clean: Clean) -> _Page:
    running = [place for place, block in enumerate(clean.blocks) if _is_running(clean, block)]
    first, last = (running[0], running[-1]) if running else (len(clean.blocks), len(clean.blocks))
    head = clean.blocks[: min(first, HEAD)]
    foot = clean.blocks[last + 1 :][-FOOT:]
    begin = clean.starts[clean.blocks[first].span.start] if running else len(clean.source.text)
    end = clean.ends[clean.blocks[last].span.end - 1] if running else 0
    lines = [
        line for start, stop, line in _printed(clean) if len(line) <= LONGEST_LINE and (start < begin or stop > end)
    ]
    kept = lines if len(lines) <= HEAD + FOOT else lines[:HEAD] + lines[-FOOT:]
    return _Page(clean, head, foot, tuple(kept))


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


def _is_running(clean: Clean, block: CleanBlock) -> bool:
    text = block.span.of(clean.text)
    found = marker(text)
    return (
        block.kind is BlockKind.TABLE_ROW
        or "。" in text.rstrip("。")
        or (text.endswith(("。", ";")) and len(text) > 12)
        or len(text) > lexicon("metadata")["title"]["shape"]["longest"]
        or (found is not None and found.style in ("han", "chapter", "part") and found.printed != text)
    )


# --- title and kind -------------------------------------------------------------------------------------------------


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each kind of document what a title of it ends in; two characters may follow, and a bracket."""
    kinds = lexicon("metadata")["title"]["kinds"]
    choices = {kind: "|".join(map(re.escape, sorted(words, key=len, reverse=True))) for kind, words in kinds.items()}
    return tuple(
        (kind, re.compile(rf"(?:{words})[》〉”]*(.{{0,2}})(?:[(][^)]*[)])?$")) for kind, words in choices.items()
    )


def ending(title: str) -> str | None:
    """The kind of document whose word stands at the end of *title*, nearest to the end."""
    found = [(match.start(1), kind) for kind, pattern in _kinds() if (match := pattern.search(title))]
    return max(found)[1] if found else None


def _title(page: _Page) -> tuple[str, Span | None]:
    shape = lexicon("metadata")["title"]["shape"]
    skip = re.compile(shape["skip"])
    declared = [_folded(text) for text in _declared_titles(page)]
    head = [page.words(block) for block in page.head]
    lines = [
        block
        for place, block in enumerate(page.head)
        if not skip.fullmatch(head[place])
        and not _is_label(page, block)
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
    if best and best[0] > 0:
        return _joined(best[1].of(page.clean.text)), best[1]
    given = next(_declared_titles(page), None)
    if given:
        return given, None
    if inner := _carried_below(page):
        return inner.of(page.clean.text), inner
    if page.clean.blocks:
        opening = re.split("[。;]", page.words(page.clean.blocks[0]), maxsplit=1)[0]
        return opening[: shape["longest"]], None
    return page.clean.source.slug, None


def _ends_in(line: str, title: str) -> bool:
    """Whether *line* is the path through the site to the page of that *title*."""
    return len(line) > len(title) >= SHORTEST_TITLE and line.endswith(title)


def _carried_below(page: _Page) -> Span | None:
    """The first line near the top, below running text, that reads as a document's title."""
    for block in page.clean.blocks[:HEAD]:
        text = page.words(block)
        if SHORTEST_TITLE <= len(text) <= 60 and not marker(text) and _TITLE_ONLY.fullmatch(text) and ending(text):
            return block.span
    return None


def _score(page: _Page, blocks: Sequence[CleanBlock], declared: Sequence[str]) -> float:
    """How well *blocks*, read as one line, make the title."""
    words = [page.words(block) for block in blocks]
    text = _joined("\n".join(words))
    if len(text) < 4 or len(text) > lexicon("metadata")["title"]["shape"]["longest"] or marker(text):
        return -1
    folded = _folded(text)
    score = 1.0 + 0.5 * any(block.kind is BlockKind.HEADING and block.level == 1 for block in blocks)
    score += 3 * any(folded == title for title in declared) + 1 * any(folded in title for title in declared)
    score += 2 * (ending(text) is not None)
    score += 0.5 * (len(text) >= 12)
    if len(blocks) > 1:
        # Lines belong together when the first does not end a title itself, or when only a bracket follows it.
        bracket = bool(re.fullmatch(r"[((][^))]*[))]", words[-1]))
        done = any(ending(_joined("\n".join(words[:count]))) for count in range(1, len(words)))
        score += 0.3 if bracket else (-2 if done or max(map(len, words)) > 45 or ending(text) is None else 0.2)
    return score


def _joined(text: str) -> str:
    return text.replace("\n", "")


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _declared_titles(page: _Page) -> Iterator[str]:
    """Titles that the file format declares, the site's name after a dash or bar left out."""
    names = lexicon("metadata")["declared"]["title"]
    found = [value for name in names for key, value in page.clean.source.declared if key == name]
    for text in [*found, page.clean.source.title or ""]:
        if text.strip():
            yield max(re.split(r"\s*[_|丨]\s*|\s+[-—–]+\s+", text.strip()), key=len)


def _about(page: _Page, title: str) -> frozenset[Span]:
    found = {block.span for block in (*page.head, *page.foot) if _is_label(page, block)}
    found |= {block.span for block in page.head if page.words(block).endswith(":")}
    for block, following in pairwise(page.clean.blocks):
        name = page.words(block)
        if is_date(page.words(following)) and len(name) <= 40 and _sealed().fullmatch(name):
            found |= {block.span, following.span}
        elif len(name) <= 60 and _dates()[0].search(name) and _issued().fullmatch(name):
            found.add(block.span)
    return frozenset(found | set(_repeated(page, title)))


def _repeated(page: _Page, printed: str) -> Iterator[Span]:
    """Lines above the first numbered part that say the title again, whole or in part, with or without its number: a
    notice prints the title of what it carries once more above it."""
    title = _folded(printed)
    for block in page.clean.blocks[: HEAD + FOOT]:
        text = page.words(block)
        found = marker(text)
        if found and found.style in ("han", "chapter", "part"):
            return
        bare = _folded(text)
        same = bare in title or (title in bare and len(bare) <= len(title) + LONGEST_NUMBER)
        if len(bare) >= SHORTEST_TITLE and same and not found and not text.endswith(("。", ";")):
            yield block.span


@cache
def _issued() -> re.Pattern[str]:
    """A line that names the issuer and the day: (A市B局2023年6月20日印发). Groups: name."""
    rules = lexicon("metadata")
    pattern: str = rules["issuer"]["issued"]
    return re.compile(pattern.replace("{body}", _body()).replace("{date}", f"(?:{rules['date']['full']})"))


def _is_label(page: _Page, block: CleanBlock) -> bool:
    """A line that holds nothing but the document's number, a date, or the name that cleaning left of a byline."""
    text, clean = page.words(block), page.clean
    if _own_number().fullmatch(text) or is_date(text) or (len(text) <= 60 and _issued().fullmatch(text)):
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


def _kind(page: _Page, title: str) -> str:
    """plan, opinion, interpretation or news: by the title's end, and by how a news page is built."""
    shape = lexicon("metadata")["title"]["shape"]
    kind = ending(title)
    if kind == "interpretation" or re.match(shape["explains"], title):
        return "interpretation"
    if inner := re.search(shape["carried"], title):
        return ending(inner[1]) or kind or "opinion"
    headline = re.search(shape["event"], title) and not re.search(shape["about"], title)
    body = next((page.words(block) for block in page.clean.blocks if _is_running(page.clean, block)), "")
    told = re.match(lexicon("metadata")["news"]["dateline"], body[:80])
    if kind is None and not told:
        # Neither title nor news: its first paragraph may say what it lays down (制定本方案).
        made = re.search(shape["made"], body[:LONGEST_OPENING])
        kind = ending(made[1]) if made else None
        if kind is None and not headline:
            found = [marker(page.words(block)[:12]) for block in page.clean.blocks]
            parts = {one.value for one in found if one and one.style in PARTS}
            kind = "plan" if len(parts) >= FEWEST_PARTS else None
        headline = headline and not body.startswith(title[:SHORTEST_TITLE])
    if kind is None or headline:
        return "news"
    return "news" if told and not re.search(shape["about"], title) else kind


# --- issuer ---------------------------------------------------------------------------------------------------------


def _issuer(page: _Page, title: str, kind: str) -> tuple[str | None, Span | None]:
    """Who issued it, as printed: the signature, a label, the title's own first words, the page's source, the medium."""
    rules = lexicon("metadata")
    from_title = re.match(rules["issuer"]["title"].replace("{body}", _body()), title)
    labelled, source = _labelled(page, "issuer"), _labelled(page, "source")
    signed, media = _signature(page), _medium(page)
    titled = next(filter(None, from_title.groups()), None) if from_title else None
    official = [signed, labelled, titled, _signature(page, page.clean.blocks)]
    order = [source, media, *official] if kind == "news" else [*official, source, media]
    name = next((found for found in [*order, _crumb(page)] if found), None)
    return name, _where(page, name) if name else None


def _where(page: _Page, name: str) -> Span | None:
    """Where the page's head or foot prints *name*, in clean offsets."""
    for block in (*page.head, *reversed(page.foot)):
        place = page.words(block).find(name)
        if place >= 0:
            return Span(block.span.start + place, block.span.start + place + len(name))
    return None


def _signature(page: _Page, blocks: Sequence[CleanBlock] = ()) -> str | None:
    """A body's name on a line of its own before a date, or on one line with it, at the end or among *blocks*; or in a
    bracket below the title."""
    for block in () if blocks else page.head:
        if match := _issued().fullmatch(page.words(block)):
            return match["name"]
    searched = blocks or page.foot
    for place, block in enumerate(searched):
        following = searched[place + 1] if place + 1 < len(searched) else None
        text = page.words(block)
        if len(text) > 60:
            continue
        if following and is_date(page.words(following)) and (named := _sealed().fullmatch(text)):
            return named["name"]
        if match := _issued().fullmatch(text):
            return match["name"]
    return None


def _signed(page: _Page) -> str | None:
    """The date below a body's name, wherever it stands: a notice is signed before the document that it carries."""
    for block, following in pairwise([*page.clean.blocks, None]):
        text = page.words(following) if following else ""
        name = page.words(block) if block else ""
        if len(name) > 60:
            continue
        if len(text) <= 20 and is_date(text) and _sealed().fullmatch(name):
            return text
        if _issued().fullmatch(name):
            return name
    return None


@cache
def _sealed() -> re.Pattern[str]:
    """A body's name on a line of its own, the mark for its seal behind it left out. Group: name."""
    return re.compile(f"(?P<name>.{{2,40}}?{_body()}){lexicon('metadata')['issuer']['seal']}")


def _body() -> str:
    return str(lexicon("metadata")["issuer"]["body"])


def _medium(page: _Page) -> str | None:
    rules = lexicon("metadata")["issuer"]
    pattern = re.compile(rules["credit"].replace("{media}", rules["media"]))
    for line in page.lines:
        if (match := pattern.match(line.strip())) and _is_name(match[1]):
            return match[1]
    return None


def _crumb(page: _Page) -> str | None:
    """The innermost body named in a line such as 首页>办公室>政策解读."""
    site = lexicon("metadata")["issuer"]["site"]
    for line in page.lines:
        parts = [part.strip() for part in re.split("[>»›]", line)]
        if len(parts) == 1 and len(line) < LONGEST_LINE:
            parts = line.split()
            parts = parts if parts and re.fullmatch(site, parts[0]) else []
        if len(parts) > 2:
            names = [part for part in parts if re.fullmatch(f".{{2,30}}{_body()}", part) and _is_name(part)]
            if names:
                return names[-1]
    return None


def _is_name(text: str) -> bool:
    return len(text) > 1 and text not in lexicon("metadata")["issuer"]["generic"]


def _labelled(page: _Page, role: str) -> str | None:
    """The name after a label of *role*."""
    for value in _values(page, role):
        name = re.match(r"[^\s,,;;|【\[((]{2,40}", value)
        if name and _is_name(name[0]):
            return name[0]
    for value in _declared(page, role):
        if _is_name(value):
            return value
    return None


def _values(page: _Page, role: str) -> Iterator[str]:
    """What follows a label of *role* in the page's head and foot."""
    labels = lexicon("metadata")["labels"][role]
    pattern = re.compile(rf"(?<![一-鿿])(?:{'|'.join(labels)})\s*[::\t]\s*(.+)")
    every = "|".join(label for group in lexicon("metadata")["labels"].values() for label in group)
    for line in page.lines:
        for match in pattern.finditer(line):
            yield re.split(rf"(?:{every})\s*[::]", match[1], maxsplit=1)[0].strip()


def _declared(page: _Page, role: str) -> Iterator[str]:
    names = lexicon("metadata")["declared"].get(role, [])
    yield from (
        value.strip() for name in names for key, value in page.clean.source.declared if key == name and value.strip()
    )


# --- dates ----------------------------------------------------------------------------------------------------------


@cache
def _dates() -> tuple[re.Pattern[str], ...]:
    table = lexicon("metadata")["date"]
    return re.compile(table["full"]), re.compile(table["digits"])


def _date(text: str) -> str | None:
    """The first date in *text*, as ISO 8601."""
    for pattern in _dates():
        if match := pattern.search(text):
            year = int("".join(str(number(sign)) if not sign.isdigit() else sign for sign in match[1]))
            try:
                return date(year, number(match[2]), number(match[3])).isoformat()
            except ValueError:
                continue
    return None


def is_date(text: str) -> bool:
    """Whether *text* is a date and nothing else."""
    return len(text) <= 20 and any(pattern.fullmatch(text.strip("()")) for pattern in _dates())


def _published(page: _Page) -> str | None:
    """The day it was put up: a label, what the format declares, a date in the head, the signature's date."""
    first = [*_values(page, "published"), *_declared(page, "published")]
    head = [line for line in page.lines[:HEAD] if len(line) <= 100 and "。" not in line]
    heads = [page.words(block) for block in page.head if is_date(page.words(block))]
    feet = [page.words(block) for block in page.foot if is_date(page.words(block))]
    for text in [*first, *head, *heads, *feet, *_values(page, "dated"), _signed(page) or ""]:
        if found := _date(text):
            return found
    return None


# --- period and number ----------------------------------------------------------------------------------------------


def _period(page: _Page, title: str) -> tuple[int, int] | None:
    """The years it is for: in its title, in the title of the document that it explains, or where it says so."""
    rules: dict[str, Any] = lexicon("metadata")["period"]
    texts = [title]
    opening = page.clean.text[:2000]
    texts += [match[1] for match in re.finditer(rules["defined"], opening) if _alike(match[1], title)]
    for text in texts:
        if (years := re.search(rules["range"], text)) and int(years[1]) < int(years[2]):
            return int(years[1]), int(years[2])
    if stated := re.search(rules["cue"] + rules["range"], page.clean.text):
        return int(stated[1]), int(stated[2])
    since, lasting = re.search(rules["since"], page.clean.text), re.search(rules["lasting"], page.clean.text)
    return (int(since[1]), int(since[1]) + number(lasting[1])) if since and lasting else None


def _alike(one: str, other: str) -> bool:
    """Whether two titles share most of their words."""
    pairs, others = (
        {text[place : place + 2] for place in range(len(text) - 1)} for text in (_folded(one), _folded(other))
    )
    return len(pairs & others) >= 0.6 * max(1, min(len(pairs), len(others)))


@cache
def _own_number() -> re.Pattern[str]:
    return re.compile(rf"[((]?({lexicon('metadata')['number']['own']})[))]?")


@cache
def _beside() -> re.Pattern[str]:
    """The number on one line with the title, or with the name of the series that it counts in."""
    rules = lexicon("metadata")["number"]
    return re.compile(f"^({rules['own']})(?=[一-鿿])|{rules['series']}({rules['own']})$")


def _number(page: _Page) -> str | None:
    """The document's own number, in its head or behind a label; numbers that the text cites are not it."""
    for block in page.head:
        if match := _own_number().fullmatch(page.words(block)):
            return match[1]
    for block in page.head:
        if match := _beside().search(page.words(block)):
            return str(match[1] or match[2])
    for value in _values(page, "number"):
        if match := _own_number().match(re.sub(r"[\[【(](\d{4})[\]】)]", r"〔\1〕", value.replace(" ", ""))):
            return match[1]
    return None
