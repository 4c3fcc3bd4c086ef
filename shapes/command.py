"""``duikou validate``: the SHACL report of the built graph or of any RDF file."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import pyoxigraph as ox
import typer

from ..ontology.terms import Vocabulary
from ..settings import Settings
from .catalogue import Severity
from .render import SHOWN, render
from .validate import DataError, load, validate


def validate_command(
    graphs: Annotated[
        list[Path] | None, typer.Argument(help="RDF 文件,默认已构建的图谱 / RDF files; the built graph by default.")
    ] = None,
    output_format: Annotated[
        Literal["text", "json", "turtle", "html"], typer.Option("--format", help="报告格式 / Form of the report.")
    ] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="写入文件 / Write the report to a file.")
    ] = None,
    fail_on: Annotated[
        Literal["violation", "warning", "info"],
        typer.Option("--fail-on", help="从哪一级起退出码为 1 / Exit with 1 from this severity on."),
    ] = "violation",
    language: Annotated[
        Literal["zh", "en"], typer.Option("--language", help="报告语言 / Language of the report.")
    ] = "zh",
    engine: Annotated[
        Literal["fast", "pyshacl"], typer.Option("--engine", help="校验引擎 / pyshacl is the slower reference.")
    ] = "fast",
    everything: Annotated[
        bool, typer.Option("--all", help=f"逐条列出,不止前 {SHOWN} 条 / List all results in the text.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="线程数 / Threads.")] = os.cpu_count() or 1,
) -> None:
    """校验图谱,退出码 0 通过、1 未通过、2 无法读取。Validate a graph: exit 0 conforms, 1 does not, 2 cannot be read."""
    settings = Settings()
    store = ox.Store()
    try:
        for path in graphs or [_built(settings.output)]:
            load(store, path)
        _stand_on_reference(store, Vocabulary(settings.base))
        report = validate(store, base=settings.base, engine=engine, jobs=jobs)
    except DataError as error:
        typer.echo(f"duikou: {error}", err=True)
        raise typer.Exit(2) from error
    data = render(report, output_format, language, None if everything else SHOWN)
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        beside = output.with_name(f".{output.name}.{os.getpid()}")
        beside.write_bytes(data)
        beside.replace(output)
    if not report.conforms(Severity(fail_on.capitalize())):
        raise typer.Exit(1)


def _stand_on_reference(store: ox.Store, vocabulary: Vocabulary) -> None:
    """Adds the gazetteer to data that comes without: what one document states stands on it."""
    from ..graph.reference import reference_quads  # noqa: PLC0415 - graph itself builds on this package

    if next(store.quads_for_pattern(None, None, None, ox.NamedNode(vocabulary.graph["reference"])), None) is None:
        store.bulk_extend(reference_quads(vocabulary))


def _built(output: Path) -> Path:
    """The dump of the release that is served. Raises DataError when nothing was built yet."""
    dump = output / "current" / "graph.nq"
    if not dump.exists():
        raise DataError(f"{dump}: no graph was built yet; run duikou build, or name an RDF file")
    return dump
