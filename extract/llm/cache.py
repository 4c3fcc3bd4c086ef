"""Answers that were read, by what was asked: a model is asked once about the same words.

    $XDG_CACHE_HOME/duikou/llm/{hash of model, prompt and words}.json

A file holds claims alone: neither the document nor the address nor the key. It is written beside and renamed. Where the
folder cannot be written or a file in it cannot be read, the model is asked again.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from .answers import MEASURES, NAMES, PAIRS, Claims, read_answer
from .prompt import Prompt
from .unanswered import UnansweredError

FOLDER = "llm"
"""In the folder that the user's programs keep what they can make again in."""


@dataclass(frozen=True, slots=True)
class Cache:
    """What one *model* answered to one *prompt*."""

    folder: Path
    model: str
    prompt: Prompt

    def find(self, part: str) -> Claims | None:
        """What was answered about *part*; None when it was not asked."""
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError, UnansweredError):
            kept = json.loads(self._file(part).read_text(encoding="utf-8"))
            return read_answer(json.dumps(kept), self.prompt)
        return None

    def keep(self, part: str, claims: Claims) -> None:
        """Keeps what was answered about *part*."""
        with contextlib.suppress(OSError):
            file = self._file(part)
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=file.parent, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as whole:
                    json.dump(_plain(claims), whole)
                Path(beside).replace(file)
            except BaseException:
                Path(beside).unlink(missing_ok=True)
                raise

    def _file(self, part: str) -> Path:
        asked = json.dumps([self.model, self.prompt.digest, part])
        return self.folder / f"{sha256(asked.encode()).hexdigest()}.json"


def _plain(claims: Claims) -> dict[str, list[dict[str, object]]]:
    """Claims in the schema of an answer."""
    return {
        NAMES: [{"quote": quote, "type": kind} for quote, kind in claims.names],
        MEASURES: [
            {"quote": quote, "commitment": level, "topics": [*topics]} for quote, level, topics in claims.measures
        ],
        PAIRS: [{"quote": quote, "receives": base, "helps": partner} for quote, base, partner in claims.pairs],
    }
