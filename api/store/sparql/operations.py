"""An update taken apart into its operations (SPARQL 1.1 Update, sections 3 and 4.2), without running anything.

The engine's own parser decides what is valid; this only says where an operation ends, and whether it speaks of the
default graph, which is the union of all graphs here and not one that the engine keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .dataset_clause import UpdateError
from .lexer import Token, closing, is_ambiguous, position, tokens

_STARTS = {"INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_TERMS = {"iri", "string", "variable", "name", "number"}
_HARMLESS = {"OPTIONAL", "UNION", "MINUS", "FILTER", "BIND", "NOT", "EXISTS", "WHERE", "INSERT", "DELETE", "USING"}
"""Words between the groups of a pattern that are no triples."""


@dataclass(frozen=True)
class Operation:
    """One operation. Its *text* can be run by itself: what is not of it is blank, so that places stay the same."""

    text: str
    start: int
    """Where it begins, after the PREFIX and BASE that hold for it."""
    lexed: tuple[Token, ...]

    @property
    def words(self) -> list[str]:
        """Its keywords outside braces, in capitals."""
        return [token.keyword for token in self.lexed if token.keyword and token.depth == 0]

    @property
    def touches_default(self) -> bool:
        """May it read the default graph, or take something out of it?"""
        words = self.words
        if not words:
            return False
        if words[:2] == ["INSERT", "DATA"] or words[0] in {"WITH", "CREATE", "LOAD"}:
            return False
        if words[0] == "ADD":
            return "DEFAULT" in words[: words.index("TO")] if "TO" in words else False
        if words[0] in {"CLEAR", "DROP", "MOVE", "COPY"}:
            return "DEFAULT" in words
        if words[0] == "INSERT" and "USING" in words:
            return False
        return _names_no_graph(self.lexed)

    def inserting_into(self, graph: str) -> str:
        """The text with what INSERT puts into no named graph put into *graph*, an IRI, in its place."""
        lexed = list(self.lexed)
        opening = next((n + 1 for n, token in enumerate(lexed[:-1]) if token.keyword == "INSERT"), None)
        end = closing(lexed, opening) if opening is not None else None
        if opening is None or end is None:
            return self.text
        edits, number, inside = [], opening + 1, False
        while number <= end:
            token = lexed[number]
            named = token.keyword == "GRAPH" and token.depth == lexed[opening].depth + 1
            if inside and (named or number == end):
                edits.append((token.start, "} "))
                inside = False
            elif not inside and not named and number < end:
                edits.append((token.start, f" GRAPH <{graph}> {{ "))
                inside = True
            number = (closing(lexed, number + 2) or end) + 1 if named else number + 1
        text = self.text
        for place, added in reversed(edits):
            text = text[:place] + added + text[place:]
        return text


def operations(update: str) -> Iterator[Operation]:
    """The operations of a valid update in their order. Nothing is ever fetched: LOAD SILENT does nothing.

    Raises UpdateError for LOAD and SERVICE (403), and when the operations cannot be told apart (400).
    """
    if is_ambiguous(update):
        raise UpdateError(400, "put a space after each < that compares, so that the operations can be told apart")
    labels: set[str] = set()
    before, rest = "", tokens(update)  # what stands before the operation, without the operations before it
    while rest:
        end = next((n for n, token in enumerate(rest) if token.text == ";" and token.depth == 0), len(rest))
        segment, rest = rest[:end], rest[end + 1 :]
        start = next((n for n, token in enumerate(segment) if token.keyword in _STARTS), None)
        if start is None:  # for the parser to judge
            yield Operation(before + update[len(before) :], len(before), ())
            return
        words = [token.keyword for token in segment[start : start + 2]]
        for token in segment:
            if token.keyword == "SERVICE" or (token.keyword == "LOAD" and words != ["LOAD", "SILENT"]):
                line, column = position(update, token.start)
                reason = f"{token.keyword} is switched off: nothing is fetched (line {line}, column {column})"
                raise UpdateError(403, reason)
        if words == ["INSERT", "DATA"]:
            own = {token.text for token in segment if token.text.startswith("_:")}
            if own & labels:  # section 4.2, note 10 of the grammar
                raise UpdateError(400, f"the blank node {min(own & labels)} stands in two operations")
            labels |= own
        begins, ends = segment[start].start, segment[-1].end
        before += update[len(before) : begins]
        text = update[begins:ends]
        if words[0] in {"CLEAR", "DROP"} and words[1:] != ["SILENT"]:
            # A store that keeps no empty graphs never fails for want of one (sections 3.1.5 and 3.2.2).
            text = f"{words[0]} SILENT {text[len(words[0]) :]}"
        if words[0] != "LOAD":
            yield Operation(before + text, begins, tuple(segment[start:]))
        before += re.sub(r"\S", " ", update[begins : rest[0].start if rest else len(update)])


def _names_no_graph(lexed: Sequence[Token]) -> bool:
    """Could a triple stand outside GRAPH in the groups of an operation? What is not clear counts as one."""
    number, parentheses = 0, [0]
    while number < len(lexed):
        token = lexed[number]
        following = lexed[number + 1] if number + 1 < len(lexed) else None
        if token.text == "{":
            parentheses.append(0)
        elif token.text == "}":
            parentheses = parentheses[:-1] or [0]
        elif token.text in {"(", ")"}:
            parentheses[-1] += 1 if token.text == "(" else -1
        elif parentheses[-1] or (following is not None and following.text == "("):
            pass  # an expression, or the function that it calls
        elif token.keyword == "GRAPH" and number + 2 < len(lexed) and lexed[number + 2].text == "{":
            number = closing(list(lexed), number + 2) or len(lexed)
        elif token.keyword in {"USING", "NAMED"} and following is not None and following.kind in {"iri", "name"}:
            number += 1
        elif token.kind in _TERMS or (token.keyword and token.keyword not in _HARMLESS):
            return True
        number += 1
    return False
