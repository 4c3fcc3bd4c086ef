"""Agents: our tools asked by the SDK's own client, in memory, over HTTP and over standard input."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from duikou.api.pages.site import site_of
from duikou.commands.serve import _agents
from duikou.graph.build import Build

from ...conftest import Clients
from ...thorough import thorough
from ..conftest import GRAPH
from ..serving import Server

if TYPE_CHECKING:  # the SDK takes seconds to import: where the tests run, not in each process that collects them
    from mcp.types import CallToolResult, Tool

CALLS = tomllib.loads((Path(__file__).parent / "calls.toml").read_text(encoding="utf-8"))["call"]
TOOLS = ["find", "pairs", "measures", "who_owns", "targets", "compare", "changes", "quote", "coverage", "ask", "sparql"]
WHO_OWNS = ("who_owns", {"topic": "绿色能源", "place": "深圳", "count": 1})
BASE = "https://w3id.org/duikou/"


@pytest.fixture(scope="module")
def told(shipped_clients: Clients) -> tuple[list[Tool], dict[str, CallToolResult]]:
    """The tools over the shipped documents, and what they say to every row of calls.toml."""
    from mcp.client.client import Client

    from duikou.api.agents.server import make_server

    application = shipped_clients()
    state = application.app.state  # type: ignore[attr-defined]

    async def ask() -> tuple[list[Tool], dict[str, CallToolResult]]:
        site = site_of(application.app, state.engine, state.settings)
        async with Client(make_server(lambda: site, state.engine, state.settings)) as client:
            answers = {row["what"]: await client.call_tool(row["tool"], row["arguments"]) for row in CALLS}
            return (await client.list_tools()).tools, answers

    assert application.portal is not None
    return application.portal.call(ask)


@pytest.mark.parametrize("row", CALLS, ids=[row["what"] for row in CALLS])
def test_calls(told: tuple[list[Tool], dict[str, CallToolResult]], row: dict[str, Any]) -> None:
    answer = told[1][row["what"]]
    if "refused" in row:
        assert answer.is_error
        assert row["refused"] in answer.content[0].text  # type: ignore[union-attr]
        return
    assert not answer.is_error, answer.content
    given = answer.structured_content
    assert given is not None
    assert given.get("total", 0) >= row.get("total", 0)
    text = json.dumps(given, ensure_ascii=False)
    assert [words for words in row["words"] if words not in text] == []


def test_tools_only_read_and_say_what_they_are(told: tuple[list[Tool], dict[str, CallToolResult]]) -> None:
    assert [tool.name for tool in told[0]] == TOOLS
    for tool in told[0]:
        assert tool.annotations is not None and tool.annotations.read_only_hint, tool.name
        assert tool.description and tool.title and tool.output_schema, tool.name
        assert all(one.get("description") for one in tool.input_schema["properties"].values()), tool.name


def test_every_item_has_its_address_and_its_words(told: tuple[list[Tool], dict[str, CallToolResult]]) -> None:
    items = [
        (row["tool"], item)
        for row in CALLS
        for item in (told[1][row["what"]].structured_content or {}).get("items", [])
    ]
    assert {tool for tool, _ in items} >= {"pairs", "measures", "who_owns", "targets"}
    for tool, item in items:
        assert item["iri"] == f"{BASE}id/{item['id']}", tool
        quotes = item.get("quotes") or [item.get("quote")]
        assert all(quote["exact"] and quote["document"]["iri"].startswith(BASE) for quote in quotes), (tool, item)


def test_quotes_of_answers_are_proved(shipped: Build, told: tuple[list[Tool], dict[str, CallToolResult]]) -> None:
    answer = told[1]["measures on a topic of a place"].structured_content
    assert answer is not None
    for measure in answer["items"]:
        for quote in measure["quotes"]:
            slug = quote["document"]["id"].removeprefix("document/")
            text = (shipped.release / "texts" / f"{slug}.txt").read_text(encoding="utf-8")
            assert text[quote["start"] : quote["end"]] == quote["exact"]


@pytest.fixture(scope="module")
def server(shipped: Build) -> Iterator[Server]:
    with Server(output=shipped.release.parent.parent, mcp="local", query_seconds=2, request_bytes=100_000) as running:
        yield running


@pytest.mark.parametrize("mode", ["auto", thorough("legacy")])
def test_over_http(server: Server, mode: str) -> None:
    from mcp.client.client import Client

    async def ask() -> tuple[list[str], CallToolResult, CallToolResult]:
        async with Client(f"{server.url}/mcp", mode=mode) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            long = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?c = ?f + ?i) }"
            return names, await client.call_tool(*WHO_OWNS), await client.call_tool("sparql", {"query": long})

    names, owned, stopped = asyncio.run(ask())
    assert names == TOOLS
    assert owned.structured_content is not None
    assert owned.structured_content["items"][0]["quote"]["exact"]
    assert stopped.is_error  # the limits of strangers hold


def _post(server: Server, **options: Any) -> httpx.Response:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    return server.http.post("/mcp", **{"json": body, **options, "headers": {**headers, **options.pop("headers", {})}})


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({}, 200),
        ({"headers": {"Host": "attacker.example"}}, 421),
        ({"headers": {"Origin": "http://attacker.example"}}, 403),
        ({"content": b"x" * 200_000, "json": None}, 413),
    ],
    ids=["from here", "by another name of this machine", "from another site", "too long"],
)
def test_what_reaches_the_server(server: Server, options: dict[str, Any], status: int) -> None:
    assert _post(server, **options).status_code == status


def test_there_is_nothing_to_listen_to(server: Server) -> None:
    answer = server.http.get("/mcp", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, OPTIONS")


def test_it_is_off_unless_it_is_asked_for() -> None:
    with Server([GRAPH]) as running:
        assert _post(running).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "host", "expected"),
    [
        ("auto", "127.0.0.1", "local"),
        ("auto", "localhost", "local"),
        ("auto", "0.0.0.0", "no"),
        ("yes", "0.0.0.0", "yes"),
        ("no", "127.0.0.1", "no"),
    ],
)
def test_who_is_answered(wanted: str, host: str, expected: str) -> None:
    assert _agents(wanted, host) == expected


def test_over_standard_input(shipped: Build) -> None:
    from mcp import StdioServerParameters
    from mcp.client.client import Client
    from mcp.client.stdio import stdio_client

    environment = {**os.environ, "DUIKOU_OUTPUT": str(shipped.release.parent.parent)}
    command = StdioServerParameters(
        command=sys.executable, args=["-c", "from duikou.cli import app; app(['mcp'])"], env=environment
    )

    async def ask() -> tuple[CallToolResult, CallToolResult]:
        async with Client(stdio_client(command)) as client:
            rows = await client.call_tool("sparql", {"query": "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"})
            return await client.call_tool(*WHO_OWNS), rows

    owned, rows = asyncio.run(ask())
    assert owned.structured_content is not None
    assert owned.structured_content["total"] >= 5
    assert rows.structured_content is not None
    assert len(rows.structured_content["rows"]) == 1
