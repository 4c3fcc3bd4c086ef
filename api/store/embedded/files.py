"""RDF files from anywhere as a release of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from ....graph.release import publish, staging
from ..engine import StoreError


def version_of(release: Path) -> str:
    """How the state of the data that a release holds is called everywhere: by the id of the release."""
    return release.name


def load_files(files: Iterable[Path], output: Path) -> Path:
    """Loads RDF *files* into a new release in folder *output* and makes it current; returns the release's folder.

    The format follows from the suffix (.ttl .nt .nq .trig .rdf .jsonld ...). Triples of a file that has no named graphs
    go into a graph named by the file. The version depends on the files' bytes alone. Raises StoreError with one line
    that names the file and the cause.
    """
    digest = hashlib.sha256()
    with staging(output) as folder:
        store = Store(str(folder / "store"))
        for file in files:
            suffix = file.suffix.lstrip(".").lower()
            rdf_format = RdfFormat.from_extension(suffix)
            if rdf_format is None:
                raise StoreError(f"{file}: the suffix .{suffix} is no RDF format that can be read")
            try:
                data = file.read_bytes()
                digest.update(data)
                graph = None if rdf_format.supports_datasets else NamedNode(file.resolve().as_uri())
                store.bulk_load(data, rdf_format, base_iri=file.resolve().as_uri(), to_graph=graph)
            except (OSError, SyntaxError, ValueError) as error:
                raise StoreError(f"{file}: {' '.join(str(error).split())}") from error
        store.flush()
        del store
        return publish(output, folder, digest.hexdigest()[:16])
