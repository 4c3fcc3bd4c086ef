"""``duikou verify``: every quote of a release, proved in the files that it came from."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from .say import configured, fail, remark
from .shipped import shipped_documents


def verify_command(
    release: Annotated[
        str | None,
        typer.Argument(help="版本号或文件夹,默认当前版本 / A release's id or folder; the served one by default."),
    ] = None,
    documents: Annotated[
        list[str] | None,
        typer.Option("--documents", help="文件夹,可多次给出 / Folder of its documents; may be given several times."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", help="输出文件夹 / Where releases are.")] = None,
) -> None:
    """重读源文件,逐条核对引文,退出码 0 全部属实、1 有误、2 无法读取。Prove every quote in the source files."""
    from ..graph.corpora import read_corpora
    from ..graph.verify import ReleaseError, find_release, verify

    settings = configured()
    started = time.perf_counter()
    given = documents or settings.documents
    shipped = [shipped_documents()] if not given or (settings.with_shipped and not documents) else []
    try:
        folders = [corpus.folder for corpus in read_corpora([*shipped, *given])]
    except (FileNotFoundError, ValueError) as error:
        raise fail(str(error)) from error
    try:
        found = find_release(output or settings.output, release)
        result = verify(found, folders)
    except ReleaseError as error:
        raise fail(str(error)) from error
    for line in result.faults:
        typer.echo(line)
    seconds = time.perf_counter() - started
    places = ", ".join(map(str, folders))
    remark(
        f"{found.name} ← {places}: {result.quotes} 处引文 quotes, {len(result.faults)} 处错误 faults, {seconds:.1f} s"
    )
    if result.faults:
        raise typer.Exit(1)
