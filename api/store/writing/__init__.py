"""Writes to the embedded store, each in a limited process of its own."""
