"""Measures: which clauses commit somebody, how strongly, and about what."""
