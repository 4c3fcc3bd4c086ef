"""What a document is called: one plain name, whatever was sent."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from duikou.api.editing.naming import file_name, name_of_address, name_of_text

CASES = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["file"], ids=lambda case: ascii(case["given"]))
def test_file_name(case: dict[str, str]) -> None:
    try:
        name = file_name(case["given"])
    except ValueError as error:
        assert "refused" in case and str(error).startswith(case["refused"])
    else:
        assert name == case.get("name")


@pytest.mark.parametrize("case", CASES["text"], ids=lambda case: ascii(case["given"]))
def test_name_of_text(case: dict[str, str]) -> None:
    assert name_of_text(case["given"]) == case["name"]


@pytest.mark.parametrize("case", CASES["address"], ids=lambda case: case["given"])
def test_name_of_address(case: dict[str, str]) -> None:
    assert name_of_address(case["given"], case["kind"]) == case["name"]


@pytest.mark.parametrize("name", ["字" * 300 + ".txt", "a" * 300 + ".txt"])
def test_a_name_fits_a_file_system(name: str) -> None:
    assert len(file_name(name).encode()) < 220
