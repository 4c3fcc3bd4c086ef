"""HTTP, once: negotiation, conditions, bodies, connections, the cache, refusals."""
