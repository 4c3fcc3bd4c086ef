"""Metrics for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response

from ..dependencies import EngineDep
from ..metrics import QUADS, RUNNING, render
from ..store.engine import StoreError

router = APIRouter(tags=["operations"])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(engine: EngineDep) -> Response:
    """Counters and gauges in the text format of Prometheus."""
    try:
        QUADS.set(engine.size())
    except StoreError:
        QUADS.set(0)
    RUNNING.set(len(engine.running))
    return Response(render(), media_type="text/plain; version=0.0.4; charset=utf-8")
