"""What XML 1.0 can hold (section 2.2): the engine writes any character as it is."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT = "\ufffd".encode()


def allowed_in_xml(document: bytes) -> bytes:
    """A document in UTF-8 with U+FFFD for every character that no XML document may hold, not even escaped."""
    return _FORBIDDEN.sub(_REPLACEMENT, document)
