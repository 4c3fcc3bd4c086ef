"""The SPARQL 1.1 Graph Store HTTP Protocol at ``/data``: graphs named by ``?graph=`` or by the address itself."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from pyoxigraph import NamedNode
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from ...settings import Settings
from ...temporary import temporary_folder
from ..http.access import require_token
from ..http.body import GoneError, parts, to_file
from ..http.conditional import tags
from ..http.errors import RefusedError
from ..http.gate import Receive, Scope, Send, plain
from ..http.request import Request
from ..store.engine import Condition, Engine, GraphWrite, Query
from ..store.sparql.formats import GRAPH_ALIASES, GRAPHS
from .endpoint import Endpoint
from .protocol import QueryOperation, media_type
from .respond import refuse

_ALLOW = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
_READ = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_EXISTS = "ASK { GRAPH <%s> { ?s ?p ?o } }"
FORM_OF_FILES = "multipart/form-data"
FILES = 100
"""Most files of one form."""


def target(request: Request) -> str | None:
    """The IRI of the graph that a request is about, or None for the default graph. Raises RefusedError (400).

    The store itself, without a name, makes a new graph of what is posted to it (section 5.5).
    """
    try:
        query = request.scope["query_string"].decode("ascii")
        parameters = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=20)
    except (UnicodeDecodeError, ValueError) as error:
        raise RefusedError(400, "the query string is not UTF-8 in percent encoding") from error
    graphs = [value for key, value in parameters if key == "graph"]
    default = any(key == "default" for key, _ in parameters)
    if not graphs and not default and request.scope["path"].rstrip("/") != "/data":
        graphs = [request.url]
    if not graphs and not default and request.scope["method"] == "POST":
        graphs = [f"{request.url.rstrip('/')}/{uuid.uuid4()}"]
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


class GraphStore:
    """Answers ``/data`` and what lies below it, as a plain ASGI application."""

    def __init__(self, settings: Settings, engine: Engine, endpoint: Endpoint) -> None:
        self._settings, self._engine, self._endpoint = settings, engine, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            if scope["method"] in {"GET", "HEAD"}:
                await self._read(request)
            elif scope["method"] in {"PUT", "POST", "DELETE"}:
                await self._write(request)
            else:
                raise RefusedError(405, f"{scope['method']} is no operation of a graph store", {"Allow": _ALLOW})
        except RefusedError as error:
            await refuse(request, error)
        except GoneError:
            return

    async def _read(self, request: Request) -> None:
        """The triples of one graph, by the query that reads them: cached, streamed and limited like any other."""
        graph = target(request)
        if graph is not None:
            exists = await self._engine.evaluate(Query(_EXISTS % graph, client=request.client))
            if b"true" not in (exists.body or b""):
                raise RefusedError(404, f"there is no graph <{graph}>")
        await self._endpoint.query(request, QueryOperation(_READ, (graph,) if graph else ()), strong=True)

    async def _write(self, request: Request) -> None:
        require_token(self._settings, request.header(b"authorization"), "writing to the graph store")
        graph = target(request)
        job = GraphWrite(request.scope["method"].lower(), graph, base=graph or request.url)
        job.condition = _condition(request)
        if request.header(b"content-encoding").lower() not in {"", "identity"}:
            raise RefusedError(415, "compressed requests are not taken here")
        with temporary_folder(self._settings.run) as folder:
            if job.operation != "delete":
                job.files.extend(await _files(request, self._settings.update_bytes, Path(folder)))
            created = await self._engine.write_graph(job)
        headers = [(b"location", graph.encode())] if created and graph else []
        await plain(201 if created else 204, "", headers)(request.scope, request.receive, request.send)


def _condition(request: Request) -> Condition:
    """What If-Match and If-None-Match ask of the graph (RFC 9110, sections 13.1.1 and 13.1.2)."""
    found = Condition()
    if match := request.header(b"if-match").strip():
        found.exists = True
        if match != "*":
            found.versions = [tag.strip('"').partition("-")[0] for tag in tags(match) if not tag.startswith("W/")]
    if request.header(b"if-none-match").strip() == "*":
        found.exists = False
    return found


async def _files(request: Request, limit: int, folder: Path) -> list[tuple[Path, str]]:
    """The body as files with their media types. Raises RefusedError (400, 413, 415)."""
    length = request.header(b"content-length") or None
    sent = request.header(b"content-type")
    if media_type(sent) != FORM_OF_FILES:
        await to_file(request.receive, length, limit, folder / "graph")
        return [(folder / "graph", _syntax(sent))]
    parser = MultiPartParser(
        Headers(scope=request.scope), parts(request.receive, length, limit), max_files=FILES, max_fields=0
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        too_many = error.message.startswith("Too many files")
        reason = f"a form holds at most {FILES} files, and nothing else" if too_many else error.message
        raise RefusedError(413 if too_many else 400, reason) from error
    files = []
    try:
        for number, part in enumerate(part for _, part in form.multi_items() if isinstance(part, UploadFile)):
            files.append((folder / str(number), _syntax(part.content_type or "")))
            with files[-1][0].open("wb") as out:
                await asyncio.to_thread(shutil.copyfileobj, part.file, out)
    finally:
        await form.close()
    if not files:
        raise RefusedError(400, "the form holds no files")
    return files


def _syntax(content_type: str) -> str:
    sent = media_type(content_type)
    sent = GRAPH_ALIASES.get(sent, sent or "text/turtle")
    if sent not in GRAPHS:
        raise RefusedError(415, f"{sent[:80]!r} is no RDF syntax that is taken here; send {', '.join(GRAPHS)}")
    return sent
