"""The log of releases: for each one that was published, the patch from the one before it, and the facts that differ.

    output/patches/NNNN-{previous}-{version}.rdfp.gz   RDF Patch; the first is from an empty graph
                                           .jsonl      the facts that differ, a line each, by document
                                           .json       what the two hold: counts, and where each document's facts stand

Of the first release everything is new, and its facts are not listed. The log outlives the releases: replaying its
patches gives any release again, byte for byte. The .json is written last and says that the other two are whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ...ontology.terms import Vocabulary
from ..release import write_atomic
from . import patch
from .census import census
from .dump import DUMP, Dump, opened
from .facts import CHANGED, Comparison, Fact, in_order
from .kinds import Words
from .records import from_line, to_line

FOLDER = "patches"
_EMPTY = "empty"
TOGETHER = Words("各文件合计与词表", "All documents together, and the gazetteer")
"""What the group of no document is called."""
Counts = Mapping[str, Mapping[str, int]]
"""How many facts of each kind are added, gone and changed."""


@dataclass(frozen=True, slots=True)
class Group:
    """What differs of one document's facts."""

    document: str
    """Its IRI; empty for what all documents and the reference data state together."""
    title: Words
    change: str
    """added or gone when the document itself is, else changed."""
    counts: Counts
    start: int = 0
    """Where its facts begin in the .jsonl file, in bytes."""
    facts: int = 0
    """How many lines of it are its facts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One release of the log."""

    number: int
    version: str
    previous: str
    """Empty for the first."""
    built: str
    """When it was published first (ISO 8601, UTC)."""
    id: str
    """URN of its patch."""
    added: int
    """Quads that its patch adds."""
    deleted: int
    groups: tuple[Group, ...]
    stem: Path
    """The path of its files without their suffixes."""

    @property
    def patch(self) -> Path:
        return self.stem.with_name(self.stem.name + patch.SUFFIX)

    def facts(self, group: Group, start: int = 0, stop: int | None = None) -> list[Fact]:
        """The facts of one of its groups, from *start* to *stop*."""
        last = group.facts if stop is None else min(stop, group.facts)
        with self.stem.with_name(self.stem.name + ".jsonl").open("rb") as lines:
            lines.seek(group.start)
            return [from_line(line) for number, line in zip(range(last), lines, strict=False) if number >= start]

    def index(self) -> dict[str, list[int]]:
        """Where in the .jsonl file the facts about each node stand, and those that belong to it, in bytes."""
        found: dict[str, list[int]] = {}
        start = 0
        with self.stem.with_name(self.stem.name + ".jsonl").open("rb") as lines:
            for line in lines:
                fact = from_line(line)
                for node in filter(None, (fact.node, fact.of)):
                    found.setdefault(node, []).append(start)
                start += len(line)
        return found

    def at(self, places: Iterable[int]) -> list[Fact]:
        """The facts that stand at *places* of index()."""
        found = []
        with self.stem.with_name(self.stem.name + ".jsonl").open("rb") as lines:
            for place in places:
                lines.seek(place)
                found.append(from_line(lines.readline()))
        return found


def entries(output: Path) -> list[Entry]:
    """The log of the builds in *output*, the oldest first. Raises ValueError for a file that cannot be read."""
    return sorted(map(_entry, (output / FOLDER).glob("[0-9]*.json")), key=lambda entry: entry.number)


def patch_between(output: Path, previous: str, version: str) -> Path | None:
    """The patch that leads from one release right to another; None where there is none."""
    found = sorted((output / FOLDER).glob(f"[0-9]*-{previous}-{version}{patch.SUFFIX}"))
    return found[-1] if found else None


def find(log: Iterable[Entry], version: str) -> Entry | None:
    """The last entry for a release."""
    return next((entry for entry in reversed([*log]) if entry.version == version), None)


