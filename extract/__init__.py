"""The pipeline: one document in, its facts out. One stage a file, each a plain function."""
