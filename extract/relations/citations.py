"""Finds the documents that this one names, by title or by number, and whether it acts on them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..model import Citation, Clean, Entity, EntityType, Linked, Measure, Outline, Span
from ..names.titles import canonical_number, titles
from ..text.clauses import SENTENCE
from ..text.fold import fold

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14} ?[〔\[(【] ?(?:19|20)\d\d ?[〕\])】] ?\d{1,5} ?号")
_BRACKET = re.compile(r" {0,2}\(([^()]{0,80})\)")
_TITLES = re.compile(r"《[^《》]{1,160}》|\([^()]{0,80}\)")
LOOK_BACK = 160
"""How far before a title the words stand that say what is done with it, in characters."""


def find_citations(
    clean: Clean, outline: Outline, linked: Linked, measures: Sequence[Measure] = ()
) -> tuple[Citation, ...]:
    """One citation for each document named, in the order of first mention; the fullest printed title is its title.

    Inside one of the *measures* a document that work goes by (按照《...》) is merely cited.
    """
    text = fold(clean.text)
    mentions = _Mentions(linked)
    own = _own(text, outline, mentions)
    title_span = outline.metadata.title_span
    found: dict[str, Citation] = {}
    for title in titles(text):
        if title_span and title_span.contains(title) and outline.metadata.kind not in ("news", "interpretation"):
            continue
        entity = mentions.naming(title)
        if entity and entity.key != own and not _published(text, title, title_span):
            acts = _implements(text, title, _inside(title, measures))
            _keep(found, Citation(entity.key, title, _number(text, title.end + 1, entity), acts))
    for entity in linked.entities:
        if entity.type is EntityType.POLICY_DOCUMENT and entity.key not in found and entity.key != own:
            number = next((span for span in entity.mentions if _NUMBER.fullmatch(span.of(text))), None)
            if number:
                canonical = canonical_number(number.of(text))
                if canonical == outline.metadata.number:
                    continue  # its own, at its head
                found[entity.key] = Citation(
                    entity.key, number, canonical, _implements(text, number, _inside(number, measures))
                )
    return tuple(sorted(found.values(), key=lambda citation: citation.title))


def _inside(span: Span, measures: Sequence[Measure]) -> bool:
    at = bisect_right(measures, span.start, key=lambda measure: measure.span.start) - 1
    return at >= 0 and measures[at].span.contains(span)


def _keep(found: dict[str, Citation], new: Citation) -> None:
    """The fuller title wins, a number once read stays, and acting on a document once is acting on it."""
    old = found.get(new.entity)
    if old is None:
        found[new.entity] = new
        return
    longer = new if new.title.end - new.title.start > old.title.end - old.title.start else old
    found[new.entity] = Citation(new.entity, longer.title, old.number or new.number, old.implements or new.implements)


class _Mentions:
    """Policy documents by where they are named."""

    def __init__(self, linked: Linked) -> None:
        policies = [entity for entity in linked.entities if entity.type is EntityType.POLICY_DOCUMENT]
        self._all = sorted(
            ((span, entity) for entity in policies for span in entity.mentions), key=lambda item: item[0]
        )
        self._starts = [span.start for span, _ in self._all]

    def inside(self, span: Span) -> Iterator[tuple[Span, Entity]]:
        at = bisect_left(self._starts, span.start)
        while at < len(self._all) and self._all[at][0].start < span.end:
            yield self._all[at]
            at += 1

    def naming(self, title: Span) -> Entity | None:
        """The document that the whole *title* names; a title inside the title is not enough unless it fills it."""
        around = Span(max(0, title.start - 1), title.end + 1)
        found = [(span, entity) for span, entity in self.inside(around) if around.contains(span)]
        best = max(found, key=lambda item: item[0].end - item[0].start, default=None)
        if best is None or 2 * (best[0].end - best[0].start) < title.end - title.start:
            return None
        return best[1]


def _own(text: str, outline: Outline, mentions: _Mentions) -> str | None:
    """The key of the document itself, when it is a policy document and not a page about one."""
    span = outline.metadata.title_span
    if span is None or outline.metadata.kind in ("news", "interpretation"):
        return None
    found = [(at, entity) for at, entity in mentions.inside(span) if span.contains(at)]
    best = max(found, key=lambda item: item[0].end - item[0].start, default=None)
    return best[1].key if best and 10 * (best[0].end - best[0].start) >= 7 * (span.end - span.start) else None


def _published(text: str, title: Span, own: Span | None) -> bool:
    """Whether the page's own title says that it publishes this document: 关于印发《...》的通知."""
    if own is None:
        return False
    at = text.find(title.of(text), own.start, own.end)
    words = lexicon(schemas.Citations).publishing
    return at >= 0 and text[own.start : at].rstrip("《〈").endswith(words)


def _number(text: str, after: int, entity: Entity) -> str | None:
    bracket = _BRACKET.match(text, after)
    printed = _NUMBER.search(bracket[1]) if bracket else None
    if printed:
        return canonical_number(printed[0])
    numbers = (_NUMBER.fullmatch(fold(form)) for form in (entity.surface, *entity.aliases))
    return next((canonical_number(match[0]) for match in numbers if match), None)


def _implements(text: str, title: Span, in_measure: bool) -> bool:
    """Whether the words before the title, other titles and their brackets taken out, say that it is acted on."""
    words = lexicon(schemas.Citations)
    start = max(0, title.start - LOOK_BACK)
    before = _TITLES.sub("", text[start : title.start])
    before = re.split(f"[{re.escape(SENTENCE)},:\n]", before)[-1]
    acting = words.implementing_in_measure if in_measure else words.implementing
    acts = max((before.rfind(word) for word in acting), default=-1)
    cites = max((before.rfind(word) for word in words.merely_citing), default=-1)
    return acts >= 0 and acts >= cites
