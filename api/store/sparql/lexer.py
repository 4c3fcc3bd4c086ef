"""Just enough of SPARQL's grammar to see what a query asks for before it runs (SPARQL 1.1, sections 4 and 19.8).

The engine's own parser decides what is valid. This lexer finds the words that matter to us outside strings, comments,
IRIs and names: SERVICE, LOAD, FROM, USING, WITH, and where they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["space", "iri", "string", "variable", "name", "word", "number", "mark"]

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:[^\W\d_][\w.\-·]*)?:
      (?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.(?=[\w:%\\\-.]))*|_:\w[\w.\-]*)
  | (?P<word>@?[^\W\d_][\w-]*)
  | (?P<number>[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)
  | (?P<mark>\^\^|&&|\|\||!=|<=|>=|<<|>>|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERANDS = {"iri", "string", "variable", "name", "number"}


@dataclass(frozen=True, slots=True)
class Token:
    """One token with its place: ``text == source[start:end]``, counted in characters."""

    kind: Kind
    text: str
    start: int
    end: int
    depth: int
    """How many braces are open around it."""
    ambiguous: bool = False
    """An IRI that a parser could also read as a comparison: ``(?a <?b) ... >``."""

    @property
    def keyword(self) -> str:
        """The word in capitals, or the empty string for anything else."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(source: str) -> list[Token]:
    """The tokens of a query or update without white space and comments. Never raises: odd text gives odd marks."""
    found: list[Token] = []
    depth = 0
    parentheses = [0]
    operand = False
    for match in _TOKEN.finditer(source):
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the groups are named after the kinds
        if kind == "space":
            continue
        text = match[0]
        if text == "}":
            depth = max(depth - 1, 0)
            if len(parentheses) > 1:
                parentheses.pop()
        ambiguous = kind == "iri" and operand and parentheses[-1] > 0
        found.append(Token(kind, text, match.start(), match.end(), depth, ambiguous))
        if text == "{":
            depth += 1
            parentheses.append(0)
        elif text == "(":
            parentheses[-1] += 1
        elif text == ")":
            parentheses[-1] = max(parentheses[-1] - 1, 0)
        operand = kind in _OPERANDS or text in {")", "]"}
    return found


def keywords(source: str, *words: str) -> list[Token]:
    """Where any of *words* (in capitals) stands as a keyword."""
    lowered = source.lower()
    if not any(word.lower() in lowered for word in words):
        return []
    return [token for token in tokens(source) if token.keyword in words]


def is_ambiguous(source: str) -> bool:
    """Could a parser split the text differently from this lexer? Then nothing may be concluded from its tokens."""
    lexed = tokens(source)
    return any(t.ambiguous or t.text == "\\" for t in lexed)


def position(source: str, offset: int) -> tuple[int, int]:
    """Line and column of *offset*, both counted from 1, in characters."""
    before = source[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def closing(lexed: list[Token], opening: int) -> int | None:
    """Index of the brace that closes the one at index *opening*; None when it never closes."""
    for index in range(opening + 1, len(lexed)):
        if lexed[index].text == "}" and lexed[index].depth == lexed[opening].depth:
            return index
    return None
