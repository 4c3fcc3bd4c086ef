"""Search over names, aliases and texts: an SQLite FTS5 index made from the graph, and the ways to ask it."""
