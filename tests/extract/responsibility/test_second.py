"""The second look at claims: what it sees of the first."""

from __future__ import annotations

from duikou.extract.model import Span
from duikou.extract.names.runs import find_runs
from duikou.extract.responsibility.features import find_claims
from duikou.extract.responsibility.second import second_features

from ..told import document, linked_names

TEXT = "加强园区建设。(市教育局)\n推进干部交流。(市财政局)\n完善机制。"
MEASURES = ["加强园区建设", "推进干部交流", "完善机制"]
FIRST = {(0, "市教育局"): 0.95, (1, "市教育局"): 0.35, (1, "市财政局"): 0.95}
"""What a first look says of (measure, body); 0 of the others."""


def seen() -> dict[tuple[int, str], set[str]]:
    read = document(TEXT, "某市实施方案")
    text = read.text.text
    runs = find_runs(text, read.outline, linked_names(text, {"Agency": ["市教育局", "市财政局"]}))
    spans = [Span(text.index(words), text.index(words) + len(words)) for words in MEASURES]
    claims = list(find_claims(read.text, read.outline, runs, spans))
    places = [(claim.measure, claim.entity.canonical) for claim in claims]
    features = second_features(claims, [FIRST.get(place, 0.0) for place in places])
    return {place: set(of_one) for place, of_one in zip(places, features, strict=True)}


def test_a_list_has_rivals_and_neighbours() -> None:
    found = seen()
    assert {"alone=0.95", "alone>=0.9", "rival=0", "list at +1=0.3", "list likeliest here=True"} <= found[0, "市教育局"]
    assert {"alone=0.3", "rival=0.9", "before, rival=0.9", "list at -1=0.9"} <= found[1, "市教育局"]
    assert {"list likely for=1", "list most=0.9", "list likeliest here=False"} <= found[1, "市教育局"]


def test_claims_that_lie_alike_tell_of_each_other() -> None:
    """The first and the second list stand alike behind a measure, and both are likely."""
    found = seen()
    assert "alike=0.9" in found[0, "市教育局"] and "alike=0.9" in found[1, "市财政局"]


def test_a_document_without_claims() -> None:
    assert second_features([], []) == []
