"""``duikou coverage``: what each word list, ending and kind of feature is worth on annotated documents."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..printable import printable
from .say import fail, remark

if TYPE_CHECKING:
    from ..extract.evaluation.coverage import Coverage

TITLES = {
    "list": "词表 word lists",
    "ending": "名称后缀 endings of names",
    "feature": "特征 features",
}
COLUMNS = (
    "条 entries",
    "次 fires",
    "文件 documents",
    "合 agrees",
    "违 conflicts",
    "价值 worth",
    "未见 never",
)
SHOWN = 4
"""Entries that never fire, shown in a cell."""


def coverage_command(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(help="标注文件夹,默认内置标注 / Folders of annotated documents; the shipped ones by default."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / Print JSON.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="列出全部未见条目 / List every entry that never fires.")
    ] = False,
) -> None:
    """每个词表、后缀和特征有多大用处,最无用的在前。What each list, ending and feature is worth, least useful first.

    以内置模型识别名称。Names are those that the shipped model finds.
    """
    from ..extract.decide.weights import read_weights, read_wide, shipped_table
    from ..extract.evaluation.coverage import families, feature_votes
    from ..extract.evaluation.lists import endings, lists
    from ..extract.models import DECISIONS, UNITS, models_of
    from ..extract.training.gold import gold_sets

    roots = gold or [Path(str(files("duikou.data"))) / "gold"]
    try:
        golds = [one for root in roots for one in gold_sets(root)]
        if not golds:
            raise FileNotFoundError(f"{', '.join(map(str, roots))}: no annotated document (*.json)")
        tables = {name: list(read_weights(shipped_table(name))) for name in DECISIONS}
        units = read_wide(shipped_table(UNITS))
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    remark(f"{len(golds)} 份文件 documents")
    votes = feature_votes(golds, models_of({**tables, UNITS: units}), tables, units)
    found = [*lists(golds, votes), *endings(golds), *families(votes)]
    order = list(TITLES)
    found.sort(key=lambda one: (order.index(one.kind), one.use, one.name))
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
    else:
        render(found, Console(highlight=False), everything)


def render(found: list[Coverage], console: Console, everything: bool = False) -> None:
    """Prints a table for each kind; *found* is in the order of the kinds."""
    for kind, group in groupby(found, key=lambda one: one.kind):
        table = Table(title=TITLES[kind], title_justify="left")
        table.add_column("名 name", overflow="fold")
        for name in COLUMNS:
            table.add_column(name, justify="left" if name == COLUMNS[-1] else "right", overflow="fold")
        for one in group:
            shown = one.never if everything else one.never[:SHOWN]
            more = f" … {len(one.never)}" if len(one.never) > len(shown) else ""
            table.add_row(
                escape(one.name),
                str(one.entries),
                str(one.fires),
                str(one.documents),
                *("" if value is None else str(value) for value in (one.agrees, one.conflicts)),
                "" if one.worth is None else f"{one.worth:+.5f}",
                escape(printable(" ".join(shown) + more)),
            )
        console.print(table)
