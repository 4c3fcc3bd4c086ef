"""``duikou build``: a folder of documents becomes a validated graph."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..settings import Settings
from .say import FAILED, complain, configured, fail, stderr

Documents = Annotated[
    Path | None, typer.Option("--documents", help="文件夹 / Folder of documents; the shipped ones by default.")
]
Output = Annotated[Path | None, typer.Option("--output", help="输出文件夹 / Where releases go.")]


def build_command(
    documents: Documents = None,
    output: Output = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="进程数 / Processes.")] = os.cpu_count() or 1,
    load: Annotated[
        str | None, typer.Option("--load", help="再上传到此图存储 / Then put every graph to this Graph Store URL.")
    ] = None,
) -> None:
    """构建图谱:抽取、校验、发布。Build the graph: extract, validate, publish."""
    settings = configured()
    target = output or settings.output
    whole = run_build(documents or settings.documents, target, settings, jobs)
    if load:
        run_load(load, target, settings)
    if not whole:
        raise typer.Exit(FAILED)


def run_load(url: str, output: Path, settings: Settings) -> None:
    """Uploads the served release, a line for each graph on standard error."""
    from ..api.store.engine import StoreError
    from ..api.store.load import load

    def put(graph: str, triples: int) -> None:
        stderr.print(f"  {graph}: {triples} triples", markup=False)

    try:
        load(output / "current" / "graph.nq", url, settings, put)
    except StoreError as error:
        raise fail(str(error)) from error


def run_build(documents: Path | None, output: Path, settings: Settings, jobs: int) -> bool:
    """Builds with progress on standard error. Returns whether every document went in."""
    from ..graph.build import build
    from ..graph.corpus import Extracted
    from ..graph.corpus import Progress as Watch
    from ..ontology.terms import Vocabulary

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task("抽取 extract", total=None)

        def document(done: Extracted) -> None:
            bar.advance(task)
            if not done.fresh:
                bar.console.print(f"  {done.state.file}: 未变 unchanged", markup=False)
            elif done.state.status != "failed":
                state = done.state
                bar.console.print(
                    f"  {state.file}: {state.measures} 项任务 measures, {state.quads} quads", markup=False
                )

        watch = Watch(
            started=lambda total: bar.update(task, total=total),
            document=document,
            stage=lambda name: bar.update(task, description=name),
        )
        try:
            result = build(
                documents or shipped_documents(), output, Vocabulary(settings.base), jobs=jobs, progress=watch
            )
        except (OSError, ValueError) as error:
            raise fail(str(error)) from error
    for state in result.failed:
        complain(state.message)
    done = len(result.documents) - len(result.failed)
    stderr.print(
        f"{done} 份文件 documents, {result.quads} quads, {result.seconds:.1f} s → {result.release}", markup=False
    )
    return not result.failed


def shipped_documents() -> Path:
    """The corpus that comes with the package."""
    return Path(__file__).resolve().parent.parent / "data" / "documents"
