"""The releases that are kept beside the served one: when each was published, and a few of them open at a time."""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from structlog.stdlib import get_logger

from ...graph.history.log import FOLDER, Entry, entries
from ...settings import Settings
from ..http.cache import Cache
from ..http.errors import RefusedError
from .site import ReleaseSite

OPEN = 4
"""Older releases that are open at a time; the one used least lately is closed for another."""
_NAME = re.compile(r"[0-9a-f]{8,64}")

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a kept release was published."""

    when: datetime
    version: str


class Releases:
    """What a build's output folder holds of the past. Safe to use from several threads."""

    def __init__(self, settings: Settings, cache: Cache) -> None:
        self._settings, self._cache = settings, cache
        self._output = settings.output
        self._open: OrderedDict[str, ReleaseSite] = OrderedDict()
        self._lock = threading.Lock()
        self._seen: tuple[int, ...] = ()
        self._log: list[Entry] = []
        self._moments: list[Moment] = []

    @property
    def current(self) -> str:
        """The release that is served."""
        return (self._output / "current").resolve().name

    def log(self) -> list[Entry]:
        """The log of releases, the oldest first."""
        with self._lock:
            self._look()
            return self._log

    def moments(self) -> list[Moment]:
        """The releases that are kept, the oldest first; one that came back stands for each time that it did."""
        with self._lock:
            self._look()
            return self._moments

    def keeps(self, version: str) -> bool:
        return any(moment.version == version for moment in self.moments())

    def site(self, version: str) -> ReleaseSite:
        """The pages of a release, read-only. Raises RefusedError: 404 for an unknown one, 410 for one that has gone."""
        with self._lock:
            self._look()
            kept = [moment.version for moment in self._moments]
            if not _NAME.fullmatch(version) or version not in kept:
                self._open.pop(version, None)
                raise self._refusal(version, kept)
            if version not in self._open:
                self._open[version] = ReleaseSite(self._output / "releases" / version, self._settings, self._cache)
                if len(self._open) > OPEN:
                    self._open.popitem(last=False)
            self._open.move_to_end(version)
            return self._open[version]

    def _refusal(self, version: str, kept: list[str]) -> RefusedError:
        listed = f"kept are {', '.join(dict.fromkeys(kept))}"
        if any(entry.version == version for entry in self._log):
            return RefusedError(410, f"release {version} was published and is not kept any more; {listed}")
        return RefusedError(404, f"{version[:64]}: no such release; {listed}")

    def _look(self) -> None:
        """Reads the folder again when a build has changed it."""
        seen = tuple(_changed(self._output / name) for name in (FOLDER, "releases"))
        if seen == self._seen:
            return
        try:
            self._log = entries(self._output)
        except ValueError as error:
            log.error("log of releases not read", reason=str(error))
            self._log = []
        self._moments = _moments(self._output / "releases", self._log)
        self._seen = seen


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _moments(folder: Path, logged: list[Entry]) -> list[Moment]:
    kept = {path.name for path in folder.iterdir() if (path / "store").is_dir()} if folder.is_dir() else set()
    found = [Moment(_time(entry.built), entry.version) for entry in logged if entry.version in kept]
    others = kept - {moment.version for moment in found}
    found += [moment for name in sorted(others) if (moment := _described(folder / name)) is not None]
    return sorted(found, key=lambda moment: moment.when)


def _described(release: Path) -> Moment | None:
    """When a release that no build has logged was made: one that a write has changed, by its file's time."""
    try:
        description = json.loads((release / "build.json").read_bytes())
        written = datetime.fromtimestamp(int((release / "build.json").stat().st_mtime), UTC)
        built = written if description.get("updated_from") else _time(description["built"])
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    return Moment(built, release.name)


def _time(iso: str) -> datetime:
    return datetime.fromisoformat(iso.replace("Z", "+00:00"))
