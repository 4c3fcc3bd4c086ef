"""What the engine's parser says, as one clear line."""

from __future__ import annotations

import re

_POSITION = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)


def syntax_error(message: str, text: str) -> str:
    """The parser's message as one clear line with the position, and the words found there."""
    match = _POSITION.match(message)
    if match is None:
        return f"syntax error: {' '.join(message.split())[:300]}"
    line, column, expected = int(match[1]), int(match[2]), match[3]
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 : column + 30].strip() if line <= len(lines) else ""
    found = f"near {rest!r}" if rest else "at the end"
    # The parser lists every character class that could follow; only a sentence of its own is worth repeating.
    hint = next((part.strip() for part in expected.split(", ") if re.match(r"[A-Z][a-z]+ \w+ ", part.strip())), "")
    hint = hint or ("" if len(expected) > 40 or "[" in expected else f"expected {expected}")
    return f"syntax error at line {line}, column {column}, {found}" + (f": {hint}" if hint else "")
