"""The W3C's test suites: where they lie, how their manifests are read, and which of their tests are expected to fail.

The suites are not part of the project. DUIKOU_W3C names the folder that holds ``protocol/``, ``sparql/`` and
``shacl/``; without it they are looked for beside the checkout.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

FOLDER = Path(os.environ.get("DUIKOU_W3C", Path(__file__).parents[2] / "shared" / "w3c"))
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
Node = NamedNode | BlankNode | Literal | Triple


class Description:
    """An RDF file, looked up by subject and predicate."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._values: dict[tuple[str, str], list[Any]] = {}
        for quad in read(file):
            self._values.setdefault((str(quad.subject), quad.predicate.value), []).append(quad.object)

    def all(self, subject: Node, predicate: str) -> list[Any]:
        return self._values.get((str(subject), predicate), [])

    def one(self, subject: Node, predicate: str) -> Any:
        """The only value, or None."""
        values = self.all(subject, predicate)
        assert len(values) <= 1, f"{self.file}: {subject} has {len(values)} {predicate}"
        return values[0] if values else None

    def items(self, node: Node | None) -> Iterator[Any]:
        """The members of an RDF list."""
        while node is not None and (first := self.one(node, f"{RDF}first")) is not None:
            yield first
            node = self.one(node, f"{RDF}rest")

    def subjects(self, predicate: str) -> list[str]:
        return [subject for subject, found in self._values if found == predicate]


def read(file: Path) -> Iterator[Quad]:
    """The quads of an RDF file, its blank nodes renamed apart from those of other files."""
    rdf_format = RdfFormat.from_extension(file.suffix[1:])
    assert rdf_format is not None, file
    return parse(path=str(file), format=rdf_format, base_iri=file.as_uri(), rename_blank_nodes=True)


def path_of(node: NamedNode) -> Path:
    """The file that a node of a manifest names."""
    return Path(unquote(urlsplit(node.value).path))


def entries(manifest: Path) -> Iterator[tuple[str, str, Description, NamedNode]]:
    """Name, type, manifest and node of every test of a manifest and of those that it includes, in their order."""
    known = Description(manifest)
    root = NamedNode(manifest.as_uri())
    for value in known.all(root, f"{MF}include"):  # a list, or several values
        for included in [value] if isinstance(value, NamedNode) else known.items(value):
            yield from entries(path_of(included))
    for entry in known.items(known.one(root, f"{MF}entries")):
        kind = known.one(entry, f"{RDF}type").value.rpartition("#")[2]
        name = entry.value.rpartition("#")[2].rpartition("/")[2]
        yield f"{manifest.parent.name}/{name}", kind, known, entry


@cache
def expected_failures(file: Path) -> dict[str, dict[str, str]]:
    """Reasons by suite and name of the test."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def cases(
    found: Callable[[], Iterable[tuple[str, Any]]],
    expected: dict[str, str],
    long: Collection[str] = (),
    one_in: int = 1,
) -> list[Any]:
    """Parameters for the cases that *found* yields by name; those of *expected* must fail, for the reason there. Those
    called *long* are for thorough runs; of all, one in so many is for every run.

    One skipped parameter stands for a suite that is not here.
    """
    if not FOLDER.is_dir():
        reason = "no W3C test suites here; set DUIKOU_W3C to the folder that holds them"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    made = dict(found())
    named = {*expected, *long}
    assert named <= set(made), f"not in the suite: {named - set(made)}"
    marks: dict[str, list[Any]] = {
        name: [pytest.mark.xfail(reason=reason, strict=True)] for name, reason in expected.items()
    }
    for name in {*long, *(name for place, name in enumerate(made) if place % one_in)}:
        marks.setdefault(name, []).append(pytest.mark.thorough)
    return [pytest.param(case, id=name, marks=marks.get(name, [])) for name, case in made.items()]


def canonical(quads: Iterable[Quad]) -> set[str]:
    """What two sets of quads have in common when they are the same but for the names of their blank nodes."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(map(str, dataset))
