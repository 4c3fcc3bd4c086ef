"""``duikou gold export``: documents that people have corrected become annotated ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..settings import Settings
from .build import Documents
from .say import FAILED, complain, configured, fail, remark
from .shipped import shipped_documents

if TYPE_CHECKING:
    from ..graph.corpora import Corpus

gold_app = typer.Typer(no_args_is_help=True, help="标注 / Annotated documents.")


@gold_app.callback()
def gold() -> None:
    """标注文件。Annotated documents."""


@gold_app.command("export")
def export_command(
    documents: Documents = None,
    output: Annotated[Path, typer.Option("--output", help="标注写到哪里 / Where the annotations go.")] = Path("gold"),
) -> None:
    """把改过的文件写成标注文件。Write the documents that people have corrected as annotated ones.

    每份写出 NAME.json(格式见 data/gold/README.md)和原文件;seen 一栏记明哪些是有人看过的。Each gives NAME.json (its
    format is in data/gold/README.md) and the file beside it; its key seen tells what of it people have seen.
    """
    from ..graph.teaching import AsGold, taught_documents
    from ..graph.workers import Failed, Limits, WorkersError, run

    settings = configured()
    limits = Limits.of(settings)
    failed = 0
    try:
        taught, lost = taught_documents(corpora_of(documents, settings))
        for one, annotation in run(AsGold(limits.size), taught, 1, limits):
            if isinstance(annotation, Failed):
                complain(f"{one.path}: {annotation.reason}")
                failed += 1
            else:
                write_gold(output, one.slug, one.path, annotation)
                remark(f"  {one.path.name}: {_told(annotation['seen'])}")
    except (ValueError, OSError, WorkersError) as error:
        raise fail(str(error)) from error
    if lost:
        remark(f"{len(lost)} 条更正的文件不在此处 corrections are of no document here")
    remark(f"{len(taught) - failed} 份文件 documents → {output}")
    if failed:
        raise typer.Exit(FAILED)


def corpora_of(documents: Sequence[str] | None, settings: Settings) -> tuple[Corpus, ...]:
    """The folders of documents that are meant: those given, else those of the settings, else the shipped one."""
    from ..graph.corpora import read_corpora

    given = documents or settings.documents or (str(shipped_documents()),)
    return read_corpora(given, settings.corrections or settings.output)


def write_gold(target: Path, name: str, document: Path, annotation: dict[str, Any]) -> None:
    """Writes an annotation and a copy of its *document* to the folder *target*, each beside first, then renamed."""
    target.mkdir(parents=True, exist_ok=True)
    text = json.dumps(annotation, ensure_ascii=False, indent=1) + "\n"
    copy, said = target / f"{name}{document.suffix.lower()}", target / f"{name}.json"
    beside = {path: path.with_name(f".{path.name}.part") for path in (copy, said)}
    if document.is_dir():  # a document of several files
        shutil.rmtree(beside[copy], ignore_errors=True)
        shutil.copytree(document, beside[copy])
        shutil.rmtree(copy, ignore_errors=True)  # no folder takes the place of one that is not empty
    else:
        shutil.copyfile(document, beside[copy])
    beside[said].write_bytes(text.encode())
    for path in (copy, said):
        beside[path].replace(path)


def _told(seen: dict[str, Any]) -> str:
    throughout = ", ".join(seen["throughout"])
    facts = f"{len(seen['facts'])} 条事实 facts"
    return f"{facts}; 通读 throughout: {throughout}" if throughout else facts
