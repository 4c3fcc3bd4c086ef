"""Documents read by the workers of a Dask cluster: each is sent partitions of them, and sends back what is kept of each
document, which is written beside what this machine has read itself. So all that comes after is the same.

Workers and scheduler run this very program with these tables, and see the documents under the same paths.
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from ..ontology.terms import Vocabulary
from ..printable import printable
from ..settings import Settings
from .corpus import Document
from .extraction import Extractor, Job, extract_partition, program
from .ground import ground
from .kept import DocumentState, Kept
from .knowledge import use_settings
from .quality import Validator
from .workers import Limits

if TYPE_CHECKING:
    from distributed import Client

_LEAST = 8
"""Documents that a partition has at least, on average: a message costs something too."""
_SECONDS = 15
"""How long a scheduler may take to answer, and to name a worker."""
_RETRIES = 2
"""How often a partition is tried again whose worker lives and could not do it."""
_ours = Lock()
"""A process has one pool of processes that read documents, which does one partition after the other."""


class ClusterError(RuntimeError):
    """The cluster cannot be asked, or cannot answer; the message is one line that names its address."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Documents to be read, and by what."""

    documents: tuple[Document, ...]
    base: str
    limits: Limits
    made_by: str
    """The hash of the program, its tables and shapes, which must be the worker's too."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What became of the documents of a partition."""

    states: Mapping[str, DocumentState]
    """By slug."""
    files: Mapping[str, Mapping[str, bytes]]
    """What is kept of those that could be read, by slug and name, each packed by zlib."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster whose scheduler has an *address* such as tcp://10.0.0.1:8786."""

    address: str
    limits: Limits
    partitions: int
    """How many there are at most."""

    def __call__(self, work: Extractor, jobs: Sequence[Job]) -> Iterator[tuple[Job, DocumentState]]:
        """The outcome of each of the *jobs*, of documents that are to be read, as partitions come, with what is kept of
        it in its folder. A partition whose worker is lost is done again by another one. Raises ClusterError."""
        by_slug = {job.document.slug: job for job in jobs}
        made_by = _made_by(work.program, work.validator)
        with _connected(self.address) as client:
            from distributed import as_completed  # noqa: PLC0415 - an extra
            from distributed.scheduler import KilledWorker  # noqa: PLC0415

            waiting = {
                client.submit(shard_of, partition, key=f"duikou-{uuid4().hex}", pure=False, retries=_RETRIES)
                for partition in partitioned(jobs, work.vocabulary.base, self.limits, made_by, self.partitions)
            }
            try:
                for future in as_completed(waiting, loop=client.loop):
                    shard = future.result()
                    waiting.discard(future)  # the cluster may forget it
                    for slug, state in shard.states.items():
                        if packed := shard.files.get(slug):
                            work.kept.put(state, {name: zlib.decompress(data) for name, data in packed.items()})
                        yield by_slug[slug], state
            except CancelledError as error:
                raise ClusterError(f"{self.address}: the scheduler is gone; a new build goes on from here") from error
            except KilledWorker as error:
                raise ClusterError(f"{self.address}: workers ended again and again at the same documents") from error
            except (ImportError, RuntimeError) as error:  # it lacks the program, or cannot go by it
                raise ClusterError(f"{self.address}: {printable(str(error))}") from error


def partitioned(jobs: Sequence[Job], base: str, limits: Limits, made_by: str, partitions: int) -> list[Partition]:
    """The documents of *jobs* by the hash of their slugs, in so many *partitions* at most."""
    count = max(1, min(partitions, len(jobs) // _LEAST))
    parts: dict[int, list[Document]] = defaultdict(list)
    for job in jobs:
        number = int.from_bytes(hashlib.sha256(job.document.slug.encode()).digest()[:8]) % count
        parts[number].append(replace(job.document, path=job.document.path.absolute()))
    return [Partition(tuple(parts[number]), base, limits, made_by) for number in sorted(parts)]


def shard_of(partition: Partition) -> Shard:
    """What the documents of a *partition* give, which hangs on nothing else; it leaves nothing behind. Raises
    ClusterError where this is another program or the documents are not to be seen here, and WorkersError."""
    program_here, validator = _here(partition.base)
    if _made_by(program_here, validator) != partition.made_by:
        raise ClusterError("a worker has another program, tables or shapes than this machine")
    if missing := next((one.path for one in partition.documents if not one.path.exists()), None):
        raise ClusterError(f"a worker does not see {missing}; documents need the same path on all machines")
    with _ours, TemporaryDirectory(prefix="duikou-shard-") as scratch:
        kept = Kept(Path(scratch))
        work = Extractor(kept, validator, validator.vocabulary, program_here, partition.limits.size)
        jobs = [Job(document) for document in partition.documents]
        states = {job.document.slug: state for job, state in extract_partition(work, jobs, 1, partition.limits)}
        files = {slug: kept.files(state) for slug, state in states.items() if state.fingerprint}
    packed = {slug: {name: zlib.compress(data, 1) for name, data in some.items()} for slug, some in files.items()}
    return Shard(states, packed)


@cache
def _here(base: str) -> tuple[str, Validator]:
    """The program of this process and what its documents are validated by, once for all partitions."""
    use_settings(Settings())
    vocabulary = Vocabulary(base)
    return program(), Validator(vocabulary, ground(vocabulary).data)


def _made_by(program_hash: str, validator: Validator) -> str:
    return f"{program_hash} {validator.stamp}"


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler, when that has a worker. Raises ClusterError."""
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ClusterError("--cluster needs Dask: pip install 'duikou[cluster]'") from error
    for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
        logging.getLogger(name).setLevel(logging.CRITICAL)  # for good: what matters is said by the errors, and once
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"{address}: no scheduler of a cluster answers") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError as error:
            raise ClusterError(f"{address}: the cluster has no worker") from error
        yield client
