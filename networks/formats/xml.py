"""What the two XML formats share: escaping that leaves no character that XML 1.0 forbids."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile('[&<>"\n\r\t\x00-\x1f\ud800-\udfff\ufffe\uffff]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def escape(text: str) -> str:
    """*text* for an attribute in double quotes or for content; characters that XML cannot hold are left out."""
    if not _SPECIAL.search(text):
        return text
    return _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], ""), _FORBIDDEN.sub("", text))
