"""``duikou extract``: the facts of documents, without a graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .say import FAILED, configured, fail


def extract_command(
    files: Annotated[list[Path], typer.Argument(help="文件 / Documents.")],
    output_format: Annotated[
        str, typer.Option("--format", help="json, turtle, nquads 或 jsonld / or jsonld.")
    ] = "json",
) -> None:
    """抽取文件中的事实,输出到标准输出。Write the facts of documents to standard output."""
    from ..extract.pipeline import extract
    from ..extract.read import ReadError
    from ..graph.render import FORMATS, render

    if output_format not in FORMATS:
        raise fail(f"--format {output_format}: not one of {', '.join(FORMATS)}")
    settings = configured()
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
