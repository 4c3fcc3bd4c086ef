"""Starting, stopping, swapping and sharing: what an operator relies on."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from duikou.api.store.embedded.files import load_files
from duikou.api.store.engine import StoreError
from duikou.api.store.messages import Write
from duikou.api.store.writing.writer import write

from ..thorough import thorough
from .conftest import GRAPH
from .forking import Forked
from .serving import PLAIN, TOKEN, Server, free_port

START = (
    "import sys; from duikou.settings import Settings; from duikou.api.command import serve; "
    "serve(Settings(), '127.0.0.1', int(sys.argv[1]), int(sys.argv[2]))"
)
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


def _children(pid: int) -> list[int]:
    try:
        return [int(c) for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    except OSError:  # it has just ended
        return []


def _descendants(pid: int) -> list[int]:
    found = []
    for child in _children(pid):
        found += [child, *_descendants(child)]
    return found


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _gone(pids: list[int], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while any(map(_alive, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(_alive, pids))


def test_a_new_release_is_swapped_in_and_no_request_is_dropped(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ttl", tmp_path / "b.ttl"
    first.write_text("<http://e/a> <http://e/b> 1 .", encoding="utf-8")
    second.write_text("<http://e/a> <http://e/b> 1, 2 .", encoding="utf-8")
    output = tmp_path / "output"
    load_files([first], output)
    with Server(output=output) as server:
        count = {"query": "SELECT (COUNT(*) AS ?n) { ?s <http://e/b> ?o }", "format": "csv"}
        before = server.http.get("/sparql", params=count)
        assert before.text.split() == ["n", "1"]
        statuses: list[int] = []
        stop = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=server.url, **PLAIN) as client:
                while not stop.is_set():
                    statuses.append(client.get("/sparql", params=count).status_code)
                    stop.wait(0.01)

        thread = threading.Thread(target=ask)
        thread.start()
        load_files([second], output)
        end = time.monotonic() + 60
        while server.http.get("/sparql", params=count).text.split() == ["n", "1"] and time.monotonic() < end:
            time.sleep(0.05)
        stop.set()
        thread.join()
        after = server.http.get("/sparql", params=count)
        assert after.text.split() == ["n", "2"]
        assert after.headers["etag"] != before.headers["etag"]
        assert set(statuses) == {200}
        assert server.http.get("/health").json()["quads"] == 2


@pytest.mark.thorough
def test_a_killed_template_is_replaced() -> None:
    with Server([GRAPH]) as server:
        assert server.process is not None
        (template,) = [p for p in _descendants(server.process.pid) if _is_template(p) and _children(p)]
        os.kill(template, signal.SIGKILL)
        end = time.monotonic() + 60
        # Its workers may answer once more before they are ended too: only another template process counts.
        while time.monotonic() < end and not _others(server, template):
            time.sleep(0.1)
        while time.monotonic() < end and server.query(f"ASK {{ ?s ?p {time.time_ns()} }}").status_code != 200:
            time.sleep(0.1)
        assert server.query("ASK { ?s ?p ?o }").json()["boolean"] is True
        server.wait(60)


def _others(server: Server, ended: int) -> list[int]:
    """The template processes of a server but for one, once they have workers."""
    assert server.process is not None
    found = [p for p in _descendants(server.process.pid) if _is_template(p) and _children(p)]
    return [p for p in found if p != ended]


def _is_template(pid: int) -> bool:
    try:
        return "embedded.template" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


@pytest.mark.thorough
def test_a_release_that_cannot_be_opened_is_not_published(tmp_path: Path) -> None:
    """On disk the engine reads no literal of more than 16 MB, but an update can make one."""
    double = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(20))
    graph = "GRAPH <http://e/g> { <http://e/a> <http://e/b> ?x20 }"
    update = f"INSERT {{ {graph} }} WHERE {{ BIND('{'x' * 32}' AS ?x0) {double} }}"
    output = tmp_path / "output"
    load_files([GRAPH], output)
    before = (output / "current").readlink()
    with Server(output=output, token=TOKEN, memory_quads=0) as server:
        answer = server.http.post("/sparql", data={"update": update}, headers=AUTHORIZED)
        assert (answer.status_code, "nothing has changed" in answer.text) == (507, True), answer.text
        assert (output / "current").readlink() == before
        assert server.query("ASK { ?s ?p ?o }").json()["boolean"] is True
        insert = {"update": "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/b> 1 } }"}
        assert server.http.post("/sparql", data=insert, headers=AUTHORIZED).status_code == 204
        assert server.query("ASK { GRAPH <http://e/g> { ?s ?p ?o } }").json()["boolean"] is True
    assert {file.name for file in output.iterdir()} <= {"current", "releases", ".write-lock"}


def test_what_a_build_left_beside_the_store_outlives_writes(tmp_path: Path) -> None:
    """The pages read the documents' texts there, and people what is to be reviewed; the dump is no longer true."""
    release = load_files([GRAPH], tmp_path)
    for name in ("texts/plan.json", "review.csv", "graph.nq"):
        (release / name).parent.mkdir(exist_ok=True)
        (release / name).write_text(name, encoding="utf-8")
    for number in range(5):  # more than old releases are kept
        insert = f"INSERT DATA {{ GRAPH <http://e/g> {{ <http://e/a> <http://e/b> {number} }} }}"
        written = write(Write(str(tmp_path), "update", insert), lambda _: True)
        assert written is not None
    assert Path(written.release) == (tmp_path / "current").resolve() != release
    assert {file.name for file in Path(written.release).iterdir()} == {"store", "build.json", "texts", "review.csv"}
    assert Path(written.release, "texts", "plan.json").read_text(encoding="utf-8") == "texts/plan.json"


