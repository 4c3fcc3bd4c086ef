"""The parts of the clean stage: letter forms, noise, injected words, broken lines."""
