"""Tools for agents by the Model Context Protocol: over standard input, and over HTTP at /mcp. Needs the extra `mcp`."""
