"""Documents that a question describes: by places (广州龙岩方案), years (2023—2025年方案), or kind alone (那份解读)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from .model import Kind, Thing, Token
from .normal import normal
from .sources import with_source
from .vocabulary import Vocabulary
from .words import SKIPPED

ANY = "any"
_PAIR = 2
RULES = ("plan", "opinion")
"""Kinds that people do not tell apart: an opinion is called a plan where its place has no other."""
_ASKED = frozenset({"which", "what", "count"})
"""Behind one of these a kind of documents is asked for; elsewhere the one document of that kind is meant."""
_BOTH = frozenset({"两份", "两个", "两", "这两份", "这两个", "两部", "two", "both", "the two"})
_GOVERNMENT = "人民政府"
_BETWEEN = frozenset({"pair", "together"})
"""Groups of what may stand between the places and the word for their document: 对口合作."""
_NEAR = 4
"""Tokens beside a word for documents in which its issuer and its year stand."""
_SMALL = 5
_ABOVE = "above"
"""The group of the words for the document that another one implements: 上位文件."""
_SIDES = frozenset({"compare", "difference", "lacks", "lacked", "shared", "unique", "surplus", "than"})
"""Groups of the words by which two documents are set beside each other."""
_POINTING = re.compile("[那这该](?:一?[个份部篇])?")
"""Words in a title as it is said, that point to it: 支持老区振兴发展的那个意见."""
_SHORTEST_TITLE, _LONGEST_TITLE = 10, 12
"""Characters of a title with words left out, at least; tokens of it, at most."""
_MOST_SPANS = 3

Place = frozenset[str]
"""What a token may stand for: the values of one place, or of several where it is a single character."""


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers of the first and the last token, and the documents that they describe."""

    first: int
    last: int
    documents: tuple[Thing, ...]


@dataclass(slots=True)
class _Run:
    """What stands before a word for documents."""

    places: list[tuple[int, Place]] = field(default_factory=list)
    years: list[tuple[int, str]] = field(default_factory=list)

    @property
    def first(self) -> int:
        return min(number for number, _ in (*self.places, *self.years))


