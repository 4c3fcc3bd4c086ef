"""What an editor says of a document, as a form sends it and as NAME.toml holds it."""

from __future__ import annotations

from collections.abc import Mapping

import tomli_w

from ...extract.knowledge.lexicon import parse
from ...graph.catalogue import Entry
from ...printable import printable

FIELDS = ("title", "kind", "issuer", "place", "number", "published", "url", "source", "licence")
"""What the form asks for, of the fields of Entry."""
KINDS = ("plan", "opinion", "interpretation", "news")
LONGEST = 500
"""Characters of one field."""


def to_toml(said: Mapping[str, str], name: str) -> bytes:
    """NAME.toml of what is *said*: fields that are empty say nothing.

    Raises ValueError with one line that names the field and the cause.
    """
    kept = {field: value.strip() for field in FIELDS if (value := said.get(field, "")).strip()}
    for field, value in kept.items():
        if printable(value) != value:
            raise ValueError(f"{field}: holds characters that cannot be seen")
        if len(value) > LONGEST:
            raise ValueError(f"{field}: is longer than {LONGEST} characters")
    data = tomli_w.dumps(kept).encode()
    try:
        parse(data, Entry, name)
    except ValueError as error:
        # The line of a file that the editor has never seen says nothing to them.
        raise ValueError(str(error).partition(": ")[2] or str(error)) from error
    return data
