"""Bodies of which it is asked whether they are among all that are responsible: 由哪几个局负责,有没有工信局;
人社局管不管,还有谁管. They are no conditions: everybody is named, and whether they are among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .model import Kind, Thing, Token

_ALSO = frozenset({"有没有", "是否有", "有无", "是不是有", "包括", "包不包括", "包含", "含"})
"""Words behind which a body is asked for among others."""
_WHO = frozenset({"which", "who"})
_OWN, _FURTHER = "own", "further"
_EITHER = re.compile(r"(.)[不没]\1|(.)[不没]\2责")
"""A verb that asks yes or no: 管不管, 负不负责."""


def among(found: Sequence[Token]) -> tuple[tuple[Token, ...], Thing | None]:
    """The tokens without the one body that is asked for among others, and that body; elsewhere all, and None."""
    bodies = [at for at, token in enumerate(found) if token.things and token.things[0].kind is Kind.AGENCY]
    if len(bodies) != 1:
        return tuple(found), None
    at = bodies[0]
    dropped: set[int] = set()
    if at and found[at - 1].surface in _ALSO and _asks_who(found[: at - 1]):
        dropped = {at - 1, at}
    elif (verb := _either(found, at)) and (further := _further(found, verb)):
        dropped = {at, verb, further}
    kept = tuple(token for number, token in enumerate(found) if number not in dropped)
    return kept, found[at].things[0] if dropped else None


def _asks_who(before: Sequence[Token]) -> bool:
    return any(token.groups & _WHO for token in before) and any(_OWN in token.groups for token in before)


def _either(found: Sequence[Token], at: int) -> int:
    """The number of the verb behind the body that asks yes or no; 0 where there is none."""
    behind = range(at + 1, len(found))
    return next((n for n in behind if _OWN in found[n].groups and _EITHER.match(found[n].surface)), 0)


def _further(found: Sequence[Token], verb: int) -> int:
    """The number of 还有 behind that verb, with who is responsible behind it; 0 where there is none."""
    at = next((n for n in range(verb + 1, len(found)) if _FURTHER in found[n].groups), 0)
    return at if at and any(_OWN in token.groups for token in found[at + 1 :]) else 0
