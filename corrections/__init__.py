"""Corrections by people: rows about words, replayed at each build between extraction and graph."""
