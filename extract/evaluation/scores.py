"""Compares what the extractor finds with annotated documents: precision, recall and F1 for each kind of fact.

The format of an annotated document is in data/gold/README.md. How each kind is matched is said at its function.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..fold import fold
from ..pipeline import extract
from ..read import read
from .annotations import normal_number, to_annotation

Annotation = dict[str, Any]
DOCUMENTS = (".txt", ".text", ".md", ".htm", ".html", ".pdf", ".docx")
OVERLAP = 0.5
"""Intersection over union from which two stretches of text are the same measure or target."""


@dataclass(slots=True)
class Score:
    """Counts of one kind of fact over all documents."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

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
    problem: str  # missed | false | differs
    words: str


@dataclass(slots=True)
class Evaluation:
    """Scores by kind of fact, in the order of the report, and every difference."""

    documents: list[str] = field(default_factory=list)
    scores: dict[str, Score] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    noise_published: int = 0

    def score(self, kind: str) -> Score:
        return self.scores.setdefault(kind, Score())

    def as_json(self) -> dict[str, Any]:
        """The evaluation as a value for ``json.dump``."""
        return {
            "documents": self.documents,
            "scores": {
                kind: {
                    "precision": round(score.precision, 4),
                    "recall": round(score.recall, 4),
                    "f1": round(score.f1, 4),
                    "right": score.right,
                    "false": score.false,
                    "missed": score.missed,
                }
                for kind, score in self.scores.items()
            },
            "noise_published": self.noise_published,
            "findings": [
                {"document": one.document, "kind": one.kind, "problem": one.problem, "words": one.words}
                for one in self.findings
            ],
        }


def evaluate(gold_dir: Path, documents_dir: Path, annotate: Callable[[Path], Annotation] | None = None) -> Evaluation:
    """Runs the extractor over the document of every gold file in *gold_dir* and compares.

    *annotate* stands in for the extractor in tests. Raises ValueError (one line: file and cause) for a gold file that
    is no annotation or has no document in *documents_dir*, FileNotFoundError when there is no gold file at all.
    """
    files = sorted(gold_dir.glob("*.json"))
    if not files:
        raise FileNotFoundError(f"{gold_dir}: no annotated document (*.json)")
    annotate = annotate or (lambda path: to_annotation(extract(path)))
    result = Evaluation()
    for file in files:
        gold = _load(file)
        document = _document_of(file, documents_dir)
        result.documents.append(document.name)
        compare(gold, annotate(document), read(document).text, document.name, result)
    return result


def _load(file: Path) -> Annotation:
    try:
        gold: Annotation = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"{file}: no JSON: {error}") from error
    parts = {"document": dict, "entities": list, "pairs": list, "documents_cited": list, "measures": list}
    for name, type_ in {**parts, "targets": list, "noise": list}.items():
        if not isinstance(gold, dict) or not isinstance(gold.get(name), type_):
            raise ValueError(f"{file}: no annotation: {name} is missing or of the wrong type")
    return gold


def _document_of(file: Path, folder: Path) -> Path:
    """The document with the gold file's name, or the only one whose name begins so."""
    found = folder.iterdir() if folder.is_dir() else ()
    candidates = sorted(path for path in found if path.suffix.lower() in DOCUMENTS)
    same = [path for path in candidates if path.stem == file.stem] or [
        path for path in candidates if path.stem.startswith(file.stem)
    ]
    if len(same) != 1:
        cause = "no document" if not same else f"{len(same)} documents"
        raise ValueError(f"{file}: {cause} of this name in {folder}")
    return same[0]


def compare(gold: Annotation, found: Annotation, text: str, name: str, into: Evaluation) -> None:
    """Adds the comparison of one document to *into*. *text* is the source's text, which offsets count in."""
    report = _Report(name, into)
    _document(gold["document"], found["document"], report)
    _entities(gold["entities"], found["entities"], report)
    _pairs(gold["pairs"], found["pairs"], report)
    _cited(gold["documents_cited"], found["documents_cited"], report)
    _measures(gold["measures"], found["measures"], report)
    _targets(gold["targets"], found["targets"], text, report)
    _noise(gold, found, text, report)


