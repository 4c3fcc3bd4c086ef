"""Two releases side by side: which addresses the new one has lost, which it has gained, and what is said of both.

An address is a path below the base, ``id/`` included. What the build says of a release itself (graph:dataset,
graph:revisions) is left out: it goes with what it is said of.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from .namespaces import OA, RDFS, SKOS

_OF_THE_BUILD = ("dataset", "revisions")


@dataclass(slots=True)
class Thing:
    """What is said of one address, as far as it tells whether two addresses are of the same thing."""

    address: str
    words: str = ""
    """dk:text, or oa:exact of a quote."""
    label: str = ""
    """rdfs:label in Chinese."""
    names: set[str] = field(default_factory=set)
    """skos:prefLabel and skos:altLabel in Chinese."""
    start: int = -1
    """oa:start of a position."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What the new release lacks and what it has anew, by address."""

    lost: dict[str, Thing]
    gained: dict[str, Thing]
    alive: set[str]
    """Every address of the new release."""


def compare(old: Iterable[bytes], old_base: str, new: Sequence[Quad], report: Iterable[bytes], base: str) -> Compared:
    """*old* are the N-Quads lines of the release that is served, under *old_base*; *new* the quads of the next one,
    and *report* the lines of its graph:validation."""
    pattern = _pattern(base)
    alive = {*_addresses(new, base), *(_nodes(line, pattern)[0] for line in report)}
    alive.discard("")
    before: set[str] = set()
    left: list[bytes] = []
    lost: dict[str, Thing] = {}
    pattern = _pattern(old_base)
    for line in old:
        subject, value = _nodes(line, pattern)
        if value and value not in alive:
            lost.setdefault(value, Thing(value))
        if subject:
            before.add(subject)
            if subject not in alive:
                left.append(line)
    before |= lost.keys()
    describe(lost, parse(io.BytesIO(b"".join(left)), format=RdfFormat.N_QUADS), old_base)
    gained: dict[str, Thing] = {}
    describe(gained, (quad for quad in new if _local(quad.subject, base) not in before), base)
    return Compared(lost, gained, alive)


def lines_of(release: Path) -> Iterator[bytes]:
    """The N-Quads lines of a release: its dump, or its store when a write has changed it and it has no dump."""
    dump = release / "graph.nq"
    if dump.is_file():
        with dump.open("rb") as file:
            yield from file
    elif (release / "store").is_dir():
        data = Store.read_only(str(release / "store")).dump(format=RdfFormat.N_QUADS)
        yield from (data or b"").splitlines(keepends=True)


def describe(things: dict[str, Thing], quads: Iterable[Quad], base: str) -> None:
    """Adds to *things* what *quads* say of their subjects."""
    for quad in quads:
        if address := _local(quad.subject, base):
            _say(things.setdefault(address, Thing(address)), quad, f"{base}ontology#text")


def _say(thing: Thing, quad: Quad, text: str) -> None:
    value = quad.object
    if not isinstance(value, Literal):
        return
    if quad.predicate.value == text or quad.predicate == OA.exact:
        thing.words = value.value
    elif quad.predicate == OA.start:
        thing.start = int(value.value)
    elif value.language == "zh":
        if quad.predicate == RDFS.label:
            thing.label = value.value
        elif quad.predicate in (SKOS.prefLabel, SKOS.altLabel):
            thing.names.add(value.value)


def _addresses(quads: Iterable[Quad], base: str) -> Iterator[str]:
    for quad in quads:
        for node in (quad.subject, quad.object):
            if address := _local(node, base):
                yield address


def _local(node: object, base: str) -> str:
    """The address of a node that has one of ours; empty for any other term."""
    if isinstance(node, NamedNode) and node.value.startswith(f"{base}id/"):
        return node.value.removeprefix(base)
    return ""


def _pattern(base: str) -> re.Pattern[bytes]:
    """Finds the addresses of a line's subject and object, and nothing in a line that has none or is of the build.

    A line is cut by hand: most need not be parsed, for what they are about is still there.
    """
    space = re.escape(base.encode())
    address, others = rb"<%s(id/[^>]*)>" % space, b"|".join(name.encode() for name in _OF_THE_BUILD)
    return re.compile(rb"(?:%s|\S+) \S+ (?:%s|.+) <(?!%sgraph/(?:%s)>)[^>]*> \.$" % (address, address, space, others))


def _nodes(line: bytes, pattern: re.Pattern[bytes]) -> tuple[str, str]:
    """The addresses of a line's subject and object; empty where one has none."""
    match = pattern.match(line)
    return ((match[1] or b"").decode(), (match[2] or b"").decode()) if match else ("", "")
