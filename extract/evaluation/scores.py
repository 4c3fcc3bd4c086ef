"""Compares what the extractor finds with an annotated document: counts for each kind of fact, and every difference.

The format of an annotated document is in data/gold/README.md, and how each kind is matched in the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..training.gold import ANNOTATED
from .annotations import normal_number
from .calibration import Belief
from .matching import (
    OVERLAP,
    TARGET_OVERLAP,
    Item,
    Placed,
    alike,
    names_of,
    official,
    pair_up,
    place,
    plain,
)

Annotation = dict[str, Any]
LONGEST_QUIET = 6
"""Noise of so many characters and fewer may lie in a measure: a word that also stands in the document."""
ROLES = ("lead", "supporting")
PARTS = ("responsible", *ROLES)


@dataclass(slots=True)
class Score:
    """Counts of one kind of fact."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def add(self, right: int, found: int, gold: int) -> None:
        """*right* of what was *found*, out of what the *gold* holds."""
        self.right += right
        self.false += found - right
        self.missed += gold - right

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else float(not self.missed)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between gold and output, in words."""

    document: str
    kind: str
    problem: str  # missed | false
    words: str


@dataclass(slots=True)
class Scores:
    """Scores by kind of fact, every difference, and how true the published probabilities are."""

    documents: list[str] = field(default_factory=list)
    fields: dict[str, Score] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    beliefs: dict[str, list[Belief]] = field(default_factory=dict)

    def score(self, kind: str) -> Score:
        return self.fields.setdefault(kind, Score())

    def add(self, other: Scores) -> None:
        """Counts *other* in."""
        self.documents += other.documents
        self.findings += other.findings
        for kind, score in other.fields.items():
            mine = self.score(kind)
            mine.right += score.right
            mine.false += score.false
            mine.missed += score.missed
        for kind, beliefs in other.beliefs.items():
            self.beliefs.setdefault(kind, []).extend(beliefs)


def compare(gold: Annotation, found: Annotation, text: str, name: str, annotated: frozenset[str] = ANNOTATED) -> Scores:
    """The scores of the document *name*. *text* is the source's text, which offsets count in; what is not *annotated*
    in it counts nothing."""
    comparison = _Comparison(gold, found, text, name)
    if "names" in annotated:
        comparison.entities()
    if "pairs" in annotated:
        comparison.pairs()
    if "measures" in annotated:
        comparison.document()
        comparison.measures("names" in annotated)
        comparison.citations()
        comparison.targets()
    comparison.noise()
    return comparison.into


class _Comparison:
    def __init__(self, gold: Annotation, found: Annotation, text: str, name: str) -> None:
        self.gold, self.found, self.text, self.name = gold, found, text, name
        self.into = Scores([name])
        self.surfaces = {plain(entity["surface"]): official(entity) for entity in gold["entities"]}

    def sets(self, kind: str, gold: Iterable[Any], found: Iterable[Any], about: str = "") -> None:
        """Counts two sets, with a finding for every difference."""
        wanted, given = set(gold), set(found)
        self.into.score(kind).add(len(wanted & given), len(given), len(wanted))
        self._note(kind, wanted - given, given - wanted, about)

    def _note(self, kind: str, missed: Iterable[Any], false: Iterable[Any], about: str = "") -> None:
        for problem, items in (("missed", missed), ("false", false)):
            for words in sorted(_words(item) for item in items):
                self.into.findings.append(Finding(self.name, kind, problem, f"{words}{about}"))

    def believe(self, kind: str, probability: float, right: bool) -> None:
        self.into.beliefs.setdefault(kind, []).append(Belief(probability, right))

    # --- the document, its names, its pairs -----------------------------------------------------------------------

    def document(self) -> None:
        """Title, kind, issuer, date, period and number: each a fact of its own; null on both sides counts nothing."""
        for key in ("title", "kind", "issuer", "published", "period", "number"):
            values = [_field(key, side["document"].get(key)) for side in (self.gold, self.found)]
            gold, found = ([(key, value)] if value else [] for value in values)
            self.sets("document", gold, found)

    def entities(self) -> None:
        """Type and official name; lenient: the type, and a name of one is or lies in a name of the other."""
        gold, found = self.gold["entities"], self.found["entities"]
        for type_ in dict.fromkeys(entity["type"] for entity in (*gold, *found)):
            sides = [[entity for entity in side if entity["type"] == type_] for side in (gold, found)]
            names = [{official(entity) for entity in side} for side in sides]
            self.sets(f"entity {type_}", names[0], names[1])
            self.into.score("entities").add(len(names[0] & names[1]), len(names[1]), len(names[0]))
            self.into.score("entities, lenient").add(_alike(sides[0], sides[1]), len(sides[1]), len(sides[0]))

    def pairs(self) -> None:
        """Both places; then base area and years of the pairs that both have."""
        sides = [
            {(plain(pair["base"]), plain(pair["partner"])): pair for pair in side["pairs"]}
            for side in (self.gold, self.found)
        ]
        self.sets("pairs", sides[0], sides[1])
        for places, pair in sides[1].items():
            if "confidence" in pair:
                self.believe("pairs", pair["confidence"], places in sides[0])
        for places in sorted(sides[0].keys() & sides[1].keys()):
            wanted, given = ({(key, side[places].get(key)) for key in ("base_area", "from", "to")} for side in sides)
            self.sets("pair details", wanted, given, f" ({_words(places)})")

    # --- measures -------------------------------------------------------------------------------------------------

    def measures(self, names: bool) -> None:
        """Measures by their spans; what is said of a measure is right only where the measure itself is."""
        gold, found = place(self.gold["measures"], self.text), place(self.found["measures"], self.text)
        matches = pair_up(gold, found, OVERLAP)
        self._spans("measures", gold, found, matches, lambda item: _short(item["text"]))
        matched = {number for _, number in matches}
        for number, placed in enumerate(found):
            if "confidence" in placed.item:
                self.believe("measures", placed.item["confidence"], number in matched)
        pairs = [(gold[at].item, found[number].item) for at, number in matches]
        if gold:  # a document without measures says nothing of topics
            self._said("topics", gold, found, pairs, lambda item: item.get("topics", ()))
            self._said("areas", gold, found, pairs, lambda item: item.get("areas", ()))
            self._said("commitment", gold, found, pairs, lambda item: [item["commitment"]])
        self._said("responsibility", gold, found, pairs, lambda item: self._bodies(item, PARTS))
        self._said("roles", gold, found, pairs, self._roles)
        for one, other in pairs:
            about = f" ({_short(one['text'])})"
            for key in ("topics", "areas"):
                self.sets(f"{key}, matched", one.get(key, ()), other[key], about)
            self.sets("commitment, matched", [one["commitment"]], [other["commitment"]], about)
            for key in ("platforms", "organizations", "places") if names else ():
                self.sets(f"measure {key}", one.get(key, ()), other[key], about)
            for topic, probability in zip(other["topics"], other.get("topic_confidences", ()), strict=False):
                self.believe("topics", probability, topic in one.get("topics", ()))
            wanted = self._bodies(one, PARTS)
            for body, probability in zip(other["responsible"], other.get("responsible_confidences", ()), strict=False):
                self.believe("responsibility", probability, self._body(body) in wanted)

    def _said(
        self,
        kind: str,
        gold: Sequence[Placed],
        found: Sequence[Placed],
        pairs: Sequence[tuple[Item, Item]],
        facts: Callable[[Item], Iterable[str]],
    ) -> None:
        """What is said of measures: of unmatched ones all is missed or false."""
        sides = [[set(facts(one.item)) for one in side] for side in (gold, found)]
        right = sum(len(set(facts(one)) & set(facts(other))) for one, other in pairs)
        self.into.score(kind).add(right, sum(map(len, sides[1])), sum(map(len, sides[0])))
        if kind in ("responsibility", "roles"):  # the others are noted where the measures match
            for one, other in pairs:
                wanted, given = set(facts(one)), set(facts(other))
                self._note(kind, wanted - given, given - wanted, f" ({_short(one['text'])})")

    def _body(self, name: str) -> str:
        return self.surfaces.get(plain(name), plain(name))

    def _bodies(self, measure: Item, parts: Sequence[str]) -> set[str]:
        return {self._body(name) for part in parts for name in measure.get(part, ())}

    def _roles(self, measure: Item) -> list[str]:
        return [f"{role} {name}" for role in ROLES for name in self._bodies(measure, [role])]

    def _spans(
        self,
        kind: str,
        gold: Sequence[Placed],
        found: Sequence[Placed],
        matches: Sequence[tuple[int, int]],
        words: Callable[[Item], str],
    ) -> None:
        self.into.score(kind).add(len(matches), len(found), len(gold))
        known, right = {at for at, _ in matches}, {number for _, number in matches}
        missed = [words(one.item) for at, one in enumerate(gold) if at not in known]
        self._note(kind, missed, [words(one.item) for number, one in enumerate(found) if number not in right])

    # --- what is cited, aimed at and left out ---------------------------------------------------------------------

    def citations(self) -> None:
        """The same number as printed, or the same title; then the numbers of those that both have."""
        free = list(self.found["documents_cited"])
        missed = []
        for one in self.gold["documents_cited"]:
            match = next((other for other in free if _same_document(one, other)), None)
            if match is None:
                missed.append(one["title"])
                continue
            free.remove(match)
            numbers = [[number] if (number := normal_number(side.get("number"))) else [] for side in (one, match)]
            self.sets("citation numbers", numbers[0], numbers[1])
        wanted, given = len(self.gold["documents_cited"]), len(self.found["documents_cited"])
        self.into.score("citations").add(given - len(free), given, wanted)
        self._note("citations", missed, [other["title"] for other in free])

    def targets(self) -> None:
        """The year, and words that share three tenths of what they cover together."""
        gold, found = place(self.gold["targets"], self.text), place(self.found["targets"], self.text)
        matches = [
            (at, number)
            for at, number in pair_up(gold, found, TARGET_OVERLAP)
            if str(gold[at].item.get("year")) == str(found[number].item.get("year"))
        ]
        self._spans("targets", gold, found, matches, lambda item: f"{item['year']} {_short(item['text'])}")

    def noise(self) -> None:
        """Noise that lies for the most part in a published measure is false, all other noise right."""
        found = place(self.found["measures"], self.text)
        score = self.into.score("noise kept out")
        for words in self.gold["noise"]:
            start = self.text.find(words)
            end = start + len(words)
            covered = max((min(end, one.end) - max(start, one.start) for one in found), default=0)
            published = start >= 0 and len(words) > LONGEST_QUIET and 2 * covered > len(words)
            score.add(int(not published), 1, int(not published))
            self._note("noise kept out", (), [_short(words)] if published else ())


def _alike(gold: Sequence[Item], found: Sequence[Item]) -> int:
    free = [names_of(entity) for entity in found]
    right = 0
    for entity in gold:
        match = next((names for names in free if alike(names_of(entity), names)), None)
        if match is not None:
            free.remove(match)
            right += 1
    return right


def _same_document(one: Item, other: Item) -> bool:
    if one.get("number") and one["number"] == other.get("number"):
        return True
    return bool(plain(one.get("title"))) and plain(one.get("title")) == plain(other.get("title"))


def _field(key: str, value: Any) -> str:
    if key == "number":
        return normal_number(value) or ""
    return plain("-".join(map(str, value)) if isinstance(value, list) else value)


def _words(item: Any) -> str:
    return " | ".join(str(part) for part in item) if isinstance(item, tuple) else str(item)


def _short(words: str, length: int = 40) -> str:
    words = " ".join(words.split())
    return words if len(words) <= length else words[:length] + "…"
