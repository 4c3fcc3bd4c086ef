"""The lines that a release will state, taken up graph by graph as they come, beside the processes that read documents.

Most of them are of documents that have not changed, and are there before the first document is read: what a build asks
of all lines together has been worked out for those by the time that the others come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain

from pyoxigraph import NamedNode

from .census import Census
from .nquads import having
from .published import Stated


class Gathering:
    """Graphs by name, each with its lines. What is taken up is worked through by one thread, in the order given."""

    def __init__(
        self,
        thread: ThreadPoolExecutor,
        graphs: Mapping[str, list[bytes]],
        watched: Callable[[], Iterable[NamedNode]],
        before: Callable[[], Stated],
    ) -> None:
        self.census = Census()
        self.before: Future[Stated] = Future()
        """What the release before this one states."""
        self._thread = thread
        self._reads_before = before
        self._predicates = thread.submit(lambda: frozenset(watched()))
        self._graphs: dict[str, Future[tuple[list[bytes], list[bytes]]]] = {}
        self._stated: set[bytes] = set()
        self._in_order: tuple[int, Future[list[bytes]]] | None = None
        for name, lines in graphs.items():
            self.take(name, partial(list, lines))

    def take(self, name: str, read: Callable[[], list[bytes]]) -> None:
        """Takes up the graph *name*, which *read* gives the lines of."""
        self._graphs[name] = self._thread.submit(self._taken, read)

    def rest(self) -> None:
        """Little comes after what has been taken up so far, and not at once: time to sort that, and to read what the
        release before states."""
        taken = [*self._graphs.values()]
        self._in_order = len(taken), self._thread.submit(lambda: sorted(_all(taken)))
        self.before = self._thread.submit(self._reads_before)

    def __contains__(self, name: object) -> bool:
        return name in self._graphs

    def lines(self) -> list[bytes]:
        """All lines, sorted."""
        taken = [*self._graphs.values()]
        if self._in_order is None:
            return sorted(_all(taken))
        size, lines = self._in_order
        return sorted(chain(lines.result(), _all(taken[size:])))

    def stated(self) -> Stated:
        """What was taken up until now, to be compared with another release; it grows with what is taken up later."""
        self._thread.submit(int).result()
        return Stated(self._stated, self.census.subjects, self.census.linked)

    def watched(self, names: Iterable[str]) -> list[bytes]:
        """The lines of the graphs *names*, in this order, that have one of the watched predicates."""
        return [line for name in names for line in self._graphs[name].result()[1]]

    def _taken(self, read: Callable[[], list[bytes]]) -> tuple[list[bytes], list[bytes]]:
        lines = read()
        self.census.add(lines)
        self._stated.update(lines)
        return lines, having(lines, self._predicates.result())


def _all(graphs: Iterable[Future[tuple[list[bytes], list[bytes]]]]) -> Iterator[bytes]:
    for graph in graphs:
        yield from graph.result()[0]


@contextmanager
def gathering(
    graphs: Mapping[str, list[bytes]], watched: Callable[[], Iterable[NamedNode]], before: Callable[[], Stated]
) -> Iterator[Gathering]:
    """A gathering that begins with *graphs*. *watched* gives the predicates of the statements that are asked for apart
    from the others, and *before* what the release before states; both are called in its thread.

    That ends with the block; what it still has to do is dropped where the block is left early.
    """
    thread = ThreadPoolExecutor(1)
    try:
        yield Gathering(thread, graphs, watched, before)
    finally:
        thread.shutdown(cancel_futures=True)
