"""Evaluates the extractor on annotated documents, as a whole, by set and by kind of document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from ..models import Models
from ..training.gold import Gold
from .calibration import calibration_error
from .crossval import annotate
from .scores import Annotation, Scores, compare

KINDS = {"plan": "official", "opinion": "official", "interpretation": "other", "news": "other"}
"""Official documents, and what others write about them."""
PARTS = {
    "document": dict,
    "entities": list,
    "pairs": list,
    "documents_cited": list,
    "measures": list,
    "targets": list,
    "noise": list,
}
"""What an annotation must hold, and the type of each part."""
BELIEVED = ("measures", "responsibility", "pairs", "topics")
"""What is published with a probability."""


@dataclass(slots=True)
class Evaluation:
    """The scores of a collection of annotated documents."""

    whole: Scores = field(default_factory=Scores)
    by_kind: dict[str, Scores] = field(default_factory=dict)
    by_set: dict[str, Scores] = field(default_factory=dict)

    def add(self, gold: Gold, found: Annotation) -> None:
        """Counts one document in."""
        scores = compare(gold.annotation, found, gold.clean.source.text, gold.name, gold.annotated)
        kind = gold.annotation["document"].get("kind") or gold.outline.metadata.kind
        self.whole.add(scores)
        self.by_kind.setdefault(KINDS.get(kind, "other"), Scores()).add(scores)
        self.by_set.setdefault(gold.group, Scores()).add(scores)

    @property
    def parts(self) -> dict[str, Scores]:
        """The scores by kind, then by set, each under its name."""
        kinds = {kind: self.by_kind[kind] for kind in ("official", "other") if kind in self.by_kind}
        return kinds | {f"set {name}": scores for name, scores in self.by_set.items()}

    def as_json(self) -> dict[str, Any]:
        """The evaluation as a value for ``json.dump``."""
        return {
            **_as_json(self.whole),
            "documents": self.whole.documents,
            "by_kind": {kind: _as_json(scores) for kind, scores in self.by_kind.items()},
            "by_set": {name: _as_json(scores) for name, scores in self.by_set.items()},
            "findings": [
                {"document": one.document, "kind": one.kind, "problem": one.problem, "words": one.words}
                for one in self.whole.findings
            ],
        }


def _as_json(scores: Scores) -> dict[str, Any]:
    return {
        "documents": len(scores.documents),
        "scores": {
            kind: {
                "precision": round(score.precision, 4),
                "recall": round(score.recall, 4),
                "f1": round(score.f1, 4),
                "right": score.right,
                "false": score.false,
                "missed": score.missed,
            }
            for kind, score in sorted(scores.fields.items())
        },
        "calibration_error": {
            kind: round(calibration_error(beliefs), 4) for kind, beliefs in sorted(scores.beliefs.items())
        },
    }


def checked(golds: Iterable[Gold]) -> list[Gold]:
    """The *golds*, each with every part of an annotation. Raises ValueError naming the one that lacks a part."""
    found = list(golds)
    for gold in found:
        for part, type_ in PARTS.items():
            if not isinstance(gold.annotation, dict) or not isinstance(gold.annotation.get(part), type_):
                raise ValueError(f"{gold.name}: no annotation: {part} is missing or of the wrong type")
    return found


def read_with(golds: Sequence[Gold], models: Models, jobs: int = 1) -> Iterator[tuple[Gold, Annotation]]:
    """Each of *golds* with what the extractor finds with *models*, in *jobs* processes."""
    if jobs < 2 or len(golds) < 2:
        for gold in golds:
            yield gold, annotate(gold, models)
        return
    _shared.update(golds=golds, models=models)
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        yield from zip(golds, pool.map(_in_worker, range(len(golds)), chunksize=4), strict=True)


_shared: dict[str, Any] = {}
"""What forked workers share."""


def _in_worker(number: int) -> Annotation:
    return annotate(_shared["golds"][number], _shared["models"])
