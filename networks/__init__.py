"""Networks of the graph for Gephi and other tools: definitions, measures, file formats."""
