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

NEEDED = {"sklearn": "scikit-learn", "lightgbm": "lightgbm", "scipy": "scipy", "threadpoolctl": "threadpoolctl"}


def fit_command(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(help="标注文件夹,默认内置标注 / Folders of annotated documents; the shipped ones by default."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help="权重表文件夹,默认内置;用 --gold 时默认 DIR/model / Folder of the tables; the shipped one, with --gold"
            " DIR/model by default.",
        ),
    ] = None,
    local: Annotated[
        list[Path] | None,
        typer.Option(
            "--gold",
            metavar="DIR",
            help="由内置权重向自己的标注微调,几秒完成,可重复 / Move the shipped weights towards one's own annotated"
            " documents, in seconds; may be repeated.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="进程数 / Processes.")] = os.cpu_count() or 1,
) -> None:
    """由标注文件学习全部权重。Learn the weights of all decisions from annotated documents.

    加 --gold 不重新学习,只从内置权重出发微调,结果写入自己的文件夹,由 DUIKOU_MODEL 启用。With --gold nothing is fitted
    anew: the shipped weights move towards those documents and go to a folder of one's own, for DUIKOU_MODEL to name.
    """
    needs_fit()
    from ..extract.training.ship import ship, ship_local

    if gold and local:
        raise fail("--gold moves the shipped weights; folders without it fit anew: one or the other")
    data = Path(str(files("duikou.data")))
    model = output or (local[0] if local else data) / "model"
    start = time.monotonic()

    def report(line: str) -> None:
        remark(f"{time.monotonic() - start:6.0f} s  {line}")

    try:
        if local:
            tables = ship_local(local, data / "model", model, report)
        else:
            tables = ship(gold or [data / "gold"], model, jobs, report)
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    report(f"{len(tables)} 张表 tables → {model}")


def needs_fit() -> None:
    """Fails with one line when the libraries that learn are not installed."""
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise fail(f"{', '.join(missing)} not installed: pip install 'duikou[fit]'")
