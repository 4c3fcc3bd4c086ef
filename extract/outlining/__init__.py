"""The parts of outline.py: list markers and tables."""
