"""``duikou validate``: the SHACL report of the built graph or of any RDF file."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .say import configured, fail

if TYPE_CHECKING:
    from pyoxigraph import Store

    from ..ontology.terms import Vocabulary


def validate_command(
    graphs: Annotated[
        list[Path] | None, typer.Argument(help="RDF 文件,默认已构建的图谱 / RDF files; the built graph by default.")
    ] = None,
    shapes: Annotated[
        list[Path] | None, typer.Option("--shapes", help="改用这些 SHACL 形状 / RDF files of shapes in place of ours.")
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
        bool, typer.Option("--all", help="逐条列出,不止前几条 / List all results in the text, not the first few.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="线程数 / Threads.")] = os.cpu_count() or 1,
) -> None:
    """校验图谱,退出码 0 通过、1 未通过、2 无法读取。Validate a graph: exit 0 conforms, 1 does not, 2 cannot be read."""
    from pyoxigraph import Store

    from ..ontology.terms import Vocabulary
    from ..shapes.catalogue import Severity
    from ..shapes.own import validate_with
    from ..shapes.render import SHOWN, render
    from ..shapes.validate import DataError, load, quads_of, validate

    settings = configured()
    with ExitStack() as stack:
        files = graphs or [_built(settings.output, stack)]
        try:
            if shapes:
                quads = [quad for path in files for quad in quads_of(path)]
                report = validate_with(quads, shapes, base=settings.base, engine=engine)
            else:
                store = Store()
                for path in files:
                    load(store, path)
                _stand_on_reference(store, Vocabulary(settings.base))
                report = validate(store, base=settings.base, engine=engine, jobs=jobs)
        except DataError as error:
            raise fail(str(error)) from error
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


def _stand_on_reference(store: Store, vocabulary: Vocabulary) -> None:
    """Adds the gazetteer to data that comes without: what one document states stands on it."""
    from pyoxigraph import NamedNode

    from ..graph.reference import reference_quads

    if next(store.quads_for_pattern(None, None, None, NamedNode(vocabulary.graph["reference"])), None) is None:
        store.bulk_extend(reference_quads(vocabulary))


def _built(output: Path, stack: ExitStack) -> Path:
    """The dump of the release that is served; one made of its store when a write has changed it goes with *stack*."""
    from ..graph.release import current_release
    from ..graph.verify import dump_of

    release = current_release(output)
    if release is None:
        raise fail(f"{output}: no graph was built yet; run duikou build, or name an RDF file")
    try:
        return stack.enter_context(dump_of(release))
    except OSError as error:
        raise fail(f"{release}: {' '.join(str(error).split())}") from error
