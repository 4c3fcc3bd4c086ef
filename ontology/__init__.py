"""The vocabulary: an OWL 2 ontology, its SKOS schemes, and their terms as Python names."""
