"""The embedded engine: an Oxigraph store whose queries run in limited processes."""
