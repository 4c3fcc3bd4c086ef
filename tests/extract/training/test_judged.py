"""Examples from single facts: what nobody looked at is none."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from duikou.extract.decide.linear import Linear
from duikou.extract.knowledge.gazetteer import gazetteer
from duikou.extract.model import EntityType, Span
from duikou.extract.names.meaning import Candidate
from duikou.extract.pairing.candidates import PairReader
from duikou.extract.training.examples import Examples
from duikou.extract.training.gold import Gold
from duikou.extract.training.judged import judged_claims, judged_clauses, judged_names
from duikou.extract.training.pairs import pair_examples
from duikou.extract.training.seen import Judged, Seen

from ..golds import GOLD
from ..told import linked_names, linked_places

TEXT = (GOLD / "ganzhou-plan.txt").read_text(encoding="utf-8")


def judged(
    kind: str, words: str, right: bool, subject: str = "", value: str = "", topics: tuple[str, ...] = ()
) -> Judged:
    start = TEXT.index(words)
    return Judged(kind, start, start + len(words), right, subject, value, topics)


@pytest.fixture
def gold(tmp_path: Path, request: pytest.FixtureRequest) -> Gold:
    """The plan of the gold for tests, of which only the facts that the test names were seen."""
    annotation = json.loads((GOLD / "ganzhou-plan.json").read_text(encoding="utf-8"))
    annotation["seen"] = Seen(frozenset(), request.param).as_json()
    (tmp_path / "plan.json").write_text(json.dumps(annotation), encoding="utf-8")
    shutil.copy(GOLD / "ganzhou-plan.txt", tmp_path / "plan.txt")
    return Gold.read(tmp_path / "plan.txt", tmp_path / "plan.json")


def seen(*facts: Judged) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("gold", [facts], indirect=True, ids=["seen"])


def labels(into: Examples, decision: str) -> list[list[str]]:
    return sorted(sorted(one.labels) for one in into.by_decision[decision])


@seen(
    judged("measure", "推动深圳电子信息企业到赣州投资建厂", True, value="support", topics=("industry-transfer",)),
    judged("measure", "支持两市共建产业园区,完善基础设施", True),
    judged("measure", "赣州市与深圳市建立对口合作关系以来,两市合作取得明显成效", False),
    judged("target", "到2025年,共建产业园区3个", True, value="2025"),
)
def test_clauses(gold: Gold) -> None:
    into = Examples()
    judged_clauses(gold, linked_places(gold.text.text), Linear(()), into)
    assert labels(into, "measure") == labels(into, "measure-again") == [[], ["yes"], ["yes"]]
    assert labels(into, "commitment") == [["support"]]
    assert labels(into, "topic") == [["industry-transfer"]]
    assert labels(into, "target") == [["yes"]]
    clauses = len(into.by_decision["measure"]) + len(into.unseen["measure"])
    assert clauses > len(into.by_decision["measure"]), "the others are noted, as they are to stay as probable"
    assert len(into.by_decision["measure-again"]) + len(into.unseen["measure-again"]) == clauses
    assert len(into.unseen["topic"]) == 1, "of a measure whose topics nobody told"


@seen(
    judged("measure", "推动深圳电子信息企业到赣州投资建厂", True),
    judged("measure", "推动深圳电子信息企业到赣州投资建厂。", False),
)
def test_of_one_clause_what_is_right_goes_before_what_is_wrong(gold: Gold) -> None:
    into = Examples()
    judged_clauses(gold, linked_places(gold.text.text), Linear(()), into)
    assert labels(into, "measure") == [["yes"]]


@seen(
    judged("responsibility", "推动深圳电子信息企业到赣州投资建厂", True, "市发展改革委", "lead"),
    judged("responsibility", "支持两市共建产业园区,完善基础设施", False, "市商务局"),
)
def test_bodies(gold: Gold) -> None:
    into = Examples()
    bodies = {"Agency": ["市发展改革委", "市商务局", "市教育局"]}
    first = Linear(())
    judged_claims(gold, linked_names(gold.text.text, bodies), first, into)
    found = labels(into, "claim")
    assert labels(into, "claim-again") == found
    assert ["yes"] in found and [] in found
    assert len(found) < 6, "the other bodies and measures are no examples"
    assert {*map(tuple, labels(into, "role"))} == {("lead",)}


@seen(
    judged("entity", "市发展改革委", True, "深圳市发展和改革委员会", "Agency"),
    judged("entity", "电子信息企业", False, "电子信息企业", "Organization"),
)
def test_names(gold: Gold) -> None:
    text = gold.text.text
    places = {words: text.index(words) for words in ("市发展改革委", "发展改革", "电子信息企业", "市商务局")}
    candidates = [
        Candidate(Span(start, start + len(words)), kind, (words, kind.value))
        for words, start in places.items()
        for kind in (EntityType.AGENCY, EntityType.ORGANIZATION)
    ]
    into = Examples()
    judged_names(gold, candidates, into)
    found = Counter((one.features, bool(one.labels)) for one in into.by_decision["name"])
    assert found == Counter(
        {
            (("市发展改革委", "Agency"), True): 1,
            (("市发展改革委", "Organization"), False): 1,
            (("发展改革", "Agency"), False): 1,
            (("发展改革", "Organization"), False): 1,
            (("电子信息企业", "Organization"), False): 1,
        }
    )
    unseen = [("电子信息企业", "Agency"), ("市商务局", "Agency"), ("市商务局", "Organization")]
    assert sorted(into.unseen["name"]) == sorted(unseen), "their probability is to stay"


@pytest.mark.parametrize(
    ("gold", "paired", "receiver"),
    [
        ([judged("pair", "赣州市与深圳市", True, "赣州市—深圳市", "in-force")], {True}, "赣州市"),
        ([judged("pair", "赣州市与深圳市", True, "深圳市—赣州市", "in-force")], {True}, "深圳市"),
        ([judged("pair", "赣州市与深圳市", True, "赣州市—深圳市", "ended")], {False}, ""),
        ([judged("pair", "赣州市与深圳市", False, "赣州市—深圳市", "in-force")], {False}, ""),
        ([judged("pair", "赣州市与深圳市", False, "赣州市—广州市", "in-force")], set(), ""),
    ],
    indirect=["gold"],
    ids=["in force", "the other side receives", "ended", "none", "other places"],
)
def test_pairs(gold: Gold, paired: set[bool], receiver: str) -> None:
    into = Examples()
    candidates = list(PairReader(gold.text.text, gold.outline, linked_places(gold.text.text), gazetteer()).candidates())
    assert {one.first.name for one in candidates} == {"赣州市", "深圳市"}
    pair_examples(gold, candidates, into)
    assert {bool(one.labels) for one in into.by_decision["pair"]} == paired
    receives = [bool(one.labels) for one in into.by_decision["direction"]]
    assert receives == ([one.first.name == receiver for one in candidates] if receiver else [])
    assert len(into.unseen["pair"]) == (0 if paired else len(candidates))
