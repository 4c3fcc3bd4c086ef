"""What is counted, in the text format of Prometheus."""

from __future__ import annotations

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

REQUESTS = Counter("duikou_requests_total", "Requests, by route, method and status.", ["route", "method", "status"])
SECONDS = Histogram(
    "duikou_request_seconds",
    "Time until the last byte of a response, by route.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
CACHED = Counter("duikou_cache_total", "Queries answered from the cache, unchanged (304), or by the store.", ["by"])
QUADS = Gauge("duikou_store_quads", "Quads in the store.", multiprocess_mode="max")
RUNNING = Gauge("duikou_queries_running", "Queries that run now.", multiprocess_mode="livesum")


def render() -> bytes:
    """All metrics, summed over the processes of the server."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(REGISTRY)
