"""What pages declare about themselves goes before guesses: declared.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from duikou.extract.clean import clean
from duikou.extract.metadata import metadata
from duikou.extract.read import read

CASES = tomllib.loads((Path(__file__).parent / "declared.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", CASES["page"], ids=lambda row: row["name"])
def test_page(row: dict[str, str], tmp_path: Path) -> None:
    body = row["body"].replace("{body}", CASES["body"])
    path = tmp_path / "page.html"
    path.write_text(f"<html><head>{row['head']}</head><body>{body}</body></html>", encoding="utf-8")
    found = metadata(clean(read(path)))
    assert (found.title, found.published or "", found.issuer or "", found.kind) == (
        row["title"], row["published"], row["issuer"], row["kind"],
    )  # fmt: skip
