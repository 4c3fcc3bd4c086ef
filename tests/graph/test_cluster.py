"""A cluster gives the bytes that one process gives, whatever becomes of its workers; what is wrong with it is one line.

Workers are processes of this machine, and all talk to 127.0.0.1 only.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from duikou.cli import app
from duikou.graph import cluster
from duikou.graph.build import build
from duikou.graph.cluster import Cluster, ClusterError, Partition, partitioned, shard_of
from duikou.graph.corpora import read_corpus
from duikou.graph.corpus import Document, discover
from duikou.graph.extraction import Extracted, Job, Progress
from duikou.graph.history.dump import DUMP
from duikou.graph.workers import Limits
from duikou.ontology.terms import DEFAULT_BASE, Vocabulary

from ..thorough import thorough
from .test_build import OTHER, PAIRS, PLAN

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'duikou[cluster]'")
V, LIMITS = Vocabulary(), Limits()
TEXTS = [PLAN, OTHER, PAIRS]
COUNT = 8


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents of which some are alike, a file that cannot be read, and a folder of parts."""
    folder = tmp_path_factory.mktemp("documents")
    for number in range(COUNT):
        (folder / f"text-{number}.txt").write_text(TEXTS[number % 3].replace("十四五", f"{number}"), "utf-8")
    (folder / "no.pdf").write_bytes(b"%PDF-1.7 no")
    (folder / "two.parts").mkdir()
    for name, text in (("1.txt", PLAN), ("2.txt", OTHER)):
        (folder / "two.parts" / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def one_process(documents: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("one")
    build(documents, output, V)
    return output


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    """Started once: it takes seconds until a worker has read the program. A worker that was killed is started anew."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as local:
        yield local


@pytest.mark.parametrize("killed", [thorough(False, id="whole"), thorough(True, id="a worker killed")])
def test_same_bytes(
    killed: bool,
    two_workers: Any,
    documents: Path,
    one_process: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "_LEAST", 1)
    ended: list[int] = []
    heard: list[Extracted] = []

    def document(done: Extracted) -> None:
        heard.append(done)
        if killed and not ended:
            ended.append(end_one_at_work(two_workers.scheduler_address))

    address = two_workers.scheduler_address
    result = build(documents, tmp_path, V, progress=Progress(document=document), elsewhere=Cluster(address, LIMITS, 8))
    assert contents(tmp_path) == contents(one_process)
    assert len(ended) == killed
    assert len(heard) == len(result.documents) == COUNT + 2
    assert [state.file for state in result.failed] == ["no.pdf"]
    assert states(tmp_path) == states(one_process)
    # What a cluster has read is not read again by this machine.
    again: list[Extracted] = []
    build(documents, tmp_path, V, progress=Progress(document=again.append))
    assert [one.state.file for one in again if one.fresh] == ["no.pdf"]


@pytest.mark.thorough
def test_another_program_or_path(two_workers: Any, documents: Path, tmp_path: Path) -> None:
    part = Partition((Document(tmp_path / "away.txt", "away.txt", "away"),), DEFAULT_BASE, LIMITS, "")
    with pytest.raises(ClusterError, match="another program"):
        shard_of(part)
    made_by = cluster._made_by(*cluster._here(DEFAULT_BASE))
    with distributed.Client(two_workers, set_as_default=False) as client:
        future = client.submit(shard_of, replace(part, made_by=made_by))
        with pytest.raises(ClusterError, match=r"does not see .*away\.txt"):
            future.result()


def test_nobody_answers(documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    told = ["--documents", str(documents), "--output", str(tmp_path), "--cluster"]
    for address in (f"tcp://127.0.0.1:{port}", "nonsense://x"):
        said = CliRunner().invoke(app, ["build", *told, address])
        assert said.exit_code == 2
        assert said.stderr.splitlines() == [f"duikou: {address}: no scheduler of a cluster answers"]
    assert not (tmp_path / "current").exists()


def test_without_the_extra(documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"^--cluster needs Dask: pip install 'duikou\[cluster\]'$"):
        build(documents, tmp_path, V, elsewhere=Cluster("tcp://127.0.0.1:1", LIMITS, 8))


def test_no_worker(documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_SECONDS", 2)
    with (
        distributed.LocalCluster(
            n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
        ) as local,
        pytest.raises(ClusterError, match="has no worker"),
    ):
        build(documents, tmp_path, V, elsewhere=Cluster(local.scheduler_address, LIMITS, 8))


@pytest.mark.parametrize(
    ("count", "most", "expected"), [(1, 256, 1), (8, 256, 1), (300, 256, 37), (5000, 256, 256), (300, 4, 4)]
)
def test_partitions(count: int, most: int, expected: int) -> None:
    jobs = [Job(Document(Path(f"{n}.txt"), f"{n}.txt", f"{n}")) for n in range(count)]
    parts = partitioned(jobs, DEFAULT_BASE, LIMITS, "", most)
    assert expected * 0.9 <= len(parts) <= expected
    slugs = [document.slug for part in parts for document in part.documents]
    assert sorted(slugs) == sorted(job.document.slug for job in jobs)
    assert all(document.path.is_absolute() for part in parts for document in part.documents)


def test_a_shard_hangs_on_the_documents_alone(documents: Path) -> None:
    found = tuple(discover([read_corpus(documents)], {}))[:3]
    made_by = cluster._made_by(*cluster._here(DEFAULT_BASE))
    one, two = (shard_of(Partition(found, DEFAULT_BASE, LIMITS, made_by)) for _ in range(2))
    assert {slug: replace(state, read="") for slug, state in one.states.items()} == {
        slug: replace(state, read="") for slug, state in two.states.items()
    }
    assert [one.files[slug]["graph.nq"] for slug in one.files] == [two.files[slug]["graph.nq"] for slug in one.files]
    assert one.files


def end_one_at_work(address: str) -> int:
    """Kills a worker that is at a partition, and returns its number."""
    with distributed.Client(address, set_as_default=False) as client:
        at_work = next(worker for worker, keys in client.processing().items() if keys)
        pid = int(client.run(os.getpid, workers=[at_work])[at_work])
    os.kill(pid, signal.SIGKILL)
    return pid


def contents(output: Path) -> bytes:
    return (output / "current" / DUMP).read_bytes()


def states(output: Path) -> list[dict[str, object]]:
    """What a release says of its documents, but for when each was read."""
    summary = json.loads((output / "current" / "build.json").read_bytes())
    return [{**state, "read": ""} for state in summary["documents"]]
