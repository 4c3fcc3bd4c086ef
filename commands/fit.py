"""``duikou fit``: the weights of all decisions, learned from annotated documents."""

from __future__ import annotations

import os
import time
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from .say import fail, remark

NEEDED = {"sklearn": "scikit-learn", "pycrfsuite": "python-crfsuite"}


def fit_command(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(help="标注文件夹,默认内置标注 / Folders of annotated documents; the shipped ones by default."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="权重表文件夹 / Folder of the tables; the shipped one by default.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="进程数 / Processes.")] = os.cpu_count() or 1,
) -> None:
    """由标注文件学习全部权重。Learn the weights of all decisions from annotated documents."""
    needs_fit()
    from ..extract.training.ship import ship

    data = Path(str(files("duikou.data")))
    model = output or data / "model"
    start = time.monotonic()

    def report(line: str) -> None:
        remark(f"{time.monotonic() - start:6.0f} s  {line}")

    try:
        tables = ship(gold or [data / "gold"], model, jobs, report)
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    report(f"{sum(map(len, tables.values()))} 个权重 weights, {len(tables)} 张表 tables → {model}")


def needs_fit() -> None:
    """Fails with one line when the libraries that learn are not installed."""
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise fail(f"{', '.join(missing)} not installed: pip install 'duikou[fit]'")
