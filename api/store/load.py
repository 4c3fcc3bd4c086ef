"""Uploads a built graph to any store by the SPARQL 1.1 Graph Store HTTP Protocol: ``duikou build --load URL``."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse, serialize

from ...settings import Settings
from ...temporary import temporary_folder
from .engine import StoreError
from .remote.engine import _auth

SECONDS = 600.0


def load(dump: Path, url: str, settings: Settings, progress: Callable[[str, int], None] | None = None) -> int:
    """Puts every graph of the sorted N-Quads file *dump* to the graph store at *url*; returns the number of graphs.

    Each graph replaces the one of its name; graphs that only the store has stay. *progress* is told each graph's IRI
    and number of triples. User name and password come from the settings (DUIKOU_STORE_USER, DUIKOU_STORE_PASSWORD).
    Raises StoreError with one line that names the graph and the cause.
    """
    count = 0
    with (
        httpx.Client(auth=_auth(settings), timeout=SECONDS, trust_env=False) as client,
        temporary_folder() as folder,
    ):
        for graph, file, triples in _graphs(dump, Path(folder)):
            params = {"graph": graph} if graph else {"default": ""}
            try:
                with file.open("rb") as content:
                    response = client.put(
                        url, params=params, content=content, headers={"Content-Type": "application/n-triples"}
                    )
            except httpx.HTTPError as error:
                raise StoreError(
                    f"{url}: {graph or 'the default graph'} not loaded ({type(error).__name__})"
                ) from error
            if response.status_code >= 400:
                said = " ".join(response.text.split())[:200]
                raise StoreError(f"{url}: {graph or 'the default graph'} refused with {response.status_code}: {said}")
            count += 1
            if progress is not None:
                progress(graph, triples)
    return count


def _graphs(dump: Path, folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Each graph of *dump* as an N-Triples file: IRI (empty for the default graph), file, number of triples.

    The quads of one graph may stand apart in the file: each graph is gathered on disk before any is given out.
    """
    files: dict[str, tuple[Path, int]] = {}
    for name, quads in itertools.groupby(parse(path=dump, format=RdfFormat.N_QUADS), key=lambda quad: quad.graph_name):
        graph = name.value if isinstance(name, NamedNode) else ""
        if not isinstance(name, NamedNode | DefaultGraph):
            raise StoreError(f"{dump}: a graph without a name cannot be loaded")
        file, before = files.get(graph, (folder / f"{len(files)}.nt", 0))
        triples = [quad.triple for quad in quads]
        with file.open("ab") as out:
            out.write(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
        files[graph] = (file, before + len(triples))
    for graph, (file, triples_count) in files.items():
        yield graph, file, triples_count
        file.unlink()