def with_documents(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens as they are, and with documents, or kinds of them, in place of what describes them."""
    sourced = tuple(with_source(found, vocabulary))
    for words in (tuple(found),) if sourced == tuple(found) else (tuple(found), sourced):
        for variant in _with_described(words, vocabulary):
            yield variant
            yield from _with_above(variant, vocabulary)


def _with_above(found: tuple[Token, ...], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens with the document that the only one that is named implements in place of a word for it: 上位文件."""
    words = [number for number, token in enumerate(found) if _ABOVE in token.groups]
    if not any(token.groups & _SIDES for token in found):
        return  # 深圳意见贯彻的是哪些上级文件
    named = {thing for token in found for thing in token.things if thing.kind is Kind.DOCUMENT}
    if len(words) != 1 or len(named) != 1:
        return
    number = words[0]
    above = [thing for value in named.pop().above if (thing := vocabulary.find(Kind.DOCUMENT, value))]
    if len(above) == 1:
        token = replace(found[number], things=(above[0],), groups=frozenset(), described=True)
        yield (*found[:number], token, *found[number + 1 :])


def _with_described(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    yield tuple(found)
    spans = list(_described(found, vocabulary))
    for taken in product(*((False, True) for _ in spans[:_MOST_SPANS])):
        if any(taken):
            yield tuple(_merged(found, [span for span, use in zip(spans, taken, strict=False) if use]))


def missing(found: Sequence[Token], vocabulary: Vocabulary) -> str:
    """The words for a plan or an opinion of several places of which the graph has none: 北京市与长治市对口合作实施方案.
    Whatever else is known of the places does not answer for it."""
    kinds = {normal(w): kind for kind, listed in vocabulary.words.document_words.items() for w in listed}
    places: list[int] = []
    for number, token in enumerate(found):
        if _kind(token) is Kind.PLACE:
            places.append(number)
        elif kinds.get(token.surface) in RULES and len(places) >= _PAIR and not token.things:
            values = [frozenset({found[at].things[0].value}) for at in places]
            if not _documents(values, ANY, vocabulary, rules=True) and not any(_halves_of(values, vocabulary)):
                return "".join(one.surface for one in found[places[0] : number + 1])
            places = []
        elif SKIPPED not in token.groups and not token.groups & _BETWEEN:
            places = []
    return ""


def _halves_of(values: Sequence[Place], vocabulary: Vocabulary) -> Iterator[bool]:
    for cut in range(1, len(values)):
        yield all(_documents(half, ANY, vocabulary, rules=True) for half in (values[:cut], values[cut:]))


def with_places_as_documents(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[tuple[Token, ...]]:
    """The tokens with each place's document in place of it, where they name two documents in all."""
    places = [(n, frozenset({t.things[0].value})) for n, t in enumerate(found) if _kind(t) is Kind.PLACE]
    named = sum(1 for token in found if _kind(token) is Kind.DOCUMENT)
    if not places or len(places) > _PAIR * 2 or named > 1:
        return
    if named:
        one = _documents([value for _, value in places], ANY, vocabulary)
        spans = [Span(places[0][0], places[-1][0], one)] if one else []
    else:
        spans = list(_halves(places, places[-1][0], ANY, vocabulary))
    if spans:
        yield tuple(replace(token, described=False) for token in _merged(found, spans))


def _kind(token: Token) -> Kind | None:
    return token.things[0].kind if token.things else None


def _described(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Span]:
    """The documents that a word for one describes with what stands before it. Four places may be those of two
    documents: 上海三明和广州龙岩两个方案."""
    kinds = {normal(w): kind for kind, listed in vocabulary.words.document_words.items() for w in listed}
    run = _Run()
    for number, token in enumerate(found):
        if place := _place(token, bool(run.places), vocabulary):
            run.places.append((number, place))
        elif _kind(token) is Kind.YEAR:
            run.years.append((number, token.things[0].value))
        elif _kind(token) is Kind.DOCUMENT:
            yield from _longer(found, number)
            run = _Run()
        elif token.surface in kinds:
            last = _years_behind(found, number, run)
            spans = list(_spans(run, last, kinds[token.surface], vocabulary)) if run.places or run.years else []
            issued = [] if spans else list(_issued(found, number, vocabulary))
            yield from (
                _shortened(found, number, vocabulary)
                or spans
                or issued
                or _alone(found, number, kinds[token.surface], vocabulary)
            )
            run = _Run()
        elif not ((run.places or run.years) and SKIPPED in token.groups and len(token.surface) < _SMALL):
            run = _Run()
    named = [kinds[token.surface] for token in found if token.surface in kinds]
    if len(run.places) > _PAIR and named and run.places[-1][0] == len(found) - 1:  # 两份方案有何不同：沪明和广龙
        yield from _spans(run, len(found) - 1, named[-1], vocabulary)


def _place(token: Token, goes_on: bool, vocabulary: Vocabulary) -> Place:
    """The place that a token names, that whose government it names, or behind places one by its first character."""
    if _kind(token) is Kind.PLACE:
        return frozenset({token.things[0].value})
    if _kind(token) is Kind.AGENCY and token.things[0].place and token.things[0].zh.endswith(_GOVERNMENT):
        return frozenset({token.things[0].place})
    if goes_on and not token.is_known and len(token.surface) == 1:  # 深赣百汕意见
        return vocabulary.initials.get(token.surface, frozenset())
    return frozenset()


def _issued(found: Sequence[Token], number: int, vocabulary: Vocabulary) -> Iterator[Span]:
    """The one document whose title begins with the body before the word, and whose number holds the year beside it:
    国务院2021年的意见."""
    first, last, year, body = number, number, "", ""
    for at in (*range(number - 1, max(-1, number - _NEAR), -1), *range(number + 1, min(len(found), number + _NEAR))):
        token = found[at]
        if _kind(token) is Kind.YEAR and not year:
            year = token.things[0].value
        elif _kind(token) is Kind.AGENCY and at < number and not body:
            body = normal(token.things[0].zh)
        elif SKIPPED not in token.groups or token.things:
            if at > number:
                break
            continue
        else:
            continue
        first, last = min(first, at), max(last, at)
    fitting = [
        thing
        for thing in vocabulary.things
        if thing.kind is Kind.DOCUMENT and body and normal(thing.zh).startswith(body)
        if not year or any(year in name for name in thing.names)
    ]
    if len(fitting) == 1:
        yield Span(first, last, (fitting[0],))


def _shortened(found: Sequence[Token], number: int, vocabulary: Vocabulary) -> list[Span]:
    """The one document whose title, with some words left out, stands before and in the word for it:
    深圳贯彻落实革命老区对口合作工作方案的实施意见."""
    for first in range(max(0, number - _LONGEST_TITLE), number):
        said = "".join(token.surface for token in found[first : number + 1])
        if len(said) < _SHORTEST_TITLE:
            break
        fitting = [thing for thing in vocabulary.documents if _is_short_for(said, normal(thing.zh))]
        held = [thing for thing in fitting if thing.weight] or fitting
        if len(held) == 1:
            return [Span(first, number, (held[0],))]
    return []


def _is_short_for(said: str, title: str) -> bool:
    said = _POINTING.sub("", said)
    letters = iter(title)
    begins = said[:_PAIR] in title
    return begins and len(said) * _PAIR > len(title) and all(letter in letters for letter in said)


def _longer(found: Sequence[Token], number: int) -> Iterator[Span]:
    """The document that the token of that *number* names by the end of its title alone, with what is said of its title
    before: 国务院支持革命老区 + 振兴发展的意见."""
    thing = found[number].things[0]
    for first in range(max(0, number - _LONGEST_TITLE), number):
        if _is_short_for("".join(token.surface for token in found[first : number + 1]), normal(thing.zh)):
            yield Span(first, number, (thing,))
            return


def _years_behind(found: Sequence[Token], number: int, run: _Run) -> int:
    """The last token of what is said of a document: 方案(2023—2025年)."""
    last = number
    while len(run.years) < _PAIR and last + 1 < len(found) and _kind(found[last + 1]) is Kind.YEAR:
        last += 1
        run.years.append((last, found[last].things[0].value))
    return last if len(run.years) == _PAIR else number


def _spans(run: _Run, last: int, kind: str, vocabulary: Vocabulary) -> Iterator[Span]:
    """The spans of the documents with the places and years of a run. A single year is when it was published."""
    years = tuple(year for _, year in run.years)
    if years and len(years) != _PAIR:
        return
    if documents := _documents([place for _, place in run.places], kind, vocabulary, years):
        yield Span(run.first, last, documents)
    elif not years:
        yield from _halves(run.places, last, kind, vocabulary)


def _halves(places: Sequence[tuple[int, Place]], last: int, kind: str, vocabulary: Vocabulary) -> Iterator[Span]:
    """The two documents that the places before and behind one cut name."""
    middle = len(places) // 2
    for cut in sorted(range(1, len(places)), key=lambda number: abs(number - middle)):
        one = _documents([value for _, value in places[:cut]], kind, vocabulary)
        other = _documents([value for _, value in places[cut:]], kind, vocabulary)
        if one and other:
            yield Span(places[0][0], places[cut - 1][0], one)
            yield Span(places[cut][0], last, other)
            return


def _alone(found: Sequence[Token], number: int, kind: str, vocabulary: Vocabulary) -> Iterator[Span]:
    """What a kind says by itself: itself where it is asked for (有哪些解读), else the one document of it."""
    if kind == ANY:
        return
    before = next((token for token in reversed(found[:number]) if token.groups != {SKIPPED}), None)
    if before is not None and before.groups & _ASKED:
        asked = vocabulary.find(Kind.DOCUMENT_KIND, kind)
        yield from [Span(number, number, (asked,))] if asked else []
        return
    documents = _documents([], kind, vocabulary)
    if len(documents) == _PAIR and number and found[number - 1].surface in _BOTH and not found[number - 1].things:
        yield Span(number - 1, number - 1, documents[:1])
        yield Span(number, number, documents[1:])
    if len(documents) == 1:
        yield Span(number, number, documents)


def _documents(
    places: Sequence[Place], kind: str, vocabulary: Vocabulary, years: tuple[str, ...] = (), rules: bool = False
) -> tuple[Thing, ...]:
    """The documents about all the places, of that kind and for those years; *rules*: plans and opinions alone."""
    fitting = [
        document
        for document in vocabulary.things
        if document.kind is Kind.DOCUMENT
        and all(place & {*document.places} for place in places)
        and (not years or document.years == years)
        and (not rules or document.sort in RULES)
    ]
    of_kind = [document for document in fitting if kind in (ANY, document.sort)]
    if not of_kind and kind in RULES and (places or years):
        of_kind = [document for document in fitting if document.sort in RULES]
    return tuple(sorted(of_kind, key=lambda document: (len(document.places), -document.weight, document.value)))


def _merged(found: Sequence[Token], spans: Sequence[Span]) -> Iterator[Token]:
    number = 0
    for span in spans:
        yield from found[number : span.first]
        part = found[span.first : span.last + 1]
        surface = "".join(token.surface for token in part)
        yield Token(part[0].start, part[-1].end, surface, things=span.documents, described=True)
        number = span.last + 1
    yield from found[number:]
