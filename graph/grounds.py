"""The words behind each field: where a document prints what it says of itself, of its pairs, measures and targets.

The pipeline reads many fields without keeping where they stand (a label in a page's head, the years in a title); they
are looked for here, with the patterns by which they were read. What a function gives are source offsets, none where
the file does not print the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from ..extract.about.page import date_in, date_patterns
from ..extract.knowledge import schemas
from ..extract.knowledge.lexicon import lexicon
from ..extract.model import Citation, EntityType, Facts, Measure, Pair, Responsibility, Role, Span, Target
from ..extract.text.fold import fold
from ..ontology.topics import topics
from .evidence import runs

Words = tuple[Span, ...]
"""Source spans, in order; several where the file interrupts the words."""

NONE: Words = ()
LABEL_REACH = 24
"""How far before a date its label may stand, in characters."""
ROLE_REACH = 200
"""How far before a body the label of its role may stand, and behind it the words for its part."""
LONGEST_PRINTED = 200
_WIDE = 0xFEE0
_BRACKETS = {"〔": "[〔\\[［【(（]", "〕": "[〕\\]］】)）]"}
SENTENCE_ENDS = "。;\n"
LONGEST_SENTENCE = 300
NUMBER_REACH = 60
"""How far behind a title its number may stand."""
_SENTENCE = re.compile(f"[{SENTENCE_ENDS}]")
_TITLES = re.compile(r"《[^《》]{1,160}》|\([^()]{0,80}\)")
_INNER_MARKS = {"〈": "[〈<＜《]", "〉": "[〉>＞》]", "<": "[〈<＜《]", ">": "[〉>＞》]"}


def of_title(facts: Facts) -> Words:
    """The document's title, on its page or in its markup."""
    metadata = facts.outline.metadata
    if metadata.title_span:
        return runs(facts.clean, metadata.title_span)
    return printed(facts.clean.source.text, metadata.title)


def of_number(facts: Facts) -> Words:
    """The document's own number."""
    return printed(facts.clean.source.text, facts.outline.metadata.number or "")


def of_issuer(facts: Facts) -> Words:
    """The name of the issuer where the head, the foot or the path through the site prints it."""
    metadata = facts.outline.metadata
    if metadata.issuer_span:
        return runs(facts.clean, metadata.issuer_span)
    return printed(facts.clean.source.text, metadata.issuer or "")


def of_date(facts: Facts) -> Words:
    """The day of publication: behind a label where there is one, else the first that is that day."""
    text, day = facts.clean.source.text, facts.outline.metadata.published
    found = sorted(
        Span(*match.span())
        for pattern in date_patterns()
        for match in pattern.finditer(text)
        if date_in(match[0]) == day
    )
    labels = lexicon(schemas.Metadata).labels
    words = (*labels.published, *labels.dated)
    labelled = (
        at for at in found if any(word in fold(text[max(0, at.start - LABEL_REACH) : at.start]) for word in words)
    )
    best = next(labelled, None) or (found[0] if found else None)
    return (best,) if best else NONE


def of_period(facts: Facts) -> Words:
    """The years that the document is for: in its title, where it says how long it runs, or the first such years."""
    metadata, rules = facts.outline.metadata, lexicon(schemas.Metadata).period
    if not metadata.period:
        return NONE
    text, (first, last) = facts.clean.text, metadata.period
    ranges = [
        Span(*match.span()) for match in rules.range.finditer(text) if (int(match[1]), int(match[2])) == metadata.period
    ]
    title = metadata.title_span
    best = next((span for span in ranges if title and title.contains(span)), None)
    if best is None and (match := re.search(rules.stated.pattern + rules.range.pattern, text)):
        best = Span(*match.span())
    if best or ranges:
        return runs(facts.clean, best or ranges[0])
    # Valid from a year, and until one or for so many.
    ends = (rules.since.search(text), rules.until.search(text) or rules.years_long.search(text))
    if all(ends):
        return tuple(run for match in ends if match for run in runs(facts.clean, Span(*match.span())))
    return printed(facts.clean.source.text, f"{first}-{last}")


def of_citation(facts: Facts, citation: Citation) -> Words:
    """The title, or the number, by which the document names another."""
    return runs(facts.clean, citation.title)


def of_cited_number(facts: Facts, citation: Citation) -> Words:
    """The number of a document that is cited, in or behind one of its names."""
    cited = facts.linked.by_key.get(citation.entity)
    if not citation.number or cited is None:
        return NONE
    text, pattern = facts.clean.text, _flexible(citation.number)
    for at in (citation.title, *cited.mentions):
        if match := pattern.search(text, at.start, at.end + NUMBER_REACH):
            return runs(facts.clean, Span(*match.span()))
    return NONE


def of_base_areas(facts: Facts) -> Mapping[tuple[str, str], Words]:
    """For a place and a base area, by their keys, the words that put the one into the other: the shortest stretch of a
    sentence that names both. Those that the text names apart are not there: only the gazetteer ties them."""
    found: dict[tuple[str, str], Span] = {}
    for area in facts.linked.entities:
        for one in area.mentions if area.type is EntityType.BASE_AREA else ():
            for other, place in facts.linked.mentions_within(sentence(facts.clean.text, one)):
                span = Span(min(one.start, other.start), max(one.end, other.end))
                best = found.setdefault((place.key, area.key), span)
                if (span.end - span.start, span) < (best.end - best.start, best):
                    found[place.key, area.key] = span
    return {keys: runs(facts.clean, span) for keys, span in found.items()}


