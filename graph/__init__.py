"""Facts and gazetteer as RDF: triples, named graphs, the build and its atomic publication."""
