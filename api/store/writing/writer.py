"""One write to the embedded store, in a process of its own.

    python -m duikou.api.store.writing.writer

The write goes to a copy of the current release (nearly free: the copy shares its files), which becomes the current
release when everything has gone well and the server has found that it can be opened. Whoever reads meanwhile sees the
state before. Standard input is the channel to the server (messages.py). The process can open no socket, and has a
memory ceiling.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, parse

from ....graph.release import current_release, publish, staging, write_atomic
from .. import sandbox
from ..embedded.files import version_of
from ..messages import Message, Publish, Refused, Staged, Write, Written, encode, receive
from ..sparql.dataset_clause import UpdateError, with_dataset
from ..sparql.formats import GRAPHS
from ..sparql.operations import operations
from ..sparql.syntax import syntax_error
from . import default_graph

_MADE_ANEW = {"store", "serve", "build.json", "graph.nq", "dumps"}
"""What a release does not take over from the one before; dumps are made again of the store when they are asked for."""
_PROLOG = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!DOCTYPE|<[^!?]", re.DOTALL)


def write(job: Write, publishing: Callable[[Path], bool]) -> Written | None:
    """Carries out *job*. *publishing* is told where the changed release stands, and says whether it becomes current.

    Raises UpdateError; then nothing has changed.
    """
    output = Path(job.output)
    output.mkdir(parents=True, exist_ok=True)
    with (output / ".write-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        release = current_release(output)
        if job.versions is not None and (release is None or version_of(release) not in job.versions):
            raise UpdateError(412, "the data have changed since")
        with staging(output) as folder:
            if release is not None:
                Store.read_only(str(release / "store")).backup(str(folder / "store"))
            store = Store(str(folder / "store"))
            created = apply(store, job)
            store.flush()
            del store
            before = release.name if release else ""
            version = hashlib.sha256(f"{before} {time.time_ns()} {vars(job)}".encode()).hexdigest()[:16]
            _describe(folder, release, version)
            if release is not None:
                _take_over(release, folder)
            if not publishing(folder):
                return None
            return Written(str(publish(output, folder, version, job.kept)), created)


def apply(store: Store, job: Write) -> bool:
    """Changes the store; True when a graph is new. The default graph is the union of all graphs."""
    if job.operation == "update":
        _update(store, job)
        return False
    graph = NamedNode(job.graph) if job.graph else DefaultGraph()
    existed = graph == DefaultGraph() or any(True for _ in store.quads_for_pattern(None, None, None, graph))
    if job.exists not in {None, existed}:
        raise UpdateError(412, f"the graph <{job.graph}> is {'there' if existed else 'not there'}")
    if job.operation == "delete" and not existed:
        raise UpdateError(404, f"there is no graph <{job.graph}>")
    if job.operation in {"delete", "put"}:
        store.remove_graph(graph) if isinstance(graph, NamedNode) else store.clear()
    for file, media_type in job.files:
        _load(store, Path(file).read_bytes(), media_type, job.base, graph)
    return not existed and any(True for _ in store.quads_for_pattern(None, None, None, graph))


def _load(store: Store, data: bytes, media_type: str, base: str | None, graph: NamedNode | DefaultGraph) -> None:
    """Adds a document to one graph. Raises UpdateError (400)."""
    if media_type == "application/rdf+xml" and _has_dtd(data):
        raise UpdateError(400, "RDF/XML with a DTD is not taken, for its entities may grow without limit")
    rdf_format = GRAPHS[media_type][1]
    try:
        if rdf_format.supports_datasets:
            quads = parse(data, rdf_format, base_iri=base, rename_blank_nodes=True)
            store.bulk_extend(_in_graph(quad, graph) for quad in quads)
        else:
            store.bulk_load(data, rdf_format, base_iri=base, to_graph=graph)
    except UpdateError:
        raise
    except (SyntaxError, ValueError) as error:
        raise UpdateError(400, f"the graph cannot be read: {' '.join(str(error).split())}") from error


def _in_graph(quad: Quad, graph: NamedNode | DefaultGraph) -> Quad:
    if quad.graph_name not in {DefaultGraph(), graph}:
        raise UpdateError(400, f"the document speaks of another graph, {quad.graph_name}: put each graph by itself")
    return Quad(quad.subject, quad.predicate, quad.object, graph)


def _has_dtd(document: bytes) -> bool:
    """Does an XML document declare a DTD? Looks at what stands before the first element (XML 1.0, section 2.8)."""
    before = (match[0] for match in _PROLOG.finditer(document))
    return next((part for part in before if not part.startswith((b"<!--", b"<?"))), b"") == b"<!DOCTYPE"


def _update(store: Store, job: Write) -> None:
    text = with_dataset(job.text, job.using, job.using_named)
    for operation in list(operations(text)):
        try:
            if operation.touches_default:
                default_graph.run(store, operation, job.base, job.memory)
            else:
                store.update(operation.text, base_iri=job.base)
        except UpdateError:
            raise
        except SyntaxError as error:
            raise UpdateError(400, syntax_error(str(error), operation.text)) from error
        except (OSError, ValueError, RuntimeError) as error:
            raise UpdateError(400, f"the update failed: {' '.join(str(error).split())[:300]}") from error


def _describe(folder: Path, before: Path | None, version: str) -> None:
    """Takes over the build's description, with the new version and where it comes from."""
    description: dict[str, Any] = {}
    if before is not None and (before / "build.json").is_file():
        description = json.loads((before / "build.json").read_text(encoding="utf-8"))
    description |= {"version": version, "updated_from": before.name if before else None}
    write_atomic(folder / "build.json", json.dumps(description, ensure_ascii=False, indent=2).encode())


def _take_over(before: Path, folder: Path) -> None:
    """What a build left beside the store, such as the documents' texts: files are shared where the disk allows."""
    for kept in before.iterdir():
        if kept.name in _MADE_ANEW:
            continue
        if kept.is_dir():
            shutil.copytree(kept, folder / kept.name, copy_function=_share)
        else:
            _share(str(kept), str(folder / kept.name))


def _share(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # not on this file system
        shutil.copyfile(source, target)


def main() -> None:
    """Reads the job, writes, asks whether to publish, reports."""
    sandbox.die_with_parent()
    sandbox.no_core_dumps()
    sandbox.forbid_sockets()
    job = receive(sys.stdin.buffer.read)
    assert isinstance(job, Write)
    if job.memory:
        sandbox.limit_memory(job.memory)

    def publishing(folder: Path) -> bool:
        _say(Staged(str(folder)))
        return isinstance(receive(sys.stdin.buffer.read), Publish)

    try:
        answer: Message | None = write(job, publishing)
    except UpdateError as error:
        answer = Refused(error.status, str(error))
    except MemoryError:
        answer = Refused(507, "the write needs more memory than one write may use; nothing has changed")
    except OSError as error:
        answer = Refused(500, f"the store cannot be written: {error}")
    if answer is not None:
        _say(answer)


def _say(message: Message) -> None:
    sys.stdout.buffer.write(encode(message))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
