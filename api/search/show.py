"""How what was found is shown: titles made of texts, the words around a match, the matches themselves."""

from __future__ import annotations

import re

from .spelling import words

TITLE = 46
"""Characters of a title that is made of a text."""
_ENDS = (re.compile(r"[,，;；。:：!！?？]"), re.compile(r"[、]"))
"""Where a clause ends, and, where that would leave little, the member of a list."""


def excerpt(body: str, query: str, width: int = 60) -> str:
    """The part of *body* around the first word of *query* that it holds."""
    places = [body.find(word) for word in [query, *words(query)] if word in body]
    if not places or len(body) <= 2 * width:
        return body
    start = max(0, min(places) - width // 2)
    end = min(len(body), start + 2 * width)
    return ("…" if start else "") + body[start:end] + ("…" if end < len(body) else "")


def title(text: str, longest: int = TITLE) -> str:
    """*text* as a title: whole when it is short, else cut behind the last clause that fits, with an ellipsis.

    >>> title("加强绿色能源合作,鼓励引导中广核等企业到革命老区开发清洁能源项目", 20)
    '加强绿色能源合作…'
    """
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    for ends in _ENDS:
        places = [match.start() for match in ends.finditer(line, longest // 3, longest)]
        if places:
            return line[: places[-1]].rstrip() + "…"
    return line[: longest - 1].rstrip() + "…"


def marked(text: str, query: str) -> list[tuple[str, bool]]:
    """*text* in pieces, each with whether it is a word of *query*; words of one character do not count beside longer
    ones."""
    asked = {word for word in (*query.split(), *words(query)) if word.strip()}
    asked = {word for word in asked if len(word) > 1} or asked
    if not asked:
        return [(text, False)]
    pattern = "|".join(re.escape(word) for word in sorted(asked, key=lambda word: (-len(word), word)))
    return [
        (piece, bool(number % 2)) for number, piece in enumerate(re.split(f"({pattern})", text, flags=re.I)) if piece
    ]