@pytest.mark.parametrize(
    ("end", "workers"),
    [
        thorough(signal.SIGINT, 1),
        thorough(signal.SIGINT, 2),
        (signal.SIGTERM, 1),
        thorough(signal.SIGTERM, 2),
        thorough(signal.SIGKILL, 1),
        thorough(signal.SIGKILL, 2),
    ],
    ids=lambda part: part.name if isinstance(part, signal.Signals) else None,
)
def test_nothing_outlives_the_server(
    end: signal.Signals, workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Server([GRAPH], workers=workers, query_seconds=1) as server:
        assert server.process is not None
        server.http.get("/search", params={"q": "深圳"})  # makes an index in a temporary folder
        thread = threading.Thread(target=lambda: _go_on_trying(server, RUNAWAY))
        thread.start()
        server.until_running(1)
        processes = _descendants(server.process.pid)
        assert len(processes) > 3
        server.process.send_signal(end)
        server.process.wait(60)
        assert _gone(processes)
        thread.join()
        assert not _listens(server.port)
    left = list(tmp_path.glob("duikou-*"))
    assert bool(left) is (end is signal.SIGKILL), left
    if end is not signal.SIGKILL:
        return  # nothing is left to remove
    with Server([GRAPH]) as server:  # removes what the killed one left
        assert server.process is not None
        assert {folder.name.split("-")[2] for folder in tmp_path.glob("duikou-*")} == {str(server.process.pid)}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _try(server: Server, query: str) -> None:
    with suppress(httpx.HTTPError):
        httpx.post(f"{server.url}/sparql", data={"query": query}, **PLAIN, timeout=30)


def _go_on_trying(server: Server, query: str) -> None:
    """Asks again and again while the server runs: at each moment, but for short ones, the query is in progress."""
    while server.process is not None and server.process.poll() is None:
        _try(server, query)


def test_a_request_in_progress_is_answered_before_the_end() -> None:
    with Server([GRAPH], query_seconds=2) as server:
        answers: list[httpx.Response] = []
        ask = {"data": {"query": RUNAWAY}, **PLAIN, "timeout": 30}
        thread = threading.Thread(target=lambda: answers.append(httpx.post(f"{server.url}/sparql", **ask)))
        thread.start()
        server.until_running(1)
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        thread.join()
        assert answers[0].status_code == 504
        assert server.process.wait(20) in {0, -signal.SIGTERM}


@pytest.mark.thorough
def test_several_processes_share_what_runs_and_what_is_counted() -> None:
    with Server([GRAPH], workers=2, token=TOKEN, query_seconds=20) as server:
        thread = threading.Thread(target=lambda: _try(server, RUNAWAY))
        thread.start()
        end = time.monotonic() + 15
        lists: list[list[dict[str, str]]] = [[]]
        while not all(lists) and time.monotonic() < end:
            # Each request comes on a connection of its own, so that both processes are asked.
            lists = [httpx.get(f"{server.url}/queries", headers=AUTHORIZED, **PLAIN).json() for _ in range(8)]
        assert all(len(found) == 1 for found in lists), lists
        stopped = httpx.delete(f"{server.url}/queries/{lists[0][0]['id']}", headers=AUTHORIZED, **PLAIN)
        assert stopped.status_code == 204
        thread.join(10)
        assert not thread.is_alive()
        for _ in range(8):
            httpx.get(f"{server.url}/sparql?query=ASK%7B%7D", **PLAIN)
        text = httpx.get(f"{server.url}/metrics", **PLAIN).text
        counted = [line for line in text.splitlines() if line.startswith("duikou_requests_total") and "GET" in line]
        assert any('route="/sparql"' in line and line.endswith(" 8.0") for line in counted), counted


def test_too_many_requests_of_one_address() -> None:
    with Server([GRAPH], requests_per_minute=5) as server:
        answers = [server.http.get("/sparql", params={"query": "ASK {}"}) for _ in range(7)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
        assert answers[-1].headers["retry-after"].isdigit()
        assert server.http.get("/health").status_code == 200


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("broken.ttl", "<http://e/a> <http://e/b>", "broken.ttl"),
        ("notes.xyz", "x", "no RDF format"),
    ],
)
def test_a_file_that_cannot_be_served_is_named(name: str, text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=said) as error:
        load_files([file], tmp_path / "output")
    assert "\n" not in str(error.value)
    assert not (tmp_path / "output" / "current").exists()


