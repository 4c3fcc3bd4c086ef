"""The embedded engine: an Oxigraph store on disk, read-only while it is served.

``output/current`` points at a release. When it points at another one, because a build or an update has finished, the
new release is opened beside the old one and takes over; queries on the old one run to their end.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from pathlib import Path

from pyoxigraph import Triple
from structlog.stdlib import get_logger

from ....graph.history.dump import DUMP
from ....graph.history.log import patch_between
from ....graph.served import prepared
from ....settings import Settings
from ....temporary import temporary_folder
from ...http.errors import RefusedError
from ..engine import Answer, Engine, GraphWrite, Query, Row, StoreError, Update
from ..messages import Change, Network, Open, Write, Written
from ..running import Registry
from ..sparql.results import OWN_RESULTS, read_boolean, read_rows, read_triples
from ..writing.process import staged
from .files import load_files, version_of
from .query_run import Evaluator
from .supervisor import Supervisor

LOOK_SECONDS = 1.0
"""How often the server looks whether another release is current."""

log = get_logger(__name__)


class EmbeddedEngine(Engine):
    """Serves ``output/current/store``, or the RDF files of ``settings.graphs``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = temporary_folder(settings.run)
        self._output = settings.output
        self._evaluator = Evaluator(settings, settings.run or Path(self._folder.name), self._ask)
        self._pool = self._evaluator.pool
        self._release: Path | None = None
        self._version = ""
        self._watch: asyncio.Task[None] | None = None
        self._filling: asyncio.Task[None] | None = None
        self._swap, self._writing = asyncio.Lock(), asyncio.Lock()

    # State

    @property
    def version(self) -> str:
        return self._version

    @property
    def release(self) -> str:
        return self._version

    @property
    def running(self) -> Registry:
        return self._evaluator.running

    @property
    def output(self) -> Path:
        """The folder whose ``current`` is served."""
        return self._output

    @property
    def holder(self) -> int:
        """The process that holds the store that is served."""
        return self._pool.holder

    def size(self) -> int:
        return self._pool.quads

    async def ready(self) -> str | None:
        try:
            await asyncio.wait_for(asyncio.to_thread(self.ask, "ASK {}"), 5)
        except (StoreError, TimeoutError) as error:
            return str(error) or "the store does not answer"
        return None

    # Life

    async def start(self) -> None:
        if self._settings.graphs:
            self._output = Path(self._folder.name) / "output"
            await asyncio.to_thread(load_files, self._settings.graphs, self._output)
        await self.refresh()
        self._watch = asyncio.get_running_loop().create_task(self._look())

    async def stop(self) -> None:
        for task in (self._watch, self._filling):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._evaluator.close()
        await asyncio.to_thread(self._folder.cleanup)

    async def refresh(self) -> None:
        """Serves the release that ``current`` points at now. Raises StoreError when it cannot be opened."""
        async with self._swap:
            release = (self._output / "current").resolve()
            if release == self._release:
                return
            if not (release / "store").is_dir():
                raise StoreError(f"{release / 'store'}: no store here; run `duikou build` first")
            if not await self._changed_to(release):
                await self._open(release)
            self._serves(release)

    async def _open(self, release: Path) -> None:
        """Serves a release at once: a large one from disk, until copies in memory are there, if they may be."""
        if self._filling is not None:
            self._filling.cancel()
            self._filling = None
        ready = prepared(release)
        await self._pool.serve(await self._prepare(release, None if ready is None else 0))
        if ready is not None and ready.quads <= self._memory_quads:
            self._filling = asyncio.get_running_loop().create_task(self._fill(release))

    async def _fill(self, release: Path) -> None:
        """Answers from memory what was answered from disk: the same, in a third of the time."""
        try:
            supervisor = await self._prepare(release)
        except StoreError as error:
            log.info("store stays on disk", release=release.name, reason=str(error))
            return
        async with self._swap:
            if self._release == release:
                await self._pool.serve(supervisor)
                log.info("store in memory", release=release.name)
            else:
                supervisor.close()

    async def _changed_to(self, release: Path) -> bool:
        """Whether what is open could be made *release*: the next one that a build has made of it."""
        patch = patch_between(self._output, self._release.name, release.name) if self._release else None
        if patch is None or not (release / DUMP).is_file():
            return False
        try:
            await self._pool.change(Change(str(release / "store"), str(patch)))
        except StoreError as error:
            log.info("store opened anew", reason=str(error))
            return False
        return True

    async def _prepare(self, release: Path, memory_quads: int | None = None) -> Supervisor:
        """A process that has the store open, in memory up to so many quads, or as many as the settings say."""
        scratch = Path(self._folder.name) / f"store-{time.time_ns()}"
        in_memory = self._memory_quads if memory_quads is None else memory_quads
        return await self._pool.prepare(Open(str(release / "store"), in_memory, str(scratch)))

    @property
    def _memory_quads(self) -> int:
        return self._settings.memory_quads // self._settings.processes  # each has copies of its own

    def _serves(self, release: Path) -> None:
        self._release = release
        self._version = version_of(release)
        log.info("store opened", release=release.name, quads=self.size())

    async def _look(self) -> None:
        link = self._output / "current"
        seen = ""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self._pool.sweep()
            try:
                target = str(link.readlink())
                if target == seen and self._pool.alive:
                    continue
                if not self._pool.alive:
                    self._release = None  # the process that holds the store was killed: start another
                await self.refresh()
                seen = target
            except (OSError, StoreError) as error:
                log.error("release not opened", reason=str(error))

    # Answers

    def select(self, query: str) -> list[Row]:
        return read_rows(self._ask(query), OWN_RESULTS)[1]

    def construct(self, query: str) -> list[Triple]:
        return read_triples(self._ask(query))

    def ask(self, query: str) -> bool:
        return read_boolean(self._ask(query), OWN_RESULTS)

    def _ask(self, query: str) -> bytes:
        return self._pool.ask(query)

    async def evaluate(self, query: Query) -> Answer:
        return await self._evaluator.evaluate(query)

    async def network(self, query: Query, job: Network) -> Answer:
        return await self._evaluator.network(query, job)

    # Writes

    async def update(self, update: Update) -> None:
        await self._write(Write(str(self._output), "update", **vars(update)))

    async def write_graph(self, write: GraphWrite) -> bool:
        job = Write(str(self._output), write.operation, base=write.base, graph=write.graph)
        job.files = [(str(file), media_type) for file, media_type in write.files]
        job.exists, job.versions = write.condition.exists, write.condition.versions
        return (await self._write(job)).created

    async def _write(self, job: Write) -> Written:
        """Writes, and returns when what was written is served. Raises RefusedError; then nothing has changed."""
        if self._settings.graphs and self._settings.processes > 1:
            raise RefusedError(403, "files that several processes serve cannot be changed; use one process")
        job.memory, job.kept = self._settings.update_memory, self._settings.releases
        async with self._writing, staged(job, self._settings.update_seconds) as writer:
            try:
                supervisor = await self._prepare(Path(writer.folder))
            except StoreError as error:
                reason = f"the changed graph could not be served ({error}); nothing has changed"
                raise RefusedError(507, reason.replace(f"{writer.folder}/store: ", "")) from error
            async with self._swap:
                try:
                    written = await writer.publish()
                except BaseException:
                    supervisor.close()
                    raise
                await self._pool.serve(supervisor)
                self._serves(Path(written.release))
        return written
