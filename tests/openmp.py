"""Whether this machine can learn conjunctions."""

from __future__ import annotations

import ctypes
from importlib.util import find_spec
from pathlib import Path

import pytest


def _loads() -> bool:
    """Whether the library of LightGBM finds what it needs: the package takes seconds to import, and scikit-learn with
    it."""
    found = find_spec("lightgbm")
    assert found and found.origin, "the extra test has it"
    try:
        for library in (Path(found.origin).parent / "lib").glob("lib_lightgbm.*"):
            ctypes.CDLL(str(library))
    except OSError:
        return False
    return True


needs_lightgbm = pytest.mark.skipif(
    not _loads(), reason="LightGBM finds no OpenMP on this machine (Debian and Ubuntu: libgomp1)"
)
