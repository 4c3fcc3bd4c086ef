"""``duikou corrections suggest``: rows of the gazetteer that would do what many corrections do."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..printable import printable
from .build import Documents
from .gold import corpora_of
from .say import complain, configured, fail, remark

if TYPE_CHECKING:
    from ..corrections.suggest import Suggestion
    from ..graph.preview import Change

ABOUT = {
    "name": ("一行词表即可", "one row of"),
    "no-name": ("不是名称;词表管不了,duikou fit --gold 会学", "no name; no table says so, duikou fit --gold learns it"),
    "role": ("角色;词表管不了,duikou fit --gold 会学", "a role; no table says so, duikou fit --gold learns it"),
}
SHOWN = 12
"""Changes of a suggestion that are printed one by one."""


def suggest_command(
    documents: Documents = None,
    least: Annotated[int, typer.Option("--least", min=1, help="至少几条说的一样 / Corrections that say the same.")] = 2,
    accept: Annotated[
        int | None,
        typer.Option(
            "--accept",
            min=1,
            metavar="N",
            help="采纳第 N 条,写入 DUIKOU_GAZETTEER 或打印 / Write the Nth row to DUIKOU_GAZETTEER, or print it.",
        ),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview/--no-preview", help="试读文件,列出会变的事实 / Read the documents with the row.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / Print JSON.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="进程数 / Processes.")] = os.cpu_count() or 1,
) -> None:
    """哪些更正可以并成词表的一行,它还会改变什么。Which corrections are one row of a table, and what it would change."""
    from ..corrections.suggest import written
    from ..graph.corpus import discover
    from ..graph.preview import changes
    from ..graph.teaching import suggested
    from ..graph.workers import Limits, WorkersError

    settings = configured()
    limits = Limits.of(settings)
    try:
        corpora = corpora_of(documents, settings)
        found, failures = suggested(corpora, limits, jobs, least)
        for line in failures:
            complain(line)
        if accept is not None:
            _accept(found, accept, settings.gazetteer)
            return
        paths = [one.path for one in discover(corpora, {}) if not one.refused] if preview else []
        shown = [(one, changes(one, paths, limits, jobs) if preview and one.table else []) for one in found]
    except (ValueError, OSError, WorkersError) as error:
        raise fail(str(error)) from error
    if as_json:
        typer.echo(json.dumps([_as_json(*one) for one in shown], ensure_ascii=False, indent=1))
        return
    for number, (suggestion, changed) in enumerate(shown, 1):
        row = written(suggestion.table, [suggestion.row], head=False).strip() if suggestion.table else ""
        _print(number, suggestion, changed, row)
    if not shown:
        remark("没有可以合并的更正 no corrections say the same of a name")


def _accept(found: Sequence[Suggestion], number: int, folder: Path | None) -> None:
    from ..corrections.suggest import add_row, written

    if number > len(found):
        raise fail(f"--accept {number}: there are {len(found)} suggestions")
    chosen = found[number - 1]
    if not chosen.table:
        raise fail(f"--accept {number}: no table has a row for it; duikou fit --gold learns it")
    if folder is None:
        remark(f"DUIKOU_GAZETTEER 未设置 is not set; {chosen.table}.csv:")
        typer.echo(written(chosen.table, [chosen.row]), nl=False)
        return
    remark(f"→ {add_row(folder, chosen.table, chosen.row)}")


def _print(number: int, one: Suggestion, changed: Sequence[Change], row: str) -> None:
    chinese, english = ABOUT[one.about]
    documents = len({told.document for told in one.told})
    words = "、".join(one.words) or "—"
    told = f"{len(one.told)} 条更正 corrections, {documents} 份文件 documents"
    typer.echo(printable(f"{number}. {words} → {one.name or '—'} [{one.type}]  {told}"))
    typer.echo(printable(f"   {chinese} {english} {one.table and f'{one.table}.csv'}".rstrip()))
    if row:
        typer.echo(printable(f"   {row}"))
    if one.table:
        typer.echo(f"   会改变 would change {len(changed)} 条事实 facts")
    for document, group in groupby(changed[:SHOWN], key=lambda change: change.document):
        typer.echo(printable(f"     {document}"))
        for change in group:
            typer.echo(printable(f"       {'+' if change.added else '-'} {change.kind} {change.words}"))
    if len(changed) > SHOWN:
        typer.echo("     …")


def _as_json(one: Suggestion, changed: Sequence[Change]) -> dict[str, Any]:
    return {
        "about": one.about,
        "type": one.type,
        "name": one.name,
        "words": list(one.words),
        "table": one.table,
        "row": list(one.row),
        "corrections": [{"document": told.document, "batch": told.batch, "line": told.line} for told in one.told],
        "changes": [
            {"document": change.document, "added": change.added, "kind": change.kind, "words": change.words}
            for change in changed
        ],
    }