def record(
    output: Path,
    release: Path,
    version: str,
    built: str,
    vocabulary: Vocabulary,
    known: tuple[str, Sequence[patch.Change] | None] = ("", None),
) -> Entry | None:
    """Adds a *release*, whose folder may still be staged, to the log; None when it is the last one in it already.

    *known* is what it is unlike the release of that version, for whoever has compared the two already.
    """
    log = entries(output)
    last = log[-1] if log else None
    if last is not None and last.version == version:
        return None
    header = patch.Header(version, last.version if last else "", last.id if last else "")
    number = last.number + 1 if last else 1
    stem = output / FOLDER / f"{number:04d}-{header.previous or _EMPTY}-{version}"
    stem.parent.mkdir(exist_ok=True)
    for left in stem.parent.glob(".*"):  # half-written by a build that was killed
        left.unlink()
    with ExitStack() as open_files:
        before = open_files.enter_context(rebuilt(output, log, last.version)) if last else Dump(None)
        comparison = Comparison(before, open_files.enter_context(opened(release)), vocabulary)
        sizes = {patch.ADD: 0, patch.DELETE: 0}
        changed: Iterable[patch.Change] = comparison.changes()
        if last:  # of the first release everything is new: too much to hold
            changed = known[1] if known[0] == last.version and known[1] is not None else [*changed]
        patch.write(stem.with_name(stem.name + patch.SUFFIX), patch.rows(header, _counting(changed, sizes)))
        # Of the first release everything is new: its facts are counted, and not listed.
        facts = in_order(comparison.facts(changed), vocabulary) if last else census(comparison.after, vocabulary)
        lines = [to_line(fact) for fact in facts] if last else []
        groups = grouped(facts, comparison.name, [*map(len, lines)])
    write_atomic(stem.with_name(stem.name + ".jsonl"), b"".join(lines))
    entry = Entry(
        number, version, header.previous, built, header.id, sizes[patch.ADD], sizes[patch.DELETE], groups, stem
    )
    write_atomic(stem.with_name(stem.name + ".json"), _to_json(entry))
    return entry


@contextmanager
def rebuilt(output: Path, log: Sequence[Entry], version: str) -> Iterator[Dump]:
    """The dump of a release: its folder's while that is kept, else replayed from the patches of the *log*.

    Raises KeyError for a release that is neither kept nor in the log.
    """
    folder = output / "releases" / version
    if (folder / DUMP).is_file() or (folder / "store").is_dir():
        with opened(folder) as dump:
            yield dump
        return
    last = find(log, version)
    if last is None:
        raise KeyError(version)
    with TemporaryDirectory(prefix="duikou-dump-") as scratch:
        path = Path(scratch) / DUMP
        with path.open("wb") as file:
            file.writelines(patch.replay([entry.patch for entry in log if entry.number <= last.number]))
        yield Dump(path)


def grouped(facts: Iterable[Fact], name: Callable[[str], Words], sizes: Sequence[int] = ()) -> tuple[Group, ...]:
    """The groups of *facts*, in the order in which they come first.

    *sizes* are the lengths of the facts' lines, when they are kept: then the facts come group by group.
    """
    tallies: dict[str, _Tally] = {}
    start = 0
    for fact, size in zip(facts, sizes or repeat(0), strict=False):
        tallies.setdefault(fact.document, _Tally(start)).add(fact)
        start += size
    return tuple(
        Group(
            document,
            name(document) if document else TOGETHER,
            tally.change,
            tally.counts,
            tally.start,
            tally.facts if sizes else 0,
        )
        for document, tally in tallies.items()
    )


@dataclass(slots=True)
class _Tally:
    """A group that is being counted."""

    start: int
    facts: int = 0
    change: str = CHANGED
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, fact: Fact) -> None:
        self.facts += 1
        of_kind = self.counts.setdefault(fact.kind, {})
        of_kind[fact.change] = of_kind.get(fact.change, 0) + 1
        if fact.node == fact.document:
            self.change = fact.change


def _counting(changed: Iterable[patch.Change], sizes: dict[bytes, int]) -> Iterator[patch.Change]:
    for operation, line in changed:
        sizes[operation] += 1
        yield operation, line


def _to_json(entry: Entry) -> bytes:
    value = {key: part for key, part in asdict(entry).items() if key != "stem"}
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _entry(path: Path) -> Entry:
    try:
        value: dict[str, Any] = json.loads(path.read_bytes())
        groups = tuple(Group(**{**group, "title": Words(**group["title"])}) for group in value.pop("groups"))
        return Entry(**value, groups=groups, stem=path.with_suffix(""))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{path}: not an entry of the log of releases ({error})") from error
