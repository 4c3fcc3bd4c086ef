"""SPARQL as text and as results: what is read and written without running anything."""
