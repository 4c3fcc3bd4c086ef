"""A report as text, JSON, Turtle or HTML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby

import pyoxigraph as ox
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from .catalogue import Check, Severity
from .report import Report, Result

Checks = list[tuple[Check, list[Result]]]
Groups = list[tuple[str, list[tuple[str, Checks]]]]

SHOWN = 20
"""How many results of one check the text lists; the other formats hold all."""


def render(report: Report, output_format: str, language: str = "zh", shown: int | None = SHOWN) -> bytes:
    """The report in a format of FORMATS, as UTF-8. *language* is zh or en; *shown* limits the text's lists."""
    return FORMATS[output_format](report, language, shown)


def _text(report: Report, language: str, shown: int | None) -> bytes:
    words = _words(language)
    lines: list[str] = []
    for document, themes in _groups(report, language):
        lines += [document, ""]
        for theme, checks in themes:
            for check, results in checks:
                label = f"  {words[check.severity]} · {theme} · {check.message.get(language)} ({len(results)})"
                lines.append(f"{label}  [{check.slug}; {words['cause']}: {words[check.cause]}]")
                lines += [f"    - {_line(result)}" for result in results[:shown]]
                if shown is not None and len(results) > shown:
                    lines.append(f"    … {words['more'].format(count=len(results) - shown)}")
        lines.append("")
    lines.append(f"{_verdict(report, language)}: {_summary(report, language)}")
    return "\n".join(lines).encode() + b"\n"


def _line(result: Result) -> str:
    name = " ".join(result.name.split())
    value = f" → {result.value_name}" if result.value_name and result.value_name != result.name else ""
    quote = result.quote
    words = f"  “{shortened(quote.exact)}”" if quote and quote.exact != result.name else ""
    where = f"  @{quote.start}-{quote.end}" if quote else ""
    return f"{name}{value}{words}{where}  <{result.focus}>"


def shortened(words: str, most: int = 40) -> str:
    """One line of at most so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[:most]}…"


def _json(report: Report, language: str, shown: int | None) -> bytes:
    value = {
        "conforms": not report.results,
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "results": [as_dict(result) for result in report.results],
        "completeness": [
            {
                "document": score.document or None,
                "theme": score.check.theme,
                "check": score.check.slug,
                "checked": score.checked,
                "failing": score.failing,
                "share": round(score.share, 4),
            }
            for score in report.scores
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def as_dict(result: Result) -> dict[str, object]:
    """A result as plain values, for JSON."""
    check, finding, quote = result.check, result.finding, result.quote
    return {
        "document": result.document or None,
        "theme": check.theme,
        "check": check.slug,
        "severity": check.severity.value,
        "cause": check.cause,
        "message": {"zh": check.message.zh, "en": check.message.en},
        "focus": result.focus,
        "name": result.name,
        "path": finding.path,
        "value": finding.value.value if finding.value else None,
        "valueName": result.value_name or None,
        "component": finding.component,
        "quote": quote and {"document": quote.document, "exact": quote.exact, "start": quote.start, "end": quote.end},
    }


def _turtle(report: Report, language: str, shown: int | None) -> bytes:
    prefixes = {
        "sh": "http://www.w3.org/ns/shacl#",
        "dqv": "http://www.w3.org/ns/dqv#",
        "dk": f"{report.base}ontology#",
        "dks": f"{report.base}shape/",
    }
    triples = sorted({quad.triple for quad in report.quads(ox.NamedNode(f"{report.base}graph/validation"))}, key=str)
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""


def _html(report: Report, language: str, shown: int | None) -> bytes:
    page = (
        _environment()
        .get_template("report.html")
        .render(
            language=language,
            words=_words(language),
            verdict=_verdict(report, language),
            summary=_summary(report, language),
            groups=_groups(report, language),
            scores=report.scores,
            shortened=shortened,
            themes=report.theme_names(language),
        )
    )
    return page.encode()


FORMATS: Mapping[str, Callable[[Report, str, int | None], bytes]] = {
    "text": _text,
    "json": _json,
    "turtle": _turtle,
    "html": _html,
}


def _groups(report: Report, language: str) -> Groups:
    """Results by document, theme and check, in the report's order."""
    names = report.theme_names(language)
    return [
        (
            document or _words(language)["corpus"],
            [
                (names[theme], [(group[0].check, group) for group in _runs(list(of_theme))])
                for theme, of_theme in groupby(of_document, key=lambda result: result.check.theme)
            ],
        )
        for document, of_document in groupby(report.results, key=lambda result: result.document)
    ]


def _runs(results: list[Result]) -> list[list[Result]]:
    return [list(group) for _, group in groupby(results, key=lambda result: result.check.slug)]


def _verdict(report: Report, language: str) -> str:
    return _words(language)["conforms" if report.conforms(Severity.VIOLATION) else "fails"]


def _summary(report: Report, language: str) -> str:
    return _words(language)["summary"].format(**{s.value: n for s, n in report.counts.items()})


@cache
def _words(language: str) -> dict[str, str]:
    words: dict[str, dict[str, str]] = tomllib.loads(
        files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    )
    return words[language]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__, "."), autoescape=select_autoescape(), undefined=StrictUndefined
    )
