"""What several sides have in common and what not: topics, commitment, owners, like measures, gaps against a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from ..pages.answers import Plan, plans
from ..pages.measures import Measure
from ..pages.site import View
from ..pages.topics import areas_of, by_topic, measures_of
from .alike import matches
from .sides import Side

LEVELS = ("require", "support", "encourage", "explore")
"""Commitment, the strongest first; local names of the concepts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The measures of one side about one topic: how many, by commitment (in the order of LEVELS), and who owns them."""

    measures: tuple[Measure, ...]
    levels: tuple[int, ...]
    owners: tuple[str, ...]
    """Bodies by IRI, those with the most measures first."""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic of one area, with a cell for each side."""

    area: str
    topic: str
    cells: tuple[Cell, ...]

    @property
    def having(self) -> tuple[int, ...]:
        """The places of the sides that have it."""
        return tuple(place for place, cell in enumerate(self.cells) if cell.measures)

    @property
    def same_owners(self) -> bool:
        """Whether every side that has the topic gives it to the same bodies."""
        return len({frozenset(self.cells[place].owners) for place in self.having}) < 2


@dataclass(frozen=True, slots=True)
class Like:
    """Two measures of two sides (by their places), and how alike their words are, from 0 to 1."""

    left: int
    right: int
    one: Measure
    other: Measure
    score: float


@dataclass(frozen=True, slots=True)
class Gap:
    """A plan that sides implement: its topics with their measures, and which of them each implementing side lacks."""

    plan: Plan
    topics: tuple[tuple[str, int], ...]
    lacking: tuple[tuple[int, tuple[str, ...]], ...]
    """Places of implementing sides, and the topics of the plan that they have no measure for."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to eight sides compared."""

    sides: tuple[Side, ...]
    rows: tuple[TopicRow, ...]
    likes: tuple[Like, ...]
    gaps: tuple[Gap, ...]

    @property
    def shared(self) -> list[TopicRow]:
        """The topics that all sides have."""
        return [row for row in self.rows if len(row.having) == len(self.sides)]

    @property
    def differing(self) -> list[TopicRow]:
        """The topics that some side lacks."""
        return [row for row in self.rows if len(row.having) < len(self.sides)]

    def having(self, place: int) -> list[TopicRow]:
        """The topics of a side."""
        return [row for row in self.rows if place in row.having]

    def only(self, place: int) -> list[TopicRow]:
        """The topics that no other side has."""
        return [row for row in self.rows if row.having == (place,)]

    def areas(self, differences: bool = False) -> dict[str, list[TopicRow]]:
        """The rows by area; with *differences* those alone that some side lacks."""
        found: dict[str, list[TopicRow]] = {}
        for row in self.differing if differences else self.rows:
            found.setdefault(row.area, []).append(row)
        return found

    def levels(self, place: int) -> tuple[int, ...]:
        """How many measures of a side have each level of commitment."""
        return _levels(self.sides[place].measures)


def compare(view: View, compared: tuple[Side, ...]) -> Comparison:
    """The comparison of these sides. A measure with several topics counts under each."""
    topics = [by_topic(side.measures) for side in compared]
    named = {topic for each in topics for topic in each if topic}
    view.site.names.load(named)
    rows = tuple(
        TopicRow(area, topic, tuple(_cell(each.get(topic, ())) for each in topics))
        for area, found in areas_of(view, named)
        for topic in found
    )
    return Comparison(compared, rows, tuple(_likes(compared)), tuple(_gaps(view, compared, topics)))


def _cell(found: Iterable[Measure]) -> Cell:
    held = tuple(found)
    owners = Counter(owner.agency for one in held for owner in one.owners)
    return Cell(held, _levels(held), tuple(sorted(owners, key=lambda iri: (-owners[iri], iri))))


def _levels(found: Iterable[Measure]) -> tuple[int, ...]:
    counts = Counter(one.commitment.rpartition("/")[2] for one in found)
    return tuple(counts[level] for level in LEVELS)


def _likes(compared: tuple[Side, ...]) -> list[Like]:
    """The like measures of every two sides, the most alike first, two measures once however many sides they are of.

    What two sides share is no likeness.
    """
    found: dict[frozenset[str], Like] = {}
    for (left, one), (right, other) in combinations(enumerate(compared), 2):
        own = {measure.iri for measure in one.measures} & {measure.iri for measure in other.measures}
        lists = [[each for each in side.measures if each.iri not in own] for side in (one, other)]
        for match in matches(*([each.text for each in measures] for measures in lists)):
            one_of, other_of = lists[0][match.left], lists[1][match.right]
            like = Like(left, right, one_of, other_of, match.score)
            found.setdefault(frozenset((one_of.iri, other_of.iri)), like)
    return sorted(found.values(), key=lambda like: (-like.score, like.left, like.right, like.one.order, like.one.iri))


def _gaps(view: View, compared: tuple[Side, ...], topics: list[dict[str, list[Measure]]]) -> list[Gap]:
    """For every plan that a side implements what the side lacks of its topics;
    plans whose tasks are held first, of those the one that most sides implement."""
    found = []
    for plan in plans(view.site).values():
        implementing = {iri for held in plan.by for iri in (held.iri, *held.sources)}
        places = [
            place
            for place, side in enumerate(compared)
            if implementing & set(side.documents) and side.iri not in (plan.held.iri, *plan.held.sources)
        ]
        if not places:
            continue
        tasks = by_topic(one for source in plan.held.sources for one in measures_of(view, source))
        counted = sorted(((topic, len(each)) for topic, each in tasks.items() if topic), key=lambda p: (-p[1], p[0]))
        lacking = tuple((at, tuple(topic for topic, _ in counted if topic not in topics[at])) for at in places)
        found.append(Gap(plan, tuple(counted), lacking))
    view.site.names.load([iri for gap in found for iri in (gap.plan.held.iri, *(topic for topic, _ in gap.topics))])
    return sorted(found, key=lambda gap: (not gap.topics, -len(gap.lacking)))
