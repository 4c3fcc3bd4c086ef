"""One write to the embedded store, in a process of its own.

    python -m duikou.api.store.writing.writer

The write goes to a copy of the current release (nearly free: the copy shares its files), which becomes the current
release when everything has gone well. Whoever reads meanwhile sees the state before. Standard input holds the job,
standard output gets the answer (messages.py). The process can open no socket.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from ....graph.release import current_release, publish, staging, write_atomic
from .. import sandbox
from ..messages import Refused, Write, Written, decode, encode
from ..sparql.dataset_clause import UpdateError, check, with_dataset
from ..sparql.syntax import syntax_error


def write(job: Write) -> Written:
    """Carries out *job*. Raises UpdateError; then nothing has changed."""
    output = Path(job.output)
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".write-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        release = current_release(output)
        with staging(output) as folder:
            if release is not None:
                Store.read_only(str(release / "store")).backup(str(folder / "store"))
            store = Store(str(folder / "store"))
            created = _apply(store, job)
            store.flush()
            del store
            before = release.name if release else ""
            version = hashlib.sha256(f"{before} {time.time_ns()} {vars(job)}".encode()).hexdigest()[:16]
            _describe(folder, release, version)
            publish(output, folder, version)
            return Written(version, created)


def _apply(store: Store, job: Write) -> bool:
    """Changes the store; True when a graph is new."""
    if job.operation == "update":
        _update(store, job)
        return False
    graph = NamedNode(job.graph) if job.graph else DefaultGraph()
    existed = store.contains_named_graph(graph) if isinstance(graph, NamedNode) else True
    if job.operation == "delete":
        if not existed:
            raise UpdateError(404, f"there is no graph <{job.graph}>")
        store.clear_graph(graph) if isinstance(graph, DefaultGraph) else store.remove_graph(graph)
        return False
    if job.operation == "put":
        store.clear_graph(graph)
    if isinstance(graph, NamedNode):
        store.add_graph(graph)
    rdf_format = RdfFormat.from_media_type(job.media_type)
    try:
        store.bulk_load(Path(job.file).read_bytes(), rdf_format, base_iri=job.base, to_graph=graph)
    except (SyntaxError, ValueError) as error:
        raise UpdateError(400, f"the graph cannot be read: {' '.join(str(error).split())}") from error
    return not existed


def _update(store: Store, job: Write) -> None:
    check(job.text)
    try:
        store.update(with_dataset(job.text, job.using, job.using_named), base_iri=job.base)
    except SyntaxError as error:
        raise UpdateError(400, syntax_error(str(error), job.text)) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise UpdateError(400, f"the update failed: {' '.join(str(error).split())[:300]}") from error


def _describe(folder: Path, before: Path | None, version: str) -> None:
    """Takes over the build's description, with the new version and where it comes from."""
    description: dict[str, Any] = {}
    if before is not None and (before / "build.json").is_file():
        description = json.loads((before / "build.json").read_text(encoding="utf-8"))
    description |= {"version": version, "updated_from": before.name if before else None}
    write_atomic(folder / "build.json", json.dumps(description, ensure_ascii=False, indent=2).encode())


def main() -> None:
    """Reads the job, writes, reports."""
    sandbox.die_with_parent()
    sandbox.no_core_dumps()
    sandbox.forbid_sockets()
    job = decode(sys.stdin.buffer.read())
    assert isinstance(job, Write)
    answer: Written | Refused
    try:
        answer = write(job)
    except UpdateError as error:
        answer = Refused(error.status, str(error))
    except OSError as error:
        answer = Refused(500, f"the store cannot be written: {error}")
    sys.stdout.buffer.write(encode(answer))


if __name__ == "__main__":
    main()
