"""What changed from release to release: facts by document, RDF Patches, and the log of both."""
