"""What the extractor says by itself of what people corrected, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table

from ..printable import printable
from .say import complain, configured, fail, remark

if TYPE_CHECKING:
    from ..corrections.model import Correction
    from ..corrections.score import Agreement, Tally

KINDS = {"measure": "举措", "responsibility": "责任单位", "pair": "结对", "entity": "名称", "target": "目标"}
ACTIONS = {"confirm": "确认", "reject": "否定", "amend": "改正", "add": "补充"}


def score_corrections(folders: Sequence[Path], jobs: int, learned: Callable[[], frozenset[str]]) -> Agreement:
    """What the extractor, with the weights in use, makes of the corrections beside the documents of *folders*. It is
    said how many of these the weights have *learned* (by their SHA-256), for that is no test of them."""
    from ..corrections.score import Agreement
    from ..extract.training.manifest import sha256_of
    from ..graph.corpora import read_corpora
    from ..graph.teaching import Agreeing, documents_of, taught_documents
    from ..graph.workers import Failed, Limits, WorkersError, run

    limits = Limits.of(configured())
    whole = Agreement()
    try:
        taught, lost = taught_documents(read_corpora(documents_of(folder) for folder in folders))
        if seen := sum(sha256_of(one.path) in learned() for one in taught):
            remark(f"{seen} 份文件已被 DUIKOU_MODEL 学过,不能说明其他文件 documents that the weights have learned from")
        for one, found in run(Agreeing(limits.size), taught, jobs, limits):
            if isinstance(found, Failed):
                complain(f"{one.path}: {found.reason}")
                whole.left_out += len(one.rows)
            else:
                whole.add(found)
    except (ValueError, OSError, WorkersError) as error:
        raise fail(str(error)) from error
    whole.left_out += len(lost)
    whole.differing.sort(key=lambda row: (row.document, row.anchor.start, row.batch, row.line))
    return whole


def print_agreement(found: Agreement, as_json: bool, errors: bool) -> None:
    """Prints the shares by kind and action, and with *errors* every row that the extractor does not agree with."""
    if as_json:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=1))
        return
    title = f"{found.total().said} 条更正 corrections: 抽取器自己也这么说的 what the extractor says by itself"
    table = Table(title=title, title_justify="left")
    table.add_column("事实 fact", no_wrap=True)
    for action, word in ACTIONS.items():
        table.add_column(f"{word} {action}", justify="right", no_wrap=True)
    table.add_column("合计 all", justify="right", no_wrap=True)
    for kind in [kind for kind in KINDS if found.total(kind).said] + [""]:
        cells = (_cell(found.total(kind, action)) for action in (*ACTIONS, ""))
        table.add_row(f"{KINDS[kind]} {kind}" if kind else "合计 all", *cells)
    Console().print(table)
    if found.left_out:
        remark(f"{found.left_out} 条未计(原文找不到或已被否决) not counted: words that are gone, or overruled")
    if errors:
        for row in found.differing:
            typer.echo(printable(_line(row)))


def _cell(tally: Tally) -> str:
    return f"{tally.share:.2f} ({tally.agreed}/{tally.said})" if tally.said else ""


def _line(row: Correction) -> str:
    what = " ".join(filter(None, (row.kind.value, row.action.value, row.field)))
    says = " → ".join(filter(None, (row.was, row.value)))
    words = " ".join(row.anchor.quote.split())
    return "  ".join(filter(None, (what, row.subject, says, words, f"[{row.document}, {row.batch}:{row.line}]")))


def _as_json(found: Agreement) -> dict[str, Any]:
    def share(tally: Tally) -> dict[str, Any]:
        return {"said": tally.said, "agreed": tally.agreed, "share": round(tally.share, 4)}

    return {
        "all": share(found.total()),
        "by_kind": {kind: share(found.total(kind)) for kind in KINDS if found.total(kind).said},
        "by_action": {action: share(found.total("", action)) for action in ACTIONS if found.total("", action).said},
        "by_kind_and_action": {f"{kind} {action}": share(one) for (kind, action), one in sorted(found.by.items())},
        "left_out": found.left_out,
        "differing": [
            {"document": row.document, "batch": row.batch, "line": row.line, "row": _line(row)}
            for row in found.differing
        ],
    }
