"""The corrections of the documents that the site serves: rows beside them, and what each says of which fact."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from ...corrections.batches import batch_files, chronological, read_batch, unguarded
from ...corrections.model import Action, Correction, Kind
from ...extract.text.fold import fold
from ...graph.corpora import SHIPPED, Corpus, read_corpora
from ...settings import Settings
from ..http.errors import RefusedError
from ..pages.site import Site
from .facts import Fact

CORRECTIONS = "corrections.csv"
"""In a release: what became of each correction."""

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
    """A correction as pages show it: whether it waits for the next build, and whether a later one overrides it."""

    row: Correction
    pending: bool
    in_force: bool

    @property
    def key(self) -> str:
        return f"{self.row.batch}-{self.row.line}"


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
    """Every correction beside the documents, the earliest first. Raises RefusedError (409) naming the file and line of
    a row that is wrong: until it is put right nothing can be entered."""
    try:
        files = [path for folder in folders(site.settings) for path in batch_files(folder)]
        rows = [row for path in files for row in _read(path, path.stat().st_mtime_ns, path.stat().st_size)]
    except (OSError, ValueError) as error:
        raise RefusedError(409, f"corrections cannot be read: {error}") from error
    return tuple(sorted(rows, key=chronological))


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int, _size: int) -> tuple[Correction, ...]:
    """The rows of a batch, read again when the file changed."""
    return tuple(read_batch(path))


def rows_of(site: Site, slug: str) -> list[Correction]:
    """The corrections of one document, found by its slug or by the hash of its file."""
    sha256 = held(site, slug).sha256
    return [row for row in all_rows(site) if row.document == slug or row.sha256 == sha256]


def said_of(rows: Iterable[Correction], known: Collection[Identity]) -> list[Said]:
    """*rows*, the latest first, with how it stands with them; *known* are those of the release that is served."""
    found: list[Said] = []
    later: set[tuple[object, ...]] = set()
    for row in sorted(rows, key=chronological, reverse=True):
        about = about_of(row)
        found.append(Said(row, identity(row) not in known, about not in later))
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
        text = (settings.output / "current" / CORRECTIONS).read_text(encoding="utf-8-sig")
    except OSError:
        return ()
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return tuple({name: unguarded(cell) for name, cell in row.items()} for row in rows)


def published(site: Site) -> frozenset[Identity]:
    """The corrections that the build that is served knows of."""
    found: frozenset[Identity] = site.remembered(
        "published-corrections", lambda: frozenset(tuple(row[name] for name in IDENTITY) for row in outcomes(site))
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


def _folded(text: str) -> str:
    return "".join(fold(text).split())
