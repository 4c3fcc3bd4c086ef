"""Store engines behind one interface: the embedded Oxigraph store, and any SPARQL 1.1 endpoint by URL."""