def of_founding(facts: Facts, pair: Pair) -> Words:
    """The words that name the document which established *pair*, in the sentence of the pair where it stands there."""
    founder = facts.linked.by_key.get(pair.established_by or "")
    if founder is None:
        return NONE
    beside = facts.linked.mentions_within(sentence(facts.clean.text, pair.evidence))
    near = (at for at, entity in beside if entity.key == founder.key)
    best = next(chain(near, founder.mentions), None)
    return runs(facts.clean, best) if best else NONE


def of_role(facts: Facts, fact: Responsibility) -> Words:
    """The words for a body's part: the label before it (牵头单位:) or what is said behind it (A牵头)."""
    text, at = facts.clean.text, fact.evidence
    start = max(0, at.start - ROLE_REACH)
    start = max(start, text.rfind("\n", start, at.start) + 1)
    before = [(match.end(), match) for match in _labels().finditer(text, start, at.start)]
    if before and (match := max(before, key=lambda item: item[0])[1])[0][:-1] in _labels_of(fact.role):
        return runs(facts.clean, Span(match.start(), match.end() - 1))
    stop = _SENTENCE.search(text, at.end, at.end + ROLE_REACH)
    behind = _parts(fact.role).search(text, at.end, stop.start() if stop else min(len(text), at.end + ROLE_REACH))
    return runs(facts.clean, Span(*behind.span())) if behind else NONE


def of_topic(facts: Facts, measure: Measure, topic: str) -> Words:
    """The cue word of a *topic* that the measure holds: the longest strong one, or else the longest weak one."""
    text = measure.span.of(facts.clean.text)
    for cue in _cues().get(topic, ()):
        if (at := text.find(cue)) >= 0:
            start = measure.span.start + at
            return runs(facts.clean, Span(start, start + len(cue)))
    return NONE


def of_year(facts: Facts, target: Target) -> Words:
    """The words for the year by which a target aims."""
    rules, text = lexicon(schemas.Targets), facts.clean.text
    match = rules.aimed_year.search(text, *target.span) or rules.any_year.search(text, *target.span)
    return runs(facts.clean, Span(*match.span())) if match else NONE


def of_quantity(facts: Facts, target: Target) -> Words:
    """The amounts that a target names."""
    matches = lexicon(schemas.Targets).quantity.finditer(facts.clean.text, *target.span)
    return tuple(run for match in matches for run in runs(facts.clean, Span(*match.span())))


def printed(text: str, words: str) -> Words:
    """The first place of *text* that prints *words*, in letters of either width and with white space anywhere."""
    if not words or len(words) > LONGEST_PRINTED:
        return NONE
    match = _flexible(words).search(text)
    return (Span(*match.span()),) if match else NONE


def sentence(text: str, span: Span) -> Span:
    """The sentence around *span*, cut off on either side where it is longer than any that people write."""
    start = max(0, span.start - LONGEST_SENTENCE)
    start = max(start, *(text.rfind(mark, start, span.start) + 1 for mark in SENTENCE_ENDS))
    end = min(len(text), span.end + LONGEST_SENTENCE)
    return Span(start, min([end, *(at for mark in SENTENCE_ENDS if (at := text.find(mark, span.end, end)) >= 0)]))


def _flexible(words: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(_letter(char) for char in words if not char.isspace()))


def _letter(char: str) -> str:
    if known := _BRACKETS.get(char) or _INNER_MARKS.get(char):
        return known
    forms = char + chr(ord(char) + _WIDE) if "!" <= char <= "~" else char
    return f"[{re.escape(forms)}]"


def _longest_first(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))


def _labels_of(role: Role) -> tuple[str, ...]:
    return tuple(getattr(lexicon(schemas.Responsibility).labels, role.value))


@cache
def _labels() -> re.Pattern[str]:
    """Any label of a role, with its colon."""
    return re.compile(f"(?:{_longest_first([word for role in Role for word in _labels_of(role)])})[::]")


@cache
def _parts(role: Role) -> re.Pattern[str]:
    """The words behind a body that give it its *role*: those that hold one of the role's bare labels."""
    words = lexicon(schemas.Responsibility).role_words
    bare = {label for label in _labels_of(role) if label in words}
    return re.compile(_longest_first([word for word in words if any(label in word for label in bare)]) or "(?!)")


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    return {
        topic.slug: tuple(fold(cue) for cue in (*_by_length(topic.cues), *_by_length(topic.weak_cues)))
        for topic in topics()
    }


def _by_length(words: Sequence[str]) -> Iterator[str]:
    yield from sorted(words, key=lambda word: (-len(word), word))


def acting(facts: Facts, citation: Citation) -> tuple[str | None, Words]:
    """Who acts on the document that *citation* names, and the words that say so: the key of the document that stands
    as their subject (《方案》旨在贯彻落实《意见》), or None where that is whoever speaks."""
    cited = facts.linked.by_key.get(citation.entity)
    text = facts.clean.text
    for at in sorted(cited.mentions) if cited else ():
        start = sentence(text, at).start
        before = _TITLES.sub(lambda title: "□" * len(title[0]), text[start : at.start])
        clause = max(before.rfind(mark) for mark in ",:") + 1
        if match := _implementing().search(before, clause):
            verb = start + match.start()
            return _subject(facts, citation.entity, Span(start + clause, verb)), runs(facts.clean, Span(verb, at.end))
    return None, NONE


def _subject(facts: Facts, cited: str, before: Span) -> str | None:
    """The policy document that a clause names last *before* its verb."""
    named = [
        entity.key
        for _, entity in facts.linked.mentions_within(before)
        if entity.type is EntityType.POLICY_DOCUMENT and entity.key != cited
    ]
    return named[-1] if named else None


@cache
def _implementing() -> re.Pattern[str]:
    words = lexicon(schemas.Citations)
    return re.compile(_longest_first([*words.implementing, *words.implementing_in_measure]))
