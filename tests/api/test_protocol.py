"""The SPARQL 1.1 Protocol: the W3C's manifest, when it is there, and our own cases, by the same runner."""

from __future__ import annotations

from pathlib import Path

import pytest
from w3c import FOLDER, cases

from ..thorough import chosen
from .manifest import Case, read, run
from .serving import TOKEN, Server

W3C = FOLDER / "protocol" / "manifest.ttl"
OURS = Path(__file__).parent / "protocol" / "manifest.ttl"
W3C_TESTS = 34
LONG = {
    *(f"query_dataset_{name}" for name in ("default_graphs_get", "default_graphs_post", "full", "named_graphs_post")),
    *(f"update_dataset_{name}" for name in ("default_graph", "default_graphs", "full")),
    "query_multiple_dataset",
    "update_post_direct",
}
"""They write graphs first; the shorter of their kind are for all runs."""
LONG_OF_OURS = {
    "clear_nothing",
    "default_graph_is_read_by_updates",
    "default_graph_is_replaced",
    "graph_store_replaces",
    "load_silent",
    "update_route",
}
SHORT = [case.name for case in read(OURS) if case.name not in LONG_OF_OURS]


@pytest.mark.parametrize("case", cases(lambda: ((case.name, case) for case in read(W3C)), {}, LONG))
def test_w3c(case: Case, writable: Server) -> None:
    run(case, writable.http, TOKEN)


def test_every_w3c_test_is_read() -> None:
    if FOLDER.is_dir():
        assert len(read(W3C)) == W3C_TESTS


@pytest.mark.parametrize("case", chosen({case.name: case for case in read(OURS)}, *SHORT))
def test_ours(case: Case, writable: Server) -> None:
    run(case, writable.http, TOKEN)


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("parameters", "accept", "marked"),
    [
        ({"format": "csv"}, BROWSER, True),
        ({"format": "csv"}, "*/*", False),
        ({"format": "csv"}, "text/csv", False),
        ({}, "text/csv", False),
        ({"format": "tsv"}, BROWSER, False),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_csv_for_a_browser_is_marked_as_utf8(
    server: Server, parameters: dict[str, str], accept: str, marked: bool, method: str, coding: str
) -> None:
    """A spreadsheet program opens what a person saves; what programs ask for is as SPARQL says."""
    given = {"query": "SELECT ?x { VALUES ?x { '对口' } }", **parameters}
    where = {"params": given} if method == "GET" else {"data": given}
    for _ in range(2):  # the second answer is a kept one
        answer = server.http.request(method, "/sparql", headers={"Accept": accept, "Accept-Encoding": coding}, **where)
        assert answer.content.startswith(b"\xef\xbb\xbf") is marked
        assert "对口" in answer.text
        assert int(answer.headers.get("content-length", 0)) in (0, answer.num_bytes_downloaded)
