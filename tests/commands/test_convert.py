"""``duikou convert``: what is shown of a file that was read."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from duikou.cli import FAILED, app

from ..extract.formats import ofd
from ..extract.readers import tiny

PAGE = """<html><body><nav>首页</nav><h2>一、任务</h2><ul><li>建园区</li></ul><table><tr><td>任务<td>单位
<tr><td rowspan=2>甲<br>乙<td>商务局<tr><td>文旅局\x1b[2J</table></body></html>"""
SHOWN = [
    "~ 首页",
    "## 一、任务",
    "- 建园区",
    "── table1 ──",
    "│ 任务 │ 单位 │",
    "│ 甲 ⏎ 乙 │ 商务局 │",
    "│ 〃 │ 文旅局\\x1b[2J │",
]


def test_kinds_of_lines(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    result = CliRunner().invoke(app, ["convert", str(tmp_path / "page.html")])
    assert (result.exit_code, result.stdout.splitlines(), result.stderr) == (0, SHOWN, "")


def test_pages(tmp_path: Path) -> None:
    (tmp_path / "a.ofd").write_bytes(ofd.document(["方案", *["支持三明市共建产业园区。"] * 30]))
    result = CliRunner().invoke(app, ["convert", str(tmp_path / "a.ofd")])
    assert [line for line in result.stdout.splitlines() if line.startswith("──")] == ["── 1 ──", "── 2 ──"]


def test_json(tmp_path: Path) -> None:
    (tmp_path / "a.ofd").write_bytes(ofd.document(["方案", [["任务", "单位"], ["建园区", "商务局"]]]))
    result = CliRunner().invoke(app, ["convert", "--json", str(tmp_path / "a.ofd")])
    found = json.loads(result.stdout)
    assert found["media_type"] == "application/ofd"
    row = next(block for block in found["blocks"] if block.get("cells") == ["建园区", "商务局"])
    assert {place["page"] for place in row["places"]} == {1} and len(row["places"]) == 2
    assert row["end"] - row["start"] == len(row["text"])


def test_what_could_not_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("支持三明\n".encode() * 20 + b"\xff")
    result = CliRunner().invoke(app, ["convert", str(tmp_path / "a.txt")])
    assert result.exit_code == 0 and "line 21, column 1" in result.stderr and len(result.stderr.splitlines()) == 1
    (tmp_path / "b.docx").write_bytes(tiny.docx("")[:50])
    result = CliRunner().invoke(app, ["convert", str(tmp_path / "b.docx")])
    assert result.exit_code == FAILED and result.stdout == "" and len(result.stderr.splitlines()) == 1
