"""Documents that editors bring, before they are published: each in a private folder of its own, with an end of life.

drafts/{id}/draft.json     whose it is, what it is called, how far it has come
            documents/     the file, and NAME.toml: what the editor says of it
            kept/          what a build would keep of it (graph/kept.py)
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ...graph.catalogue import NOTHING, SIDECAR, Entry, read_catalogue
from ...graph.kept import DocumentState
from ...graph.release import write_atomic
from ..http.errors import RefusedError

MOST = 20
"""Drafts of one editor at a time."""
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_ABOUT = "draft.json"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is not published."""

    id: str
    owner: str
    name: str
    """Its file's name."""
    made: float
    """Seconds since 1970."""
    state: DocumentState | None = None
    """What became of reading it; None while it is read."""

    @property
    def ready(self) -> bool:
        """Whether it can be published."""
        return self.state is not None and self.state.held

    @property
    def why(self) -> str:
        """Why it cannot be published, or what of it could not be read, without the name at the front."""
        return self.state.message.removeprefix(f"{self.name}: ") if self.state else ""


class Drafts:
    """The drafts in *folder*, each kept for *hours*; *clock* tells the time."""

    def __init__(self, folder: Path, hours: float, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._seconds, self._clock = folder, hours * 3600, clock

    def new(self, owner: str, name: str, data: bytes, about: bytes = b"") -> Draft:
        """Keeps a document that *owner* brings; *about* are the bytes of its NAME.toml, if anything is said of it.

        Raises RefusedError (409) when the owner has too many.
        """
        self.sweep()
        if sum(1 for _ in self.of(owner)) >= MOST:
            raise RefusedError(409, f"{MOST} drafts are kept for you already: publish one or throw one away")
        draft = Draft(secrets.token_urlsafe(16), owner, name, self._clock())
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self.folder(draft)
        beside = folder.with_name(f".{folder.name}")
        beside.mkdir(mode=0o700)
        write_atomic(beside / "documents" / name, data)
        if about:
            write_atomic(beside / "documents" / _beside(name), about)
        _write(beside, draft)
        beside.replace(folder)  # what is there is whole
        return draft

    def find(self, identifier: str, owner: str) -> Draft:
        """A draft of *owner*. Raises RefusedError (404): there is none, or it is somebody else's."""
        draft = self._read(self._folder / identifier) if _ID.fullmatch(identifier) else None
        if draft is None or draft.owner != owner or self._is_over(draft):
            raise RefusedError(404, "no such draft, or it was thrown away")
        return draft

    def of(self, owner: str) -> Iterator[Draft]:
        """The drafts of *owner*, the newest first."""
        found = [draft for folder in self._folder.glob("[!.]*") if (draft := self._read(folder))]
        yield from sorted(
            (one for one in found if one.owner == owner and not self._is_over(one)), key=lambda one: -one.made
        )

    def folder(self, draft: Draft) -> Path:
        return self._folder / draft.id

    def file(self, draft: Draft) -> Path:
        return self.folder(draft) / "documents" / draft.name

    def about(self, draft: Draft) -> Path:
        """Where what the editor says of it stands, if anything is said."""
        return self.file(draft).with_name(_beside(draft.name))

    def entry(self, draft: Draft) -> Entry:
        """What the editor says of it."""
        return read_catalogue(self.file(draft).parent, [draft.name]).get(draft.name, NOTHING)

    def say(self, draft: Draft, name: str, about: bytes) -> Draft:
        """Gives a draft another *name*, and says *about* it what its NAME.toml holds; it is to be read again."""
        changed = replace(draft, name=name, state=None)
        write_atomic(self.about(changed), about)
        with suppress(FileExistsError):  # the same name, or an attempt that was killed
            os.link(self.file(draft), self.file(changed))
        _write(self.folder(changed), changed)  # until here the draft is the old one, from here on the new one
        kept = (self.file(changed), self.about(changed))
        for old in (self.file(draft), self.about(draft)):
            if old not in kept:
                old.unlink(missing_ok=True)
        return changed

    def settle(self, draft: Draft, state: DocumentState) -> Draft:
        """Notes what became of reading a draft, unless it was thrown away or renamed meanwhile."""
        settled = replace(draft, state=state)
        now = self._read(self.folder(draft))
        if now is not None and now.name == draft.name:
            _write(self.folder(draft), settled)
        return settled

    def discard(self, draft: Draft) -> None:
        """Throws a draft away."""
        gone = self._folder / f".gone-{draft.id}"
        with suppress(FileNotFoundError):
            self.folder(draft).replace(gone)  # at once, so that nobody sees half of it
        shutil.rmtree(gone, ignore_errors=True)

    def sweep(self) -> None:
        """Throws away what has lasted its time, and what a killed server left half-written."""
        for folder in self._folder.glob("*"):
            draft = self._read(folder)
            if draft is None:
                with suppress(OSError):
                    if self._clock() - folder.stat().st_mtime > self._seconds:
                        shutil.rmtree(folder, ignore_errors=True)
            elif self._is_over(draft):
                self.discard(draft)

    def _is_over(self, draft: Draft) -> bool:
        return self._clock() - draft.made > self._seconds

    def _read(self, folder: Path) -> Draft | None:
        try:
            told = json.loads((folder / _ABOUT).read_bytes())
            state = told.pop("state")
            return Draft(**told, state=DocumentState(**state) if state else None)
        except (OSError, ValueError, TypeError, KeyError):
            return None


def _beside(name: str) -> str:
    return f"{Path(name).stem}{SIDECAR}"


def _write(folder: Path, draft: Draft) -> None:
    write_atomic(folder / _ABOUT, json.dumps(asdict(draft), ensure_ascii=False).encode())
