"""Two releases side by side: which addresses the new one has lost, which it has gained, and what is said of both.

An address is a path below the base, ``id/`` included. What the build says of a release itself (graph:dataset,
graph:revisions) is left out: it goes with what it is said of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from .history.dump import DUMP, Dump
from .namespaces import OA, RDFS, SKOS
from .nquads import about, linked, parsed, subjects

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
class Alive:
    """The addresses among *terms*, which are IRIs as N-Quads writes them: most are never asked for, so none is made."""

    terms: Container[bytes]
    base: str

    def __contains__(self, address: object) -> bool:
        return isinstance(address, str) and _term(address, self.base) in self.terms and address.startswith("id/")


@dataclass(frozen=True, slots=True)
class Compared:
    """What the new release lacks and what it has anew, by address."""

    lost: dict[str, Thing]
    gained: dict[str, Thing]
    alive: Alive
    """Every address of the new release."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What is in any of several *parts*: they may be sets, or files."""

    parts: Sequence[Container[bytes]]

    def __contains__(self, term: object) -> bool:
        return any(term in part for part in self.parts)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a release states: N-Quads lines, without what the build says of itself, and the terms as written of these
    and of all lines that are left out because both releases have them."""

    lines: AbstractSet[bytes]
    subjects: Container[bytes]
    linked: Container[bytes] = frozenset()
    """The objects that are IRIs; of the older of two releases nobody asks for them."""

    @classmethod
    def before(cls, lines: Iterable[bytes], base: str, others: AbstractSet[bytes] = frozenset()) -> Stated:
        """Of the N-Quads *lines* of a release that is served; *others* are the subjects of those left out."""
        ends = of_the_build(base)
        was = {line for line in lines if not line.endswith(ends)}
        return cls(was, subjects(was) | others)


def of_the_build(base: str) -> tuple[bytes, ...]:
    """How lines end in which the build speaks of a release itself."""
    return tuple(f"<{base}graph/{name}> .\n".encode() for name in _OF_THE_BUILD)


Report = Collection[bytes] | Dump
"""The sorted N-Quads lines of graph:validation."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The release that is served: its N-Quads lines, under its *base*."""

    lines: Sequence[bytes] = ()
    base: str = ""
    dumped: bool = False
    """Whether the lines are those of a dump, sorted; a write leaves none."""
    whole: bool = False
    """Whether that is the very dump that was published."""

    @classmethod
    def of(cls, release: Path | None, version: str, base: str) -> Earlier:
        """The *release* of this *version*; None where nothing is served. Raises OSError when it cannot be read."""
        if release is None:
            return cls(base=base)
        dump = release / DUMP
        if not dump.is_file():
            return cls([*lines_of(release)], base)
        with dump.open("rb") as file:
            whole = file_digest(file, "sha256").hexdigest().startswith(version or "-")
        return cls([*lines_of(release)], base, dumped=True, whole=whole)


def compare(old: Stated, old_base: str, new: Stated, report: Report, base: str) -> Compared:
    """*old* is the release that is served, under *old_base*; *new* the next one, and *report* the lines of its
    graph:validation. Lines that both have are not looked into."""
    reported = report if isinstance(report, Dump) else subjects(report)
    alive = Alive(AnyOf((new.subjects, new.linked, reported)), base)
    if old_base == base:
        gone, added = old.lines - new.lines, new.lines - old.lines
        gone = gone - {*_kept_in(report, gone, alive)}
    else:
        gone, added = old.lines, new.lines
    left, lost = _left(sorted(gone), old_base, alive)
    describe(lost, parsed(left), old_base)
    gained: dict[str, Thing] = {}
    known = ((term, _address(term, base)) for term in subjects(added))
    anew = {term for term, address in known if address and _term(address, old_base) not in old.subjects}
    describe(gained, parsed(about(sorted(added), anew)), base)
    return Compared(lost, gained, alive)


def _left(gone: Iterable[bytes], base: str, alive: Alive) -> tuple[list[bytes], dict[str, Thing]]:
    """The lines that have *gone* about addresses that are not *alive*, and those that lines link to. Every address in a
    line that stays is alive."""
    left: list[bytes] = []
    lost: dict[str, Thing] = {}
    pattern = _pattern(base)
    for line in gone:
        subject, value = _nodes(line, pattern)
        if value and value not in alive:
            lost.setdefault(value, Thing(value))
        if subject and subject not in alive:
            left.append(line)
    return left, lost


def _kept_in(report: Iterable[bytes], gone: Container[bytes], alive: Alive) -> list[bytes]:
    """The lines of a *report* among those that have *gone*, but for what links to an address that is not *alive*."""
    kept = [line for line in report if line in gone]
    dead = {term for term in linked(kept) if _address(term, alive.base) and term not in alive.terms}
    return [line for line in kept if line.split(b" ", 3)[2] not in dead]


def lines_of(release: Path) -> Iterator[bytes]:
    """The N-Quads lines of a release: its dump, or its store when a write has changed it and it has no dump."""
    dump = release / DUMP
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


def _address(term: bytes, base: str) -> str:
    """The address of an IRI that has one of ours; empty for any other."""
    return term[len(base) + 1 : -1].decode() if term.startswith(f"<{base}id/".encode()) else ""


def _term(address: str, base: str) -> bytes:
    """An address as N-Quads writes it."""
    return f"<{base}{address}>".encode()


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
