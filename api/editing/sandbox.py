"""Reads drafts, and explains documents, as a build reads them: in processes with limits of their own, never in the
server's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock

from ...extract.explain.model import Explanation
from ...extract.llm.ask import Asking
from ...extract.read import ReadError, read, slug
from ...graph import workers
from ...graph.corpus import Document
from ...graph.extraction import Extractor, Job, program, settle
from ...graph.ground import ground as kept_ground
from ...graph.kept import DocumentState, Kept
from ...graph.quality import Validator
from ...graph.workers import Failed, Limits, WorkersError
from ...ontology.terms import Vocabulary
from ...settings import Settings
from ..http.errors import RefusedError
from .drafts import Draft, Drafts

_EXPLAINED = 4
"""Explanations kept in memory at a time."""


class Sandbox:
    """Reads one document at a time; some more may wait for their turn, others are refused."""

    def __init__(self, settings: Settings, drafts: Drafts) -> None:
        self._vocabulary = Vocabulary(settings.base)
        self._limits = Limits(
            min(settings.draft_seconds, settings.document_seconds), settings.document_memory, settings.document_bytes
        )
        self._published = Limits.of(settings)
        self._drafts, self._most, self._busy, self._counting = drafts, settings.drafts_waiting, 0, Lock()
        self._explanations: dict[tuple[Path, str, int], Explanation | None] = {}
        # One thread that lives as long as the server: the kernel ends the processes with the thread that started them.
        self._thread = ThreadPoolExecutor(1, "drafts")
        self._warm = False
        self._used = False

    def warm(self) -> None:
        """Starts the processes, which takes some seconds, before there is anything to read."""
        if not self._warm:
            self._warm = self._used = True
            self._thread.submit(self._start)

    async def read(self, draft: Draft) -> Draft:
        """The draft when it was read. Raises RefusedError (503) when too many wait."""
        with self._turn():
            # It goes on when whoever asked has left: what it gives is kept with the draft.
            return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, self._read, draft))

    def explained(self, path: Path, sha256: str) -> Explanation | None:
        """What is weighed in a published document, kept until others were asked for; None where its file cannot be read
        within the limits. Blocks. Raises RefusedError (503) when too many wait."""
        try:
            key = path, sha256, path.stat().st_mtime_ns
        except OSError:
            return None
        with suppress(KeyError):
            return self._explanations[key]
        with self._turn():
            return self._thread.submit(self._explain, key).result()

    def branch(self, call: Callable[[Connection], None]) -> Future[Connection]:
        """Has *call* made in a process that has in memory what documents are read with, as soon as none is read. The
        future gives the way to it, or WorkersError."""
        self._warm = self._used = True
        return self._thread.submit(workers.branch, call)

    def renew(self) -> None:
        """Has the next document read by processes that load everything anew."""
        self._thread.submit(workers.close)

    def close(self) -> None:
        """Ends the processes, if it has had any read; what was being read is not read."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._used:
            workers.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Counts who is read or waits."""
        with self._counting:
            if self._busy > self._most:
                raise RefusedError(503, "too many documents wait to be read: try again soon", {"Retry-After": "10"})
            self._busy += 1
            self._used = True
        try:
            yield
        finally:
            with self._counting:
                self._busy -= 1

    def _explain(self, key: tuple[Path, str, int]) -> Explanation | None:
        if key not in self._explanations:  # of several who waited for one document the first had it read
            try:
                ((_, found),) = workers.run(_Explaining(self._published.size), (key[0],), 1, self._published)
            except WorkersError:
                return None
            self._explanations[key] = None if isinstance(found, Failed) else found
            for old in list(self._explanations)[:-_EXPLAINED]:
                del self._explanations[old]
        return self._explanations[key]

    def _start(self) -> None:
        ground(self._vocabulary.base)
        with suppress(WorkersError):  # whoever brings a document will hear of it
            list(workers.run(str, ("",), 1, self._limits))

    def _read(self, draft: Draft) -> Draft:
        try:
            state = self._extract(draft)
        except (OSError, ValueError, WorkersError) as error:
            state = DocumentState("", draft.name, "", "", "failed", message=f"{draft.name}: {error}")
        return self._drafts.settle(draft, state)

    def _extract(self, draft: Draft) -> DocumentState:
        entry = self._drafts.entry(draft)
        key = entry.slug or slug(draft.name)
        document = Document(self._drafts.file(draft), draft.name, key, entry=entry, shown=draft.name)
        validator = Validator(self._vocabulary, ground(self._vocabulary.base))
        work = Extractor(kept(self._drafts, draft), validator, self._vocabulary, program(), self._limits.size)
        ((_, extracted),) = settle(work, [Job(document)], 1, self._limits)
        return extracted.state


@dataclass(frozen=True, slots=True)
class _Explaining:
    """Explains a document of no more than *largest* bytes, in a process of its own."""

    largest: int

    def __call__(self, path: Path) -> Explanation | Failed:
        from ...extract.explain.explain import explain  # noqa: PLC0415 - only the process that explains needs it

        try:
            return explain(read(path, self.largest), propose=Asking())
        except ReadError as error:
            return Failed(error.reason)


def kept(drafts: Drafts, draft: Draft) -> Kept:
    """What reading a draft gave."""
    return Kept(drafts.folder(draft) / "kept")


def kept_folder(drafts: Drafts, draft: Draft) -> Path | None:
    """The folder of it, of a draft that was read; named as a build names it."""
    return kept(drafts, draft).folder(draft.state) if draft.state and draft.state.fingerprint else None


@cache
def ground(base: str) -> bytes:
    """N-Quads of what every document stands on, as a build has it."""
    return kept_ground(Vocabulary(base)).data
