"""An analyst who knows the right answers: rows of corrections made from the annotation of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from duikou.corrections.anchor import CONTEXT
from duikou.corrections.model import BETWEEN_PLACES, Action, Anchor, Correction, Kind
from duikou.extract.evaluation.matching import plain
from duikou.extract.model import Entity, Facts, Responsibility, Span
from duikou.extract.training.examples import match
from duikou.extract.training.gold import Gold
from duikou.graph.evidence import verbatim

ROLES = ("lead", "supporting")


@dataclass(frozen=True, slots=True)
class Said:
    """What the analyst says of one fact: a row, and how sure the extractor was."""

    row: Correction
    sure: float
    """1 for what it does not have."""

    @property
    def wrong(self) -> bool:
        return self.row.action is not Action.CONFIRM


def work_through(gold: Gold, facts: Facts, most: int | None = None) -> list[Correction]:
    """At most *most* rows on a document: what is wrong in the order of the text, then confirmations, the least certain
    first."""
    said = list(everything(gold, facts))
    wrong = sorted((one for one in said if one.wrong), key=lambda one: one.row.anchor.start)
    right = sorted((one for one in said if not one.wrong), key=lambda one: (one.sure, one.row.anchor.start))
    return [one.row for one in islice([*wrong, *right], most)]


def everything(gold: Gold, facts: Facts) -> Iterator[Said]:
    """A row for each fact that the extractor or the annotation has, or both."""
    writer = _Writer(gold, facts)
    yield from writer.measures()
    yield from writer.entities()
    yield from writer.pairs()
    yield from writer.targets()


class _Writer:
    def __init__(self, gold: Gold, facts: Facts) -> None:
        self.gold, self.facts = gold, facts
        self.annotated = {(one["type"], plain(one["canonical"])): one for one in gold.annotation["entities"]}
        self.official = {
            plain(form): one["canonical"]
            for one in gold.annotation["entities"]
            for form in (*one.get("aliases", ()), one["surface"], one["canonical"])
        }
        self.lines = 1

    def say(
        self,
        span: Span,
        kind: Kind,
        action: Action,
        sure: float,
        field: str = "",
        subject: str = "",
        was: str = "",
        value: str = "",
    ) -> Said:
        source, at = self.facts.clean.source, self.facts.clean.to_source(span)
        text = source.text
        before, behind = text[max(0, at.start - CONTEXT) : at.start], text[at.end : at.end + CONTEXT]
        anchor = Anchor(verbatim(self.facts.clean, span), before, behind, at.start, at.end)
        self.lines += 1
        when = f"2026-11-27T09:{self.lines // 60 % 60:02}:{self.lines % 60:02}Z"
        what = (kind, subject, field, was, value, action, "")
        row = Correction("bench", self.lines, "analyst", when, source.slug, source.sha256, anchor, *what)
        return Said(row, sure)

    # --- measures and who answers for them ------------------------------------------------------------------------

    def measures(self) -> Iterator[Said]:
        matched = match([one.span for one in self.facts.measures], self.gold.measures)
        for number, found in enumerate(self.facts.measures):
            if (right := matched.get(number)) is None:
                yield self.say(found.span, Kind.MEASURE, Action.REJECT, found.confidence, was=found.commitment)
                continue
            wrong = False
            if right["commitment"] != found.commitment:
                wrong = True
                yield self._amended(found.span, Kind.MEASURE, "commitment", found.commitment, right["commitment"])
            if set(right["topics"]) != set(found.topics):
                wrong = True
                was, value = "|".join(found.topics), "|".join(right["topics"])
                yield self._amended(found.span, Kind.MEASURE, "topics", was, value)
            if not wrong:
                yield self.say(found.span, Kind.MEASURE, Action.CONFIRM, found.confidence, was=found.commitment)
            yield from self._bodies(
                found.span, right, [one for one in self.facts.responsibilities if one.measure == number]
            )
        taken = [id(item) for item in matched.values()]
        for span, item in self.gold.measures:
            if id(item) not in taken:
                yield self.say(span, Kind.MEASURE, Action.ADD, 1.0, value=item["commitment"])
                yield from self._bodies(span, item, [])

    def _bodies(self, span: Span, right: dict[str, Any], found: Sequence[Responsibility]) -> Iterator[Said]:
        names = self.facts.linked.by_key
        roles = {
            self._official(name): self._role(right, name) for part in ("responsible", *ROLES) for name in right[part]
        }
        had: set[str] = set()
        for one in found:
            subject = names[one.entity].canonical
            name = self._official(subject)
            had.add(name)
            if name not in roles:
                yield self.say(
                    span, Kind.RESPONSIBILITY, Action.REJECT, one.confidence, subject=subject, was=one.role.value
                )
            elif roles[name] != one.role.value:
                yield self._amended(span, Kind.RESPONSIBILITY, "role", one.role.value, roles[name], subject)
            else:
                yield self.say(
                    span, Kind.RESPONSIBILITY, Action.CONFIRM, one.confidence, subject=subject, was=one.role.value
                )
        for name, role in roles.items():
            if name not in had:
                yield self.say(span, Kind.RESPONSIBILITY, Action.ADD, 1.0, subject=name, value=role)

    def _official(self, name: str) -> str:
        return self.official.get(plain(name), name)

    def _role(self, measure: dict[str, Any], name: str) -> str:
        return next((role for role in ROLES if name in measure[role]), "responsible")

    def _amended(self, span: Span, kind: Kind, field: str, was: str, value: str, subject: str = "") -> Said:
        return self.say(span, kind, Action.AMEND, 0.5, field, subject, was, value)

    # --- names, pairs, targets ------------------------------------------------------------------------------------

    def entities(self) -> Iterator[Said]:
        had: set[tuple[str, str]] = set()
        for entity in self.facts.linked.entities:
            span, key = self._named(entity), (entity.type.value, plain(entity.canonical))
            words = plain(span.of(self.facts.clean.text))
            other = next((one for one in self.gold.annotation["entities"] if words in self._forms(one)), None)
            if key in self.annotated:
                had.add(key)
                yield self.say(span, Kind.ENTITY, Action.CONFIRM, 1.0, "", entity.canonical, entity.type.value)
            elif other is None:
                yield self.say(span, Kind.ENTITY, Action.REJECT, 0.5, "", entity.canonical, entity.type.value)
            else:
                right = other["type"], plain(other["canonical"])
                subject = entity.canonical
                if right[0] != entity.type.value:
                    yield self.say(span, Kind.ENTITY, Action.AMEND, 0.5, "type", subject, entity.type.value, right[0])
                if right[1] != key[1]:
                    yield self.say(span, Kind.ENTITY, Action.AMEND, 0.5, "name", subject, subject, other["canonical"])
                had.add(right)
        for key, one in self.annotated.items():
            if key not in had and (spans := self._spans([one["surface"]])):
                yield self.say(spans[0], Kind.ENTITY, Action.ADD, 1.0, "", one["canonical"], value=one["type"])

    def _named(self, entity: Entity) -> Span:
        """A mention by a name of its own, where there is one."""
        own = {entity.surface, *entity.aliases}
        return next((at for at in entity.mentions if self.facts.clean.quote(at) in own), entity.mentions[0])

    def _forms(self, one: dict[str, Any]) -> set[str]:
        return {plain(form) for form in (one["surface"], *one.get("aliases", ()))}

    def _spans(self, surfaces: Iterable[str]) -> list[Span]:
        text = self.facts.clean.source.text
        starts = ((text.find(surface), surface) for surface in surfaces)
        spans = (self.gold.to_clean(Span(start, start + len(words))) for start, words in starts if start >= 0)
        return [span for span in spans if span]

    def pairs(self) -> Iterator[Said]:
        names = self.facts.linked.by_key
        right, had = {(one["base"], one["partner"]) for one in self.gold.annotation["pairs"]}, set()
        for pair in self.facts.pairs:
            places = names[pair.base].canonical, names[pair.partner].canonical
            action = Action.CONFIRM if places in right else Action.REJECT
            had.add(places)
            subject = BETWEEN_PLACES.join(places)
            yield self.say(pair.evidence, Kind.PAIR, action, pair.confidence, "", subject, pair.status.value)
        for places in sorted(right - had):
            if spans := self._spans(places):
                yield self.say(spans[0], Kind.PAIR, Action.ADD, 1.0, "", BETWEEN_PLACES.join(places), value="in-force")

    def targets(self) -> Iterator[Said]:
        matched = match([one.span for one in self.facts.targets], self.gold.targets)
        for number, target in enumerate(self.facts.targets):
            action = Action.CONFIRM if number in matched else Action.REJECT
            yield self.say(target.span, Kind.TARGET, action, 0.5, was=str(target.year))
        taken = [id(item) for item in matched.values()]
        for span, item in self.gold.targets:
            if id(item) not in taken:
                yield self.say(span, Kind.TARGET, Action.ADD, 1.0, value=str(item["year"]))
