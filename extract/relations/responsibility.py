"""Ties the bodies that a text lists, and those that a sentence has as its subject, to the measures they answer for."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ..fold import fold, folded_lexicon
from ..measuring.classify import heads
from ..measuring.clauses import parts
from ..model import AssignmentList, Clean, Entity, EntityType, Linked, Measure, Responsibility, Role, Span

BODIES = (EntityType.AGENCY, EntityType.AGENCY_GROUP, EntityType.ORGANIZATION)
SUBJECTS = (EntityType.AGENCY, EntityType.AGENCY_GROUP)
PLACES = (EntityType.CITY, EntityType.PROVINCE, EntityType.COUNTY)
_WEIGHT = {Role.RESPONSIBLE: 0, Role.SUPPORTING: 1, Role.LEAD: 2}


def find_responsibilities(
    clean: Clean, lists: Sequence[AssignmentList], linked: Linked, measures: Sequence[Measure]
) -> tuple[Responsibility, ...]:
    """Who answers for which measure in which role, by measure and in the order of the lists.

    A measure follows the lists of the narrowest scope that holds it, the lists inside its own words, and its subject.
    A body has one role in a measure: lead before supporting before responsible.
    """
    text = fold(clean.text)
    bodies = _Mentions(linked, BODIES)
    subjects, places = _Mentions(linked, SUBJECTS), _Mentions(linked, PLACES)
    organizations = _Mentions(linked, (EntityType.ORGANIZATION,))
    found: list[Responsibility] = []
    for number, governing in enumerate(_governing(text, lists, measures)):
        best: dict[str, Responsibility] = {}
        for role, span, entity in (
            *_listed(governing, bodies),
            *_subjects(text, measures[number].span, subjects, places, organizations),
        ):
            new = Responsibility(number, entity.key, role, span)
            old = best.get(entity.key)
            if old is None or _WEIGHT[role] > _WEIGHT[old.role]:
                best[entity.key] = new
        found.extend(best.values())
    return tuple(found)


def _governing(text: str, lists: Sequence[AssignmentList], measures: Sequence[Measure]) -> list[list[AssignmentList]]:
    """For each measure the lists of its narrowest scope, and those inside its words."""
    starts = [measure.span.start for measure in measures]
    outer: dict[int, list[AssignmentList]] = defaultdict(list)
    inner: dict[int, list[AssignmentList]] = defaultdict(list)
    for item in lists:
        at = bisect_left(starts, item.scope.start)
        if at and measures[at - 1].span.end > item.scope.start:
            at -= 1
        while at < len(measures) and starts[at] < item.scope.end:
            if measures[at].span.contains(item.span):
                inner[at].append(item)
            elif _mostly_inside(measures[at].span, item.scope):
                outer[at].append(item)
            at += 1
    return [
        [
            *_narrowest(
                outer[number]
                if not inner[number] or _repeated(text, inner[number], outer[number])
                else _own(text, measure.span, outer[number])
            ),
            *inner[number],
        ]
        for number, measure in enumerate(measures)
    ]


def _repeated(text: str, inner: Sequence[AssignmentList], outer: Sequence[AssignmentList]) -> bool:
    """Whether a clause only names again whom the list outside of it names: that list holds for the clause too."""
    listed = {body.span.of(text) for item in _narrowest(outer) for body in item.bodies}
    return {body.span.of(text) for item in inner for body in item.bodies} < listed


def _own(text: str, span: Span, lists: Sequence[AssignmentList]) -> list[AssignmentList]:
    """Of the lists outside a measure that names its bodies itself, those that stand right after it."""
    return [
        item
        for item in lists
        if span.end <= item.span.start <= span.end + 3 and not any(map(str.isalnum, text[span.end : item.span.start]))
    ]


def _mostly_inside(span: Span, scope: Span) -> bool:
    shared = min(span.end, scope.end) - max(span.start, scope.start)
    return 2 * shared > span.end - span.start


def _narrowest(lists: Sequence[AssignmentList]) -> list[AssignmentList]:
    if not lists:
        return []
    width = min(item.scope.end - item.scope.start for item in lists)
    return [item for item in lists if item.scope.end - item.scope.start == width]


def _listed(lists: Sequence[AssignmentList], mentions: _Mentions) -> Iterator[tuple[Role, Span, Entity]]:
    for item in lists:
        for body in item.bodies:
            for entity in mentions.named_by(body.span):
                yield body.role, body.span, entity


class _Mentions:
    """Entities of some types by where they are named."""

    def __init__(self, linked: Linked, types: tuple[EntityType, ...]) -> None:
        kept = [entity for entity in linked.entities if entity.type in types]
        found = [(span, entity) for entity in kept for span in entity.mentions]
        self._all = sorted(found, key=lambda item: (item[0], item[1].key))
        self._starts = [span.start for span, _ in self._all]

    def inside(self, span: Span) -> list[tuple[Span, Entity]]:
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [item for item in self._all[first:last] if item[0].end <= span.end]

    def named_by(self, span: Span) -> list[Entity]:
        """What a listed name names: the widest mention in it, and all that share that place (两地政府)."""
        found = self.inside(span)
        if not found:
            return []
        widest = max(found, key=lambda item: item[0].end - item[0].start)[0]
        return [entity for at, entity in found if at == widest]

    def opening(self, start: int, end: int) -> list[tuple[Span, Entity]]:
        """The mentions that open exactly at *start*, the widest place only."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, start + 1)
        here = [item for item in self._all[first:last] if item[0].end <= end]
        widest = max((at.end for at, _ in here), default=start)
        return [item for item in here if item[0].end == widest]


