"""``duikou mcp``: the built graph for an agent on this machine, over standard input and output."""

from __future__ import annotations

import os

from .build import run_build
from .say import configured, fail

MISSING = "the Model Context Protocol needs the extra mcp: pip install 'duikou[mcp]'"


def mcp_command() -> None:
    """供智能体查询。The graph for agents: Model Context Protocol over standard input and output."""
    try:
        from ..api.agents.stdio import speak
    except ImportError as error:
        raise fail(MISSING) from error
    from ..api.store.engine import StoreError
    from ..graph.release import current_release

    settings = configured()
    if not settings.graphs and settings.store is None and current_release(settings.output) is None:
        run_build(settings.documents, settings.with_shipped, settings.output, settings, os.cpu_count() or 1)
    try:
        speak(settings)
    except StoreError as error:
        raise fail(str(error)) from error
