"""HTTP routes, one theme a file."""
