"""The tools that read records: each takes names or identifiers, and gives records with their words and addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

from .. import records
from ..pages.site import Site
from ..records import (
    Agency,
    AgencyFilter,
    Change,
    ChangeFilter,
    CompareFilter,
    Comparison,
    Measure,
    MeasureFilter,
    Page,
    Pair,
    PairFilter,
    Target,
    TargetFilter,
)
from .answers import Coverage, FoundNames, Listed, Proof
from .asking import Asked, asked
from .covering import covered
from .finding import find
from .names import Names
from .quoting import prove
from .words import argument

MOST = 50
Item = TypeVar("Item")

Place = Annotated[str, argument("place", max_length=200)]
Topic = Annotated[str, argument("topic", max_length=200)]
Document = Annotated[str, argument("document", max_length=300)]
Start = Annotated[int, argument("start", ge=0, le=1_000_000)]
Count = Annotated[int, argument("count", ge=1, le=MOST)]
Role = Annotated[Literal["", "lead", "supporting", "responsible"], argument("role")]


class Tools:
    """The tools over the site that *site* gives. They raise ValueError and LookupError for what cannot be answered."""

    def __init__(self, site: Callable[[], Site]) -> None:
        self._site = site

    def find(
        self,
        text: Annotated[str, argument("text", min_length=1, max_length=200)],
        type: Annotated[Literal["", "Place", "Agency", "Organization", "Topic"], argument("type")] = "",  # noqa: A002
        place: Place = "",
        count: Count = 5,
    ) -> FoundNames:
        return find(self._site(), text, type, place, count)

    def pairs(
        self,
        place: Place = "",
        partner: Annotated[str, argument("partner", max_length=200)] = "",
        base: Annotated[str, argument("base", max_length=200)] = "",
        date: Annotated[str, argument("date", max_length=10)] = "",
        standing: Annotated[str, argument("standing", max_length=20)] = "",
        start: Start = 0,
        count: Count = 10,
    ) -> Listed[Pair]:
        site, names = self._named()
        asked = PairFilter(
            place=names.place(place),
            partner=names.place(partner),
            base=names.place(base),
            date=date,
            standing=standing,
        )
        return _listed(site, records.pairs(site, asked, start, count), start)

    def measures(
        self,
        topic: Topic = "",
        place: Place = "",
        agency: Annotated[str, argument("agency", max_length=200)] = "",
        document: Document = "",
        commitment: Annotated[Literal["", "require", "support", "encourage", "explore"], argument("commitment")] = "",
        role: Role = "",
        due_before: Annotated[str, argument("due_before", max_length=10)] = "",
        start: Start = 0,
        count: Count = 10,
    ) -> Listed[Measure]:
        site, names = self._named()
        asked = MeasureFilter(
            topic=names.topic(topic),
            city=names.place(place),
            agency=names.agency(agency),
            document=names.document(document),
            commitment=commitment,
            role=role,
            due_before=due_before,
        )
        return _listed(site, records.measures(site, asked, start, count), start)

    def who_owns(
        self,
        topic: Topic = "",
        place: Place = "",
        document: Document = "",
        role: Role = "",
        start: Start = 0,
        count: Count = 10,
    ) -> Listed[Agency]:
        site, names = self._named()
        asked = AgencyFilter(
            topic=names.topic(topic), place=names.place(place), document=names.document(document), role=role
        )
        return _listed(site, records.agencies(site, asked, start, count), start)

    def targets(
        self,
        year: Annotated[int | None, argument("year", ge=1900, le=2199)] = None,
        place: Place = "",
        document: Document = "",
        start: Start = 0,
        count: Count = 10,
    ) -> Listed[Target]:
        site, names = self._named()
        asked = TargetFilter(year=year, place=names.place(place), document=names.document(document))
        return _listed(site, records.targets(site, asked, start, count), start)

    def compare(
        self,
        left: Annotated[str, argument("left", max_length=300)],
        right: Annotated[str, argument("right", max_length=300)],
        topic: Topic = "",
        only: Annotated[Literal["", "left", "right", "both"], argument("only")] = "",
    ) -> Comparison:
        site, names = self._named()
        asked = CompareFilter(
            left=names.document(left), right=names.document(right), topic=names.topic(topic), only=only
        )
        return records.compare(site, asked)

    def changes(
        self,
        release: Annotated[str, argument("release", max_length=64)] = "",
        document: Document = "",
        kind: Annotated[str, argument("kind", max_length=40)] = "",
        start: Start = 0,
        count: Count = 10,
    ) -> Listed[Change]:
        site, names = self._named()
        asked = ChangeFilter(release=release, document=names.document(document), kind=kind)
        return _listed(site, records.changes(site, asked, start, count), start)

    def quote(self, words: Annotated[str, argument("words", max_length=2000)], document: Document = "") -> Proof:
        site, names = self._named()
        one = names.document(document)
        return prove(site, words, names.held([one] if one else [*names.titles()]))

    def coverage(self, about: Annotated[str, argument("about", max_length=200)] = "") -> Coverage:
        return covered(self._site(), about)

    def ask(self, question: Annotated[str, argument("question", min_length=1, max_length=300)]) -> Asked:
        return asked(self._site(), question)

    def _named(self) -> tuple[Site, Names]:
        site = self._site()
        return site, Names(site)


def _listed(site: Site, page: Page[Item], start: int) -> Listed[Item]:
    following = start + len(page.items)
    return Listed(
        release=site.engine.release,
        total=page.total,
        next=following if page.items and following < page.total else None,
        items=page.items,
    )
