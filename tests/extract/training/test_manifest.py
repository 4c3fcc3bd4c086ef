"""What a model was fitted from: the code that is reached, and the model that is shipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from duikou.extract.training.manifest import STARTS, Manifest, differences, manifest_of, reached, read_manifest

DATA = Path(str(files("duikou.data")))


def test_the_code_that_makes_examples_is_reached() -> None:
    found = reached(STARTS)
    assert {*STARTS, "extract/names/observe.py", "extract/read.py", "extract/knowledge/lexicon.py"} <= set(found)
    assert not [name for name in found if name.startswith(("api/", "graph/", "commands/", "extract/explain/"))]
    assert [*found] == sorted(set(found))


def test_differences_are_told_by_part() -> None:
    old = Manifest({"a": "1"}, {"x.py": "1", "y.py": "1"}, {}, {})
    new = replace(old, code={"x.py": "2", "z.py": "1"}, knowledge={"topics": "1"})
    assert differences(old, new) == [
        "code x.py: changed",
        "code y.py: gone",
        "code z.py: added",
        "knowledge topics: added",
    ]


def test_the_shipped_model_was_fitted_from_the_shipped_gold(known_to_fail: Callable[[str, str], None]) -> None:
    known_to_fail("model", "manifest")
    model = DATA / "model"
    assert differences(read_manifest(model), manifest_of([DATA / "gold"], model)) == []
