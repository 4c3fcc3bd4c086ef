"""The lists of words that extraction goes by, checked once for each of their versions: what was found good by this
program is kept in the user's cache folder by the hash of the lists and of the code that checks them, and taken from
there as it is."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from ..usercache import cache_folder, keep
from .knowledge import lexicon
from .knowledge.schemas.effects import Changes
from .relations import changes

_STEM = "lexicon-"
_OTHERS = 3
"""How many versions are remembered beside this one."""
_PACKAGE = Path(__file__).resolve().parent.parent
_HANGS_ON = ("data/lexicon", "extract/knowledge", "extract/relations", "extract/text", "extract/checked.py")


def check_knowledge() -> None:
    """Reads every list, unless these very lists were found good before. Raises ValueError with one line that names the
    file, the line and what is wrong."""
    file = cache_folder() / f"{_STEM}{_digest()[:32]}"
    with contextlib.suppress(OSError, ValueError):
        return lexicon.take(_loaded(file.read_bytes()))
    lexicon.check_lexicons()
    changes.check_changes()
    body = json.dumps(lexicon.found_good(Changes), ensure_ascii=False, separators=(",", ":")).encode()
    with contextlib.suppress(OSError):
        keep(file, hashlib.sha256(body).digest() + body, f"{_STEM}*", _OTHERS)
    return None


def _loaded(data: bytes) -> dict[str, Any]:
    """Raises ValueError for a file that is damaged."""
    size = hashlib.sha256().digest_size
    if hashlib.sha256(data[size:]).digest() != data[:size]:
        raise ValueError("damaged")
    found: dict[str, Any] = json.loads(data[size:])
    return found


def _digest() -> str:
    digest = hashlib.sha256()
    for part in _HANGS_ON:
        place = _PACKAGE / part
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.suffix in (".py", ".toml"):
                data = path.read_bytes()
                digest.update(f"{path.relative_to(_PACKAGE).as_posix()} {len(data)} ".encode() + data)
    return digest.hexdigest()
