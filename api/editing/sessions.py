"""Sessions of editors, as files in a private folder that all processes of one server share.

A session is found by the hash of the cookie's value, so the folder gives nobody a cookie; ending it, or restarting the
server, makes a copied cookie worthless, which a signed cookie would not.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

SECONDS = 12 * 3600
"""How long a session lasts."""
MOST = 100
"""Sessions of one name at a time; its oldest end for new ones, and nobody else's."""
_VALUE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who may edit, for the length of a session."""

    name: str
    csrf: str
    """Goes with every write: another site cannot read it from our pages."""
    ends: float
    """Seconds since 1970."""


class Sessions:
    """The sessions in *folder*; *clock* tells the time."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._clock = folder, clock
        folder.mkdir(mode=0o700, exist_ok=True)

    def start(self, name: str) -> str:
        """Starts a session for an editor's *name*. Returns the value of its cookie."""
        self._sweep(name)
        value = secrets.token_urlsafe(32)
        file = self._file(value)
        session = {"name": name, "csrf": secrets.token_urlsafe(32), "ends": self._clock() + SECONDS}
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(session, ensure_ascii=False), encoding="utf-8")
        beside.replace(file)
        return value

    def find(self, value: str) -> Editor | None:
        """The editor whose cookie has this *value*; None when there is no such session, or it has ended."""
        if not _VALUE.fullmatch(value):
            return None
        try:
            editor = Editor(**json.loads(self._file(value).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return editor if self._clock() < editor.ends else None

    def end(self, value: str) -> None:
        """Ends the session of a cookie, if there is one."""
        if _VALUE.fullmatch(value):
            self._file(value).unlink(missing_ok=True)

    def _file(self, value: str) -> Path:
        return self._folder / f"{sha256(value.encode()).hexdigest()}.json"

    def _sweep(self, name: str) -> None:
        """Removes what has lasted its time, and the oldest of too many of *name*."""
        own = []
        for file in self._folder.glob("*.json"):
            with suppress(OSError, ValueError, KeyError):  # another process sweeps too
                session = json.loads(file.read_bytes())
                if session["ends"] <= self._clock():
                    file.unlink(missing_ok=True)
                elif session["name"] == name:
                    own.append((session["ends"], file))
        for _, file in sorted(own, reverse=True)[MOST - 1 :]:
            file.unlink(missing_ok=True)
