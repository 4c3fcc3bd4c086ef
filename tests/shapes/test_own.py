"""Shapes of one's own in place of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from duikou.cli import app
from duikou.ontology.terms import DEFAULT_BASE
from duikou.shapes.catalogue import Severity
from duikou.shapes.engines import ENGINES
from duikou.shapes.own import validate_with
from duikou.shapes.render import FORMATS, render
from duikou.shapes.validate import DataError

SHAPES = f"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dk: <{DEFAULT_BASE}ontology#> .
@prefix e: <https://example.org/shape/> .
e:short-name a sh:NodeShape ; sh:targetClass dk:Place ;
    sh:property [ sh:path dk:adminCode ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "no code" ] .
"""
MORE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://example.org/shape/number> a sh:NodeShape ; sh:targetSubjectsOf <https://example.org/n> ;
    sh:property <https://example.org/shape/n> .
<https://example.org/shape/n> sh:path <https://example.org/n> ; sh:maxLength 1 .
"""
DATA = f"""
@prefix dk: <{DEFAULT_BASE}ontology#> .
<{DEFAULT_BASE}graph/document/plan> {{ <{DEFAULT_BASE}id/place/1> a dk:City . }}
<{DEFAULT_BASE}graph/reference> {{
    <{DEFAULT_BASE}id/place/2> a dk:City ; dk:adminCode "2" ; <https://example.org/n> 01 .
}}
"""


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {
        "shapes.ttl": SHAPES,
        "more.ttl": MORE,
        "data.trig": DATA,
        "broken.ttl": "<a> <b>",
        "none.ttl": "<a:a> <b:b> 1 .",
    }
    for name, text in found.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: tmp_path / name for name in found}


@pytest.mark.parametrize("engine", ENGINES)
def test_own_shapes_take_the_place_of_ours(engine: str, files: dict[str, Path]) -> None:
    report = validate_with(files["data.trig"], [files["shapes.ttl"], files["more.ttl"]], engine=engine)
    found = {(result.focus, result.severity, result.document, result.check.message.en) for result in report.results}
    assert {row[:3] for row in found} == {
        (f"{DEFAULT_BASE}id/place/1", Severity.WARNING, "plan"),  # a city is a place by the ontology
        (f"{DEFAULT_BASE}id/place/2", Severity.VIOLATION, ""),
    }
    assert "no code" in {row[3] for row in found}
    assert not report.conforms()
    assert report.conforms("Violation") is False


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_of_report(output_format: str, language: str, files: dict[str, Path]) -> None:
    report = validate_with(files["data.trig"], [files["shapes.ttl"]])
    data = render(report, output_format, language)
    assert "place/1" in data.decode()
    if output_format == "json":
        (result,) = json.loads(data)["results"]
        assert (result["check"], result["severity"], result["message"]["zh"]) == ("short-name", "Warning", "no code")


@pytest.mark.parametrize(("fail_on", "code"), [("violation", 0), ("warning", 1)])
def test_the_command_takes_files_of_data_and_of_shapes(fail_on: str, code: int, files: dict[str, Path]) -> None:
    chosen = ["--shapes", str(files["shapes.ttl"]), "--shapes", str(files["more.ttl"]), "--fail-on", fail_on]
    more = files["data.trig"].with_name("more.nt")
    more.write_text(f"<{DEFAULT_BASE}id/place/3> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
                    f"<{DEFAULT_BASE}ontology#County> .", encoding="utf-8")  # fmt: skip
    files["data.trig"].write_text(DATA.replace("01", "1"), encoding="utf-8")
    ended = CliRunner().invoke(app, ["validate", str(files["data.trig"]), str(more), *chosen, "--format", "json"])
    assert ended.exit_code == code, ended.output
    found = {(result["focus"], result["severity"]) for result in json.loads(ended.stdout)["results"]}
    assert found == {(f"{DEFAULT_BASE}id/place/{n}", "Warning") for n in (1, 3)}


def test_the_command_names_shapes_that_cannot_be_used(files: dict[str, Path]) -> None:
    ended = CliRunner().invoke(app, ["validate", str(files["data.trig"]), "--shapes", str(files["broken.ttl"])])
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"duikou: {files['broken.ttl']}: ")


@pytest.mark.parametrize(
    ("name", "said"), [("broken.ttl", "broken.ttl: "), ("none.ttl", "no shape"), ("x.ttl", "x.ttl: ")]
)
def test_shapes_that_cannot_be_used_are_named(name: str, said: str, files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(DataError, match=said) as error:
        validate_with(files["data.trig"], [tmp_path / name])
    assert "\n" not in str(error.value)
