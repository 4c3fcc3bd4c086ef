"""The SPARQL 1.1 Protocol: the W3C's manifest, when it is there, and our own cases, by the same runner."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .manifest import Case, read, run
from .serving import TOKEN, Server

W3C = Path(os.environ.get("DUIKOU_W3C", Path(__file__).parents[3] / "shared" / "w3c")) / "protocol" / "manifest.ttl"
OURS = Path(__file__).parent / "protocol" / "manifest.ttl"
W3C_TESTS = 34


def _cases(manifest: Path) -> list[object]:
    if not manifest.is_file():
        reason = "no W3C protocol manifest here; set DUIKOU_W3C to the folder that holds protocol/manifest.ttl"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    return [pytest.param(case, id=case.name) for case in read(manifest)]


@pytest.mark.parametrize("case", _cases(W3C))
def test_w3c(case: Case, writable: Server) -> None:
    run(case, writable.http, TOKEN)


def test_every_w3c_test_is_read() -> None:
    if not W3C.is_file():
        pytest.skip("no W3C protocol manifest here")
    assert len(read(W3C)) == W3C_TESTS


@pytest.mark.parametrize("case", _cases(OURS))
def test_ours(case: Case, writable: Server) -> None:
    run(case, writable.http, TOKEN)
