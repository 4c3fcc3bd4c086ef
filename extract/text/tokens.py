"""A text cut into tagged words once and asked many times.

Words and tags come from rjieba: jieba's dictionary and hidden Markov model in Rust, some 3 million characters a second.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Protocol

from ..model import Span
from .fold import fold


class Segmenter(Protocol):
    """What is asked of rjieba; *hmm* is whether words that the dictionary has not are guessed."""

    def cut(self, text: str, hmm: bool = True) -> list[str]: ...

    def cut_for_search(self, text: str, hmm: bool = True) -> list[str]: ...

    def tag(self, text: str, hmm: bool = True) -> list[tuple[str, str]]: ...


def jieba() -> Segmenter:
    """The one segmenter of the process: that which rjieba makes when it is imported, for each has a dictionary of its
    own, which takes longer to load than most documents to read."""
    import rjieba  # noqa: PLC0415 - takes a fifth of a second, and not all who import this cut texts

    return rjieba


class Text:
    """A text, folded, and its words with their parts of speech in ICTCLAS letters. Offsets count code points of the
    text given, whatever it holds."""

    def __init__(self, text: str) -> None:
        # A lone surrogate cannot reach the Rust engines; one character takes its place, so offsets stay.
        self.text = fold(text.encode("utf-8", "replace").decode("utf-8"))
        words = jieba().tag(
            self.text, False
        )  # words of the dictionary only: unknown ones guessed whole swallow edges of names
        self.tags: list[str] = [tag for _, tag in words]
        self.starts = list(accumulate([len(word) for word, _ in words], initial=0))
        self.last = len(words) - 1

    def index(self, position: int) -> int:
        """The number of the word that holds the character at *position*."""
        return min(bisect_right(self.starts, position) - 1, max(self.last, 0))

    def word(self, index: int) -> Span:
        return Span(self.starts[index], self.starts[index + 1])

    def is_edge(self, position: int) -> bool:
        """Whether a word starts or the text ends at *position*."""
        return position >= len(self.text) or self.starts[self.index(position)] == position

    def before(self, position: int) -> str:
        return self.text[position - 1] if position else ""

    def after(self, position: int) -> str:
        return self.text[position : position + 1]
