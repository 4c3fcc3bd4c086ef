"""What knowledge is worth: how often each word list, ending and kind of feature fires on the annotated documents, how
often the annotation agrees with it and how often not, and which of its entries never fire.

After the label function summary of Snorkel (Ratner and others 2017): coverage, agreement, conflicts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..decide.chain import AFTER
from ..decide.conjunctions import AND, NOT, Conjunctions
from ..decide.fit import Example
from ..decide.network import unit_feature
from ..decide.weights import BIAS, Table, Weight
from ..knowledge.gazetteer import gazetteer
from ..models import CHAIN, EXCLUSIVE, Models
from ..names.labels import labelled_stretches
from ..names.link import POLICIES, find_names
from ..names.propose import propose
from ..names.titles import read_documents
from ..pairing.candidates import PairReader
from ..pipeline import knowledge
from ..training.examples import (
    Examples,
    claim_examples,
    claims_again,
    clause_examples,
    likeliest_roles,
    look_again,
)
from ..training.gold import Gold
from ..training.names import chain_sentences, name_examples, speaker_examples
from ..training.pairs import pair_examples, second_examples, standing_examples

Floats = NDArray[np.float32]
IMPOSSIBLE = -30.0
"""The weight of a label where it cannot stand."""
_OF_KIND = re.compile(r"^(?:plan|opinion|interpretation|news|require|support|encourage|explore|own|[A-Z][A-Za-z]+): ")
"""Openings that say for what a feature counts by itself: ``Agency: last=局``."""
_OF_SIDE = re.compile(r"^[+-]\d(?: same| other)?: ?")
"""Openings that say of which neighbour a feature speaks: ``-1 same: modal``, ``+1:word=县``."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What one list, group of endings or family of features does on the annotated documents."""

    kind: str  # list, ending or feature
    name: str
    entries: int
    fires: int
    """How often its entries are seen."""
    documents: int
    """In how many documents."""
    agrees: int | None = None
    conflicts: int | None = None
    """How often the annotation agrees with what it says, and how often not; None where that cannot be told."""
    worth: float | None = None
    """By how much the mean log loss of its decision would grow if it said the same of every candidate; below zero it
    misleads."""
    never: tuple[str, ...] = ()
    """Entries without evidence."""

    @property
    def use(self) -> tuple[bool, bool, float]:
        """By which the least useful stands first."""
        value = self.documents if self.agrees is None else self.agrees - (self.conflicts or 0)
        return self.documents > 0, self.worth is None, float(value if self.worth is None else self.worth)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Said(NamedTuple):
    """What a group of features says of the examples in which it fires."""

    fires: int
    documents: int
    agrees: int
    conflicts: int
    worth: float


