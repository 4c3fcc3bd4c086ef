"""What was published once and is not at its address any more: 301 to where it is, or 410 in place of 404 (RFC 9110,
sections 15.4.2 and 15.5.11)."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pyoxigraph import Store

from ...graph.ledger import LEDGER, Fate, Ledger, fate_of, read_ledger
from ...settings import Settings

_GRAPH, _DOCUMENT = "graph/document/", "id/document/"


class Gone:
    """Looks into the table of addresses of the served release, and into the older releases that the build keeps."""

    def __init__(self, settings: Settings) -> None:
        own = settings.store is None and not settings.graphs
        self._releases: Path | None = settings.output / "releases" if own else None
        self._current = settings.output / "current"
        self._stores: list[Store] | None = None

    def fate(self, local: str) -> Fate | None:
        """What became of the address at the path *local* below the base, as the table has it."""
        if not local.startswith(_GRAPH):
            return fate_of(self._ledger, local)
        fate = fate_of(self._ledger, _DOCUMENT + local.removeprefix(_GRAPH))  # the graph goes with its document
        return fate and Fate(fate.outcome, fate.new.replace(_DOCUMENT, _GRAPH, 1))

    def holds(self, exists_query: str) -> bool:
        """Whether an older release answers the ASK query with yes."""
        if self._stores is None:
            self._stores = self._open()
        return any(bool(store.query(exists_query, use_default_graph_as_union=True)) for store in self._stores)

    @cached_property
    def _ledger(self) -> Ledger:
        try:
            return read_ledger(self._current / LEDGER) if self._releases else {}
        except (OSError, ValueError):
            return {}  # the next build says what is wrong with it; what the graph holds is served all the same

    def _open(self) -> list[Store]:
        if self._releases is None or not self._releases.is_dir():
            return []
        current = self._current.resolve()
        stores = []
        for folder in sorted(self._releases.iterdir()):
            if folder != current and (folder / "store").is_dir():
                try:
                    stores.append(Store.read_only(str(folder / "store")))
                except OSError:
                    continue  # a build has just pruned it
        return stores
