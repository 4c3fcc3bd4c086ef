"""The corrections of the documents that the site serves: rows beside them, and what each says of which fact."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from ...corrections.batches import batch_files, chronological, read_batch
from ...corrections.model import Action, Correction, Kind
from ...corrections.outcomes import Fate
from ...extract.text.fold import fold
from ...graph.corpora import SHIPPED, Corpus, read_corpora
from ...printable import unguarded
from ...settings import Settings
from ..http.errors import RefusedError
from ..pages.site import Site
from .facts import Fact

CORRECTIONS = "corrections.csv"
"""In a release: what became of each correction."""
_HOLDING = (Fate.EXACT, Fate.MOVED)

Identity = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the served release: its folder, its file there, and the hash of what was read."""

    slug: str
    folder: Path
    file: str
    sha256: str
    rows: Path
    """The folder in which its corrections/ stands."""

    @property
    def path(self) -> Path:
        return self.folder / self.file


@dataclass(frozen=True, slots=True)
class Said:
    """A correction as pages show it: whether it waits for the next build, whether a later one overrides it, and whether
    the served graph says what it says."""

    row: Correction
    pending: bool
    in_force: bool
    holds: bool
    """Then it is not taken back: whoever thinks otherwise by now answers it with another row."""


def held(site: Site, slug: str) -> Held:
    """The document of that slug. Raises RefusedError (404) when the served release was not made of files here that
    hold it."""
    known = correctable(site)
    if slug not in known:
        raise RefusedError(404, f"{slug}: no document that can be corrected here")
    return known[slug]


def correctable(site: Site) -> Mapping[str, Held]:
    """The documents of the served release whose files are in the folders of documents, by slug."""
    known: dict[str, Held] = site.remembered("held", lambda: _held(site.settings))
    return known


def folders(settings: Settings) -> tuple[Path, ...]:
    """The folders that corrections stand in."""
    return tuple(corpus.rows for corpus in _corpora(settings))


def _corpora(settings: Settings) -> tuple[Corpus, ...]:
    shipped = [SHIPPED] if settings.with_shipped or not settings.documents else []
    return read_corpora([*shipped, *settings.documents], settings.corrections or settings.output)


def _held(settings: Settings) -> dict[str, Held]:
    if settings.store is not None or settings.graphs:
        return {}
    try:
        corpora = {corpus.name: corpus for corpus in _corpora(settings)}
        summary = json.loads((settings.output / "current" / "build.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return {
        state["slug"]: _held_in(corpora[state["corpus"]], state)
        for state in summary.get("documents", ())
        if state.get("corpus") in corpora and state.get("status") in ("published", "kept")
    }


def _held_in(corpus: Corpus, state: Mapping[str, str]) -> Held:
    return Held(state["slug"], corpus.folder, state["file"], state["sha256"], corpus.rows)


def all_rows(site: Site) -> tuple[Correction, ...]:
    """Every correction beside the documents, the earliest first. Raises RefusedError as rows_beside does."""
    return tuple(sorted((row for _, row in rows_beside(site)), key=chronological))


def rows_beside(site: Site) -> list[tuple[Path, Correction]]:
    """Every correction with the folder of documents that it stands beside: an editor's batches of one day have the same
    name in each. Raises RefusedError (409) naming the file and line of a row that is wrong: until it is put right
    nothing can be entered."""
    try:
        files = [(folder, path) for folder in folders(site.settings) for path in batch_files(folder)]
        return [
            (folder, row) for folder, path in files for row in _read(path, path.stat().st_mtime_ns, path.stat().st_size)
        ]
    except (OSError, ValueError) as error:
        raise RefusedError(409, f"corrections cannot be read: {error}") from error


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int, _size: int) -> tuple[Correction, ...]:
    """The rows of a batch, read again when the file changed."""
    return tuple(read_batch(path))


class Rows:
    """Corrections by document, grouped once: a page of the queue asks for those of many."""

    def __init__(self, rows: Iterable[Correction]) -> None:
        self._by_slug: dict[str, list[Correction]] = {}
        self._by_hash: dict[str, list[Correction]] = {}
        for row in rows:
            self._by_slug.setdefault(row.document, []).append(row)
            self._by_hash.setdefault(row.sha256, []).append(row)

    def of(self, document: Held) -> list[Correction]:
        """Those of one document, found by its slug or by the hash of its file."""
        renamed = (row for row in self._by_hash.get(document.sha256, ()) if row.document != document.slug)
        return [*self._by_slug.get(document.slug, ()), *renamed]


def said_of(rows: Iterable[Correction], known: Mapping[Identity, str]) -> list[Said]:
    """*rows*, the latest first, with how it stands with them; *known* is what became of those of the release that is
    served."""
    found: list[Said] = []
    later: set[tuple[object, ...]] = set()
    for row in sorted(rows, key=chronological, reverse=True):
        about = about_of(row)
        fate = known.get(identity(row))
        found.append(Said(row, fate is None, about not in later, fate in _HOLDING))
        later.add(about)
    return found


def about_of(row: Correction) -> tuple[object, ...]:
    """What a row is about: of two with the same, the later is in force."""
    return row.document, row.kind, row.subject, _folded(row.anchor.quote), row.field


def speaks_of(row: Correction, fact: Fact, quote: str) -> bool:
    """Whether a correction of the fact's document is about the *fact*, whose words are *quote*."""
    if row.kind is not fact.kind or row.subject != fact.subject:
        return False
    # A name is one fact wherever it stands, unless these very words are said to be none.
    if row.kind is Kind.ENTITY and row.field != "span" and row.action is not Action.ADD:
        return True
    same_place = (row.anchor.start, row.anchor.end) == (fact.start, fact.end)
    return _folded(row.anchor.quote) == _folded(quote) and (same_place or row.kind is not Kind.ENTITY)


def outcomes(site: Site) -> tuple[Mapping[str, str], ...]:
    """What became of each correction in the build that is served: the rows of its list."""
    found: tuple[Mapping[str, str], ...] = site.remembered("outcomes", lambda: _outcomes(site.settings))
    return found


def _outcomes(settings: Settings) -> tuple[Mapping[str, str], ...]:
    try:
        # Not as text: that would make other line ends of those in a quote, and the row another one.
        text = (settings.output / "current" / CORRECTIONS).read_bytes().decode("utf-8-sig")
    except OSError:
        return ()
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return tuple({name: unguarded(cell) for name, cell in row.items()} for row in rows)


def published(site: Site) -> Mapping[Identity, str]:
    """The corrections that the build that is served knows of, each with what became of it."""
    found: Mapping[Identity, str] = site.remembered(
        "published-corrections",
        lambda: {tuple(row[name] for name in IDENTITY): row["outcome"] for row in outcomes(site)},
    )
    return found


def identity(row: Correction) -> Identity:
    """What tells a row from every other, wherever in its batch it stands."""
    told = (row.kind.value, row.subject, row.field, row.value, row.action.value, row.anchor.quote)
    return row.batch, row.who, row.when, *told


IDENTITY = ("batch", "who", "when", "kind", "subject", "field", "value", "action", "quote")


def moment(when: datetime) -> str:
    """A time as rows have it."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def about_fact(said: Sequence[Said], fact: Fact, quote: str) -> list[Said]:
    """What has been said of one fact, the latest first."""
    return [one for one in said if speaks_of(one.row, fact, quote)]


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    """*text* as quotes are compared; each page of the queue compares all that were ever written."""
    return "".join(fold(text).split())
