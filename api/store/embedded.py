"""The embedded engine: an Oxigraph store on disk, opened read-only."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from ...settings import Settings
from ..errors import RefusedError
from .engine import Answer, Engine, Query, Row, StoreError
from .files import load_files


class EmbeddedEngine(Engine):
    """Serves ``output/current/store``, or the RDF files of ``settings.graphs``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._store: Store | None = None
        self._version = ""

    @property
    def version(self) -> str:
        return self._version

    @property
    def store(self) -> Store:
        """The open store, read-only. Raises StoreError before start()."""
        if self._store is None:
            raise StoreError("the store is not open yet")
        return self._store

    async def start(self) -> None:
        await asyncio.to_thread(self._open)

    def _open(self) -> None:
        if self._settings.graphs:
            self._folder = tempfile.TemporaryDirectory(prefix="duikou-")
            path = Path(self._folder.name) / "store"
            self._version = load_files(self._settings.graphs, path)
        else:
            path = (self._settings.output / "current").resolve() / "store"
            if not path.is_dir():
                raise StoreError(f"{path}: no store here; run `duikou build` first")
            self._version = hashlib.sha256(path.parent.name.encode()).hexdigest()[:16]
        try:
            self._store = Store.read_only(str(path))
        except OSError as error:
            raise StoreError(f"{path}: not a store that can be read ({error})") from error

    async def stop(self) -> None:
        self._store = None
        if self._folder:
            self._folder.cleanup()

    async def ready(self) -> str | None:
        try:
            self.ask("ASK {}")
        except StoreError as error:
            return str(error)
        return None

    def size(self) -> int:
        return len(self.store)

    def select(self, query: str) -> list[Row]:
        solutions = self.store.query(query, use_default_graph_as_union=True)
        if not isinstance(solutions, QuerySolutions):
            raise TypeError("not a query of this form")
        names = [variable.value for variable in solutions.variables]
        return [
            {name: value for name, value in zip(names, solution, strict=True) if value is not None}
            for solution in solutions
        ]

    def construct(self, query: str) -> list[Triple]:
        triples = self.store.query(query, use_default_graph_as_union=True)
        if not isinstance(triples, QueryTriples):
            raise TypeError("not a query of this form")
        return list(triples)

    def ask(self, query: str) -> bool:
        answer = self.store.query(query, use_default_graph_as_union=True)
        if not isinstance(answer, QueryBoolean):
            raise TypeError("not a query of this form")
        return bool(answer)

    async def evaluate(self, query: Query) -> Answer:
        raise RefusedError(503, "queries are not served yet")
