"""Fitting and shipping: the same gold gives the same tables, what people set stays, a manifest tells what changed."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from openmp import needs_lightgbm

from duikou.extract.decide.weights import HAND, Table, Weight, read_table, read_weights, write_weights
from duikou.extract.evaluation.crossval import annotate
from duikou.extract.models import TABLES, models_of
from duikou.extract.training.gold import gold_sets
from duikou.extract.training.manifest import NAME, differences, manifest_of, of_shipped, read_manifest
from duikou.extract.training.ship import ship, ship_local

from ..golds import GOLD

pytestmark = needs_lightgbm

OWN = Weight("opens=推动", "yes", 7.5, 0, HAND)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables that the gold beside gives."""
    folder = tmp_path_factory.mktemp("model")
    ship([GOLD], folder)
    return folder


@pytest.fixture(scope="module")
def again(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same once more, over tables of which one has a row that a person set, in two processes."""
    folder = Path(shutil.copytree(model, tmp_path_factory.mktemp("again") / "model"))
    write_weights(folder / "measure.csv", [*read_weights(folder / "measure.csv"), OWN])
    ship([GOLD], folder, jobs=2)
    return folder


def test_every_decision_has_a_table(model: Path) -> None:
    assert sorted(path.name for path in model.iterdir()) == sorted([NAME, *(f"{name}.csv" for name in TABLES)])


def test_what_was_fitted_finds_what_it_was_fitted_on(model: Path) -> None:
    models = models_of(read_all(model))
    golds = {gold.name: gold for gold in gold_sets(GOLD)}
    found = annotate(golds["ganzhou-plan"], models)
    assert [one["text"] for one in found["measures"]] == [
        one["text"] for one in golds["ganzhou-plan"].annotation["measures"]
    ]
    assert annotate(golds["zunyi"], models)["measures"] == []


@pytest.mark.thorough
def test_the_same_gold_gives_the_same_tables(model: Path, again: Path) -> None:
    for path in sorted(model.iterdir()):
        if path.name != "measure.csv":
            assert path.read_bytes() == (again / path.name).read_bytes(), path.name


@pytest.mark.thorough
def test_what_a_person_set_stays(model: Path, again: Path) -> None:
    before, after = (list(read_weights(folder / "measure.csv")) for folder in (model, again))
    assert sorted(after) == sorted([*before, OWN])
    rows = [row for row in after if row[:2] == OWN[:2]]
    assert rows[-1] == OWN, "the last row of a feature counts"


def test_a_fit_that_fails_leaves_the_tables(model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(model, tmp_path / "model"))
    gold = Path(shutil.copytree(GOLD, tmp_path / "gold"))
    (gold / "zunyi.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"zunyi\.json"):
        ship([gold], folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        path.name: path.read_bytes() for path in model.iterdir()
    }


def test_no_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no annotated document"):
        ship([tmp_path], tmp_path / "model")


# --- the manifest -------------------------------------------------------------------------------------------------


def test_a_manifest_is_that_of_its_gold(model: Path) -> None:
    assert differences(read_manifest(model), manifest_of([GOLD], model)) == []


def change_text(gold: Path, model: Path) -> None:
    (gold / "zunyi.txt").write_text("遵义市", encoding="utf-8")


def change_status(gold: Path, model: Path) -> None:
    (gold / "statuses.csv").unlink()


def change_weights(gold: Path, model: Path) -> None:
    write_weights(model / "role.csv", [Weight("bias", "lead", 1.0)])


def change_by_hand(gold: Path, model: Path) -> None:
    write_weights(model / "role.csv", [*read_weights(model / "role.csv"), Weight("bias", "lead", 1.0, 0, HAND)])


CHANGES = {
    "nothing": (lambda gold, model: None, []),
    "a text": (change_text, ["gold gold/gold: changed"]),
    "a table of the gold": (change_status, ["gold gold/statuses.csv: gone"]),
    "learned weights": (change_weights, ["tables role.csv: changed"]),
    "a row that a person set": (change_by_hand, []),
}
"""What is changed behind a fit, and what the manifests say of it."""


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)
def test_what_changed_is_told(change: object, told: list[str], model: Path, tmp_path: Path) -> None:
    assert callable(change)
    folder, gold = (
        Path(shutil.copytree(source, tmp_path / name)) for source, name in ((model, "model"), (GOLD, "gold"))
    )
    change(gold, folder)
    assert differences(read_manifest(folder), manifest_of([gold], folder)) == told


# --- local gold -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def local(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of *model* moved towards one of its documents, of which somebody says that it commits nobody."""
    gold = tmp_path_factory.mktemp("local")
    shutil.copy(GOLD / "ganzhou-plan.txt", gold)
    annotation = json.loads((GOLD / "ganzhou-plan.json").read_text(encoding="utf-8"))
    annotation |= {"measures": [], "targets": [], "seen": {"throughout": ["measures"], "facts": []}}
    (gold / "ganzhou-plan.json").write_text(json.dumps(annotation), encoding="utf-8")
    ship_local([gold], model, gold / "model")
    return gold


def test_local_gold_moves_the_tables(model: Path, local: Path) -> None:
    gold = next(gold for gold in gold_sets(GOLD) if gold.name == "ganzhou-plan")
    before, after = (
        sum(one["confidence"] for one in annotate(gold, models_of(read_all(folder)))["measures"])
        for folder in (model, local / "model")
    )
    assert after < before
    told = differences(read_manifest(model), read_manifest(local / "model"))
    changed = [line for line in told if line.startswith("tables")]
    assert changed == [f"tables {name}.csv: changed" for name in ("measure-again", "measure", "target")]


def test_what_local_gold_says_nothing_of_stays(model: Path, local: Path) -> None:
    for name in ("names", "name", "speaker", "claim", "role", "pair", "status", "topic", "commitment"):
        assert (local / "model" / f"{name}.csv").read_bytes() == (model / f"{name}.csv").read_bytes(), name


def test_the_same_local_gold_gives_the_same_tables(model: Path, local: Path, tmp_path: Path) -> None:
    ship_local([local], model, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (local / "model" / path.name).read_bytes(), path.name


def test_tables_know_what_they_were_moved_from(model: Path, local: Path, tmp_path: Path) -> None:
    assert of_shipped(local / "model", model)
    assert of_shipped(model, model), "fitted anew: from nothing"
    documents = read_manifest(local / "model").documents
    assert documents == {"ganzhou-plan.txt": sha256((GOLD / "ganzhou-plan.txt").read_bytes()).hexdigest()}
    assert not read_manifest(model).documents
    other = Path(shutil.copytree(model, tmp_path / "other"))
    (other / NAME).write_text((model / NAME).read_text(encoding="utf-8") + "# newer\n", encoding="utf-8")
    assert not of_shipped(local / "model", other)


def test_the_shipped_tables_stay(model: Path) -> None:
    with pytest.raises(ValueError, match="name another folder"):
        ship_local([GOLD], model, model.parent / "." / model.name)


def read_all(folder: Path) -> dict[str, Table]:
    return {name: read_table(folder / f"{name}.csv") for name in TABLES}
