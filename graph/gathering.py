"""The lines that a release will state, graph by graph, beside the processes that read documents.

Most graphs are those of the release that is served, as they are: their lines are taken over from its dump, all at once
and in order. What a build asks of all lines together has been worked out for these by the time that the others come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain

from pyoxigraph import NamedNode

from .census import Census
from .history.patch import Change, changes
from .nquads import having
from .published import Earlier, Stated

Read = Callable[[], list[bytes]]


@dataclass(frozen=True, slots=True)
class _Graph:
    """The lines of a graph, and those of them that are watched."""

    lines: list[bytes]
    watched: list[bytes]


@dataclass(frozen=True, slots=True)
class _Over:
    """What becomes of the release before."""

    same: list[bytes] = field(default_factory=list)
    """The lines that are taken over, sorted."""
    watched: Mapping[str, list[bytes]] = field(default_factory=dict)
    """Those of them that are watched, by graph."""
    others: Sequence[bytes] = ()
    """The lines of all other graphs."""
    graphs: frozenset[str] = frozenset()
    """The IRIs of those that are taken over."""
    subjects: frozenset[bytes] = frozenset()
    """Of the lines that are taken over, as written."""


class Gathering:
    """Graphs by name, each with its lines. What is taken up is worked through by one thread, in the order given."""

    def __init__(
        self, thread: ThreadPoolExecutor, watched: Callable[[], Iterable[NamedNode]], earlier: Callable[[], Earlier]
    ) -> None:
        self.census = Census()
        self._thread = thread
        self._predicates = thread.submit(lambda: frozenset(watched()))
        self._earlier = thread.submit(earlier)
        self._first: dict[str, tuple[Read, str]] = {}
        self._over: Future[_Over] | None = None
        self._graphs: dict[str, Future[_Graph]] = {}

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

    def lines(self) -> list[bytes]:
        """All lines, sorted."""
        return sorted(chain(self._settled().same, self._fresh()))

    def changed(self) -> list[Change] | None:
        """What the lines are unlike those of the release before; None where that has no dump, as a write leaves it."""
        if not self._earlier.result().dumped:
            return None
        return [*changes(sorted(self._settled().others), sorted(self._fresh()))]

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

    def _settled(self) -> _Over:
        self.rest()
        assert self._over is not None
        return self._over.result()

    def _fresh(self) -> Iterator[bytes]:
        """The lines that are not taken over."""
        self._settled()
        return chain.from_iterable(graph.result().lines for graph in [*self._graphs.values()])

    def _take_over(self, names: Mapping[str, str]) -> _Over:
        """What is taken over of the graphs *names*, which are by their IRIs."""
        earlier, predicates = self._earlier.result(), self._predicates.result()
        if not earlier.whole:
            return _Over(others=earlier.lines)
        by_end = {f"{iri}> .\n".encode(): iri for iri in names}
        same: list[bytes] = []
        others: list[bytes] = []
        for line in earlier.lines:
            (same if line.rpartition(b" <")[2] in by_end else others).append(line)
        watched = defaultdict(list)
        for line in having(same, predicates):
            watched[names[by_end[line.rpartition(b" <")[2]]]].append(line)
        self.census.add(same)
        graphs = frozenset(by_end[end] for end in {line.rpartition(b" <")[2] for line in same})
        return _Over(same, watched, others, graphs, frozenset(self.census.subjects))

    def _unless_over(self, name: str, read: Read, same: str) -> _Graph:
        """A graph that may have been taken over."""
        return _Graph([], []) if same in self._settled().graphs else self._taken(read)

    def _taken(self, read: Read) -> _Graph:
        lines = read()
        self.census.add(lines)
        return _Graph(lines, having(lines, self._predicates.result()))


@contextmanager
def gathering(watched: Callable[[], Iterable[NamedNode]], earlier: Callable[[], Earlier]) -> Iterator[Gathering]:
    """A gathering of graphs. *watched* gives the predicates of the statements that are asked for apart from the others,
    and *earlier* the release before; both are called in its thread.

    That ends with the block; what it still has to do is dropped where the block is left early.
    """
    thread = ThreadPoolExecutor(1)
    try:
        yield Gathering(thread, watched, earlier)
    finally:
        thread.shutdown(cancel_futures=True)
