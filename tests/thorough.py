"""Two tiers of tests: `make test` has a test that fails for each kind of fault that daily work makes, `make thorough`
has all.

What `make thorough` alone has is marked ``thorough``, because it gives least for its time:

- rows that repeat over a second dimension (width, language, number of processes, format, engine) what another row
  tries;
- what guards against rare faults: a process killed at one of several moments, several servers at once, the costliest of
  the files and requests that are made to do harm;
- long ways of which shorter tests have the parts.

Such a test is run by its own name too, and by ``-m thorough``. Of each property a thorough run tries eight times as
many examples.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

THOROUGH = "DUIKOU_THOROUGH" in os.environ
TIMES = 8 if THOROUGH else 1


def examples(count: int) -> int:
    """How many examples of a property are tried that begins to tell something from *count* of them."""
    return count * TIMES


def thorough(*values: Any, **options: Any) -> Any:
    """A row of parameters for thorough runs; *options* are those of pytest.param."""
    return pytest.param(*values, marks=pytest.mark.thorough, **options)


def chosen(rows: Mapping[str, Any], *every: str) -> list[Any]:
    """Rows of parameters by their ids: those called *every* are for all runs, the others for thorough ones. Raises
    ValueError for a name that no row has."""
    if unknown := set(every) - set(rows):
        raise ValueError(f"no such rows: {sorted(unknown)}")
    return [(pytest.param if name in every else thorough)(row, id=name) for name, row in rows.items()]


def left_out(config: pytest.Config, items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """The tests that a run leaves out: those marked ``thorough``, unless it is a thorough one, chooses by marks itself
    or names the test."""
    if THOROUGH or config.option.markexpr:
        return
    named = {_place(config, argument) for argument in config.args if "::" in argument}
    for item in items:
        if item.get_closest_marker("thorough"):
            name = item.nodeid.partition("::")[2]
            if (item.path, name) not in named and (item.path, name.partition("[")[0]) not in named:
                yield item


def _place(config: pytest.Config, argument: str) -> tuple[Path, str]:
    """The file and the name of the test that an argument names."""
    file, _, name = argument.partition("::")
    return config.invocation_params.dir / file, name
