"""Word and name taggers behind one small interface."""
