"""Query engines behind one interface: the embedded store and remote SPARQL endpoints."""
