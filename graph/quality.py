"""Validation inside the build: a document whose graph is wrong is kept out, its report is kept in.

A report is kept beside the document's graph under the hash of all that it depends on; an unchanged document is not
validated again.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from ..ontology.terms import Vocabulary
from ..shapes.catalogue import SH, Scope, Severity, catalogue
from ..shapes.looks import classes, predicates
from ..shapes.report import CORPUS, Report
from ..shapes.validate import Background, check_corpus, check_document
from ..usercache import keep
from .history.dump import Dump
from .iris import Minter
from .kept import DocumentState, to_json
from .namespaces import RDF
from .nquads import having, triple_and_graph
from .release import write_atomic
from .runs import by_subject
from .sink import lines
from .stored import bulk_load

REPORT = "report.nq"
"""Beside a document's graph: what validation says of it, as sorted lines of graph:validation."""
UNION = "union"
"""In the output: what validation said of the union of all graphs, by theme and the hash of what it looked at."""
_UNIONS = 7
"""How many of these are kept beside the last one."""
_LITTLE = 8 * 1024 * 1024
"""Bytes of N-Quads that a store in memory may be made of: to make one on disk takes longer than to load them."""
_TYPE = str(RDF.type).encode()
_SHAPES = Path(__file__).resolve().parent.parent / "shapes"


@dataclass(frozen=True)
class Validator:
    """Validates documents against the shapes, standing on the reference data and the ontology."""

    vocabulary: Vocabulary
    fixed: bytes
    """N-Quads of the graphs that every document stands on."""

    def prepare(self) -> None:
        """Reads what every document stands on."""
        self._background  # noqa: B018 - a property that is made once

    def known(self, state: DocumentState, folder: Path) -> DocumentState | None:
        """The state after validation, when the report kept in *folder* still holds."""
        try:
            known = json.loads((folder / "report.json").read_bytes())
            return _judged(state, known["violations"], known["first"]) if known["key"] == self._key(state) else None
        except (OSError, ValueError, KeyError):
            return None  # no kept report, or none that can be read

    def check(self, state: DocumentState, folder: Path) -> DocumentState:
        """Validates the document kept in *folder*, unless that is known, and keeps the report there."""
        if known := self.known(state, folder):
            return known
        quads = list(parse(path=folder / "graph.nq", format=RdfFormat.N_QUADS))
        report = check_document(quads, self._background, base=self.vocabulary.base)
        violations = [result for result in report.results if result.severity is Severity.VIOLATION]
        first = f"{violations[0].check.message.zh} ({violations[0].name})" if violations else ""
        write_atomic(folder / REPORT, b"".join(self._lines(report, state.slug)))
        summary = {"key": self._key(state), "violations": len(violations), "first": first}
        write_atomic(folder / "report.json", to_json(summary))  # last: it says that the other is whole
        return _judged(state, len(violations), first)

    def looks_at(self, stated: Sequence[bytes]) -> list[bytes]:
        """Those N-Quads lines that the checks of the union look at, of lines that say all that is said of a node."""
        return looked_at(having(stated, self.watched), self.vocabulary.base)

    def corpus(self, stated: Iterable[bytes], folder: Path) -> list[bytes]:
        """What only the union of all published graphs can tell, as sorted lines of graph:validation. *stated* are its
        N-Quads lines, or those of them that the checks look at, in memory or in a file. What each theme tells is kept
        in *folder* under the hash of all that it hangs on."""
        base = self.vocabulary.base
        themes = sorted({check.theme for check in catalogue(base).of(Scope.CORPUS)})
        if isinstance(stated, Dump):  # more than memory should hold: one after the other
            found = []
            for theme in themes:
                with TemporaryDirectory(prefix=f"{theme}-", dir=stated.path and stated.path.parent) as scratch:
                    found.append(self._theme_on_disk(theme, stated, Path(scratch), folder / theme))
            told = merged(found)
        else:
            data = self.looks_at([*stated])
            with ThreadPoolExecutor() as pool:  # the engine lets others work meanwhile
                told = merged([*pool.map(lambda theme: self._theme(theme, data, folder / theme), themes)])
        said = f"<{base}id/report/{CORPUS}> <{SH}conforms> ".encode()
        # The union conforms where it does by each theme; "false" stands before "true".
        outdone = [line for line in told if line.startswith(said)][1:]
        return [line for line in told if line not in outdone]

    def _theme(self, theme: str, stated: Sequence[bytes], folder: Path) -> list[bytes]:
        data = b"".join(self._of_theme(theme, stated))

        def report() -> Report:
            store = Store()
            store.bulk_load(data, format=RdfFormat.N_QUADS)
            return check_corpus(store, base=self.vocabulary.base, theme=theme)

        return self._told(folder, sha256(self.stamp.encode() + data).hexdigest(), report)

    def _theme_on_disk(self, theme: str, stated: Dump, scratch: Path, folder: Path) -> list[bytes]:
        """The same of a file. Memory holds the triples for the engine, each once; all else is in *scratch*, but for a
        store of little."""
        digest, last, triples = sha256(self.stamp.encode()), b"", BytesIO()
        path = scratch / "looked-at.nq"
        with path.open("wb") as file:
            for block in by_subject(stated.blocks()):
                for line in self._of_theme(theme, block):
                    digest.update(line)
                    file.write(line)
                    triple, _ = triple_and_graph(line)
                    if triple != last:
                        triples.write(triple + b" .\n")
                        last = triple

        def report() -> Report:
            store = Store() if path.stat().st_size <= _LITTLE else Store(str(scratch / "store"))
            bulk_load(store, path)
            return check_corpus(store, base=self.vocabulary.base, theme=theme, triples=triples.getvalue())

        return self._told(folder, digest.hexdigest(), report)

    def _of_theme(self, theme: str, stated: Sequence[bytes]) -> list[bytes]:
        base = self.vocabulary.base
        wanted = frozenset(map(NamedNode, predicates(base, Scope.CORPUS, theme)))
        return looked_at(having(stated, wanted), base, theme)

    def _told(self, folder: Path, digest: str, report: Callable[[], Report]) -> list[bytes]:
        """What is kept under a *digest*, or else the lines of the *report*, which are kept then."""
        file = folder / f"{digest[:32]}.nq"
        with contextlib.suppress(OSError):
            return file.read_bytes().splitlines(keepends=True)
        told = self._lines(report(), CORPUS)
        with contextlib.suppress(OSError):
            keep(file, b"".join(told), "*.nq", _UNIONS)
        return told

    @cached_property
    def watched(self) -> frozenset[NamedNode]:
        """The predicates of the statements that the checks of the union look at."""
        return frozenset(map(NamedNode, predicates(self.vocabulary.base, Scope.CORPUS)))

    def _key(self, state: DocumentState) -> str:
        return sha256(f"{state.fingerprint} {self.stamp}".encode()).hexdigest()

    def _lines(self, report: Report, name: str) -> list[bytes]:
        return lines(report.quads(Minter(self.vocabulary).graph("validation"), name))

    @property
    def _background(self) -> Background:
        return _background(self.fixed, self.vocabulary.base)

    @cached_property
    def stamp(self) -> str:
        """A hash of all that a report hangs on besides the document."""
        # The files and not the shapes as read: those have blank nodes, which every process names otherwise.
        made_by = b"".join(path.read_bytes() for path in sorted(_SHAPES.iterdir()) if path.suffix in (".py", ".ttl"))
        return sha256(self.fixed + made_by).hexdigest()