@dataclass(slots=True)
class _Report:
    document: str
    into: Evaluation

    def sets(self, kind: str, sides: Sequence[Iterable[Any]], about: str = "") -> None:
        """Counts two sets, gold and found, with a finding for every difference."""
        gold, found = (set(side) for side in sides)
        score = self.into.score(kind)
        score.right += len(gold & found)
        score.missed += len(gold - found)
        score.false += len(found - gold)
        for problem, items in (("missed", gold - found), ("false", found - gold)):
            for item in sorted(items, key=str):
                self.note(kind, problem, f"{_words(item)}{about}")

    def spans(
        self,
        kind: str,
        gold: Sequence[Annotation],
        found: Sequence[Annotation],
        matches: Sequence[tuple[int, int]],
        words: Callable[[Annotation], str],
    ) -> None:
        """Counts what was matched by place: *matches* holds pairs of indices."""
        score = self.into.score(kind)
        score.right += len(matches)
        missed = [item for at, item in enumerate(gold) if at not in {g for g, _ in matches}]
        false = [item for at, item in enumerate(found) if at not in {f for _, f in matches}]
        score.missed += len(missed)
        score.false += len(false)
        for problem, items in (("missed", missed), ("false", false)):
            for item in items:
                self.note(kind, problem, words(item))

    def note(self, kind: str, problem: str, words: str) -> None:
        self.into.findings.append(Finding(self.document, kind, problem, words))


def _words(item: Any) -> str:
    return " | ".join(str(part) for part in item) if isinstance(item, tuple) else str(item)


def _plain(words: str | None) -> str:
    """For comparing titles and surfaces: one letter form, no white space, no outer quotation marks."""
    return "".join(fold(words or "").split()).strip("“”\"'《》")


def _document(gold: Annotation, found: Annotation, report: _Report) -> None:
    """Title, kind, issuer, date, period and number: each a fact of its own; null on both sides counts nothing."""
    for key in ("title", "kind", "issuer", "published", "period", "number"):
        values = [_field(key, side.get(key)) for side in (gold, found)]
        report.sets("document", [[(key, value)] if value else [] for value in values])


def _field(key: str, value: Any) -> str:
    if key == "number":
        return normal_number(value) or ""
    return _plain("-".join(map(str, value)) if isinstance(value, list) else value)


def _entities(gold: list[Annotation], found: list[Annotation], report: _Report) -> None:
    """Strict: type and canonical name. Lenient: the type, and one's surface lies in the other's."""
    types = dict.fromkeys(entity["type"] for entity in (*gold, *found))
    for type_ in types:
        sides = [[entity for entity in side if entity["type"] == type_] for side in (gold, found)]
        report.sets(f"entity {type_}", [{_plain(entity["canonical"]) for entity in side} for side in sides])
        right = _overlapping(*sides)
        score = report.into.score(f"entity {type_} (lenient)")
        score.right += right
        score.missed += len(sides[0]) - right
        score.false += len(sides[1]) - right


def _overlapping(gold: list[Annotation], found: list[Annotation]) -> int:
    free = list(range(len(found)))
    names = [_names(entity) for entity in found]
    right = 0
    for entity in gold:
        wanted = _names(entity)
        for test in (lambda one, other: one == other, lambda one, other: one in other or other in one):
            match = next((at for at in free if any(test(a, b) for a in wanted for b in names[at])), None)
            if match is not None:
                free.remove(match)
                right += 1
                break
    return right


def _names(entity: Annotation) -> list[str]:
    return [_plain(name) for name in (entity["canonical"], entity["surface"], *entity.get("aliases", ())) if name]


def _pairs(gold: list[Annotation], found: list[Annotation], report: _Report) -> None:
    """The two cities; then base area and years of the pairs that both have."""
    sides = [{(pair["base"], pair["partner"]): pair for pair in side} for side in (gold, found)]
    report.sets("pairs", [side.keys() for side in sides])
    for cities in sorted(sides[0].keys() & sides[1].keys()):
        details = [{(key, side[cities].get(key)) for key in ("base_area", "from", "to")} for side in sides]
        report.sets("pair details", details, f" ({_words(cities)})")


def _cited(gold: list[Annotation], found: list[Annotation], report: _Report) -> None:
    """The title, or the number where both give one; then the numbers of those that both have."""
    titles = {_plain(one["title"]): one for one in gold}
    numbers = {normal_number(one.get("number")): _plain(one["title"]) for one in gold if one.get("number")}
    names: list[str] = []
    for one in found:
        title, number = _plain(one["title"]), normal_number(one.get("number"))
        name = title if title in titles else numbers.get(number, title)
        names.append(name)
        if name in titles:
            wanted = normal_number(titles[name].get("number"))
            report.sets("citation numbers", [[value] if value else [] for value in (wanted, number)])
    report.sets("citations", [titles, names])


# --- measures ---------------------------------------------------------------------------------------------------------


def _iou(one: tuple[int, int], other: tuple[int, int]) -> float:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0.0


