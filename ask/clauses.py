"""What a question says before and after what it asks: greetings, reasons, thanks; they are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .normal import normal

INTRODUCTION = "introduction"
_ENDS = re.compile(r"[,，。;；:：!！?？\n]+|(?<=[a-z])\. |\s[—–-]+\s|——")
_ASKS = re.compile(r"[谁哪啥吗呢几]|什么|多少|如何|怎么|怎样|是否|有没有|是不是|还是|名单|清单|列表|一览")
_ENGLISH = re.compile(r"\b(?:who|whom|whose|which|what|where|when|how|list)\b")


def clauses(question: str) -> tuple[str, ...]:
    """The clauses of a question as they were written, in order, with the marks that end them."""
    found: list[str] = []
    last = 0
    for end in _ENDS.finditer(question):
        found.append(question[last : end.end()])
        last = end.end()
    return tuple(clause for clause in (*found, question[last:]) if normal(clause))


def asking(question: str, groups: Mapping[str, frozenset[str]]) -> str:
    """The question without the clauses that only introduce it or say thanks: those that hold a word of the group
    ``introduction`` and ask nothing. Nothing is left out where nothing would remain."""
    introductions = [word for word, of in groups.items() if INTRODUCTION in of]
    found = clauses(question)
    kept = [clause for clause in found if not _introduces(clause, introductions)]
    return "".join(kept) if kept else question


def _introduces(clause: str, introductions: list[str]) -> bool:
    text = normal(clause)
    if clause.rstrip().endswith(("?", "？")) or _ASKS.search(text) or _ENGLISH.search(text):
        return False
    return any(_stands_in(word, text) for word in introductions)


def _stands_in(word: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(word)}\b", text)) if word.isascii() else word in text
