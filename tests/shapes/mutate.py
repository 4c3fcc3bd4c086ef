"""Reads mutations.toml and applies its entries to the sample graph."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

DOCUMENT = "<https://w3id.org/duikou/graph/document/plan-2023-2025>"
HERE = Path(__file__).parent
PREFIXES = "".join(
    f"PREFIX {line.removeprefix('@prefix').strip().rstrip('.')}\n"
    for line in (HERE / "sample.trig").read_text(encoding="utf-8").splitlines()
    if line.startswith("@prefix")
) + "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """One broken copy of the sample."""

    breaks: str
    also: frozenset[str]  # checks that may report the consequences
    node: str
    updates: tuple[str, ...]

    def apply(self) -> ox.Store:
        store = sample()
        before = set(store)
        for update in self.updates:
            store.update(PREFIXES + update)
        assert set(store) != before, f"{self.breaks} {self.node}: changed nothing"
        return store


def sample() -> ox.Store:
    store = ox.Store()
    store.bulk_extend(_quads())
    return store


def mutations() -> Iterator[Mutation]:
    """Every entry of mutations.toml, once for each node that it is about."""
    entries = tomllib.loads((HERE / "mutations.toml").read_text(encoding="utf-8"))["mutation"]
    for entry in entries:
        nodes = [entry["node"]] if "node" in entry else _instances(entry["each"])
        for node in nodes:
            updates = [_edit(node, *edit.split(" ", 2)) for edit in entry.get("do", [])]
            if "update" in entry:
                updates.append(entry["update"].replace("$this", node))
            if "with" in entry:
                updates.append(f"INSERT DATA {{ GRAPH {DOCUMENT} {{ {entry['with']} }} }}")
            yield Mutation(entry["breaks"], frozenset(entry.get("also", [])), node, tuple(updates))


def _edit(node: str, sign: str, predicate: str, value: str = "") -> str:
    where = f"GRAPH ?g {{ {node} {predicate} ?old }}"
    remove, add = f"DELETE {{ {where} }}", f"INSERT {{ GRAPH ?home {{ {node} {predicate} {value} }} }}"
    home = f"GRAPH ?home {{ {node} a ?class }}"
    match sign:
        case "-":
            return f"{remove} WHERE {{ {where} }}"
        case "+":
            return f"{add} WHERE {{ {home} }}"
        case "=":
            return f"{remove} {add} WHERE {{ {home} OPTIONAL {{ {where} }} }}"
    raise ValueError(sign)


def _instances(cls: str) -> list[str]:
    rows = sample().query(f"{PREFIXES} SELECT DISTINCT ?s {{ GRAPH ?g {{ ?s a {cls} }} }} ORDER BY ?s")
    assert isinstance(rows, ox.QuerySolutions)
    return [str(row["s"]) for row in rows]


@cache
def _quads() -> tuple[ox.Quad, ...]:
    return tuple(ox.parse(path=HERE / "sample.trig", format=ox.RdfFormat.TRIG))
