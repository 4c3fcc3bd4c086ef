"""Says of a document what was proposed, what was decided and why: for people, at the very end of the pipeline."""
