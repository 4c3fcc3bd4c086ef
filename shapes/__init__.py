"""SHACL shapes by theme, and validation with a report that an office can act on."""
