"""An annotated document printed, sealed in red and scanned, askew and noisy, says what its text says."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import pages
from .facts import facts, kept

GOLD = Path(__file__).resolve().parents[3] / "data/gold/corpus"
DOCUMENT = "104-yanan-wuxi-table"
CHROMIUM = Path("/usr/bin/chromium")


@pytest.mark.thorough
def test_a_scan_keeps_the_facts(tmp_path: Path) -> None:
    """Under the seal no less is asked than of a plain scan, so a plain one need not be read besides."""
    pytest.importorskip("rapidocr")
    if not CHROMIUM.exists():
        pytest.skip("no chromium on this machine")
    from . import scans

    text = GOLD / f"{DOCUMENT}.txt"
    pages.chromium({tmp_path / "printed.pdf": (pages.html(text.read_text("utf-8"), "ruled"), "ruled")})
    scans.scan((tmp_path / "printed.pdf").read_bytes(), tmp_path / "scan.tif", sealed=True)
    assert kept(facts(text), facts(tmp_path / "scan.tif")) >= 0.95
