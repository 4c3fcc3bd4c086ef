"""Comparing documents, pairings and places: topics, owners, like measures, gaps."""
