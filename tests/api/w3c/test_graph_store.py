"""The W3C's suite of the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from w3c import FOLDER, cases, expected_failures

from ..manifest import Case, read, run
from ..serving import TOKEN, Server

EXPECTED = expected_failures(Path(__file__).parent / "expected.toml")["graph-store"]
SUITE = FOLDER / "sparql" / "sparql11" / "graph-store-protocol"
COUNT = 13
LONG = {
    *(f"{name}_direct" for name in ("head_existing", "post_get_post_get", "put_delete_get_delete", "put_get_repeat")),
    *(f"{name}_indirect" for name in ("head_existing", "post_get_post_get", "put_get_repeat")),
    *(f"put_get_uri_pct_encoded_{name}" for name in ("indirect", "twice")),
}
"""What they do one after the other, the other four do, and test_graph_store.py of the folder above."""


def _cases() -> Iterator[tuple[str, Case]]:
    for manifest in ("manifest-indirect.ttl", "manifest-direct.ttl"):
        for case in read(SUITE / manifest):
            yield case.name, case


@pytest.mark.parametrize("case", cases(_cases, EXPECTED, LONG))
def test_graph_store(case: Case, writable: Server) -> None:
    writable.http.delete("/data?default", headers={"Authorization": f"Bearer {TOKEN}"})
    run(case, writable.http, TOKEN)


def test_every_test_is_read() -> None:
    if FOLDER.is_dir():
        assert len(list(_cases())) == COUNT
