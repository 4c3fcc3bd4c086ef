"""Names: proposed from many sources, decided once, published under their official name."""
