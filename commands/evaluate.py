"""``duikou evaluate``: scores as a table or as JSON, differences in words."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from .agreement import print_agreement, score_corrections
from .fit import needs_fit
from .say import configured, fail, remark

if TYPE_CHECKING:
    from ..extract.evaluation.evaluate import Evaluation
    from ..extract.training.gold import Gold

CHINESE = {
    "document": "文件信息",
    "entities": "实体(全部)",
    "entities, lenient": "实体(宽松)",
    "pairs": "结对",
    "pair details": "结对详情",
    "measures": "举措",
    "topics": "主题",
    "areas": "领域",
    "commitment": "承诺力度",
    "responsibility": "责任单位",
    "roles": "牵头配合",
    "topics, matched": "主题(已匹配)",
    "areas, matched": "领域(已匹配)",
    "commitment, matched": "力度(已匹配)",
    "measure platforms": "举措中的平台",
    "measure organizations": "举措中的机构",
    "measure places": "举措中的地方",
    "citations": "引用文件",
    "citation numbers": "引用文号",
    "targets": "目标",
    "noise kept out": "噪声剔除",
}
"""The fields that have a Chinese name; an entity's type goes by itself."""


def evaluate_command(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(help="标注文件夹,默认内置标注 / Folders of annotated documents; the shipped ones by default."),
    ] = None,
    documents: Annotated[
        Path | None, typer.Option("--documents", help="其文件所在文件夹 / Folder of their documents.")
    ] = None,
    corrections: Annotated[
        list[Path] | None,
        typer.Option(
            "--corrections",
            metavar="DIR",
            help="只按此文件夹里的更正评估,可重复 / Score on the corrections beside these documents; may be repeated.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / Print JSON.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="列出每处差异 / List every miss and false alarm.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="进程数 / Processes.")] = os.cpu_count() or 1,
) -> None:
    """对照标注评估抽取效果。Precision, recall and F1 for each kind of fact against annotated documents.

    内置标注按交叉验证评估,其他文件夹用内置模型(或 DUIKOU_MODEL)评估。Shipped gold is read by models that were not
    fitted on it, other folders by the shipped model, or the one that DUIKOU_MODEL names.
    """
    if corrections:
        if gold or documents:
            raise fail("--corrections is scored by itself, without annotated documents")
        print_agreement(score_corrections(corrections, jobs, learned), as_json, errors)
        return
    configured()
    shipped = Path(str(files("duikou.data"))) / "gold"
    asked = [path.resolve() for path in gold or [shipped]]
    own = [path for path in asked if path.is_relative_to(shipped.resolve())]
    try:
        if own and len(own) == len(asked):
            needs_fit()
            result = _left_out(shipped, own, jobs)
        elif own:
            raise fail("shipped gold and other folders are evaluated apart: one command for each")
        else:
            result = _unseen(asked, documents, shipped, jobs)
    except (ValueError, OSError) as error:
        raise fail(str(error)) from error
    if as_json:
        typer.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=1))
    else:
        render(result, Console(), errors)


def _left_out(shipped: Path, asked: Sequence[Path], jobs: int) -> Evaluation:
    """The shipped documents below the folders *asked* for, each read with models that were fitted without it."""
    from ..extract.evaluation.crossval import leave_out
    from ..extract.evaluation.evaluate import Evaluation, checked
    from ..extract.training.gold import gold_clauses, gold_sets

    root = shipped.resolve()
    golds = checked(gold_sets(shipped))
    wanted = {gold.name for gold in golds if any((root / gold.group).is_relative_to(path) for path in asked)}
    if not wanted:
        raise FileNotFoundError(f"{asked[0]}: no annotated document (*.json)")
    result = Evaluation()
    for one, found in leave_out(golds, gold_clauses(shipped / "clauses.csv"), jobs=jobs, report=remark):
        if one.name in wanted:
            result.add(one, found)
    return result


