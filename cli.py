"""The ``duikou`` command: a thin face over the packages."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from . import __version__
from .extract.evaluation.command import evaluate_command
from .networks.command import export_command
from .settings import Settings
from .shapes.command import validate_command

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="对口合作政策文件 → 知识图谱。Reads policy documents on paired cooperation into a linked-data graph.",
)
_stderr = Console(stderr=True, highlight=False, soft_wrap=True)

FAILED = 2
"""The exit code of a command that could not do all that it was asked to."""


def fail(message: str) -> typer.Exit:
    """Prints one clear line on standard error; raise what it returns."""
    _stderr.print(f"duikou: {message}", style="red", markup=False)
    return typer.Exit(FAILED)


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="显示版本 / Show the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


Documents = Annotated[
    Path | None, typer.Option("--documents", help="文件夹 / Folder of documents; the shipped ones by default.")
]
Output = Annotated[Path | None, typer.Option("--output", help="输出文件夹 / Where releases go.")]


@app.command("build")
def build_command(
    documents: Documents = None,
    output: Output = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="进程数 / Processes.")] = os.cpu_count() or 1,
    load: Annotated[
        str | None, typer.Option("--load", help="再上传到此图存储 / Then put every graph to this Graph Store URL.")
    ] = None,
) -> None:
    """构建图谱:抽取、校验、发布。Build the graph: extract, validate, publish."""
    settings = Settings()
    target = output or settings.output
    whole = run_build(documents or settings.documents, target, settings, jobs)
    if load:
        run_load(load, target, settings)
    if not whole:
        raise typer.Exit(FAILED)


def run_load(url: str, output: Path, settings: Settings) -> None:
    """Uploads the served release, a line for each graph on standard error."""
    from .api.store.engine import StoreError
    from .api.store.load import load

    def put(graph: str, triples: int) -> None:
        _stderr.print(f"  {graph}: {triples} triples", markup=False)

    try:
        load(output / "current" / "graph.nq", url, settings, put)
    except StoreError as error:
        raise fail(str(error)) from error


def run_build(documents: Path | None, output: Path, settings: Settings, jobs: int) -> bool:
    """Builds with progress on standard error. Returns whether every document went in."""
    from .graph.build import build
    from .graph.corpus import Extracted
    from .graph.corpus import Progress as Watch
    from .ontology.terms import Vocabulary

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_stderr, transient=True, disable=not _stderr.is_terminal) as bar:
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
        _stderr.print(f"duikou: {state.message}", style="red", markup=False)
    done = len(result.documents) - len(result.failed)
    _stderr.print(
        f"{done} 份文件 documents, {result.quads} quads, {result.seconds:.1f} s → {result.release}", markup=False
    )
    return not result.failed


def shipped_documents() -> Path:
    """The corpus that comes with the package."""
    return Path(__file__).resolve().parent / "data" / "documents"


@app.command("extract")
def extract_command(
    files: Annotated[list[Path], typer.Argument(help="文件 / Documents.")],
    output_format: Annotated[
        str, typer.Option("--format", help="json, turtle, nquads 或 jsonld / or jsonld.")
    ] = "json",
) -> None:
    """抽取文件中的事实,输出到标准输出。Write the facts of documents to standard output."""
    from .extract.pipeline import extract
    from .extract.read import ReadError
    from .graph.render import FORMATS, render

    if output_format not in FORMATS:
        raise fail(f"--format {output_format}: not one of {', '.join(FORMATS)}")
    settings = Settings()
    failed = False
    for file in files:
        try:
            facts = extract(file)
        except ReadError as error:
            fail(str(error))
            failed = True
            continue
        sys.stdout.buffer.write(render(facts, output_format, settings.base))
        sys.stdout.buffer.flush()
    if failed:
        raise typer.Exit(FAILED)


@app.command("query")
def query_command(
    file: Annotated[Path | None, typer.Argument(help=".rq 文件 / A query file.")] = None,
    query: Annotated[str | None, typer.Option("-q", "--query", help="查询 / The query itself.")] = None,
    output_format: Annotated[
        str | None, typer.Option("--format", help="table, csv, tsv, json, xml, turtle, ntriples, rdfxml, jsonld")
    ] = None,
    output: Output = None,
) -> None:
    """查询已构建的图谱。Query the built graph."""
    from .graph.query import QueryError, run

    if (file is None) == (query is None):
        raise fail("give a query file or -q QUERY, one of the two")
    settings = Settings()
    try:
        text = query if query is not None else file.read_text(encoding="utf-8") if file else ""
        result = run(text, output or settings.output, settings.base, output_format)
    except (OSError, UnicodeDecodeError, QueryError) as error:
        raise fail(f"{file or '-q'}: {error}") from error
    if isinstance(result, bytes):
        sys.stdout.buffer.write(result)
        sys.stdout.buffer.flush()
    else:
        Console(highlight=False).print(result)


@app.command("serve")
def serve_command(
    host: Annotated[str, typer.Option(help="监听地址 / Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 / Port.", min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="服务进程数 / Server processes.", min=1, max=64)] = 1,
    graph: Annotated[
        list[Path] | None,
        typer.Option("--graph", exists=True, help="改为提供这些 RDF 文件 / RDF file to serve in place of the build."),
    ] = None,
) -> None:
    """启动服务;还没有图谱时先构建。Serve the graph; builds first when there is none yet."""
    from .api.command import serve
    from .graph.release import current_release

    settings = Settings()
    files = tuple(graph or settings.graphs)
    if not files and settings.store is None and current_release(settings.output) is None:
        run_build(settings.documents, settings.output, settings, os.cpu_count() or 1)
    try:
        serve(settings, host, port, workers, files)
    except OSError as error:
        raise fail(str(error)) from error


app.command("evaluate")(evaluate_command)
app.command("export")(export_command)
app.command("validate")(validate_command)
