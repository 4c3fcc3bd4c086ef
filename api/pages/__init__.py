"""The pages: what they ask of the graph, and how that becomes HTML."""
