"""Dumps of the whole graph and of each document, compressed, made once for each version of the data."""

from __future__ import annotations

import gzip
import os
import re
import threading
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from ...temporary import temporary_folder
from .rdf import prefixes
from .site import Site, text_of

FORMATS = {"nq": "N-Quads", "ttl": "Turtle"}
_NAME = re.compile(r"(?P<what>[A-Za-z0-9][A-Za-z0-9._-]*)\.(?P<format>nq|ttl)\.gz")
_WHOLE = "graph"
_making = threading.Lock()


def dump(site: Site, name: str) -> Path | None:
    """The file of a dump, or None for a name that stands for nothing."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    what, suffix = match["what"], match["format"]
    graph = None if what == _WHOLE else site.space("graph", f"document/{what}")
    if graph is not None and not site.engine.ask(site.queries.get("graph-exists", this=NamedNode(graph))):
        return None
    folder: Path | TemporaryDirectory[str] = site.remembered("dumps", lambda: _folder(site))
    path = (folder if isinstance(folder, Path) else Path(folder.name)) / name
    with _making:
        if not path.is_file():
            _write(site, path, suffix, graph)
    return path


def _folder(site: Site) -> Path | TemporaryDirectory[str]:
    """A folder of the served release, or a temporary one where that cannot be written."""
    if site.settings.store is None and not site.settings.graphs:
        folder = (site.settings.output / "current").resolve() / "dumps"
        try:
            folder.mkdir(exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
        except OSError:
            pass
    return temporary_folder(site.settings.run)


def _write(site: Site, path: Path, suffix: str, graph: str | None) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    # No name and no time in the header: the same data give the same bytes.
    with beside.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed:
        _fill(site, cast(IO[bytes], packed), suffix, graph)
    beside.replace(path)


def _fill(site: Site, packed: IO[bytes], suffix: str, graph: str | None) -> None:
    own = (site.settings.output / "current").resolve() / "graph.nq"
    whole = graph is None and site.settings.store is None and not site.settings.graphs and own.is_file()
    if whole and suffix == "nq":
        with own.open("rb") as source:
            while chunk := source.read(1 << 20):
                packed.write(chunk)
        return
    if suffix == "nq":
        names = [graph] if graph else [text_of(row["this"]) for row in site.select("graphs")]
        quads = (quad for name in names for quad in _quads(site, NamedNode(name)))
        serialize(quads, packed, RdfFormat.N_QUADS)
        return
    triples: Iterable[Triple]
    if whole:  # sorted, so that what several graphs state stands together
        triples = (triple for triple, _ in groupby(quad.triple for quad in parse(path=own, format=RdfFormat.N_QUADS)))
    elif graph:
        triples = (quad.triple for quad in _quads(site, NamedNode(graph)))
    else:
        triples = sorted(set(site.engine.construct(site.queries.get("everything"))), key=str)
    serialize(triples, packed, RdfFormat.TURTLE, prefixes=prefixes(site.vocabulary))


def _quads(site: Site, graph: NamedNode) -> list[Quad]:
    triples = site.engine.construct(site.queries.get("graph", this=graph))
    return [Quad(t.subject, t.predicate, t.object, graph) for t in sorted(triples, key=str)]
