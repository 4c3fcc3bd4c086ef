"""Any SPARQL 1.1 endpoint by URL as the engine."""
