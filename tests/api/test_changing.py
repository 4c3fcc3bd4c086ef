"""The copies of a release become those of the next one, as if they had been made of it."""

from __future__ import annotations

import asyncio
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from duikou.api.store.embedded.changing import NotWorthItError, change
from duikou.api.store.embedded.engine import EmbeddedEngine
from duikou.api.store.embedded.union import open_union
from duikou.api.store.embedded.worker import Stores
from duikou.graph import served
from duikou.graph.history.dump import DUMP
from duikou.graph.history.patch import Header, changes, rows, write
from duikou.settings import Settings

CASES = tomllib.loads(Path(__file__).with_name("changes.toml").read_text("utf-8"))["case"]
MANY = [f"<e:other> <e:p> <e:{number:03d}> <e:h> ." for number in range(100)]
"""What stays, so that what changes is little."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_as_if_made_anew(case: dict[str, Any], tmp_path: Path) -> None:
    stays = MANY[: case.get("few", len(MANY))]
    before, after = (_release(tmp_path / name, [*case[name], *stays]) for name in ("before", "after"))
    patch = tmp_path / "patch.gz"
    write(patch, rows(Header("b", "a"), changes(_lines([*case["before"], *stays]), _patched(case, stays))))
    copies, quads = open_union(before, 10_000, tmp_path / "scratch")
    as_before = _held(copies)
    if "anew" in case:
        with pytest.raises(NotWorthItError, match=case["anew"]):
            change(copies, quads, after, patch)
        assert _held(copies) == as_before
        return
    now, _ = change(copies, quads, after, patch)
    anew, count = open_union(after, 10_000, tmp_path / "scratch")
    assert now == count
    assert _held(copies) == _held(anew)


def test_what_many_changes_leave_is_made_anew(tmp_path: Path) -> None:
    store = _release(tmp_path / "release", MANY)
    copies, quads = open_union(store, 10_000, tmp_path / "scratch")
    patch = tmp_path / "patch.gz"
    write(patch, rows(Header("b", "a"), ()))
    assert change(copies, quads, store, patch, before=19) == (quads, 0)
    with pytest.raises(NotWorthItError, match="too much"):
        change(copies, quads, store, patch, before=21)


def test_copies_on_disk_are_made_anew(tmp_path: Path) -> None:
    store = _release(tmp_path / "release", MANY)
    copies, quads = open_union(store, 0, tmp_path / "scratch")
    with pytest.raises(NotWorthItError, match="on disk"):
        change(copies, quads, store, tmp_path / "patch.gz")


@pytest.mark.parametrize("patched", [True, False], ids=["patch", "none"])
def test_the_server_goes_over_to_the_next_release(patched: bool, tmp_path: Path) -> None:
    """By a change of the process that holds the store, or by another one; queries before and after see one state."""
    (tmp_path / "releases").mkdir()
    (tmp_path / "patches").mkdir()
    states = {"one": [*MANY, "<e:a> <e:p> <e:b> <e:g> ."], "two": [*MANY, "<e:a> <e:p> <e:c> <e:g> ."]}
    for name, quads in states.items():
        _release(tmp_path / "releases" / name, quads)
    if patched:
        changed = changes(*map(_lines, states.values()))
        write(tmp_path / "patches" / "0002-one-two.rdfp.gz", rows(Header("two", "one"), changed))
    (tmp_path / "current").symlink_to("releases/one")

    async def seen(engine: EmbeddedEngine) -> list[str]:
        asked = (asyncio.to_thread(engine.select, "SELECT ?o { <e:a> <e:p> ?o }") for _ in range(6))
        return [str(row["o"]) for rows in await asyncio.gather(*asked) for row in rows]

    async def seen_before_and_after() -> tuple[list[str], list[str], bool, str]:
        engine = EmbeddedEngine(Settings(output=tmp_path, memory_quads=1000))
        await engine.start()
        try:
            first, holder = await seen(engine), engine.holder
            (tmp_path / "next").symlink_to("releases/two")
            (tmp_path / "next").replace(tmp_path / "current")
            await engine.refresh()
            return first, await seen(engine), engine.holder == holder, engine.version
        finally:
            await engine.stop()

    assert asyncio.run(seen_before_and_after()) == (["<e:b>"] * 6, ["<e:c>"] * 6, patched, "two")


def test_what_was_prepared_is_served_at_once_and_then_from_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(served, "LARGE", 1)
    (tmp_path / "releases").mkdir()
    folder = _release(tmp_path / "releases" / "one", [*MANY, "<e:a> <e:p> <e:b> <e:g> ."]).parent
    served.prepare(folder, len(MANY) + 1, None, ())
    (tmp_path / "current").symlink_to("releases/one")

    async def states(memory_quads: int) -> list[tuple[bool, int, list[str]]]:
        engine = EmbeddedEngine(Settings(output=tmp_path, memory_quads=memory_quads))
        await engine.start()
        try:
            first = engine.holder
            found = [await _state(engine, first)]
            if memory_quads:
                while engine.holder == first:
                    await asyncio.sleep(0.05)
                found.append(await _state(engine, first))
            return found
        finally:
            await engine.stop()

    assert asyncio.run(states(0)) == [(True, 101, ["<e:b>", "<e:g>"])]
    assert asyncio.run(states(1000)) == [(True, 101, ["<e:b>", "<e:g>"]), (False, 101, ["<e:b>", "<e:g>"])]


async def _state(engine: EmbeddedEngine, first: int) -> tuple[bool, int, list[str]]:
    """Whether it is the *first* process that holds the store, how many quads there are, and what they say."""
    queries = ("SELECT ?o { <e:a> <e:p> ?o }", "SELECT ?o { GRAPH ?o { <e:a> <e:p> <e:b> } }")
    answers = [str(row["o"]) for query in queries for row in await asyncio.to_thread(engine.select, query)]
    return engine.holder == first, engine.size(), answers


def _patched(case: dict[str, Any], stays: list[str]) -> list[bytes]:
    return _lines([*case.get("patched", case["after"]), *stays])


def _lines(quads: list[str]) -> list[bytes]:
    return sorted(f"{quad}\n".encode() for quad in quads)


def _release(folder: Path, quads: list[str]) -> Path:
    folder.mkdir()
    (folder / DUMP).write_bytes(b"".join(_lines(quads)))
    store = Store(str(folder / "store"))
    store.bulk_load(path=folder / DUMP, format=RdfFormat.N_QUADS)
    store.flush()
    return folder / "store"


def _held(copies: Stores) -> list[list[str]]:
    """What both copies hold, whatever a blank node is called."""
    return [sorted(_named(str(quad)) for quad in store) for store in (copies.plain, copies.full)]


def _named(quad: str) -> str:
    return "_:b" + quad[quad.index(" ") :] if quad.startswith("_:") else quad
