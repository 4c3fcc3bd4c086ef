"""Log lines on standard error: JSON, one event a line, or coloured text for a terminal."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal

import structlog


def _dump(event: Any, **_: Any) -> str:
    return json.dumps(event, ensure_ascii=False, default=str)


class _Style:
    """How request lines are written; until configure() is called they go through structlog like everything else."""

    fast = False


def log_request(fields: dict[str, Any]) -> None:
    """Logs one request. In JSON the line is written directly: the processors would take longer than a small query."""
    if not _Style.fast:
        structlog.stdlib.get_logger("duikou.request").info("request", **fields)
        return
    now = datetime.now(UTC).isoformat()
    # In ASCII, so that no path can hold anything that somebody takes for the end of a line.
    sys.stderr.write(json.dumps({**fields, "event": "request", "level": "info", "timestamp": now}) + "\n")


def configure(style: Literal["json", "console"]) -> None:
    """Sets up structlog and the standard library's logging for the whole process."""
    _Style.fast = style == "json"
    renderer: Any = structlog.dev.ConsoleRenderer() if style == "console" else structlog.processors.JSONRenderer(_dump)
    shared: list[Any] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