@lru_cache(maxsize=1)
def _background(fixed: bytes, base: str) -> Background:
    """What documents stand on, once for each process and for those that are forked from it."""
    return Background(parse(fixed, format=RdfFormat.N_QUADS), base)


def merged(reports: Sequence[bytes | list[bytes]]) -> list[bytes]:
    """Every line of graph:validation, sorted, each once."""
    found: set[bytes] = set()
    for report in reports:
        found.update(report.splitlines(keepends=True) if isinstance(report, bytes) else report)
    return sorted(found)


def looked_at(lines: Sequence[bytes], base: str, theme: str | None = None) -> list[bytes]:
    """Those that the checks of the union, or of a *theme* among them, look at of the *lines* with predicates that they
    name: all but what is said of nodes that have classes, and none that a check names."""
    named = {f"<{one}>".encode() for one in classes(base, Scope.CORPUS, theme)}
    known: dict[bytes, bool] = {}
    for line in lines:
        subject, predicate, value = line.split(b" ", 2)
        if predicate == _TYPE:
            known[subject] = known.get(subject, False) or value.partition(b" ")[0] in named
    return [line for line in lines if known.get(line.partition(b" ")[0], True)]


def _judged(state: DocumentState, violations: int, first: str) -> DocumentState:
    if not violations:
        return state
    message = f"{state.file}: quarantined, its graph breaks the shapes in {violations} place(s); first: {first}"
    return replace(state, status="quarantined", message=message)
