"""The competency questions of data/queries as examples for the query page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ...ontology.terms import rebase

_COMMENT = re.compile(r"^#\s*(title|description)-(zh|en):\s*(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its query."""

    title: str
    description: str
    text: str
    name: str
    """That of its file, without the ending."""


@cache
def examples(language: str, base: str) -> tuple[Example, ...]:
    """Every question, with its words in *language* and its query under *base*."""
    found = []
    folder = files("duikou.data") / "queries"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".rq"):
            continue
        text = file.read_text("utf-8")
        said = {(key, code): value.strip() for key, code, value in _COMMENT.findall(text)}
        query = "\n".join(line for line in text.splitlines() if not line.startswith("# ")).strip() + "\n"
        name = file.name.removesuffix(".rq")
        title, description = said.get(("title", language), name), said.get(("description", language), "")
        found.append(Example(title, description, rebase(query, base), name))
    return tuple(found)
