"""Parts of queries are left out, filled and repeated by their conditions."""

from __future__ import annotations

from importlib.resources import files

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from duikou.ask.fill import fill, within, without
from duikou.ask.intents import intents

TEXT = """SELECT ?m WHERE {
  # when topic
  VALUES ?topic { UNDEF }
  ?m <urn:topic> ?topic .
  # end
  # unless topic
  ?m a <urn:M> .
  # end
  VALUES ?day { UNDEF }
}
"""
QUERIES = sorted(
    (path for path in (files("duikou.data") / "queries" / "ask").iterdir() if path.name.endswith(".rq")),
    key=lambda path: path.name,
)


def test_without_conditions() -> None:
    assert fill(TEXT, {}) == "SELECT ?m WHERE {\n  ?m a <urn:M> .\n  VALUES ?day { UNDEF }\n}\n"


def test_every_condition_holds() -> None:
    one, other = NamedNode("urn:a"), NamedNode("urn:b")
    filled = fill(TEXT, {"topic": [{"topic": [one]}, {"topic": [other]}]}, {"day": [Literal("x")]})
    assert "VALUES ?topic { <urn:a> }" in filled
    assert "VALUES ?topic_2 { <urn:b> }\n  ?m <urn:topic> ?topic_2 ." in filled
    assert 'VALUES ?day { "x" }' in filled
    assert "<urn:M>" not in filled


def test_no_value_breaks_out() -> None:
    text = 'x"} INSERT { # when topic'
    filled = fill(TEXT, {}, {"day": [Literal(text)]})
    assert 'VALUES ?day { "x\\"} INSERT' in filled


@pytest.mark.parametrize("path", QUERIES, ids=[path.name for path in QUERIES])
def test_every_file_is_a_query_and_says_what_it_asks(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]
    assert text.startswith("# title-zh: ")
    assert "\n# title-en: " in text
    for query in (text, fill(text, {})):
        Store().query(query)


def test_every_query_is_asked_by_an_intent() -> None:
    assert {path.name.removesuffix(".rq") for path in QUERIES} == {intent.query for intent in intents().values()}


def test_without_and_within_go_by_identifier() -> None:
    store = Store()
    for name, value in (("a", "x"), ("a", "y"), ("b", "x")):
        quad = Quad(*(NamedNode(f"urn:{part}") for part in (name, "p", value)))
        store.add(quad)
    has_x, has_y = (f"SELECT ?id\nWHERE {{\n  ?id <urn:p> <urn:{value}> .\n}}\nORDER BY ?id\n" for value in "xy")

    def found(query: str) -> list[str]:
        return [row["id"].value for row in store.query(query)]  # type: ignore[union-attr]

    assert found(without(has_x, [has_y])) == ["urn:b"]
    assert found(within(has_x, [has_y])) == ["urn:a"]
    assert without(has_x, []) == within(has_x, []) == has_x
