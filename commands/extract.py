"""``duikou extract``: the facts of documents, without a graph."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from .say import FAILED, complain, configured, fail, remark


def extract_command(
    files: Annotated[list[Path], typer.Argument(help="文件 / Documents.")],
    output_format: Annotated[
        str, typer.Option("--format", help="json, turtle, nquads 或 jsonld / or jsonld.")
    ] = "json",
) -> None:
    """抽取文件中的事实,输出到标准输出。Write the facts of documents to standard output."""
    from ..graph.rendering import FORMATS, Rendering
    from ..graph.workers import Failed, Limits, WorkersError, run, start

    if output_format not in FORMATS:
        raise fail(f"--format {output_format}: not one of {', '.join(FORMATS)}")
    settings = configured()
    limits = Limits.of(settings)
    start()
    failed = False
    with TemporaryDirectory(prefix="duikou-extract-") as scratch:
        facts = Path(scratch) / "facts"
        try:
            for file, notes in run(Rendering(output_format, settings.base, limits.size, facts), files, 1, limits):
                if isinstance(notes, Failed):
                    complain(f"{file}: {notes.reason}")
                    failed = True
                    continue
                for note in notes:
                    remark(f"{file}: {note}")
                with facts.open("rb") as written:
                    copyfileobj(written, sys.stdout.buffer)
                sys.stdout.buffer.flush()
        except WorkersError as error:
            raise fail(str(error)) from error
    if failed:
        raise typer.Exit(FAILED)