def _nothing_built(output: Path) -> None:
    pass


def _broken_store(output: Path) -> None:
    store = load_files([GRAPH], output) / "store"
    for file in store.iterdir():
        file.write_bytes(b"garbage")


def _no_store(output: Path) -> None:
    shutil.rmtree(load_files([GRAPH], output) / "store")


def _broken_file(output: Path) -> None:
    (output / "graph.ttl").write_text("<http://e/a>", encoding="utf-8")


@pytest.mark.parametrize(
    ("prepare", "said", "workers"),
    [
        (_nothing_built, "run `duikou build` first", 1),
        (_no_store, "run `duikou build` first", 1),
        (_broken_store, "not a store that can be read", 1),
        thorough(_broken_store, "not a store that can be read", 2),
        (_broken_file, "graph.ttl: ", 1),
    ],
)
def test_a_server_that_cannot_open_its_data_says_why_and_ends(
    prepare: Callable[[Path], None], said: str, workers: int, tmp_path: Path
) -> None:
    prepare(tmp_path)
    with (tmp_path / "log").open("w+b") as log:
        graphs = tuple(tmp_path.glob("*.ttl"))
        server = Forked(free_port(), workers, graphs, os.environ | {"DUIKOU_OUTPUT": str(tmp_path)}, log.fileno())
        ended = server.wait(300)
        log.seek(0)
        _is_one_line(ended, log.read().decode(), said)


@pytest.mark.parametrize("workers", ["1", thorough("2")])
def test_a_port_that_is_taken_is_named(workers: str, tmp_path: Path) -> None:
    load_files([GRAPH], tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-c", START, port, workers]  # afresh, as users start it
        settings = os.environ | {"DUIKOU_OUTPUT": str(tmp_path)}
        ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=settings)
        assert ended.stdout == ""
        _is_one_line(ended.returncode, ended.stderr, f"127.0.0.1:{port}")


def _is_one_line(ended: int, told: str, said: str) -> None:
    assert ended == 2, told
    lines = [line for line in told.splitlines() if not line.startswith("{")]
    assert len(lines) == 1, told
    assert said in lines[0]
    assert "Traceback" not in told


def test_log_lines_are_json_with_the_request_id(server: Server) -> None:
    server.http.get("/sparql", params={"query": "ASK {}"}, headers={"X-Request-Id": "mine-1"})
    event = server.event("mine-1")
    assert (event["path"], event["status"], event["level"]) == ("/sparql", 200, "info")
