"""A large model as one more proposer: asked over HTTP what a document may state; what it answers is weighed."""
