"""Batches on disk: what is written is read back, whatever spreadsheets and killed writers do."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.corrections.batches import (
    COLUMNS,
    FOLDER,
    append,
    batch_files,
    batch_name,
    guarded,
    read_batch,
    read_batches,
    table,
    undo,
    unguarded,
)
from duikou.corrections.model import Correction

from .rows import bare

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)


@given(TEXT, TEXT, TEXT)
def test_what_is_written_is_read_back(quote: str, subject: str, reason: str) -> None:
    written = bare("entity", "confirm", quote=f"q{quote}", subject=f"s{subject}", reason=reason)
    [cells] = list(csv.DictReader(io.StringIO(table([written]).decode("utf-8-sig"), newline="")))
    assert tuple(cells) == COLUMNS
    assert unguarded(cells["quote"]) == written.anchor.quote
    assert unguarded(cells["reason"]) == reason


@given(st.text("'=+-@＝＋－＠\t\ra", max_size=4))
def test_a_guarded_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))
    assert unguarded(guarded(cell)) == cell


def test_rows_are_appended_and_given_as_they_stand(tmp_path: Path) -> None:
    first = append(tmp_path, "one", [bare(quote="第一\n行"), bare(quote="=1+1")])
    second = append(tmp_path, "one", [bare(quote="第三")])
    assert [row.anchor.quote for row in read_batches(tmp_path)] == ["第一\n行", "=1+1", "第三"]
    assert [*first, *second] == read_batch(tmp_path / FOLDER / "one.csv")
    assert len({row.line for row in (*first, *second)}) == 3


def test_the_earliest_row_comes_first(tmp_path: Path) -> None:
    append(tmp_path, "a", [bare(when="2026-11-28T00:00:00Z", quote="later")])
    append(tmp_path, "b", [bare(when="2026-11-27T00:00:00Z", quote="earlier")])
    assert [row.anchor.quote for row in read_batches(tmp_path)] == ["earlier", "later"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_what_people_save_is_read(tmp_path: Path, separator: str, encoding: str) -> None:
    append(tmp_path, "one", [bare(quote="推进,合作;“交流”", reason="核对过")])
    path = tmp_path / FOLDER / "one.csv"
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    before = read_batch(path)
    path.write_bytes(out.getvalue().encode(encoding))
    if encoding == "utf-16":
        with pytest.raises(ValueError, match=r"one\.csv"):
            read_batch(path)
        return
    assert read_batch(path) == before
    append(tmp_path, "one", [bare(quote="再来")])
    assert len(read_batch(path)) == 2
    assert path.read_bytes().startswith("\ufeffwho,".encode())


WRONG = [
    ({"kind": "measur"}, "column kind: 'measur' is none of"),
    ({"action": ""}, "column action: '' is none of"),
    ({"field": "year"}, "column field: 'year' is none of a measure"),
    ({"start": "x"}, "column start: 'x' is no number"),
    ({"start": "9", "end": "3"}, "column end: stands before the start"),
    ({"when": "yesterday"}, "column when: 'yesterday' is no time"),
    ({"who": ""}, "column who: is empty"),
    ({"quote": " "}, "column quote: is empty"),
    ({"action": "amend"}, "column field: is empty"),
    ({"action": "amend", "field": "commitment", "value": "must"}, "column value: 'must' is none of require"),
    ({"action": "amend", "field": "topics", "value": "tea|green-energy"}, "column value: 'tea' is no topic"),
    ({"action": "reject", "field": "commitment"}, "column action: commitment cannot be rejected"),
    ({"action": "add", "field": "span", "value": "x"}, "column field: a fact is added as a whole"),
    ({"kind": "pair"}, "column subject: names no two places"),
    ({"kind": "entity"}, "column subject: is empty"),
    ({"kind": "entity", "subject": "x", "action": "amend", "field": "type", "value": "Person"}, "column value"),
    ({"kind": "target", "action": "add"}, "column value: is empty"),
    ({"kind": "target", "action": "add", "value": "25"}, "column value: '25' is no year"),
]


@pytest.mark.parametrize(("cells", "cause"), WRONG, ids=[cause for _, cause in WRONG])
def test_what_is_wrong_is_named(tmp_path: Path, cells: dict[str, str], cause: str) -> None:
    append(tmp_path, "one", [bare(), bare()])
    path = tmp_path / FOLDER / "one.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    rows[1] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(ValueError, match="line 3") as error:
        read_batch(path)
    assert str(path) in str(error.value)
    assert cause in str(error.value)
    assert "\n" not in str(error.value)


REFUSED = [
    replace(bare(), who="x" * 81),
    replace(bare(), reason="x" * 20_001),
    replace(bare(), reason="\0"),
    replace(bare(), reason="\ud800"),
    replace(bare(), when="2026-11-27"),
]


@pytest.mark.parametrize("wrong", REFUSED, ids=["who", "long", "nul", "surrogate", "when"])
def test_of_rows_with_a_wrong_one_none_is_written(tmp_path: Path, wrong: Correction) -> None:
    append(tmp_path, "one", [bare()])
    before = (tmp_path / FOLDER / "one.csv").read_bytes()
    with pytest.raises(ValueError, match=":"):
        append(tmp_path, "one", [bare(), wrong])
    assert (tmp_path / FOLDER / "one.csv").read_bytes() == before


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "x.csv", "x" * 81])
def test_a_batch_has_a_plain_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a batch"):
        append(tmp_path, name, [bare()])
    assert not list(tmp_path.iterdir())


def test_a_batch_is_named_by_day_and_person() -> None:
    assert batch_name("李明", "2026-11-27T09:30:00Z").startswith("2026-11-27-li-ming-")


def test_an_undone_batch_is_kept_and_not_read(tmp_path: Path) -> None:
    append(tmp_path, "one", [bare()])
    kept = undo(tmp_path, "one")
    assert (kept.name, read_batches(tmp_path)) == ("one.csv.undone", ())
    append(tmp_path, "one", [bare(quote="又一次")])
    assert undo(tmp_path, "one").name == "one.csv.undone-2"
    kept.rename(tmp_path / FOLDER / "one.csv")
    assert [row.anchor.quote for row in read_batches(tmp_path)] == ["推进合作"]
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(FileNotFoundError):
            undo(folder, "two")


_WRITER = """
import sys
from pathlib import Path
from duikou.corrections.batches import append
from duikou.corrections.model import Action, Anchor, Correction, Kind
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    words = f"{sys.argv[2]}-{number}"
    anchor = Anchor(words, "", "", 0, len(words))
    append(Path(sys.argv[1]), "shared", [Correction("", 0, sys.argv[2], "2026-11-27T09:30:00Z", "plan", "", anchor,
        Kind.MEASURE, "", "", "", "", Action.CONFIRM, "x" * 5000)])
    print(number, flush=True)
"""


def _writer(folder: Path, who: str, rows: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, str(folder), who, str(rows)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    writers = [_writer(tmp_path, who, 15) for who in ("a", "b")]
    assert [writer.wait() for writer in writers] == [0, 0]
    found = {row.anchor.quote for row in read_batches(tmp_path)}
    assert found == {f"{who}-{number}" for who in ("a", "b") for number in range(15)}


def test_a_killed_writer_leaves_what_it_said_was_written(tmp_path: Path) -> None:
    writer = _writer(tmp_path, "a", 10_000)
    assert writer.stdout
    told = [line for line, _ in zip(writer.stdout, range(12), strict=False)]
    os.kill(writer.pid, signal.SIGKILL)
    writer.wait()
    found = [row.anchor.quote for row in read_batches(tmp_path)]
    assert found[: len(told) - 1] == [f"a-{number.strip()}" for number in told[1:]]
    assert found == [f"a-{number}" for number in range(len(found))]
    append(tmp_path, "shared", [bare()])
    assert len(read_batches(tmp_path)) == len(found) + 1
    assert batch_files(tmp_path) == [tmp_path / FOLDER / "shared.csv"]
