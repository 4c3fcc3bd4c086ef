"""The data set of an update given by the protocol (SPARQL 1.1 Protocol, section 2.2.3), written into its text.

The engine takes no data set beside the text of an update, so each operation with a WHERE clause gets the USING clauses
that mean the same (SPARQL 1.1 Update, section 3.1.3).
"""

from __future__ import annotations

from collections.abc import Sequence

from .lexer import Token, closing, position, tokens


class UpdateError(ValueError):
    """An update that is not carried out; *status* and the message, one clear line, say why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def with_dataset(update: str, using: Sequence[str], using_named: Sequence[str]) -> str:
    """The update over the data set of default graphs *using* and named graphs *using_named*.

    Raises UpdateError (400) when the text names a data set itself, which the protocol forbids.
    """
    if not using and not using_named:
        return update
    lexed = tokens(update)
    for token in lexed:
        if token.depth == 0 and token.keyword in {"USING", "WITH"}:
            line, column = position(update, token.start)
            reason = (
                f"{token.keyword} at line {line}, column {column} and the data set of the request exclude each other"
            )
            raise UpdateError(400, reason)
    # A graph that cannot exist makes the default graph empty when only named graphs are given.
    clauses = "".join(f" USING <{iri}>" for iri in using) + "".join(f" USING NAMED <{iri}>" for iri in using_named)
    edits = [(token.start, clauses + " ") for token in _wheres(lexed)]
    edits += _short_deletes(update, lexed)
    for place, text in sorted(edits, reverse=True):
        update = update[:place] + text + update[place:]
    return update


def _wheres(lexed: Sequence[Token]) -> list[Token]:
    return [token for token in lexed if token.depth == 0 and token.keyword == "WHERE"]


def _short_deletes(update: str, lexed: Sequence[Token]) -> list[tuple[int, str]]:
    """DELETE WHERE { p } has no place for USING: it becomes DELETE { p } USING ... WHERE { p }."""
    edits = []
    for index, token in enumerate(lexed[:-2]):
        if token.keyword == "DELETE" and lexed[index + 1].keyword == "WHERE" and lexed[index + 2].text == "{":
            end = closing(list(lexed), index + 2)
            if end is not None:
                edits.append((token.end, " " + update[lexed[index + 2].start : lexed[end].end]))
    return edits
