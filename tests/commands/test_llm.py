"""A large model beside the commands: they start with its address, and the processes that read documents ask it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from duikou.cli import FAILED, app

from ..caches import own_cache
from ..extract.llm.server import Asked, Model, Reply, claims, completion, serving

KEY = "a-secret-key"
PLAN = """赣州市与深圳市对口合作实施方案

一、重点任务
(一)产业合作。支持赣州市与深圳市共建产业园区。(责任单位:市发展改革委)
(二)科技合作。推进赣深云谷建设,加强科技创新合作。(责任单位:市科技局)
"""
MEASURE = "支持赣州市与深圳市共建产业园区"


def answer(asked: Asked, _before: int) -> Reply:
    """A model that finds one measure, its cities, and words that nobody wrote."""
    names = [{"quote": quote, "type": kind} for quote, kind in (("深圳市", "City"), ("省反诈总局", "Agency"))]
    measure = {"quote": MEASURE, "commitment": "support", "topics": ["industrial-parks"]}
    pair = {"quote": "赣州市与深圳市对口合作", "receives": "赣州市", "helps": "深圳市"}
    return completion(claims(names=names, measures=[measure], pairs=[pair]))


@pytest.fixture
def model() -> Iterator[Model]:
    with serving(answer) as one:
        yield one


def written(folder: Path) -> Path:
    """The plan, among the documents of a *folder*."""
    path = folder / "documents" / "plan.txt"
    path.parent.mkdir()
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return written(tmp_path)


def run(folder: Path, *arguments: str | Path, url: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with a cache of its own."""
    named = {"DUIKOU_LLM_URL": url, "DUIKOU_LLM_MODEL": "test", "DUIKOU_LLM_KEY": KEY} if url else {}
    environment = {**os.environ, "XDG_CACHE_HOME": str(own_cache(folder / "cache")), **named, **settings}
    command = [sys.executable, "-c", "from duikou.cli import app; app()", *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert KEY not in done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is extracted from the plan without a model."""
    folder = tmp_path_factory.mktemp("alone")
    done = run(folder, "extract", written(folder))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_extract_and_explain_ask_and_say_so(tmp_path: Path, plan: Path, model: Model, alone: str) -> None:
    asked = run(tmp_path, "extract", plan, url=model.url)
    assert (asked.returncode, asked.stderr) == (0, "")
    before, after = json.loads(alone), json.loads(asked.stdout)
    texts = [measure["text"] for measure in after["measures"]]
    assert texts == [measure["text"] for measure in before["measures"]] and MEASURE in texts
    place = texts.index(MEASURE)
    assert after["measures"][place]["confidence"] >= before["measures"][place]["confidence"]
    assert "反诈" not in asked.stdout
    count = len(model.asked)
    assert count == 1
    shown = json.loads(run(tmp_path, "explain", "--json", plan, url=model.url).stdout)
    assert len(model.asked) == count  # it was answered before
    sources = {
        (kind, one["text"]): one["source"]
        for line in shown["lines"]
        for kind in ("clauses", "names")
        for one in line[kind]
    }
    assert sources["clauses", MEASURE] == sources["names", "深圳市"] == "model"
    assert sources["names", "赣州市"] == ""


ABSENT = "http://127.0.0.1:9/v1"


def test_extract_goes_on_where_nobody_answers(tmp_path: Path, plan: Path, alone: str) -> None:
    asked = run(tmp_path, "extract", plan, url=ABSENT)
    assert (asked.returncode, asked.stdout) == (0, alone)
    (line,) = asked.stderr.splitlines()
    assert line == f"{plan}: the large model at 127.0.0.1:9 cannot be reached (ConnectError)"


WRONG = {
    "plain http": ({"URL": "http://model.example/v1"}, "duikou: DUIKOU_LLM_URL: model.example is asked by https only"),
    "no model": ({"URL": ABSENT, "MODEL": ""}, "duikou: DUIKOU_LLM_MODEL: "),
    "no time": ({"URL": ABSENT, "SECONDS": "0"}, "duikou: DUIKOU_LLM_SECONDS=0: "),
}


@pytest.mark.parametrize(("settings", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_one_line(
    settings: dict[str, str], told: str, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ({"MODEL": "test", "KEY": KEY} | settings).items():
        monkeypatch.setenv(f"DUIKOU_LLM_{name}", value)
    done = CliRunner().invoke(app, ["extract", str(plan)])
    assert (done.exit_code, done.stdout) == (FAILED, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(told) and KEY not in line


def build(folder: Path, url: str = "", **settings: str) -> tuple[dict[str, Any], str]:
    """What build.json says of a build, and what was said of it."""
    done = run(
        folder, "build", "--documents", folder / "documents", "--output", folder / "graph", "--jobs", "1",
        url=url, **settings,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    release = folder / "graph" / "current"
    whole = b"".join(file.read_bytes() for file in release.rglob("*") if file.is_file())
    assert KEY.encode() not in whole
    summary: dict[str, Any] = json.loads((release / "build.json").read_bytes())
    return summary, done.stderr


@pytest.mark.thorough
def test_a_release_says_who_was_asked_and_asks_again_when_that_changes(tmp_path: Path, plan: Path) -> None:
    """Four builds of one folder: the model does not answer, it does, it is asked nothing new, another is asked."""
    assert plan.is_file()
    with serving(lambda _asked, _before: (503, {}, b"")) as model:
        unanswered, said = build(tmp_path, model.url)
        told = unanswered["proposer"]["without"]["plan"]
        assert told.endswith("answered 503")
        assert said.count(told) == 1 and f"plan.txt: {told}" in said
        assert [state["unasked"] for state in unanswered["documents"]] == [told]

        model.answer = answer
        model.asked.clear()
        answered, said = build(tmp_path, model.url)
        assert answered["proposer"]["model"] == "test" and len(answered["proposer"]["prompt"]) == 64
        assert answered["proposer"]["without"] == {}
        assert "unchanged" not in said and "503" not in said
        assert len(model.asked) == 1

        again, said = build(tmp_path, model.url)
        assert "plan.txt: 未变 unchanged" in said
        assert (again["version"], again["proposer"]) == (answered["version"], answered["proposer"])
        another, said = build(tmp_path, model.url, DUIKOU_LLM_MODEL="another")
        assert "unchanged" not in said and another["proposer"]["model"] == "another"
        assert len(model.asked) == 2
