"""The Graph Store HTTP Protocol at ``/data`` (SPARQL 1.1 Graph Store HTTP Protocol, section 4.2: indirect naming)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from pyoxigraph import NamedNode, RdfFormat

from ...settings import Settings
from ..http.access import require_token
from ..http.body import to_file
from ..http.errors import RefusedError
from ..http.request import Request
from ..store.engine import Engine, GraphWrite
from ..store.sparql.formats import GRAPH_ALIASES, GRAPHS
from .protocol import media_type

ALLOW = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
READ = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
EXISTS = "ASK { GRAPH <%s> { ?s ?p ?o } }"


def target(query_string: bytes) -> str | None:
    """The IRI of the graph that ``?graph=`` names, or None for ``?default``. Raises RefusedError (400)."""
    try:
        parameters = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except (UnicodeDecodeError, ValueError) as error:
        raise RefusedError(400, "the query string is not UTF-8 in percent encoding") from error
    graphs = [value for key, value in parameters if key == "graph"]
    default = any(key == "default" for key, _ in parameters)
    if len(graphs) + default != 1:
        raise RefusedError(400, "name one graph by ?graph=IRI, or say ?default")
    if default:
        return None
    try:
        iri = NamedNode(graphs[0]).value
    except ValueError as error:
        raise RefusedError(400, f"not an absolute IRI: {graphs[0][:200]}") from error
    if not urlsplit(iri).scheme:
        raise RefusedError(400, f"not an absolute IRI: {graphs[0][:200]}")
    return iri


async def write(request: Request, settings: Settings, engine: Engine) -> bool:
    """Carries out PUT, POST or DELETE; True when the graph is new. Raises RefusedError."""
    require_token(settings, request.header(b"authorization"), "writing to the graph store")
    graph = target(request.scope["query_string"])
    operation = request.scope["method"].lower()
    if operation == "delete":
        await engine.write_graph(GraphWrite("delete", graph))
        return False
    sent = media_type(request.header(b"content-type"))
    sent = GRAPH_ALIASES.get(sent, sent or "text/turtle")
    if sent not in GRAPHS or RdfFormat.from_media_type(sent) is None:
        raise RefusedError(415, f"{sent[:80]!r} is no RDF syntax that is taken here; send {', '.join(GRAPHS)}")
    if request.header(b"content-encoding").lower() not in {"", "identity"}:
        raise RefusedError(415, "compressed requests are not taken here")
    with tempfile.TemporaryDirectory(prefix="duikou-") as folder:
        file = Path(folder) / "graph"
        await to_file(request.receive, request.header(b"content-length") or None, settings.update_bytes, file)
        return await engine.write_graph(GraphWrite(operation, graph, sent, file, graph or request.url))
