"""One's own weights and rows of the gazetteer, in place of and beside the shipped ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from duikou.commands.build import remark_old_weights
from duikou.extract.decide.weights import BIAS, Listed, Table, Weight, shipped_table, write_weights, write_wide
from duikou.extract.knowledge.gazetteer import COLUMNS, gazetteer
from duikou.extract.models import DECISIONS, UNITS, models_in_use, shipped_models
from duikou.extract.own import Own, own, use_own
from duikou.graph.extraction import model, program

from ..caches import own_cache

ROW = "lian-he-shi-yan-shi,Platform,赣深联合实验室,赣深实验室,laboratory,,official name\n"


@pytest.fixture(autouse=True)
def nothing_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins and ends with what is shipped alone, and with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(own_cache(tmp_path / "cache")))
    before = own()
    use_own(Own())
    yield
    use_own(before)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Weights by which every clause is a measure."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in DECISIONS:
        write_weights(folder / f"{name}.csv", [Weight(BIAS, "yes", 3.0)] if name == "measure" else [])
    write_wide(folder / f"{UNITS}.csv", Table(Listed(), (), np.zeros((0, 0))))
    return folder


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """A table of the gazetteer with one row."""
    folder = tmp_path / "gazetteer"
    folder.mkdir()
    (folder / "names.csv").write_text(COLUMNS["names"].replace(" ", ",") + "\n" + ROW, encoding="utf-8")
    return folder


def test_without_ones_own_the_shipped_weights_decide() -> None:
    assert models_in_use() is shipped_models()


@pytest.mark.parametrize("times", [1, 2], ids=["from the tables", "and from the cache"])
def test_ones_own_weights_decide(tables: Path, times: int) -> None:
    from duikou.extract import models

    use_own(Own(model=tables))
    for _ in range(times):
        models._models_in.cache_clear()
        assert models_in_use().measures.first.probability([]) == pytest.approx(0.9526, abs=1e-3)


def test_a_folder_without_a_table_is_named(tables: Path) -> None:
    (tables / "role.csv").unlink()
    use_own(Own(model=tables))
    with pytest.raises(ValueError, match=r"role\.csv: No such file .*: no table of weights"):
        models_in_use()


def test_ones_own_rows_stand_before_the_shipped_ones(rows: Path) -> None:
    shipped = gazetteer()
    use_own(Own(gazetteer=rows))
    names = gazetteer().names
    assert [name.name for name in names] == ["赣深联合实验室", *(name.name for name in shipped.names)]
    assert gazetteer().names_by_surface["赣深实验室"][0].key == "platform/lian-he-shi-yan-shi"
    assert gazetteer().places.keys() == shipped.places.keys()


BAD = {
    "a table that is none": ("bureaus.csv", "a,b\n", "no table of the gazetteer"),
    "a column that is none": ("names.csv", "slug,title\n", "missing column"),
    "a type that is none": ("names.csv", COLUMNS["names"].replace(" ", ",") + "\nx,City!,名,,,,\n", "line 2"),
}


@pytest.mark.parametrize(("name", "content", "cause"), BAD.values(), ids=BAD)
def test_a_wrong_row_is_named(name: str, content: str, cause: str, rows: Path) -> None:
    (rows / name).write_text(content, encoding="utf-8")
    use_own(Own(gazetteer=rows))
    with pytest.raises(ValueError, match=cause) as caught:
        gazetteer()
    assert name in str(caught.value)


def test_ones_own_take_part_in_the_fingerprint(tables: Path, rows: Path) -> None:
    def prints(chosen: Own) -> tuple[str, str]:
        use_own(chosen)
        return program(), model()

    shipped, weights, names = (prints(chosen) for chosen in (Own(), Own(model=tables), Own(gazetteer=rows)))
    assert len({shipped[0], weights[0], names[0]}) == 3
    assert shipped[1] == names[1] != weights[1]


def test_weights_moved_from_older_ones_are_told(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tables / "manifest.toml").write_text(
        '[gold]\n[code]\n[knowledge]\n[tables]\n[prior]\n"manifest.toml" = "of last year"\n', encoding="utf-8"
    )
    for folder, told in ((None, False), (tables.parent / "none", False), (tables, True)):
        remark_old_weights(folder)
        assert ("moved from older shipped weights" in capsys.readouterr().err) == told


def run(*arguments: str | Path, **settings: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which starts with these settings."""
    environment = {**os.environ, **{name: str(value) for name, value in settings.items()}}
    command = [sys.executable, "-c", "from duikou.cli import app; app()", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.thorough
def test_the_setting_reaches_the_processes_that_extract(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(Path(str(shipped_table("measure"))).parent, tmp_path / "model"))
    write_weights(folder / "measure-again.csv", [Weight(BIAS, "yes", -30.0)])
    plan = Path(__file__).parent / "gold" / "ganzhou-plan.txt"
    found = run("extract", plan, DUIKOU_MODEL=folder)
    assert '"measures": []' in found.stdout, found.stderr
    refused = run("extract", plan, DUIKOU_MODEL=tmp_path / "none")
    assert refused.returncode == 2
    assert refused.stderr.splitlines() == [f"duikou: DUIKOU_MODEL={tmp_path / 'none'}: no such folder"]
