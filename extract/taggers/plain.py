"""jieba itself: the reference that the faster taggers are measured against, some 80,000 characters a second."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

import jieba
import jieba.posseg

from .base import Name, Word

jieba.setLogLevel(logging.WARNING)


class PlainTagger:
    """A tagger over a jieba of its own (never the shared default one); *terms* are added to its dictionary."""

    knows_names = False

    def __init__(self, terms: Iterable[str] = ()) -> None:
        tokenizer = jieba.Tokenizer()
        for term in terms:
            tokenizer.add_word(term)
        self._tagger = jieba.posseg.POSTokenizer(tokenizer)

    def words(self, texts: Sequence[str]) -> list[list[Word]]:
        return [[(word, tag) for word, tag in self._tagger.cut(text)] for text in texts]

    def names(self, texts: Sequence[str]) -> list[list[Name]]:
        return [[] for _ in texts]
