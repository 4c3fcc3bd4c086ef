"""SPARQL queries kept in .rq files beside the code that asks them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from ..ontology.terms import rebase
from .store.engine import Term

_PLACEHOLDER = re.compile(r"VALUES\s+[?$](\w+)\s*\{\s*UNDEF\s*\}", re.IGNORECASE)


class Queries:
    """The .rq files of one folder, read once, with the default base replaced by *base*.

    *package* is the dotted name of the package that holds the folder, such as ``__package__``.
    """

    def __init__(self, package: str, folder: str, base: str) -> None:
        self._package, self._folder, self._base = package, folder, base

    @cached_property
    def _texts(self) -> dict[str, str]:
        root = files(self._package).joinpath(self._folder)
        return {name: rebase(file.read_text("utf-8"), self._base) for name, file in _walk(root, "")}

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._texts))

    def get(self, name: str, **values: Term | Iterable[Term]) -> str:
        """The query of *name* (its path in the folder, without .rq), with each of *values* put in.

        A query that takes a value says ``VALUES ?name { UNDEF }`` where it wants it, which keeps the file a valid query
        by itself; the term, or several, replaces UNDEF. Terms are written by the RDF library, so no value can break
        out. Raises KeyError for a query or a placeholder that does not exist.
        """
        text = self._texts[name]
        left = dict(values)

        def fill(match: re.Match[str]) -> str:
            if match[1] not in values:
                return match[0]
            left.pop(match[1], None)
            given = values[match[1]]
            terms = [given] if isinstance(given, Term) else list(given)
            return f"VALUES ?{match[1]} {{ {' '.join(map(str, terms))} }}"

        filled = _PLACEHOLDER.sub(fill, text)
        if left:
            raise KeyError(f"query {name} has no VALUES ?{next(iter(left))} {{ UNDEF }}")
        return filled


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".rq"):
            yield prefix + entry.name.removesuffix(".rq"), entry
