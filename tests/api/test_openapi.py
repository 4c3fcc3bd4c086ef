"""Requests made at random from the OpenAPI description: no crash, no answer that the description does not know."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance
from thorough import examples

from duikou.api.records.base import said

from .serving import Server

OPERATIONS = [
    ("GET", "/sparql"),
    ("POST", "/sparql"),
    ("POST", "/update"),
    ("GET", "/data"),
    ("PUT", "/data"),
    ("POST", "/data"),
    ("DELETE", "/data"),
    ("GET", "/queries"),
    ("DELETE", "/queries/{identifier}"),
    ("GET", "/health"),
    ("GET", "/metrics"),
    ("GET", "/search/suggest"),
    ("GET", "/context.jsonld"),
    *(("GET", f"/api/{name}") for name in said()["operation"]),
]


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def as_text(_context: Any, value: Any) -> bytes:
    """SPARQL is sent as it is."""
    return str(value).encode("utf-8", "surrogatepass")


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


@pytest.fixture(scope="module")
def api(server: Server) -> Any:
    """The description, with every route of the running server."""
    return schemathesis.openapi.from_url(f"{server.url}/openapi.json")


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda value: value)
def test_the_description_holds(method: str, path: str, api: Any) -> None:
    @settings(
        max_examples=examples(12),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=api[path][method].as_strategy())
    def check(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    check()
