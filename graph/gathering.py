"""The lines that a release will state, graph by graph and in memory, beside the processes that read documents; where
they are too many for that, streaming.py has them on disk.

Most graphs are those of the release that is served, as they are: their lines are taken over from its dump. What a build
asks of all lines together is worked out for each graph by itself, and for those of the served release first: before
anybody knows which of them will be others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from types import TracebackType
from typing import Self

from pyoxigraph import NamedNode

from .census import Census, Counted
from .history.dump import Dump
from .history.patch import Change, changes
from .nquads import having
from .published import Earlier, Stated
from .runs import sorted_once

Lines = list[bytes] | Dump
"""Sorted lines: in memory, or in a file."""
Read = Callable[[], Lines]


_BLOCK = 4096
"""Lines that are given at once."""


@dataclass(frozen=True, slots=True)
class _Graph:
    """The lines of a graph, those of them that are watched, and what it has."""

    lines: list[bytes]
    watched: list[bytes]
    counted: Counted

    @classmethod
    def of(cls, stated: Iterable[bytes], predicates: Iterable[NamedNode]) -> _Graph:
        lines = [*stated]
        return cls(lines, having(lines, predicates), Counted.of(lines))


@dataclass(frozen=True, slots=True)
class _Over:
    """What becomes of the release before."""

    same: list[bytes] = field(default_factory=list)
    """The lines that are taken over, sorted."""
    watched: Mapping[str, list[bytes]] = field(default_factory=dict)
    """Those of them that are watched, by graph."""
    others: Sequence[bytes] = ()
    """The lines of all other graphs, sorted if those of the release are."""
    graphs: frozenset[str] = frozenset()
    """The IRIs of those that are taken over."""
    subjects: frozenset[bytes] = frozenset()
    """Of the lines that are taken over, as written."""


class Gathering:
    """Graphs by name, each with its lines. What is taken up is worked through by one thread, in the order given; before
    all else, it works through the release *earlier*. That ends with the block; what the thread still has to do is
    dropped where the block is left early."""

    def __init__(self, watched: Callable[[], Iterable[NamedNode]], earlier: Callable[[], Earlier]) -> None:
        """*watched* gives the predicates of the statements that are asked for apart from the others, and *earlier* the
        release before; both are called in the thread."""
        self.census = Census()
        self._thread = ThreadPoolExecutor(1)
        self._predicates = self._thread.submit(lambda: frozenset(watched()))
        self._earlier = self._thread.submit(earlier)
        self._parts = self._thread.submit(self._parted)
        self._before: dict[str, _Graph] = {}
        """What has been worked through of the release before, by IRI."""
        self._first: dict[str, tuple[Read, str]] = {}
        self._over: Future[_Over] | None = None
        self._graphs: dict[str, Future[_Graph]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the thread when it has done what it is at."""
        self._thread.shutdown(cancel_futures=True)

    def ahead(self) -> None:
        """Works through the whole release before, whatever will be asked of it."""
        self._thread.submit(lambda: [self._worked_through(iri) for iri in self._parts.result()])

    def take(self, name: str, read: Read, same: str = "") -> None:
        """Takes up the graph *name*, which *read* gives the lines of. Up to the rest, *same* may be its IRI: where the
        release before has it, it has it as it is."""
        if self._over is None:
            self._first[name] = read, same
        else:
            self._graphs[name] = self._thread.submit(self._taken, read)

    def rest(self) -> None:
        """Little comes after what has been taken up so far, and not at once: time to take over what is there."""
        if self._over is None:
            first = self._first
            self._over = self._thread.submit(self._take_over, {iri: name for name, (_, iri) in first.items() if iri})
            for name, (read, same) in first.items():
                self._graphs[name] = self._thread.submit(self._unless_over, name, read, same)

    def __contains__(self, name: object) -> bool:
        return name in self._first or name in self._graphs

    def together(self, parts: Iterable[Read]) -> list[bytes]:
        """The lines of all *parts*, sorted, each once; they are not taken up by that."""
        return sorted_once(chain.from_iterable(part() for part in parts))

    def lines(self) -> list[bytes]:
        """All lines, sorted."""
        return sorted(chain(self._settled().same, self._fresh()))

    def blocks(self) -> Iterator[list[bytes]]:
        """All lines, sorted, some thousand at a time."""
        lines = self.lines()
        return (lines[start : start + _BLOCK] for start in range(0, len(lines), _BLOCK))

    def changed(self) -> list[Change] | None:
        """What the lines are unlike those of the release before; None where that has no dump, as a write leaves it."""
        if not self._earlier.result().dumped:
            return None
        return [*changes(sorted(self._settled().others), sorted(self._fresh()))]

    def compared(self, _report: Lines) -> tuple[Stated, Stated]:
        """What the release before states, and what was taken up until now."""
        return self.before(), self.stated()

    def before(self) -> Stated:
        """What the release before states in the graphs that are not taken over, and all its subjects."""
        over = self._settled()
        return Stated.before(over.others, self._earlier.result().base, over.subjects)

    def stated(self) -> Stated:
        """What was taken up until now, to be compared with what was before: the lines that are not taken over, and the
        terms of all."""
        self._settled()
        self._thread.submit(int).result()
        return Stated({*self._fresh()}, self.census.subjects, self.census.linked)

    def watched(self, names: Iterable[str]) -> list[bytes]:
        """The lines of the graphs *names*, in this order, that have one of the watched predicates."""
        over = self._settled().watched
        return [line for name in names for line in over.get(name) or self._graphs[name].result().watched]

    def standing(self, names: Iterable[str]) -> Iterator[list[bytes]]:
        """The same in one block."""
        yield self.watched(names)

    def _settled(self) -> _Over:
        self.rest()
        assert self._over is not None
        return self._over.result()

    def _fresh(self) -> Iterator[bytes]:
        """The lines that are not taken over."""
        self._settled()
        return chain.from_iterable(graph.result().lines for graph in [*self._graphs.values()])

    def _parted(self) -> dict[str, list[bytes]]:
        """The lines of the release before by the IRI of their graph; none where they are not to be relied on."""
        earlier = self._earlier.result()
        by_end = defaultdict(list)
        for line in earlier.lines if earlier.whole else ():
            by_end[line.rpartition(b" <")[2]].append(line)
        return {end[:-4].decode(): lines for end, lines in by_end.items()}

    def _worked_through(self, iri: str) -> _Graph:
        """A graph of the release before."""
        if iri not in self._before:
            self._before[iri] = _Graph.of(self._parts.result()[iri], self._predicates.result())
        return self._before[iri]

    def _take_over(self, names: Mapping[str, str]) -> _Over:
        """What is taken over of the graphs *names*, which are by their IRIs."""
        lines, parts = self._earlier.result().lines, self._parts.result()
        graphs = frozenset(iri for iri in names if iri in parts)
        if not graphs:
            return _Over(others=lines)
        over = {name: self._worked_through(iri) for iri, name in names.items() if iri in graphs}
        others = {*chain.from_iterable(some for iri, some in parts.items() if iri not in graphs)}
        for graph in over.values():
            self.census.add(graph.counted)
        return _Over(
            [line for line in lines if line not in others],
            {name: graph.watched for name, graph in over.items()},
            sorted(others),
            graphs,
            frozenset(self.census.subjects),
        )

    def _unless_over(self, name: str, read: Read, same: str) -> _Graph:
        """A graph that may have been taken over."""
        return _NOTHING if same in self._settled().graphs else self._taken(read)

    def _taken(self, read: Read) -> _Graph:
        graph = _Graph.of(read(), self._predicates.result())
        self.census.add(graph.counted)
        return graph


_NOTHING = _Graph.of([], ())
