"""Asks a large model about a document, part by part; what it cannot be asked is said in one line."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from ...machine import renew
from ...usercache import cache_folder
from ..model import Clean, Span
from ..proposed import NOTHING, Proposals
from .answers import Claims, read_answer
from .cache import FOLDER, Cache
from .endpoint import Endpoint, endpoint
from .locate import joined, locate
from .parts import MOST, is_cut, parts
from .unanswered import UnansweredError

BEAT = 1.0
"""Seconds after which it is said again that waiting is no fault of the document's."""
PATIENCE = 3
"""Documents in a row about which the model could not be asked; after so many this process asks no more."""
_in_vain = 0


@dataclass(slots=True)
class Asking:
    """The proposer of one document (:data:`..proposed.Proposer`): the model at *address*, or nobody."""

    address: Endpoint | None = field(default_factory=endpoint)
    failure: str = ""
    """Afterwards: what of the document the model proposed nothing for, and why; empty where all was answered."""

    def __call__(self, clean: Clean) -> Proposals:
        """What the model proposes of the document. Never raises."""
        if self.address is None:
            return NOTHING
        answers, failure = _ask(self.address, clean.text, parts(clean.text), cache_folder() / FOLDER)
        if failure:
            self.failure = f"the large model at {self.address.host} {failure}"
        elif is_cut(clean.text):
            self.failure = f"the large model at {self.address.host} was asked about the first {MOST} parts only"
        return joined([locate(clean.text, part, claims) for part, claims in answers.items()])


def _ask(address: Endpoint, text: str, wanted: list[Span], folder: Path) -> tuple[dict[Span, Claims], str]:
    """The claims about each part that is answered, in order, and why others are not."""
    # Loaded only where somebody is asked: neither is needed without.
    from .client import Client  # noqa: PLC0415
    from .prompt import prompt  # noqa: PLC0415

    asked = prompt()
    cache = Cache(folder, address.model, asked)
    found = {part: claims for part in wanted if (claims := cache.find(part.of(text))) is not None}
    missing = [part for part in wanted if part not in found]
    if not missing:
        return found, ""
    if _in_vain >= PATIENCE:
        return found, f"was not asked: it did not answer about {PATIENCE} documents before"
    client = Client(address)

    def one(part: Span) -> Claims:
        claims = read_answer(client.ask(asked, part.of(text)), asked)
        cache.keep(part.of(text), claims)
        return claims

    failure, lasting = "", False
    try:
        with ThreadPoolExecutor(address.requests) as pool:
            futures = {pool.submit(one, part): part for part in missing}
            for done in _as_they_come(futures):
                try:
                    found[futures[done]] = done.result()
                except UnansweredError as error:
                    failure = failure or str(error)
                    if error.lasting:  # the parts that nobody has begun would only wait for the same
                        lasting = True
                        for other in futures:
                            other.cancel()
    finally:
        client.close()
    left = sum(part not in found for part in missing)
    _note(in_vain=lasting and left == len(missing))
    if failure and len(wanted) > 1:
        failure += f" ({left} of {len(wanted)} parts)"
    return dict(sorted(found.items())), failure


def _as_they_come(futures: dict[Future[Claims], Span]) -> Iterator[Future[Claims]]:
    """The futures that were not cancelled, as they are done; the process has its time anew while they are not."""
    waiting = set(futures)
    while waiting := {one for one in waiting if not one.cancelled()}:
        done, waiting = wait(waiting, BEAT, FIRST_COMPLETED)
        renew()
        yield from (one for one in done if not one.cancelled())


def _note(*, in_vain: bool) -> None:
    global _in_vain  # noqa: PLW0603 - of the process: each document would wait in vain anew
    _in_vain = _in_vain + 1 if in_vain else 0
