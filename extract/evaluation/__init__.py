"""Facts in the annotation format, compared with gold annotations."""
