"""Who issued a document: signature, label, title, source, medium or the path through a site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import CleanBlock, Span
from .page import (
    LONGEST_SIGNER,
    Page,
    acts,
    below_title,
    body_pattern,
    bracketed_parts,
    declared_values,
    fold_title,
    is_running,
    issued_line,
    labelled_values,
    sealed_line,
    signatures,
    signers,
)

LONGEST_LINE = 300
LONGEST_LETTERHEAD = 16
"""Characters of a line between who issues a paper and its title: 专题会议纪要, 〔2023〕第17期."""


def issuer_of(page: Page, title: str, kind: str) -> tuple[str | None, Span | None]:
    """Who issued it, as printed: the signature, a label, the title's own first words, the page's source, the medium."""
    rules = lexicon(schemas.Metadata)
    opening = re.compile(rules.issuer.in_title.replace("{body}", body_pattern()))
    from_title = opening.match(title) or opening.match(_notice_of(page, title))
    labelled = _labelled(page, rules.labels.issuer, rules.declared.issuer)
    source = _labelled(page, rules.labels.source)
    signed, media = _signature(page), _medium(page)
    titled = next(filter(None, from_title.groups()), None) if from_title else None
    official = [_lawgiver(page), signed, labelled, _red_head(page), titled, _signature(page, page.clean.blocks)]
    if titled and rules.issuer.without_place.match(titled):
        official = [*official[:4], official[-1], titled]
    below = _below(page, title)
    order = [source, below, media, *official] if kind == "news" else [*official, below, source, media]
    name = next((found for found in [*order, _headed(page, title), _crumb(page), _site(page)] if found), None)
    return name, _where(page, name) if name else None


def _notice_of(page: Page, title: str) -> str:
    """The title of the notice that carries the document, "" where the page's head has none."""
    carried = lexicon(schemas.Metadata).title.carried
    heads = (carried.search(page.words(block)) for block in page.head)
    return next((found.string for found in heads if found and fold_title(found[1]) == fold_title(title)), "")


def _where(page: Page, name: str) -> Span | None:
    """Where the page's head or foot prints *name*, in clean offsets."""
    for block in (*page.head, *reversed(page.foot)):
        place = page.words(block).find(name)
        if place >= 0:
            return Span(block.span.start + place, block.span.start + place + len(name))
    return None


def _signature(page: Page, blocks: Sequence[CleanBlock] = ()) -> str | None:
    """A body's name on a line of its own before a date, or on one line with it, at the end or among *blocks*; or in a
    bracket below the title."""
    for block in () if blocks else page.head:
        if match := issued_line().fullmatch(page.words(block)):
            return match["name"]
        for part in bracketed_parts(page.words(block)):
            if match := issued_line().fullmatch(part) or sealed_line().fullmatch(part):
                return match["name"]
    signed = {lines[0].span: signers(page.clean, lines[0])[0] for lines, _ in signatures(page.clean)}
    for block in blocks or page.foot:
        text = page.words(block)
        if block.span in signed:
            return signed[block.span]
        if len(text) <= LONGEST_SIGNER and (match := issued_line().fullmatch(text)):
            return match["name"]
    return None


def signed_date(page: Page) -> str | None:
    """The date below a body's name, wherever it stands: a notice is signed before the document that it carries."""
    days = {lines[-1].span: page.words(day) for lines, day in signatures(page.clean)}
    for block in page.clean.blocks:
        name = page.words(block)
        if block.span in days:
            return days[block.span]
        if len(name) <= LONGEST_SIGNER and issued_line().fullmatch(name):
            return name
    return None


def _lawgiver(page: Page) -> str | None:
    """The congress that passed it, or who ordered it, as its head says."""
    rules = lexicon(schemas.Metadata).issuer
    for block in page.head:
        text = page.words(block)
        if match := rules.passed.search(text):
            return match[1] + match[2]
        if match := rules.order.fullmatch(text):
            return match[1]
    return next((act.order.rpartition("令")[0] for act in acts(page) if act.order), None)


def _red_head(page: Page) -> str | None:
    """The first body that the head of an official paper names: A市人民政府办公室文件."""
    pattern = re.compile(lexicon(schemas.Metadata).issuer.red_head.replace("{body}", body_pattern()))
    for line in page.lines:
        words = line.split()
        for end in range(1, len(words) + 1) if words and words[-1].endswith("文件") else ():
            if match := pattern.fullmatch("".join(words[:end])):
                return match["name"]
            if end < len(words) and sealed_line().fullmatch(words[0]):
                return words[0]
    return None


def _below(page: Page, title: str) -> str | None:
    """Who is named right below the title, beside a day or alone."""
    lines = [line.strip() for line in page.lines]
    ends = [at for at, line in enumerate(lines) if line and title.endswith("".join(line.split())[-12:])]
    if not title or not ends:
        return None
    for line in lines[ends[0] + 1 : ends[0] + 3]:
        if found := below_title().fullmatch(line):
            name = next(filter(None, found.groups()), None)
            return name if name and _is_name(name) else None
    return None


def _headed(page: Page, title: str) -> str | None:
    """A body's name on a line of its own above the title, with no more between than letterheads have, the kind of paper
    and its number; the first where there are several."""
    found: list[str] = []
    for block in page.head:
        words = page.words(block)
        if words == title[: len(words)]:
            return found[0] if found else None
        if signed := signers(page.clean, block):
            found += signed
        elif len("".join(words.split())) > LONGEST_LETTERHEAD:
            found = []
    return None


def _medium(page: Page) -> str | None:
    rules = lexicon(schemas.Metadata).issuer
    pattern = re.compile(rules.credit.replace("{media}", rules.media.pattern))
    running = (page.words(block)[:LONGEST_LINE] for block in page.clean.blocks if is_running(page.clean, block))
    for line in (*page.lines, next(running, "")):
        if (match := pattern.match(line.strip())) and _is_name(match[1]):
            return match[1]
    return None


def _crumb(page: Page) -> str | None:
    """The innermost body named in a line such as 首页>办公室>政策解读."""
    site = lexicon(schemas.Metadata).issuer.site_name
    for line in page.lines:
        parts = [part.strip() for part in re.split("[>»›]", line)]
        if len(parts) == 1 and len(line) < LONGEST_LINE:
            parts = line.split()
            parts = parts if parts and site.fullmatch(parts[0]) else []
        if len(parts) > 2:
            names = [part for part in parts if re.fullmatch(f".{{2,30}}{body_pattern()}", part) and _is_name(part)]
            if names:
                return names[-1]
    return None


def _site(page: Page) -> str | None:
    """The body whose site the page declares to stand on: 赣州市人民政府门户网站."""
    body = re.compile(f"[一-鿿]{{2,30}}{body_pattern()}")
    for value in declared_values(page, lexicon(schemas.Metadata).declared.site):
        name = re.sub("(?:门户网站|门户|官方网站|官网|网站|网)$", "", value)
        if body.fullmatch(name) and _is_name(name):
            return name
    return None


def _is_name(text: str) -> bool:
    return len(text) > 1 and text not in lexicon(schemas.Metadata).issuer.no_names


def _labelled(page: Page, labels: Sequence[str], declared: Sequence[str] = ()) -> str | None:
    """The name after one of *labels*, or what the format declares by one of the *declared* names."""
    for value in labelled_values(page, labels):
        name = re.match(r"[^\s,,;;|【\[((]{2,40}", value)
        if name and _is_name(name[0]):
            return name[0]
    for value in declared_values(page, declared):
        if _is_name(value):
            return value
    return None
