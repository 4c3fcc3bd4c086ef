"""What validation tells of the union by themes, each of which is kept, is what it tells of all at once."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from duikou.graph.quality import Validator
from duikou.graph.sink import lines
from duikou.ontology.terms import Vocabulary
from duikou.shapes.report import CORPUS
from duikou.shapes.validate import check_corpus

from .test_looks import CHECKS, OF_THE_UNION

V = Vocabulary()
GRAPH = ox.NamedNode(V.graph["document/any"])
BREAKS = {CHECKS[mutation.breaks].theme: mutation for mutation in OF_THE_UNION}


@pytest.mark.parametrize("theme", sorted(BREAKS))
def test_by_themes(theme: str, tmp_path: Path) -> None:
    quads = [ox.Quad(quad.subject, quad.predicate, quad.object, GRAPH) for quad in BREAKS[theme].apply()]
    validation = ox.NamedNode(V.graph["validation"])
    at_once = lines(check_corpus(quads).quads(validation, CORPUS))
    validator = Validator(V, b"")
    assert validator.corpus(lines(quads), tmp_path) == at_once
    kept = sorted(tmp_path.rglob("*.nq"))
    assert validator.corpus(lines(quads), tmp_path) == at_once
    assert sorted(tmp_path.rglob("*.nq")) == kept and len(kept) == len({check.theme for check in CHECKS.values()})
    assert sum(b"#conforms>" in line for line in at_once) == 1
