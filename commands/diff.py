"""``duikou diff``: what changed from one release to another."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .say import configured, fail

if TYPE_CHECKING:
    from ..graph.history.log import Entry

SHORTEST = 4
"""Digits by which a release may be named."""


def diff_command(
    releases: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[RELEASE] [RELEASE]",
            help="较早和较晚的版本,默认上一版与现行版 / Earlier and later release; by default the last two.",
        ),
    ] = None,
    output_format: Annotated[
        Literal["text", "json", "rdfpatch"], typer.Option("--format", help="格式 / Form of the answer.")
    ] = "text",
    language: Annotated[
        Literal["zh", "en"], typer.Option("--language", help="文字语言 / Language of the text.")
    ] = "zh",
    replay: Annotated[
        bool,
        typer.Option(
            "--replay", help="由补丁重放出一个版本的 graph.nq / Write a release's graph, replayed from patches."
        ),
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", help="输出文件夹 / Where releases are.")] = None,
) -> None:
    """比较两个版本:新增、撤下和改动的事实,附原文。Compare two releases: facts added, gone and changed, with quotes."""
    from ..graph.history import patch
    from ..graph.history.log import entries

    settings = configured()
    folder = output or settings.output
    try:
        log = entries(folder)
        before, after = _chosen(folder, log, releases or [], replay)
        if replay:
            _write(patch.replay([entry.patch for entry in log[: _position(folder, log, after) + 1]]))
        else:
            _write(_difference(folder, log, before, after, output_format, language, settings.base))
    except BrokenPipeError:
        raise  # whoever reads has enough: that is no fault
    except (OSError, ValueError) as error:
        raise fail(str(error)) from error


def _difference(
    folder: Path, log: list[Entry], before: str, after: str, output_format: str, language: str, base: str
) -> Iterable[bytes]:
    from ..graph.history import patch
    from ..graph.history.facts import Comparison, in_order
    from ..graph.history.log import TOGETHER, rebuilt
    from ..graph.history.render import text, to_json
    from ..ontology.terms import Vocabulary

    vocabulary = Vocabulary(base)
    with ExitStack() as dumps:
        old, new = (dumps.enter_context(rebuilt(folder, log, version)) for version in (before, after))
        comparison = Comparison(old, new, vocabulary)
        if output_format == "rdfpatch":
            yield from patch.rows(patch.Header(after, before), comparison.changes())
            return
        facts = in_order(comparison.facts(), vocabulary)
        if output_format == "json":
            yield to_json(before, after, facts)
            return
        lines = text(before, after, facts, lambda iri: comparison.name(iri) if iri else TOGETHER, language)
        yield from (f"{line}\n".encode() for line in lines)


def _chosen(folder: Path, log: list[Entry], asked: list[str], replay: bool) -> tuple[str, str]:
    """The two releases that are compared, by their full names. Raises ValueError when there are none such."""
    from ..graph.release import current_release

    kept = folder / "releases"
    known = dict.fromkeys([entry.version for entry in log])
    known |= dict.fromkeys(sorted(path.name for path in kept.iterdir()) if kept.is_dir() else ())
    served = current_release(folder)
    if served is None:
        raise ValueError(f"{folder} holds no graph yet; run: duikou build")
    if len(asked) > (1 if replay else 2):
        raise ValueError(f"diff compares two releases, and {len(asked)} are named")
    named = [_named(folder, version, list(known)) for version in asked]
    if len(named) == 2:
        return named[0], named[1]
    if replay:
        return "", named[0] if named else served.name
    return named[0] if named else _before(folder, log, served), served.name


def _before(folder: Path, log: list[Entry], served: Path) -> str:
    """The release before the served one: by the log, or by its own word when a write has changed it since."""
    from ..graph.history.log import find

    if entry := find(log, served.name):
        before = entry.previous
    else:
        description = json.loads((served / "build.json").read_bytes())
        before = description.get("updated_from") or description.get("previous")
    if not before:
        raise ValueError(f"{folder}: there is no release before {served.name}")
    return before


def _named(folder: Path, asked: str, known: list[str]) -> str:
    found = [version for version in known if version == asked] or [
        version for version in known if len(asked) >= SHORTEST and version.startswith(asked)
    ]
    if len(found) != 1:
        what = "is the beginning of several releases" if found else "no such release"
        raise ValueError(f"{folder}: {asked}: {what}; known are {', '.join(found or known)}")
    return found[0]


def _position(folder: Path, log: list[Entry], version: str) -> int:
    found = [position for position, entry in enumerate(log) if entry.version == version]
    if not found:
        raise ValueError(f"{folder}: {version}: no patch leads to this release")
    return found[-1]


def _write(pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