class Votes:
    """What the features of one decision say of annotated examples."""

    def __init__(self, rows: Iterable[Weight], *, exclusive: bool) -> None:
        kept = [row for row in rows if not row.feature.startswith(AFTER)]
        self.exclusive = exclusive
        self.features = tuple(dict.fromkeys(row.feature for row in kept if row.feature != BIAS))
        self.number = {feature: place for place, feature in enumerate(self.features)}
        self._conjunctions = Conjunctions(self.features)
        self.labels = tuple(dict.fromkeys(row.label for row in kept))
        self._label = {label: place for place, label in enumerate(self.labels)}
        self._weights = np.zeros((len(self.features), max(1, len(self._label))), np.float32)
        self._bias = np.zeros(max(1, len(self._label)), np.float32)
        for row in kept:
            of = self._bias if row.feature == BIAS else self._weights[self.number[row.feature]]
            of[self._label[row.label]] = row.weight
        self._fired: list[NDArray[np.int32]] = []
        self._example: list[NDArray[np.int32]] = []
        self._right: list[tuple[int, int]] = []
        self._documents: list[int] = []
        """The document of each example, by number."""
        self._given: list[Floats] = []

    def count(
        self, document: int, examples: Iterable[tuple[Iterable[str], Iterable[str]]], given: Floats | None = None
    ) -> None:
        """Counts examples of a *document*, by its number: (features, labels that are right); *given* (examples ×
        labels) is what speaks for each label besides."""
        fired: list[int] = []
        example: list[int] = []
        for features, labels in examples:
            place = len(self._documents)
            own = set(features)
            held = self._conjunctions.held(own)
            known = {self.number[feature] for feature in (*own, *held) if feature in self.number}
            fired += known
            example += [place] * len(known)
            self._right += [(place, self._label[label]) for label in labels if label in self._label]
            self._documents.append(document)
        self._fired.append(np.array(fired, dtype=np.int32))
        self._example.append(np.array(example, dtype=np.int32))
        if given is not None:
            self._given.append(given)

    @cached_property
    def _by_feature(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The examples in which features fire, feature by feature, and where each feature's begin."""
        fired = np.concatenate(self._fired or [np.zeros(0, np.int32)])
        order = np.argsort(fired, kind="stable")
        starts = np.searchsorted(fired[order], np.arange(len(self.features) + 1))
        return np.concatenate(self._example or [np.zeros(0, np.int32)])[order], starts

    @cached_property
    def _truth(self) -> Floats:
        """examples × labels: 1 for what is right, -1 for what is not."""
        found = np.full((len(self._documents), self._weights.shape[1]), -1, np.float32)
        if self._right:
            found[tuple(np.array(self._right).T)] = 1
        return found

    @cached_property
    def _scores(self) -> Floats:
        told = self._everywhere + self._told(range(len(self.features)))
        return told + np.concatenate(self._given) if self._given else told

    @property
    def _everywhere(self) -> Floats:
        """What speaks for each label whatever the features are; of all examples, or of each."""
        return self._bias

    def fires(self, place: int) -> int:
        starts = self._by_feature[1]
        return int(starts[place + 1] - starts[place])

    def said(self, places: Sequence[int]) -> Said:
        """What the features at *places* say together."""
        examples, starts = self._by_feature
        touched = [examples[starts[place] : starts[place + 1]] for place in places]
        where = np.unique(np.concatenate(touched)) if touched else np.zeros(0, np.int32)
        if not len(where):
            return Said(0, 0, 0, 0, 0.0)
        told = self._told(places)
        helped = self._loss(self._scores - (told - told.mean(axis=0))) - self._whole
        return Said(
            fires=sum(map(len, touched)),
            documents=len({self._documents[place] for place in where.tolist()}),
            agrees=int((helped[where] > 0).sum()),
            conflicts=int((helped[where] < 0).sum()),
            worth=round(float(helped.mean()), 5),
        )

    @cached_property
    def _whole(self) -> Floats:
        return self._loss(self._scores)

    def _told(self, places: Sequence[int]) -> Floats:
        """examples × labels: the sum of what the features at *places* speak for each label."""
        examples, starts = self._by_feature
        told = np.zeros((len(self._documents), self._weights.shape[1]), np.float32)
        for place in places:  # no example stands twice among those of one feature
            told[examples[starts[place] : starts[place + 1]]] += self._weights[place]
        return told

    def _loss(self, scores: Floats) -> Floats:
        """The log loss of each example."""
        if self.exclusive:
            top = scores.max(axis=1, keepdims=True)
            whole = top[:, 0] + np.log(np.exp(scores - top).sum(axis=1))
            found: Floats = whole - (scores * (self._truth > 0)).sum(axis=1)
            return found
        return np.asarray(np.logaddexp(0.0, -self._truth * scores).sum(axis=1), dtype=np.float32)


class UnitVotes(Votes):
    """The same of a network: what a feature says is what it speaks through the hidden units that speak of an example
    with all its features."""

    def __init__(self, rows: Iterable[Weight], units: Table) -> None:
        kept = {(row.feature, row.label): row.weight for row in rows}
        labels = tuple(dict.fromkeys(label for _, label in kept))
        features = [feature for feature in units.features if feature != BIAS]
        told = [Weight(feature, labels[0], 0.0) for feature in features] if labels else []
        super().__init__(
            [*(Weight(BIAS, label, kept.get((BIAS, label), 0.0)) for label in labels), *told], exclusive=False
        )
        places = {feature: place for place, feature in enumerate(units.features)}
        own = [places[feature] for feature in features]
        self._units = np.asarray(units.weights[own], np.float32)
        self._unit_bias = np.asarray(units.weights[places[BIAS]], np.float32)
        self._outer = np.array(
            [[kept.get((unit_feature(unit), label), 0.0) for label in labels] for unit in units.labels], np.float32
        )

    @property
    def _everywhere(self) -> Floats:
        return self._bias + np.asarray((self._speaking[0] * self._unit_bias) @ self._outer, np.float32)

    @cached_property
    def _speaking(self) -> tuple[Floats, Floats]:
        """(examples, units): 1 for each unit that speaks; (examples, 1): the root of how many features there are."""
        said = self._said_to_units(range(len(self.features)))
        sizes = np.bincount(self._by_feature[0], minlength=len(self._documents))
        roots = np.sqrt(np.maximum(sizes, 1)).astype(np.float32)[:, None]
        return (said / roots + self._unit_bias > 0).astype(np.float32), roots

    def _said_to_units(self, places: Sequence[int]) -> Floats:
        examples, starts = self._by_feature
        said = np.zeros((len(self._documents), self._units.shape[1]), np.float32)
        for place in places:
            said[examples[starts[place] : starts[place + 1]]] += self._units[place]
        return said

    def _told(self, places: Sequence[int]) -> Floats:
        speaking, roots = self._speaking
        return np.asarray((self._said_to_units(places) / roots * speaking) @ self._outer, np.float32)


def feature_votes(
    golds: Sequence[Gold], models: Models, tables: Mapping[str, Sequence[Weight]], units: Table
) -> dict[str, Votes]:
    """The votes of every decision's *tables* on the examples in *golds*, whose names *models* find; *units* are those
    of topics."""
    votes = {name: Votes(rows, exclusive=name in EXCLUSIVE or name == CHAIN) for name, rows in tables.items()}
    votes["topic"] = UnitVotes(tables["topic"], units)
    moves = {
        (row.feature.removeprefix(AFTER), row.label): row.weight
        for row in tables[CHAIN]
        if row.feature.startswith(AFTER)
    }
    for number, gold in enumerate(golds):
        for decision, examples in _examples(gold, models).by_decision.items():
            votes[decision].count(number, ((example.features, example.labels) for example in examples))
        if "names" in gold.annotated:
            for _, rows, labels in chain_sentences(gold, knowledge()):
                examples_ = zip(rows, ([label] for label in labels), strict=True)
                votes[CHAIN].count(number, examples_, neighbours(labels, votes[CHAIN].labels, moves))
    return votes


def neighbours(sentence: Sequence[str], labels: Sequence[str], moves: Mapping[tuple[str, str], float]) -> Floats:
    """tokens × labels: what the right labels beside each token of a *sentence* speak for each label, so that each
    token is an example of its own (pseudo-likelihood, Besag 1975). *moves* are the weights of a label after a label."""
    table = np.array([[_move(one, other, moves) for other in labels] for one in labels], np.float32)
    places = [labels.index(label) for label in sentence]
    found = np.zeros((len(sentence), len(labels)), np.float32)
    found[1:] += table[places[:-1]]
    found[:-1] += table[:, places[1:]].T
    return found


def _move(before: str, label: str, moves: Mapping[tuple[str, str], float]) -> float:
    goes_on = not label.startswith("I-") or before in (f"B-{label[2:]}", label)
    return moves.get((before, label), 0.0) if goes_on else IMPOSSIBLE


def _examples(gold: Gold, models: Models) -> Examples:
    examples = Examples()
    linked = find_names(gold.clean, gold.text, gold.outline, knowledge(), models.names)
    if "measures" in gold.annotated:
        clause_examples(gold, linked, examples)
        first = models.measures.first
        examples.by_decision["measure-again"] += look_again(examples.by_decision["measure"], first)
    if {"names", "measures"} <= gold.annotated:
        claims = claim_examples(gold, linked, examples)
        first = models.responsibility.first
        alone = examples.by_decision["claim"]
        examples.by_decision["claim-again"] += claims_again(alone, claims, first)
        examples.by_decision["role"] = likeliest_roles(alone, examples.by_decision["role"], claims, first)
    if "names" in gold.annotated:
        examples.by_decision["name"] += _name_examples(gold, models)
        examples.by_decision["speaker"] += speaker_examples(gold, gazetteer())
    if "pairs" not in gold.annotated:
        return examples
    candidates = list(PairReader(gold.text.text, gold.outline, linked, gazetteer()).candidates())
    pair_examples(gold, candidates, examples)
    second_examples(gold, candidates, models.pairs.first, examples)
    pairs = models.pairs
    standing_examples(gold, candidates, (pairs.first, pairs.second, pairs.status), gazetteer(), examples)
    return examples


def _name_examples(gold: Gold, models: Models) -> Iterator[Example]:
    text, metadata = gold.text, gold.outline.metadata
    documents = read_documents(text.text, metadata, metadata.kind in POLICIES)
    labelled = labelled_stretches(text.text, gold.outline)
    return name_examples(gold, propose(text, metadata, labelled, documents, knowledge(), models.names.chain))


def family_of(feature: str) -> str:
    """The kind of a feature: what stands before its value, whatever it counts for and of which neighbour it speaks.
    Conjunctions are one kind."""
    if AND in feature or feature.startswith(NOT):
        return "conjunctions"
    for opening, mark in ((_OF_SIDE, "beside: "), (_OF_KIND, "of a kind: ")):
        if opening.match(feature):
            return mark + opening.sub("", feature).partition("=")[0]
    return feature.partition("=")[0]


def families(votes: Mapping[str, Votes]) -> Iterator[Coverage]:
    """What each decision's features say, family by family."""
    for decision, of in votes.items():
        members: dict[str, list[int]] = defaultdict(list)
        for place, feature in enumerate(of.features):
            members[family_of(feature)].append(place)
        for family, places in members.items():
            yield Coverage(
                "feature",
                f"{decision}: {family}",
                len(places),
                *of.said(places),
                never=tuple(of.features[place] for place in places if not of.fires(place)),
            )
