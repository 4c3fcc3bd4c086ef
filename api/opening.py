"""What a server works out before its first reader comes: the whole-graph values that its pages stand on."""

from __future__ import annotations

import asyncio
import gc
import logging
import tomllib
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from pydantic import TypeAdapter

from .http.gate import OWN, Message
from .pages.language import LANGUAGES

_log = logging.getLogger(__name__)
_EVERY = 2.0
"""Seconds between two looks at whether a new release is served."""


@cache
def addresses() -> tuple[str, ...]:
    """The pages of opening.toml, in its order."""
    table = tomllib.loads(files(__package__).joinpath("opening.toml").read_text("utf-8"))
    return TypeAdapter(tuple[str, ...]).validate_python(table["pages"])


async def keep_open(
    app: FastAPI, *readers: Callable[[], object], afterwards: Sequence[Callable[[], object]] = ()
) -> None:
    """Asks *app* for its own pages, for each release that it serves, and calls *readers* in threads before that, and
    others *afterwards*, which take longer than all of it where the graph is large.

    So what is remembered of the whole graph is there, and templates are compiled. Runs until it is cancelled. The data
    of a remote engine change unseen: its pages are asked for once.
    """
    opened = ""
    while True:
        version: str = app.state.engine.version
        if version != opened:
            for reader in readers:
                await _quietly(run_in_threadpool(reader), reader.__module__)
            for language in LANGUAGES:
                for address in addresses():
                    await _quietly(ask(app, address, language), address)
            for reader in afterwards:
                await _quietly(run_in_threadpool(reader), reader.__module__)
            opened = version
            await run_in_threadpool(_set_aside)
        if app.state.settings.store is not None:
            return
        await asyncio.sleep(_EVERY)


def _set_aside() -> None:
    """Tells the collector to look no more at what is kept for a release: a tenth of a second and more, by which some
    reader's page would be late now and then. What was kept for the release before is looked at once more.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def ask(app: Callable[..., Awaitable[None]], address: str, language: str) -> int:
    """The status with which *app* answers one of its own addresses; nothing of it is counted or logged."""
    split = urlsplit(address)
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": split.path,
        "raw_path": quote(split.path).encode(),
        "query_string": quote(split.query, safe="=&%+").encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html"), (b"accept-language", language.encode())],
        "client": None,
        "server": ("localhost", 80),
        "state": {},
        OWN: True,
    }
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]

    await app(scope, receive, send)
    return status


async def _quietly(done: Awaitable[object], what: str) -> None:
    try:
        await done
    except Exception as error:
        _log.info("%s is not ready: %s", what, error)
