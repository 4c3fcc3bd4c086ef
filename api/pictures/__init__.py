"""Pictures of the served graph: rows by the filters of the JSON interface, and their drawings by ../../pictures."""
