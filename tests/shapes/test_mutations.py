"""Break one thing in a whole graph: the check for it reports, and no other that the entry does not own up to."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from duikou.shapes.catalogue import catalogue
from duikou.shapes.validate import validate

from ..thorough import THOROUGH


def _module(name: str) -> ModuleType:
    """A helper beside this file: tests are imported by path and form no package."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


mutate = _module("mutate")
MUTATIONS = list(mutate.mutations())


def test_the_sample_is_whole() -> None:
    assert validate(mutate.sample()).results == ()


def test_there_are_enough_mutations_and_every_check_has_one() -> None:
    assert len(MUTATIONS) >= 200
    assert {m.breaks for m in MUTATIONS} == {check.slug for check in catalogue().checks.values()}


@pytest.mark.parametrize("breaks", sorted({m.breaks for m in MUTATIONS}))
def test_exactly_the_broken_check_reports(breaks: str) -> None:
    """One mutation of each check; in a thorough run all."""
    of_it = [m for m in MUTATIONS if m.breaks == breaks]
    for mutation in of_it if THOROUGH else of_it[:1]:
        reported = {result.check.slug for result in validate(mutation.apply()).results}
        assert breaks in reported, mutation.node
        assert reported <= {breaks} | mutation.also, mutation.node
