"""A folder of a few made-up annotated documents: enough for every decision to be fitted, in seconds."""

from __future__ import annotations

from pathlib import Path

GOLD = Path(__file__).parent / "gold"
NAMES = sorted(path.stem for path in GOLD.glob("*.json"))
