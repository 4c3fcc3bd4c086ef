"""Decisions that weigh: candidates get named features, a table of weights gives each a probability and its reasons."""
