"""What the fitting of topics makes of documents that are seen more often than others."""

from __future__ import annotations

import pytest

from duikou.extract.decide.fit import Example
from duikou.extract.decide.network import Network
from duikou.extract.decide.weights import Table
from duikou.extract.models import UNITS
from duikou.extract.training.fit import fit_topics

DOCUMENTS = 12
SAID = ("agriculture", "health")


def examples() -> list[Example]:
    """The same words in as many documents, to which each of two annotators gives a topic of their own."""
    return [
        Example(f"{topic} {number}", ("word=合作", "pair=合作"), frozenset({topic}))
        for number in range(DOCUMENTS)
        for topic in SAID
    ]


@pytest.mark.parametrize("trusted", SAID)
def test_what_is_seen_more_often_weighs_more(trusted: str) -> None:
    times = {one.document: 6 for one in examples() if trusted in one.labels}
    tables = fit_topics(examples(), times)
    units = tables[UNITS]
    assert isinstance(units, Table)
    found = Network(tables["topic"], units).probabilities(("word=合作", "pair=合作"))
    assert max(found, key=lambda topic: found[topic]) == trusted
    assert found[trusted] > 0.7
