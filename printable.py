"""Words from outside, such as a file's name, made fit for a line or a table that people read."""

from __future__ import annotations

from unicodedata import category

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""A text that starts so would be run as a formula by a spreadsheet program (OWASP, CSV injection)."""


def printable(text: str) -> str:
    r"""*text* with all that would steer a terminal, turn the line round or be no UTF-8 written as an escape.

    >>> printable("a\x1b[2J\u202eb\udcff.txt")
    'a\\x1b[2J\\u202eb\\udcff.txt'
    """
    return "".join(char if _is_plain(char) else char.encode("unicode_escape").decode() for char in text)


def harmless(text: str) -> str:
    """*text* as a cell that no spreadsheet program runs as a formula: a quotation mark in front keeps it text.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def guarded(cell: str) -> str:
    """*cell* so that no spreadsheet program runs it as a formula, and :func:`unguarded` gives it back."""
    return f"'{cell}" if cell.startswith("'") else harmless(cell)


def unguarded(cell: str) -> str:
    """A cell as it was before it was guarded. A quotation mark before any other character is the cell's own."""
    bare = cell[1:]
    return bare if cell.startswith("'") and guarded(bare) == cell else cell


def _is_plain(char: str) -> bool:
    return char.isprintable() or category(char) == "Zs"
