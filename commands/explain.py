"""``duikou explain``: what was proposed in a document, what was decided and why, line by line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..graph.workers import Failed, Limits, WorkersError, run
from ..printable import printable
from .say import configured, fail, remark

if TYPE_CHECKING:
    from ..extract.explain.model import Choice, Explanation, Line, Why

Describe = Callable[[str, str], str]
"""A feature of a decision in words."""
Row = tuple[str, float, bool, str, "Why", str]
"""What it is about, how probable it is, whether it was taken, its words, the reasons; and who else proposes it."""

WORDS: dict[str, tuple[str, str]] = {
    "line": ("第{}行", "Line {}"),
    "what": ("事项", "what"),
    "probability": ("概率", "p"),
    "taken": ("取舍", "taken"),
    "found": ("内容", "found"),
    "reasons": ("主要理由(对数几率)", "strongest reasons (log odds)"),
    "clause": ("举措", "measure"),
    "context": ("举措:上下文", "measure: context"),
    "commitment": ("力度", "commitment"),
    "topic": ("主题", "topic"),
    "target": ("目标", "target"),
    "name": ("名称", "name"),
    "claim": ("责任", "responsible"),
    "role": ("角色", "role"),
    "pair": ("结对", "pair"),
    "direction": ("受援方", "receives"),
    "status": ("状态", "status"),
    "model": ("大模型", "large model"),
    "nothing": ("没有可说明的内容", "nothing was seen here"),
}
LABELS: dict[str, tuple[str, str]] = {
    "require": ("要求", "require"),
    "support": ("支持", "support"),
    "encourage": ("鼓励", "encourage"),
    "explore": ("探索", "explore"),
    "responsible": ("责任单位", "responsible"),
    "lead": ("牵头单位", "lead"),
    "supporting": ("配合单位", "supporting"),
    "in-force": ("有效", "in force"),
    "ended": ("已结束", "ended"),
    "proposed": ("拟议", "proposed"),
    "denied": ("否认", "denied"),
    "none": ("无结对", "none"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "Agency": ("机构", "agency"),
    "AgencyGroup": ("机构群", "agencies"),
    "City": ("城市", "city"),
    "County": ("区县", "county"),
    "Province": ("省", "province"),
    "Organization": ("组织", "organisation"),
    "Platform": ("平台", "platform"),
    "Project": ("项目", "project"),
    "Event": ("活动", "event"),
    "BaseArea": ("革命老区", "base area"),
    "Region": ("区域", "region"),
    "PolicyDocument": ("文件", "document"),
}


@dataclass(frozen=True, slots=True)
class Explaining:
    """What a worker does with a document of no more than *largest* bytes: explains one *line* of it, or all."""

    largest: int
    line: int | None

    def prepare(self) -> None:
        """Loads what explains."""
        from ..extract.explain import explain  # noqa: F401
        from ..extract.llm import ask  # noqa: F401

    def __call__(self, path: Path) -> tuple[Explanation, tuple[str, ...]] | Failed:
        """The explanation, and what of the file could not be read, or not be asked about."""
        from ..extract.explain.explain import explain
        from ..extract.llm.ask import Asking
        from ..extract.read import ReadError, read

        try:
            source = read(path, self.largest)
        except ReadError as error:
            return Failed(error.reason)
        count = source.text.count("\n") + 1
        if self.line is not None and not 1 <= self.line <= count:
            return Failed(f"there is no line {self.line}; it has {count}")
        asking = Asking()
        found = explain(source, self.line, propose=asking)
        return found, (*source.notes, *filter(None, [asking.failure]))


def explain_command(
    file: Annotated[
        str, typer.Argument(help="文件,或 文件:行号 / A document, or DOCUMENT:LINE.", metavar="FILE[:LINE]")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / Print JSON.")] = False,
    language: Annotated[
        Literal["zh", "en"], typer.Option("--language", help="说明语言 / Language of the explanation.")
    ] = "zh",
) -> None:
    """说明逐行考虑了什么、取了什么、为什么。What was proposed and decided of each line, and why."""
    from ..extract.explain.words import phrases

    path, line = _place(file)
    limits = Limits.of(configured())
    try:
        ((_, answer),) = run(Explaining(limits.size, line), [path], 1, limits)
    except WorkersError as error:
        raise fail(str(error)) from error
    if isinstance(answer, Failed):
        raise fail(f"{path}: {answer.reason}")
    found, notes = answer
    known = phrases(language)

    def describe(decision: str, feature: str) -> str:
        return known.describe(decision, feature) or feature

    for note in notes:
        remark(f"{path}: {note}")
    if as_json:
        typer.echo(json.dumps(_plain(found, describe), ensure_ascii=False, indent=1))
    else:
        render(found, Console(highlight=False), language, describe)


def _place(file: str) -> tuple[Path, int | None]:
    """The file, and the line that is asked for: a file whose own name ends in a number goes before."""
    path, _, number = file.rpartition(":")
    if path and number.isdecimal() and not Path(file).exists():
        return Path(path), int(number)
    return Path(file), None


def render(found: Explanation, console: Console, language: str, describe: Describe) -> None:
    """Prints a table for each line."""

    def word(key: str) -> str:
        return WORDS[key][language == "en"]

    console.print(escape(printable(f"{found.document}  {found.title}  ({found.kind})")), style="bold")
    if not found.lines:
        console.print(word("nothing"))
    for line in found.lines:
        console.print()
        console.print(escape(f"{word('line').format(line.number)}  {printable(line.text)}"), style="bold")
        table = Table(show_lines=True)
        for key in ("what", "probability", "taken", "found", "reasons"):
            table.add_column(word(key), overflow="fold", justify="right" if key == "probability" else "left")
        for what, probability, taken, words, why, source in _rows(line, language):
            reasons = [
                printable(f"{reason.weight:+.1f} {describe(why.decision, reason.feature)}")
                for reason in (*why.reasons_for, *why.reasons_against)
            ]
            table.add_row(
                f"{word(what)} ← {word(source)}" if source else word(what),
                f"{probability:.2f}",
                "✓" if taken else "✗",
                escape(printable(words)),
                escape("\n".join(reasons)),
            )
        console.print(table)


def _rows(line: Line, language: str) -> Iterator[Row]:
    """What is shown of a line."""
    from ..extract.explain.words import topic_names

    def label(name: str) -> str:
        return LABELS[name][language == "en"] if name in LABELS else topic_names(language).get(name, name)

    def chosen(what: str, choice: Choice) -> Row:
        return what, choice.probability, True, label(choice.label), choice.why, ""

    for clause in line.clauses:
        yield "clause", clause.probability, clause.taken, clause.text, clause.why, clause.source
        yield "context", clause.probability, clause.taken, "", clause.context, ""
        if clause.commitment:
            yield chosen("commitment", clause.commitment)
        yield from (chosen("topic", topic) for topic in clause.topics)
        if clause.target:
            yield "target", clause.target.probability, clause.target.label == "yes", clause.text, clause.target.why, ""
    for claim in line.claims:
        yield "claim", claim.probability, claim.taken, f"{claim.body} ← {claim.measure_text}", claim.why, ""
        yield "context", claim.probability, claim.taken, "", claim.context, ""
        if claim.role:
            yield chosen("role", claim.role)
    for pair in line.pairs:
        words = f"{pair.base} — {pair.partner}: {pair.text}"
        yield "pair", pair.probability, pair.taken, words, pair.why, pair.source
        if pair.taken:
            yield chosen("direction", pair.direction)
            yield chosen("status", pair.status)
    for name in line.names:
        meant = f" → {'; '.join(name.names)}" if name.names and name.names != (name.text,) else ""
        yield "name", name.probability, name.taken, f"{label(name.type)} {name.text}{meant}", name.why, name.source


def _plain(value: Any, describe: Describe) -> Any:
    """An explanation as a value for ``json.dump``; of each reason also its words."""
    from ..extract.explain.model import Why

    if isinstance(value, Why):
        return {
            "decision": value.decision,
            **{
                side: [
                    {
                        "feature": one.feature,
                        "words": describe(value.decision, one.feature),
                        "weight": round(one.weight, 3),
                    }
                    for one in reasons
                ]
                for side, reasons in (("for", value.reasons_for), ("against", value.reasons_against))
            },
        }
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name), describe) for name in value.__dataclass_fields__}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):  # a Span
        return list(value)
    if isinstance(value, tuple):
        return [_plain(item, describe) for item in value]
    return round(value, 3) if isinstance(value, float) else value
