"""Words from outside, such as a file's name, made fit for a line that people read."""

from __future__ import annotations

from unicodedata import category


def printable(text: str) -> str:
    r"""*text* with all that would steer a terminal, turn the line round or be no UTF-8 written as an escape.

    >>> printable("a\x1b[2J\u202eb\udcff.txt")
    'a\\x1b[2J\\u202eb\\udcff.txt'
    """
    return "".join(char if _is_plain(char) else char.encode("unicode_escape").decode() for char in text)


def _is_plain(char: str) -> bool:
    return char.isprintable() or category(char) == "Zs"
