"""What was published once and is no more: 410 in place of 404 (RFC 9110, section 15.5.11)."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Store

from ...settings import Settings


class Gone:
    """Looks into the older releases that the build keeps beside the served one."""

    def __init__(self, settings: Settings) -> None:
        own = settings.store is None and not settings.graphs
        self._releases: Path | None = settings.output / "releases" if own else None
        self._current = settings.output / "current"
        self._stores: list[Store] | None = None

    def holds(self, exists_query: str) -> bool:
        """Whether an older release answers the ASK query with yes."""
        if self._stores is None:
            self._stores = self._open()
        return any(bool(store.query(exists_query, use_default_graph_as_union=True)) for store in self._stores)

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
