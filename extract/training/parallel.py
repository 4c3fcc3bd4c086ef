"""The same work on many items by several processes, which share by fork what the work holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")

_forked: tuple[Callable[[Any], Any], Sequence[Any]] = (id, ())
"""The work and the items of the call in progress: what forked processes find without its being sent to them."""


def each(work: Callable[[Item], Answer], items: Sequence[Item], jobs: int, at_once: int = 1) -> list[Answer]:
    """*work* on each of *items* in their order, by so many *jobs* (processes), each given so many items *at once*. Only
    the answers are pickled."""
    global _forked  # noqa: PLW0603 - a closure cannot be sent to a process, but a fork has it
    if jobs < 2 or len(items) < 2:
        return [work(item) for item in items]
    _forked = work, items
    try:
        with ProcessPoolExecutor(min(jobs, len(items)), mp_context=get_context("fork")) as pool:
            return list(pool.map(_one, range(len(items)), chunksize=at_once))
    finally:
        _forked = id, ()


def _one(number: int) -> Any:
    work, items = _forked
    return work(items[number])
