"""The past: what each release changed, and things as they were in the releases that are kept."""
