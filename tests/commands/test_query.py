"""``duikou query``: what went wrong is said of the thing that it went wrong with."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from duikou.commands.query import query_command

app = typer.Typer()
app.command()(query_command)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder whose release has a store that cannot be opened."""
    store = tmp_path / "releases" / "0123abcd" / "store"
    store.mkdir(parents=True)
    (store / "CURRENT").write_text("no store", encoding="utf-8")
    (tmp_path / "current").symlink_to(Path("releases") / "0123abcd")
    return tmp_path


def test_a_broken_store_is_not_the_querys_fault(broken: Path) -> None:
    result = CliRunner().invoke(app, ["-q", "ASK {}", "--output", str(broken)])
    assert result.exit_code != 0
    assert "-q" not in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_wrong_query_is(broken: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["-q", "ASK {}", "--output", str(tmp_path / "empty")])
    assert (result.exit_code, result.stderr.count("-q")) == (2, 1)


def test_a_file_that_is_not_there_is_named(broken: Path) -> None:
    result = CliRunner().invoke(app, [str(broken / "missing.rq"), "--output", str(broken)])
    assert "missing.rq" in result.stderr