def _matched(gold: list[tuple[int, int]], found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs of indices, the best overlap first, each side once."""
    candidates = sorted(
        (-score, g, f)
        for g, one in enumerate(gold)
        for f, other in enumerate(found)
        if (score := _iou(one, other)) >= OVERLAP
    )
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    result = []
    for _, g, f in candidates:
        if g not in taken_gold and f not in taken_found:
            taken_gold.add(g)
            taken_found.add(f)
            result.append((g, f))
    return sorted(result)


def _measures(gold: list[Annotation], found: list[Annotation], report: _Report) -> None:
    """Measures by their spans; commitment, topics, areas and named entities of those matched; agencies of all."""
    spans = [[(measure["start"], measure["end"]) for measure in side] for side in (gold, found)]
    matches = _matched(spans[0], spans[1])
    partner = {f: g for g, f in matches}
    report.spans("measures", gold, found, matches, lambda measure: _short(measure["text"]))
    for g, f in matches:
        one, other = gold[g], found[f]
        about = f" ({_short(one['text'])})"
        report.sets("commitment", [[one["commitment"]], [other["commitment"]]], about)
        for key in ("topics", "areas", "platforms", "organizations", "places"):
            kind = key if key in ("topics", "areas") else f"measure {key}"
            report.sets(kind, [one[key], other[key]], about)
    unmatched = [at for at in range(len(found)) if at not in partner]
    for kind, facts in (("responsibility", _everybody), ("roles", _roles)):
        for g, f in matches:
            report.sets(kind, [facts(gold[g]), facts(found[f])], f" ({_short(gold[g]['text'])})")
        for g in sorted(set(range(len(gold))) - set(partner.values())):
            report.sets(kind, [facts(gold[g]), ()], f" ({_short(gold[g]['text'])})")
        for f in unmatched:
            report.sets(kind, [(), facts(found[f])], f" ({_short(found[f]['text'])})")


def _everybody(measure: Annotation) -> set[str]:
    return {name for key in ("responsible", "lead", "supporting") for name in measure[key]}


def _roles(measure: Annotation) -> set[str]:
    return {f"{role} {name}" for role in ("lead", "supporting") for name in measure[role]}


def _short(words: str, length: int = 40) -> str:
    words = " ".join(words.split())
    return words if len(words) <= length else words[:length] + "…"


def _targets(gold: list[Annotation], found: list[Annotation], text: str, report: _Report) -> None:
    """The year, and words that overlap by half or more."""
    spans = [[_place(text, target["text"]) for target in side] for side in (gold, found)]
    matches = [(g, f) for g, f in _matched(spans[0], spans[1]) if gold[g]["year"] == found[f]["year"]]
    report.spans("targets", gold, found, matches, lambda target: f"{target['year']} {_short(target['text'])}")


def _place(text: str, words: str) -> tuple[int, int]:
    start = text.find(words)
    return (start, start + len(words)) if start >= 0 else (-1, -1)


# --- noise ------------------------------------------------------------------------------------------------------------


def _noise(gold: Annotation, found: Annotation, text: str, report: _Report) -> None:
    """Published noise: a found measure or target that lies on noise, an entity that is named in noise alone."""
    places = [place for words in gold["noise"] for place in _all_places(text, words)]
    covered = [(measure["start"], measure["end"]) for measure in gold["measures"]]
    places = [place for place in places if not any(a <= place[0] and place[1] <= b for a, b in covered)]
    for measure in found["measures"]:
        if any(_iou_with(place, (measure["start"], measure["end"])) for place in places):
            report.into.noise_published += 1
            report.note("noise", "false", _short(measure["text"]))
    for target in found["targets"]:
        if any(_iou_with(place, _place(text, target["text"])) for place in places):
            report.into.noise_published += 1
            report.note("noise", "false", _short(target["text"]))
    wanted = {_plain(name) for entity in gold["entities"] for name in (entity["surface"], entity["canonical"])}
    for entity in found["entities"]:
        occurrences = _all_places(text, entity["surface"])
        inside = [any(a <= start and end <= b for a, b in places) for start, end in occurrences]
        if occurrences and all(inside) and _plain(entity["surface"]) not in wanted:
            report.into.noise_published += 1
            report.note("noise", "false", f"{entity['type']} {entity['surface']}")


def _iou_with(place: tuple[int, int], span: tuple[int, int]) -> bool:
    return place[0] < span[1] and span[0] < place[1]


def _all_places(text: str, words: str) -> list[tuple[int, int]]:
    places = []
    start = text.find(words) if words else -1
    while start >= 0:
        places.append((start, start + len(words)))
        start = text.find(words, start + len(words))
    return places
