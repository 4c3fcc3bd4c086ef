"""What an editor needs of one document, put together: its facts, what was said of them, and the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...corrections.model import Action, Correction, Kind
from ..http.errors import RefusedError
from ..pages.site import View
from .cards import card, spots_of, state_of, text_of_release
from .entry import Words
from .facts import Fact, by_key, facts_of
from .queue import STRAY, Entry, Item, candidates_of, chosen, entries, undecided
from .rows import (
    Held,
    Rows,
    Said,
    about_fact,
    about_of,
    all_rows,
    correctable,
    held,
    identity,
    published,
    said_of,
    speaks_of,
)

_TITLE = 18
"""Characters of a fact's words in its title."""


@dataclass(frozen=True)
class Desk:
    """One document as *view*'s editor corrects it."""

    view: View
    slug: str
    rows: Rows | None = None
    """All corrections, where several desks share them; read anew without."""

    @cached_property
    def held(self) -> Held:
        return held(self.view.site, self.slug)

    @cached_property
    def words(self) -> Words:
        return Words(self.view.site.texts.get(self.slug), text_of_release(self.view, self.slug))

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The published facts and the candidates, by key."""
        return by_key([*facts_of(self.view.site, self.slug), *candidates_of(self.view, self.slug)])

    @cached_property
    def said(self) -> list[Said]:
        """What was said of the document, the latest first."""
        rows = self.rows or Rows(all_rows(self.view.site))
        return said_of(rows.of(self.held), published(self.view.site))

    @property
    def pending(self) -> list[Said]:
        return [one for one in self.said if one.pending]

    @cached_property
    def _by_subject(self) -> dict[tuple[Kind, str], list[Said]]:
        """What was said, by what tells facts apart before their words do: a long list is not gone through for each."""
        found: dict[tuple[Kind, str], list[Said]] = {}
        for one in self.said:
            found.setdefault((one.row.kind, one.row.subject), []).append(one)
        return found

    def of_fact(self, fact: Fact) -> list[Said]:
        said = self._by_subject.get((fact.kind, fact.subject), [])
        return about_fact(said, fact, self.words.quote(fact.start, fact.end)) if said else []

    def card(self, key: str, note: str = "", why: str = "") -> dict[str, Any]:
        """The card of a fact. Raises RefusedError (404) when it is not there."""
        fact = self.facts.get(key)
        if fact is None:
            raise RefusedError(404, f"{key[:80]}: no such fact in {self.slug}")
        return card(self.view, fact, self.of_fact(fact), note, why)

    def marks(self) -> list[dict[str, Any]]:
        """The facts for the script: each with where it is marked in the shown text, and how it stands with it."""
        text = self.words.shown
        found = []
        for key, fact in self.facts.items():
            said = self.of_fact(fact)
            # What was decided is published: it is marked as that, or as nothing.
            waiting = [one for one in said if one.pending]
            found.append(
                {
                    "key": key,
                    "kind": fact.kind.value,
                    "label": _titled(self.view, fact.kind, fact.subject or fact.label),
                    "candidate": fact.candidate,
                    "state": state_of(waiting),
                    "spots": spots_of(text, fact.marks),
                }
            )
        return found + [self._added(one) for one in self.pending if one.in_force and self._is_new(one.row)]

    def _added(self, one: Said) -> dict[str, Any]:
        row = one.row
        spots = spots_of(self.words.shown, [(row.anchor.start, row.anchor.end)])
        label = _titled(self.view, row.kind, row.subject or row.anchor.quote)
        kind = row.kind.value
        return {"key": "", "kind": kind, "label": label, "candidate": False, "state": "add", "spots": spots}

    def _is_new(self, row: Correction) -> bool:
        """Whether a row adds what is neither published nor a candidate."""
        if row.action is not Action.ADD or row.sha256 != self.held.sha256:
            return False
        return not any(
            fact.kind is row.kind and speaks_of(row, fact, row.anchor.quote) and fact.start == row.anchor.start
            for fact in self.facts.values()
        )


def _titled(view: View, kind: Kind, words: str) -> str:
    """A fact in a few words: what kind it is of, and the beginning of what it says."""
    return f"{view.words(f'edit.kind.{kind.value}')} {words[:_TITLE]}{'…' if len(words) > _TITLE else ''}"


def decided_by(view: View) -> Callable[[Fact], bool]:
    """Whether anybody has said anything of a fact, by the rows that there are now."""
    desks: dict[str, Desk] = {}
    rows = Rows(all_rows(view.site))

    def decided(fact: Fact) -> bool:
        return bool(desks.setdefault(fact.document, Desk(view, fact.document, rows)).of_fact(fact))

    return decided


def waiting(view: View, why: str = "", kind: str = "", document: str = "") -> tuple[list[Entry], Iterable[Item]]:
    """The entries of the queue that match, and those of them that nobody decided, as they are asked for."""
    here = correctable(view.site)
    wanted = [one for one in chosen(entries(view), why, kind, document) if one.why in STRAY or one.document in here]
    said = said_of(all_rows(view.site), published(view.site))
    since = {about_of(one.row) for one in said if one.pending}
    left = {identity(one.row): one for one in said if about_of(one.row) not in since}
    return wanted, undecided(view.site, wanted, decided_by(view), left)


def rivals(view: View, stray: Said) -> list[Said]:
    """What others said of the same, the latest first."""
    about = about_of(stray.row)
    said = said_of(all_rows(view.site), published(view.site))
    return [one for one in said if about_of(one.row) == about and one.row != stray.row]
