"""An older release for the pages: read-only, in process, and for our own queries alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Never

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from ..http.errors import RefusedError
from ..store.engine import Answer, Engine, GraphWrite, Query, Row, StoreError, Update
from ..store.messages import Network
from ..store.running import Registry


class ReleaseEngine(Engine):
    """Answers our own queries from the store in the folder of a *release*. Raises StoreError when it has none."""

    def __init__(self, release: Path) -> None:
        self._name = release.name
        try:
            self._store = Store.read_only(str(release / "store"))
        except (OSError, RuntimeError) as error:  # a build has just removed it
            raise StoreError(f"release {self._name} cannot be opened") from error

    @property
    def version(self) -> str:
        return self._name

    def select(self, query: str) -> list[Row]:
        found = self._query(query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in found]

    def construct(self, query: str) -> list[Triple]:
        found = self._query(query)
        assert isinstance(found, QueryTriples)
        return list(found)

    def ask(self, query: str) -> bool:
        found = self._query(query)
        assert isinstance(found, QueryBoolean)
        return bool(found)

    def _query(self, query: str) -> Any:
        try:
            return self._store.query(query, use_default_graph_as_union=True)
        except (OSError, RuntimeError) as error:
            raise StoreError(f"release {self._name} does not answer") from error

    def size(self) -> int:
        return len(self._store)

    async def ready(self) -> str | None:
        return None

    async def start(self) -> None:
        """It is open from the beginning."""

    async def stop(self) -> None:
        """It ends with its last page."""

    async def evaluate(self, query: Query) -> Answer:
        self._refuse()

    async def network(self, query: Query, job: Network) -> Answer:
        self._refuse()

    async def update(self, update: Update) -> None:
        self._refuse()

    async def write_graph(self, write: GraphWrite) -> bool:
        self._refuse()

    @property
    def running(self) -> Registry:
        self._refuse()

    def _refuse(self) -> Never:
        raise RefusedError(403, f"release {self._name} is kept for reading only")
