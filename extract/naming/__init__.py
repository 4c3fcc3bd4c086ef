"""The parts of mentions.py: finders of places, bodies, organisations, platforms, documents and quoted names."""
