"""``duikou evaluate``: scores as a table or as JSON, differences in words."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from .say import fail

if TYPE_CHECKING:
    from ..extract.evaluation.scores import Evaluation


def evaluate_command(
    gold: Annotated[Path | None, typer.Argument(help="标注文件夹 / Folder of annotated documents.")] = None,
    documents: Annotated[Path | None, typer.Option("--documents", help="文件夹 / Folder of their documents.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / Print JSON.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="列出每处差异 / List every miss and false alarm.")] = False,
) -> None:
    """对照标注评估抽取效果。Precision, recall and F1 for each kind of fact against annotated documents."""
    from ..extract.evaluation.scores import evaluate

    shipped = Path(str(files("duikou.data")))
    try:
        result = evaluate(gold or shipped / "gold", documents or shipped / "documents")
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
    else:
        render(result, Console(), errors)


def render(result: Evaluation, console: Console, errors: bool = False) -> None:
    """Prints the scores as a table, and with *errors* every difference, by kind."""
    title = f"{len(result.documents)} documents; P precision, R recall, 对 right, 误 false, 漏 missed"
    table = Table(title=title, title_justify="left")
    table.add_column("事实 fact", no_wrap=True)
    for heading in ("P", "R", "F1", "对", "误", "漏"):
        table.add_column(heading, justify="right", no_wrap=True)
    for kind, score in result.scores.items():
        shares = (f"{value:.3f}" for value in (score.precision, score.recall, score.f1))
        table.add_row(kind, *shares, str(score.right), str(score.false), str(score.missed))
    console.print(table)
    console.print(f"噪声泄漏 noise published: {result.noise_published}")
    if errors:
        for kind, findings in groupby(sorted(result.findings, key=lambda one: one.kind), key=lambda one: one.kind):
            console.print(f"\n{kind}", style="bold")
            for one in findings:
                console.print(f"  {one.problem:7} {one.words}  [{one.document}]", markup=False, soft_wrap=True)
