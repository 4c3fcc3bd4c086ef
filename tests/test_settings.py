"""The settings and the environment that they are read from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from duikou.settings import Settings

READ = {
    "DUIKOU_BASE": ("https://example.org/", "base", "https://example.org/"),
    "DUIKOU_DOCUMENTS": (f"one{os.pathsep}name=two", "documents", ("one", "name=two")),
    "DUIKOU_GRAPHS": (f"a.nq{os.pathsep}b.ttl", "graphs", (Path("a.nq"), Path("b.ttl"))),
    "DUIKOU_SERVICE": ("http://a/sparql, http://b/sparql", "service", ("http://a/sparql", "http://b/sparql")),
    "DUIKOU_RELEASES": ("5", "releases", 5),
    "DUIKOU_WITH_SHIPPED": ("yes", "with_shipped", True),
    "DUIKOU_MODEL": ("weights", "model", Path("weights")),
}
WRONG = {"DUIKOU_RELEASES": "0", "DUIKOU_MCP": "perhaps", "DUIKOU_QUERY_SECONDS": "long"}


@pytest.mark.parametrize("variable", READ)
def test_read(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, field, value = READ[variable]
    default = getattr(Settings(), field)
    assert default != value
    monkeypatch.setenv(variable, text)
    assert getattr(Settings(), field) == value
    monkeypatch.setenv(variable, "")
    assert getattr(Settings(), field) == default


@pytest.mark.parametrize("variable", WRONG)
def test_wrong(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, WRONG[variable])
    with pytest.raises(ValidationError) as caught:
        Settings()
    (error,) = caught.value.errors()
    assert (error["loc"], error["input"]) == ((variable.removeprefix("DUIKOU_").lower(),), WRONG[variable])


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIKOU_TOKEN", "from the environment")
    token = Settings(token="given").token  # type: ignore[arg-type]  # pydantic makes a secret of it
    assert token is not None
    assert token.get_secret_value() == "given"
    assert "given" not in repr(token)


def test_there_is_no_setting_of_another_name() -> None:
    with pytest.raises(ValidationError):
        Settings(tokens="given")  # type: ignore[call-arg]
