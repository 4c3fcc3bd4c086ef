"""The lines that a release will state where they are more than memory should hold: in sorted files beside the release
in the making. gathering.py has them in memory, and takes over what the release before has; both answer the same.

What is taken up until somebody asks is the base: the graphs of all documents and what these stand on, merged into one
file. The few graphs that follow from it have a file each.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain, count
from os import getpid
from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import NamedNode

from .census import Tally
from .gathering import Lines, Read
from .history.dump import DUMP, Dump, opened
from .history.patch import ADD, DELETE, Change, changes
from .nquads import having, linked, subjects
from .published import AnyOf, Stated, lines_of, of_the_build
from .release import STAGING
from .runs import Blocks, Runs, by_subject, merge, read_all, write

MANY = 500_000
"""So many changed lines are not held: whoever asks compares the two releases anew."""


class Streaming:
    """Graphs by name, each with its lines, on disk in a folder of its own below *output*."""

    def __init__(
        self,
        watched: Callable[[], Iterable[NamedNode]],
        before: Path | None,
        bases: tuple[str, str],
        output: Path,
    ) -> None:
        """*watched* gives the predicates of the statements that are asked for apart from the others; *before* is the
        release before, and *bases* are its base and that of what is taken up."""
        self._predicates, self._before, self._bases = watched, before, bases
        self._output = output
        self._names: set[str] = set()
        self._linked: set[bytes] = set()
        """Objects that are IRIs and no subject of the same graph, as written."""
        self._later: dict[str, Dump] = {}
        self._numbers = count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Removes what lies on disk."""
        if "_folder" in self.__dict__:
            shutil.rmtree(self._folder, ignore_errors=True)

    def ahead(self) -> None:
        """Nothing can be done before documents are read."""

    def rest(self) -> None:
        """Nothing is taken over."""

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def take(self, name: str, read: Read, same: str = "") -> None:
        """Takes up the graph *name*, which *read* gives the lines of. It does not matter whether the release before
        has the *same*."""
        lines = read()
        self._names.add(name)
        if isinstance(lines, Dump):
            self._later[name] = lines
            return
        self._linked |= linked(lines) - subjects(lines)
        if "_base" in self.__dict__:
            self._later[name] = self._written(iter([lines] if lines else []))
        else:
            self._runs.add(lines)

    def together(self, parts: Iterable[Read]) -> Dump:
        """The lines of all *parts*, sorted, each once; they are not taken up by that."""
        runs = Runs(self._folder / f"runs-{next(self._numbers)}")
        for part in parts:
            runs.add(part())
        dump = self._written(runs.blocks())
        runs.drop()
        return dump

    def standing(self, names: Iterable[str]) -> Blocks:
        """The lines of the base, and of those of the graphs *names* that are none of it, that have one of the watched
        predicates; what is said of a node is in one block."""
        predicates = frozenset(self._predicates())
        later = [name for name in names if name in self._later]
        base, *others = self._read([self._base[1], *(self._later[name] for name in later)])
        return by_subject(merge([base, *(_having(blocks, predicates) for blocks in others)]))

    def blocks(self) -> Blocks:
        """All lines, sorted."""
        return merge(self._read([self._base[0], *self._later.values()]))

    @cached_property
    def census(self) -> Tally:
        """What has been taken up until now, counted."""
        parts = [self._base[0], *self._later.values()]
        return Tally(by_subject(self.blocks()), lambda term: b"".join(part.lines_about(term) for part in parts))

    def changed(self) -> list[Change] | None:
        """What the lines are unlike those of the release before; None where that has no dump, as a write leaves it, or
        where it is too much to hold."""
        if self._before is None or not (self._before / DUMP).is_file():
            return None
        found = []
        for change in changes(Dump(self._before / DUMP), chain.from_iterable(self.blocks())):
            found.append(change)
            if len(found) > MANY:
                return None
        return found

    def compared(self, report: Lines) -> tuple[Stated, Stated]:
        """What the release before states, and what was taken up until now: the lines that only one of them has, and
        the terms of all. What was reported of the release before is not among these lines where the next *report* has
        it, too."""
        if self._before is None:
            return Stated.before((), self._bases[0]), Stated.before((), self._bases[1])
        stated = [self._base[0], *self._later.values()]
        lines = [*stated, report] if isinstance(report, Dump) else stated
        reported = f"<{self._bases[1]}graph/validation> .\n".encode()
        with opened(self._before) as before:
            gone, added = set(), set()
            for sign, line in changes(before, chain.from_iterable(merge(self._read(lines)))):
                if sign == DELETE and not line.endswith(of_the_build(self._bases[0])):
                    gone.add(line)
                elif sign == ADD and not line.endswith(reported):
                    added.add(line)
        had = Dump(self._before / DUMP) if (self._before / DUMP).is_file() else subjects(lines_of(self._before))
        return Stated(gone, had), Stated(added, AnyOf(stated), self._linked)

    @cached_property
    def _folder(self) -> Path:
        """Like a release in the making, it is removed by the next build when this one is killed."""
        self._output.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f"{STAGING}{getpid()}-", dir=self._output))

    @cached_property
    def _runs(self) -> Runs:
        return Runs(self._folder / "runs")

    @cached_property
    def _base(self) -> tuple[Dump, Dump]:
        """All lines of the base, and those of them that are watched."""
        paths = [self._folder / name for name in ("base", "watched")]
        predicates = frozenset(self._predicates())
        with paths[0].open("wb") as base, paths[1].open("wb") as watched:
            for block in self._runs.blocks():
                base.writelines(block)
                watched.writelines(having(block, predicates))
        self._runs.drop()
        return Dump(paths[0]), Dump(paths[1])

    def _written(self, blocks: Blocks) -> Dump:
        path = self._folder / f"{next(self._numbers)}.nq"
        write(path, blocks)
        return Dump(path)

    def _read(self, parts: list[Dump]) -> list[Blocks]:
        return read_all([part.path for part in parts if part.path])


def _having(blocks: Blocks, predicates: Iterable[NamedNode]) -> Iterator[list[bytes]]:
    for block in blocks:
        if found := having(block, predicates):
            yield found
