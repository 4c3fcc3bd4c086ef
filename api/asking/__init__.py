"""Answers to questions: the vocabulary of the served graph, the queries behind intents, and their sentences."""
