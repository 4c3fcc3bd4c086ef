"""What an address is made of when a thing has no name of its own: a short hash of its words.

Folding drops whatever a file may lose or gain when it is re-wrapped or saved in another format, so that the same words
give the same hash; anybody can make it again from the dk:text of a measure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from unicodedata import category, normalize

_BYTES = 4


def folded(text: str) -> str:
    """*text* in NFKC, without white space and without characters that show nothing (zero width, soft hyphen)."""
    return "".join(char for char in normalize("NFKC", text) if not char.isspace() and category(char) != "Cf")


def digest(text: str) -> str:
    """Eight hexadecimal digits of the BLAKE2b hash of the folded *text*."""
    return blake2b(folded(text).encode("utf-8", "surrogatepass"), digest_size=_BYTES).hexdigest()


def distinct(keys: Iterable[str]) -> list[str]:
    """*keys* in their order, each once: the second of equal ones ends in -2, the third in -3."""
    seen: Counter[str] = Counter()
    found = []
    for key in keys:
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return found
