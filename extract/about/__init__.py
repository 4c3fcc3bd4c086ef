"""The parts of metadata.py: what a document says about itself."""
