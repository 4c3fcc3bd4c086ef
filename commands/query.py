"""``duikou query``: a question to the built graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .say import configured, fail


def query_command(
    file: Annotated[Path | None, typer.Argument(help=".rq 文件 / A query file.")] = None,
    query: Annotated[str | None, typer.Option("-q", "--query", help="查询 / The query itself.")] = None,
    output_format: Annotated[
        str | None, typer.Option("--format", help="table, csv, tsv, json, xml, turtle, ntriples, rdfxml, jsonld")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", help="输出文件夹 / Where releases are.")] = None,
) -> None:
    """查询已构建的图谱。Query the built graph."""
    from ..graph.query import QueryError, run

    if (file is None) == (query is None):
        raise fail("give a query file or -q QUERY, one of the two")
    settings = configured()
    try:
        text = query if query is not None else file.read_text(encoding="utf-8") if file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise fail(f"{file}: {error}") from error
    folder = output or settings.output
    try:
        result = run(text, folder, settings.base, output_format)
    except QueryError as error:
        raise fail(f"{file or '-q'}: {error}") from error
    except (OSError, RuntimeError) as error:  # what the engine says of a store that is broken
        raise fail(f"{folder}: {error}") from error
    if isinstance(result, bytes):
        sys.stdout.buffer.write(result)
        sys.stdout.buffer.flush()
    else:
        Console(highlight=False).print(result)
