"""Seconds from 发布 to the answer, and of the first page after it, on a server that is edited; beside them a build of
the same folder after one document has changed.

    python tests/bench/bench_publish.py FOLDER_OF_DOCUMENTS [--built OUTPUT] [--times 4] [--pause 3]

Each time one measure of another document is rejected; the editor reads for some seconds, and publishes. By the clock,
and by the processor of all processes of the server: on a machine where others work only the latter tells.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

TOKEN = "a-long-token-of-the-editor"
PROGRAM = [sys.executable, "-P", "-c", "from duikou.cli import app; app()"]
HERTZ = os.sysconf("SC_CLK_TCK")
_REST = 15.0
"""Seconds in which a server works out its first pages."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--built", type=Path, help="the output of a build of that folder, to begin from a copy of it")
    parser.add_argument("--times", type=int, default=4, help="corrections, each published by itself")
    parser.add_argument("--pause", type=float, default=3.0, help="seconds between a correction and 发布")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        documents = place / "documents"
        documents.mkdir()
        for path in sorted(given.folder.iterdir()):
            if path.is_file():
                shutil.copy(path, documents)
        if given.built:
            shutil.copytree(given.built, place / "graph", symlinks=True)
        told = ["--documents", str(documents), "--output", str(place / "graph")]
        _run([*PROGRAM, "build", *told])
        slugs = sorted(path.stem for path in (place / "graph/current/texts").glob("*.json"))
        print(f"{len(slugs)} documents")
        changed = next(path for path in sorted(documents.iterdir()) if path.suffix == ".txt")
        for time_ in range(2):
            changed.write_text(f"{changed.read_text('utf-8').rstrip()}\n支持两地共建第{time_}号产业园。\n", "utf-8")
            _print("duikou build", *_run([*PROGRAM, "build", *told]))
        with _server(documents, place / "graph") as (client, process):
            _work(client, process.pid, slugs[len(slugs) // 8 :: max(1, len(slugs) // (given.times + 2))], given)


def _work(client: httpx.Client, pid: int, slugs: list[str], given: argparse.Namespace) -> None:
    csrf = ""
    done = 0
    for slug in slugs:
        facts = client.get("/edit/facts", params={"document": slug}).json()["facts"]
        keys = [fact["key"] for fact in facts if fact["kind"] == "measure" and fact["key"] and not fact["candidate"]]
        if not keys:
            continue
        csrf = csrf or re.findall(r'name="csrf" value="([^"]+)"', client.get("/edit").text)[0]
        headers = {"X-CSRF-Token": csrf}
        sent = {"document": slug, "fact": keys[0], "action": "reject"}
        assert client.post("/edit/corrections", json=sent, headers=headers).status_code == 201
        time.sleep(given.pause)
        _print_memory(pid)
        with _timed(f"{slug[:28]}: publish", pid):
            answer = client.post("/edit/publish", json={"document": slug}, headers=headers)
        assert answer.status_code == 200, answer.text
        with _timed("  its page", pid):
            page = client.get(f"/documents/{slug}")
        assert answer.json()["release"] in page.text
        with _timed("  the queue", pid):
            client.get("/edit/queue").raise_for_status()
        done += 1
        if done == given.times:
            return


@contextmanager
def _server(documents: Path, output: Path) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = {"DUIKOU_EDITORS": f"editor={TOKEN}", "DUIKOU_DOCUMENTS": str(documents), "DUIKOU_OUTPUT": str(output)}
    command = [*PROGRAM, "serve", "--edit", "--port", str(port)]
    with (output.parent / "log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | variables, stdout=log, stderr=log)
    here = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=here, headers={"Origin": here}, timeout=300) as client:
            while not _answers(client):
                assert process.poll() is None, "the server has ended"
                time.sleep(0.1)
            assert client.post("/edit/login", data={"token": TOKEN}).status_code == 303
            time.sleep(_REST)
            yield client, process
    finally:
        process.terminate()
        start = time.monotonic()
        process.wait()
        print(f"the server ended in {time.monotonic() - start:.1f} s")


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health").status_code == 200
    except httpx.TransportError:
        return False


def _run(command: list[str]) -> tuple[float, float]:
    before, start = os.times(), time.monotonic()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - start, used


@contextmanager
def _timed(what: str, pid: int) -> Iterator[None]:
    used, start = _processor(pid), time.monotonic()
    yield
    _print(what, time.monotonic() - start, _processor(pid) - used)


def _print(what: str, clock: float, used: float) -> None:
    print(f"{what:40} {clock:6.2f} s by the clock, {used:6.2f} s of the processor", flush=True)


def _tree(pid: int) -> list[Path]:
    """The folders in /proc of a process and all below it."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parents.setdefault(int(_stat(folder)[1]), []).append(int(folder.name))
            except OSError:
                continue
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(Path("/proc", str(one)))
        waiting += parents.get(one, [])
    return found


def _stat(folder: Path) -> list[str]:
    return (folder / "stat").read_text().rpartition(")")[2].split()


def _processor(pid: int) -> float:
    """Seconds that a process and all below it have used, those that have ended and were waited for among them."""
    total = 0
    for folder in _tree(pid):
        try:
            total += sum(int(part) for part in _stat(folder)[11:15])
        except OSError:
            continue
    return total / HERTZ


def _print_memory(pid: int) -> None:
    """Memory of a process and all below it while a build waits, each page once, in MiB."""
    parts = []
    for folder in _tree(pid):
        try:
            lines = (folder / "smaps_rollup").read_text().splitlines()
            name = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        size = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024
        parts.append((size, next((one.decode() for one in name if one.startswith(b"duikou.")), "server")))
    told = ", ".join(f"{size} {name.removeprefix('duikou.')}" for size, name in sorted(parts, reverse=True))
    print(f"memory in MiB: {sum(size for size, _ in parts)} = {told}")


if __name__ == "__main__":
    main()