def _unseen(folders: Sequence[Path], documents: Path | None, shipped: Path, jobs: int) -> Evaluation:
    """The documents of *folders*, read with the model in use. Those that it has learned from are named and left out."""
    from ..extract.evaluation.evaluate import Evaluation, checked, read_with
    from ..extract.models import models_in_use
    from ..extract.training.gold import gold_documents, gold_sets

    golds: list[Gold] = []
    for folder in folders:
        sets = (folder / "sets.toml").exists() and documents is None
        golds += gold_sets(folder) if sets else gold_documents(folder, documents, group=folder.name)
    fitted = _texts_of(shipped) | learned()
    for one in golds:
        if one.clean.source.sha256 in fitted:
            remark(f"{one.name}: left out, the model was fitted on this document")
    kept = checked(one for one in golds if one.clean.source.sha256 not in fitted)
    if not kept:
        raise FileNotFoundError(f"{', '.join(map(str, folders))}: no annotated document (*.json)")
    result = Evaluation()
    for one, found in read_with(kept, models_in_use(), jobs):
        result.add(one, found)
    return result


@cache
def _texts_of(shipped: Path) -> frozenset[str]:
    """The SHA-256 of every document that the shipped model was fitted on."""
    from ..extract.training.manifest import gold_texts, sha256_of

    return frozenset(sha256_of(path) for path in gold_texts(shipped))


def learned() -> frozenset[str]:
    """The SHA-256 of every document that the user's own weights were moved towards."""
    from ..extract.own import own
    from ..extract.training.manifest import NAME, read_manifest

    folder = own().model
    if not folder or not (folder / NAME).exists():
        return frozenset()
    return frozenset(read_manifest(folder).documents.values())


def render(result: Evaluation, console: Console, errors: bool = False) -> None:
    """Prints the scores as a table, then F1 by kind and set, calibration, and with *errors* every difference."""
    whole = result.whole
    title = (
        f"{len(whole.documents)} 份文件 documents; P 精确率 precision, R 召回率 recall, 对 right, 误 false, 漏 missed"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("事实 fact", no_wrap=True)
    for heading in ("P", "R", "F1", "对", "误", "漏"):
        table.add_column(heading, justify="right", no_wrap=True)
    for kind in _ordered(whole.fields):
        score = whole.fields[kind]
        shares = (f"{value:.3f}" for value in (score.precision, score.recall, score.f1))
        table.add_row(_named(kind), *shares, str(score.right), str(score.false), str(score.missed))
    console.print(table)
    _render_parts(result, console)
    _render_calibration(result, console)
    if errors:
        for kind, findings in groupby(sorted(whole.findings, key=lambda one: one.kind), key=lambda one: one.kind):
            console.print(f"\n{_named(kind)}", style="bold")
            for one in findings:
                console.print(f"  {one.problem:7} {one.words}  [{one.document}]", markup=False, soft_wrap=True)


def _render_parts(result: Evaluation, console: Console) -> None:
    parts = result.parts
    table = Table(title="F1 按类别与标注集 by kind and set", title_justify="left")
    table.add_column("事实 fact", no_wrap=True)
    for name, scores in parts.items():
        table.add_column(f"{name} ({len(scores.documents)})", justify="right")
    for kind in _ordered(result.whole.fields):
        cells = (part.fields.get(kind) for part in parts.values())
        table.add_row(_named(kind), *(f"{score.f1:.3f}" if score else "" for score in cells))
    console.print(table)


def _render_calibration(result: Evaluation, console: Console) -> None:
    from ..extract.evaluation.calibration import calibration_error
    from ..extract.evaluation.evaluate import BELIEVED

    table = Table(title="概率校准误差 calibration error (10 bins)", title_justify="left")
    table.add_column("事实 fact", no_wrap=True)
    table.add_column("ECE", justify="right")
    table.add_column("平均概率 mean", justify="right")
    table.add_column("正确率 right", justify="right")
    table.add_column("数 count", justify="right")
    for kind in BELIEVED:
        if beliefs := result.whole.beliefs.get(kind):
            mean = sum(one.probability for one in beliefs) / len(beliefs)
            right = sum(one.right for one in beliefs) / len(beliefs)
            figures = (f"{value:.3f}" for value in (calibration_error(beliefs), mean, right))
            table.add_row(_named(kind), *figures, str(len(beliefs)))
    console.print(table)


def _named(kind: str) -> str:
    return f"{CHINESE[kind]} {kind}" if kind in CHINESE else kind


def _ordered(kinds: Iterable[str]) -> list[str]:
    """In the order of CHINESE, the types of entities behind all entities."""
    order = {kind: number for number, kind in enumerate(CHINESE)}
    return sorted(kinds, key=lambda kind: (order.get(kind, order["entities"]), kind not in order, kind))
