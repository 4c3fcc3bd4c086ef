"""Learns the shipped weights from annotated documents: gold to examples, examples to tables."""
