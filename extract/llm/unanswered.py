"""That a large model gave no answer."""

from __future__ import annotations


class UnansweredError(Exception):
    """There is no answer; the message says why in a few words, and never what was sent."""

    def __init__(self, reason: str, *, lasting: bool = True) -> None:
        super().__init__(reason)
        self.lasting = lasting
        """Whether another part would meet with the same."""
