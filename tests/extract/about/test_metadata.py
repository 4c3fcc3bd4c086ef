"""What a document says about itself, one row a way of writing: metadata.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from duikou.extract.clean import clean
from duikou.extract.metadata import metadata
from duikou.extract.model import Metadata
from duikou.extract.read import read

CASES = tomllib.loads((Path(__file__).parent / "metadata.toml").read_text(encoding="utf-8"))
TITLE, ISSUER = "常州市与安康市对口合作实施方案", "常州市人民政府"


def said(folder: Path, *parts: str) -> Metadata:
    path = folder / "page.txt"
    path.write_text("\n".join(parts), encoding="utf-8")
    return metadata(clean(read(path)))


def rows(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", CASES[kind], ids=lambda row: row["printed"].replace("\n", "|"))


@rows("number")
def test_number(row: dict[str, str], tmp_path: Path) -> None:
    found = said(tmp_path, TITLE, row["printed"], CASES["body"], ISSUER, "2023年5月18日")
    assert (found.number, found.title, found.issuer) == (row["is"], TITLE, ISSUER)


@rows("bracket")
def test_line_in_brackets(row: dict[str, Any], tmp_path: Path) -> None:
    found = said(tmp_path, TITLE, row["printed"], CASES["body"])
    assert [found.number or "", found.issuer or "", found.published or ""] == row["is"]


@rows("date")
def test_signature(row: dict[str, str], tmp_path: Path) -> None:
    found = said(tmp_path, TITLE, CASES["body"], ISSUER, row["printed"])
    assert (found.published or "", found.issuer, found.title) == (row["is"], ISSUER, TITLE)


@rows("law")
def test_head_of_a_law(row: dict[str, Any], tmp_path: Path) -> None:
    found = said(tmp_path, "安康市富硒产业促进条例", row["printed"], "第一条 支持企业到安康投资建厂,共建富硒产业园区。")
    assert [found.number or "", found.issuer or "", found.published or ""] == row["is"]


@rows("carried")
def test_what_a_notice_carries(row: dict[str, str], tmp_path: Path) -> None:
    found = said(tmp_path, row["printed"], CASES["body"])
    assert (found.title, found.kind, found.number) == (row["is"], "plan", "常政办发〔2023〕45号")


@rows("title")
def test_title(row: dict[str, str], tmp_path: Path) -> None:
    found = said(tmp_path, row["printed"], "常政办发〔2023〕45号", CASES["body"], ISSUER, "2023年5月18日")
    assert (found.title, found.kind, found.issuer) == (row["is"], "plan", ISSUER)


@rows("period")
def test_period(row: dict[str, Any], tmp_path: Path) -> None:
    found = said(tmp_path, TITLE, CASES["body"], row["printed"], ISSUER, "2023年5月18日")
    assert list(found.period or ()) == row["is"]


@rows("issuer")
def test_issuer(row: dict[str, Any], tmp_path: Path) -> None:
    page = [part.format(title=TITLE, body=CASES["body"]) for part in row["page"]]
    assert (said(tmp_path, *page).issuer or "") == row["is"]