def _subjects(
    text: str, span: Span, mentions: _Mentions, places: _Mentions, organizations: _Mentions
) -> Iterator[tuple[Role, Span, Entity]]:
    """各区各部门要..., 并由两省市组织部门报...: bodies that open a comma part and do what follows."""
    words = folded_lexicon("responsibility")["subjects"]
    for part in parts(text, span):
        by = next((word for word in words["by"] if text.startswith(word, part.start)), "")
        position = part.start + len(by)
        named: list[tuple[Span, Entity]] = []
        while position < part.end:
            here = mentions.opening(position, part.end)
            if not here and not (here := places.opening(position, part.end)):
                break
            named.extend(item for item in here if item[1].type in SUBJECTS)
            position = here[0][0].end
            joint = next((word for word in words["joints"] if text.startswith(word, position)), "")
            after = position + len(joint)
            if joint and (mentions.opening(after, part.end) or places.opening(after, part.end)):
                position = after
        if not named and not by and (bound := organizations.opening(part.start, part.end)):
            end = bound[0][0].end
            if text.startswith(tuple(words["bound"]), end):
                named, position = bound, end
        if named and named[-1][0].end == position and (by or _acts(text, position, part.end, words)):
            lead = text.startswith(tuple(words["leads"]), position)
            for at, entity in named:
                yield Role.LEAD if lead else Role.RESPONSIBLE, at, entity
            for at, entity in _partners(text, Span(position, part.end), mentions, words):
                yield Role.RESPONSIBLE, at, entity


def _partners(text: str, span: Span, mentions: _Mentions, words: dict[str, list[str]]) -> Iterator[tuple[Span, Entity]]:
    """市发展改革委要会同市财政局、市商务局...: the bodies right after 会同."""
    joint = next((word for word in words["with"] if text.find(word, span.start, span.start + 6) - span.start >= 0), "")
    position = text.find(joint, span.start) + len(joint) if joint else span.end
    while position < span.end and (here := mentions.opening(position, span.end)):
        yield from here
        position = here[0][0].end
        position += next((len(word) for word in words["joints"] if text.startswith(word, position)), 0)


def _acts(text: str, start: int, end: int, words: dict[str, list[str]]) -> bool:
    """Whether what follows a subject is what a subject does: 要, an adverb with a verb, or a verb."""
    if text.startswith(tuple(words["speaks"]), start):
        return False
    if text.startswith(tuple(words["modals"]), start) or text.startswith(tuple(words["asides"]), start):
        return True
    while start < end and (adverb := next((word for word in words["adverbs"] if text.startswith(word, start)), "")):
        start += len(adverb)
    return len(heads().verb_at(text, start, end)) > 1
