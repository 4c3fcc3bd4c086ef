"""Whether this machine can learn conjunctions."""

from __future__ import annotations

import pytest


def _loads() -> bool:
    try:
        import lightgbm  # noqa: F401
    except OSError:
        return False
    return True


needs_lightgbm = pytest.mark.skipif(
    not _loads(), reason="LightGBM finds no OpenMP on this machine (Debian and Ubuntu: libgomp1)"
)
