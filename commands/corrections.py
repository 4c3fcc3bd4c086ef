"""``duikou corrections``: what people corrected beside folders of documents."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .say import check_knowledge, configured, fail, remark
from .shipped import shipped_documents
from .suggest import suggest_command

if TYPE_CHECKING:
    from ..corrections.model import Correction
    from ..graph.corpora import Corpus

Documents = Annotated[
    list[str] | None,
    typer.Option("--documents", metavar="[NAME=]FOLDER", help="文件夹,可重复 / Folder of documents, may be repeated."),
]

corrections_app = typer.Typer(no_args_is_help=True, help="人工更正。What people corrected.")


@corrections_app.command("list")
def list_command(documents: Documents = None) -> None:
    """列出各批更正。List the batches: rows, actions, who, from when to when."""
    from ..corrections.batches import FOLDER, UNDONE, batch_files, read_batch

    for corpus in _corpora(documents):
        for path in batch_files(corpus.rows):
            try:
                rows = read_batch(path)
            except ValueError as error:
                raise fail(str(error)) from error
            actions = Counter(row.action.value for row in rows)
            said = ", ".join(f"{count} {action}" for action, count in sorted(actions.items()))
            who = ", ".join(sorted({row.who for row in rows}))
            times = sorted(row.when for row in rows)
            span = f"{times[0]} … {times[-1]}" if times else ""
            typer.echo(f"{corpus.name}/{path.stem}: {len(rows)} 条 rows ({said}), {who}, {span}")
        for path in sorted((corpus.rows / FOLDER).glob(f"*{UNDONE}*")):
            typer.echo(f"{corpus.name}/{path.name}: 已撤销 undone")


@corrections_app.command("undo")
def undo_command(
    batch: Annotated[str, typer.Argument(help="批名 / Name of the batch, as list has it.")], documents: Documents = None
) -> None:
    """撤销一批更正(文件改名保留);只写批名时,各文件夹的同名批次一并撤销。Undo a batch, in each folder that has one of
    that name: its file is kept under another name and no longer read. CORPUS/NAME undoes that of one folder."""
    from ..corrections.batches import undo

    name, _, plain = batch.rpartition("/")
    holders = [one for one in _corpora(documents) if name in ("", one.name)]
    found = False
    for corpus in holders:  # what one person says on one day has one name, in whichever folders they say it
        try:
            kept = undo(corpus.rows, plain)
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            raise fail(str(error)) from error
        remark(f"{corpus.name}/{plain}: 已撤销 undone → {kept}; 下次构建生效 the next build goes without it")
        found = True
    if not found:
        raise fail(f"{batch}: no such batch beside {', '.join(str(one.rows) for one in holders) or 'any documents'}")


@corrections_app.command("check")
def check_command(
    documents: Documents = None,
    output: Annotated[Path | None, typer.Option("--output", help="输出文件夹 / Where releases are.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="进程数 / Processes.")] = os.cpu_count() or 1,
) -> None:
    """逐条检查更正能否落到原文,退出码 0 全部生效、1 有待处理、2 无法读取。Find every correction's words again: exit 1
    when some are orphaned or conflict."""
    from ..corrections.outcomes import OPEN, Fate
    from ..graph.kept import Served
    from ..graph.recheck import recheck
    from ..graph.workers import Limits, WorkersError

    check_knowledge()
    settings = configured()
    served = Served.of(output or settings.output)
    try:
        found = recheck(_corpora(documents), served, jobs, Limits.of(settings))
    except (OSError, ValueError, WorkersError) as error:
        raise fail(str(error)) from error
    counts = Counter(outcome.fate for _, outcome in found)
    for document, outcome in found:
        if outcome.fate is not Fate.EXACT:
            row, against = outcome.row, outcome.against
            why = [outcome.cause.value, f"{against.batch}:{against.line}" if against else ""]
            told = " ".join(filter(None, [outcome.fate.value, *why]))
            quote = " ".join(row.anchor.quote.split())[:40]
            typer.echo(f"{document}: {row.batch}:{row.line}: {told}: {row.kind.value} {quote}")
    remark(", ".join(f"{counts[fate]} {fate.value}" for fate in Fate))
    if any(counts[fate] for fate in OPEN):
        raise typer.Exit(1)


@corrections_app.command("export")
def export_corrections_command(
    output_format: Annotated[
        Literal["jsonld", "csv"],
        typer.Option("--format", help="网络批注(JSON-LD)或一张表 / Web Annotations, or one table."),
    ] = "jsonld",
    documents: Documents = None,
) -> None:
    """导出全部更正到标准输出。Write all corrections to standard output."""
    from ..corrections.batches import table
    from ..graph.annotations import annotation_page

    rows = _rows(documents)
    data = table(rows) if output_format == "csv" else annotation_page(rows, configured().base)
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _rows(documents: list[str] | None) -> list[Correction]:
    from ..corrections.batches import chronological, read_batches

    try:
        return sorted((row for one in _corpora(documents) for row in read_batches(one.rows)), key=chronological)
    except ValueError as error:
        raise fail(str(error)) from error


def _corpora(documents: list[str] | None) -> tuple[Corpus, ...]:
    """The corpora that a build would read."""
    from ..graph.corpora import read_corpora

    settings = configured()
    given: list[str | Path] = [*(documents or settings.documents)]
    shipped: list[str | Path] = [shipped_documents()] if not given or (settings.with_shipped and not documents) else []
    try:
        return read_corpora([*shipped, *given], settings.corrections or settings.output)
    except (OSError, ValueError) as error:
        raise fail(str(error)) from error


corrections_app.command("suggest")(suggest_command)
