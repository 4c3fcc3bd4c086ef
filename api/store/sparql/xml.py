"""What XML 1.0 (section 2.2) and RDF/XML can hold: the engine writes any character and any property as it is."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NAMELESS = re.compile(rb"<oxprefix:[\s/>]")
"""An element whose property's address leaves nothing that may name it (Namespaces in XML 1.0, section 4)."""
_REPLACEMENT = "\ufffd".encode()


def allowed_in_xml(document: bytes) -> bytes:
    """A document in UTF-8 with U+FFFD for every character that no XML document may hold, not even escaped."""
    return _FORBIDDEN.sub(_REPLACEMENT, document)


class NamelessPropertyError(ValueError):
    """A property that RDF/XML cannot write, such as <http://example.org/1>."""


def allowed_in_rdf_xml(document: bytes) -> bytes:
    """The same of RDF/XML. Raises NamelessPropertyError."""
    if _NAMELESS.search(document):
        raise NamelessPropertyError("RDF/XML cannot write a property whose address ends in no name: ask for Turtle")
    return allowed_in_xml(document)
