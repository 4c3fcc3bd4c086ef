"""A text cut into tagged words once and asked many times.

Words and tags come from rjieba: jieba's dictionary and hidden Markov model in Rust, some 3 million characters a second.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from ..model import Span
from .fold import fold

if TYPE_CHECKING:
    from rjieba import Jieba


@cache
def jieba() -> Jieba:
    """The one segmenter of the process: its dictionary takes longer to load than most documents to read."""
    from rjieba import Jieba  # noqa: PLC0415 - takes a tenth of a second, and not all who import this cut texts

    return Jieba()


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
