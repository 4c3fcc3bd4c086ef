"""The named editors of a server: who holds which token."""

from __future__ import annotations

import hmac
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ...printable import printable

SHORTEST_TOKEN = 16
"""Characters: a token is hashed without a salt, so it must not be one that can be guessed."""
LONGEST_NAME = 80
_HASHED = "sha256:"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Editors:
    """Names by the SHA-256 of their tokens."""

    names: Mapping[str, str]

    def holder(self, token: str) -> str | None:
        """Whose *token* it is. Every one is compared, in the same time whatever was given."""
        given = _digest(token)
        found = None
        for digest, name in self.names.items():
            if hmac.compare_digest(digest, given):
                found = name
        return found


def read_editors(setting: str) -> Editors:
    """The editors of a *setting*: ``NAME=TOKEN`` pairs with commas between, or the path of a TOML file of
    ``NAME = "TOKEN"``. In place of a token may stand ``sha256:`` and its digest.

    Raises ValueError with one line that names the place and the cause, and never a token.
    """
    pairs = list(_pairs(setting)) if "=" in setting else list(_file(Path(setting)))
    names: dict[str, str] = {}
    for where, name, token in pairs:
        digest = _checked(where, name, token)
        if name in names.values() or digest in names:
            raise ValueError(f"{where}: the name or the token stands there twice")
        names[digest] = name
    if not names:
        raise ValueError(f"{'DUIKOU_EDITORS' if '=' in setting else setting}: names no editor")
    return Editors(names)


def checked_name(name: str) -> str:
    """The name that an editor goes by, in one line. Raises ValueError."""
    shown = " ".join(name.split())
    if not shown or len(shown) > LONGEST_NAME or printable(shown) != shown:
        raise ValueError(f"a name of an editor has 1 to {LONGEST_NAME} printable characters")
    return shown


def _pairs(setting: str) -> Iterable[tuple[str, str, str]]:
    for number, pair in enumerate(filter(str.strip, setting.split(",")), 1):
        name, _, token = pair.partition("=")
        yield f"DUIKOU_EDITORS, editor {number}", name.strip(), token.strip()


def _file(path: Path) -> Iterable[tuple[str, str, str]]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        # Not the parser's own words: they may repeat a token.
        raise ValueError(f'{path}: is no TOML file of lines such as name = "token"') from error
    for number, (name, token) in enumerate(table.items(), 1):
        yield f"{path}, editor {number}", name, token if isinstance(token, str) else ""


def _checked(where: str, name: str, token: str) -> str:
    """The digest of a token that may be used."""
    try:
        if checked_name(name) != name:
            raise ValueError("a name has no space at its ends, and single ones inside")
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error
    if token.startswith(_HASHED):
        digest = token.removeprefix(_HASHED).strip().lower()
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{where}: {_HASHED} needs 64 hexadecimal digits")
        return digest
    if len(token) < SHORTEST_TOKEN:
        raise ValueError(f"{where}: a token has at least {SHORTEST_TOKEN} characters")
    return _digest(token)


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
