"""``duikou build`` from what has begun of it before it was asked for (graph/standby.py)."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .build import run_build
from .say import FAILED, configured, fail

if TYPE_CHECKING:  # as in build.py
    from ..graph.begun import Begun
    from ..ontology.terms import Vocabulary


def on_standby(documents: Sequence[str], with_shipped: bool, output: Path, begun: Callable[[Vocabulary], Begun]) -> int:
    """Builds as the command does, when *begun* gives what it goes on from. Returns the exit code."""
    from ..graph.standby import OutdatedError
    from ..ontology.terms import Vocabulary

    try:
        settings = configured()
        try:
            ready = begun(Vocabulary(settings.base))
        except (OSError, ValueError) as error:
            raise fail(str(error)) from error
        return 0 if run_build(documents, with_shipped, output, settings, os.cpu_count() or 1, begun=ready) else FAILED
    except typer.Exit as ended:
        return ended.exit_code
    except OutdatedError:
        raise
    except Exception:  # a fault in the program, for whoever reads what it said
        traceback.print_exc()
        return FAILED
