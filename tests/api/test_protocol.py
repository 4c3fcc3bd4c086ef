"""The SPARQL 1.1 Protocol: the W3C's manifest, when it is there, and our own cases, by the same runner."""

from __future__ import annotations

from pathlib import Path

import pytest
from w3c import FOLDER, cases

from .manifest import Case, read, run
from .serving import TOKEN, Server

W3C = FOLDER / "protocol" / "manifest.ttl"
OURS = Path(__file__).parent / "protocol" / "manifest.ttl"
W3C_TESTS = 34


@pytest.mark.parametrize("case", cases(lambda: ((case.name, case) for case in read(W3C)), {}))
def test_w3c(case: Case, writable: Server) -> None:
    run(case, writable.http, TOKEN)


def test_every_w3c_test_is_read() -> None:
    if FOLDER.is_dir():
        assert len(read(W3C)) == W3C_TESTS


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in read(OURS)])
def test_ours(case: Case, writable: Server) -> None:
    run(case, writable.http, TOKEN)
