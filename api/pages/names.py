"""Names and types of the graph's resources, looked up in batches and remembered."""

from __future__ import annotations

import re
import threading
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from ..store.engine import Row

_MOST = 100_000
"""Names remembered at a time: some 50 MB."""
_LONGEST = 500
"""Characters of an IRI that is looked up: a longer one, which a stranger may have made up, is shown as it is."""

_SPECIFIC = re.compile(r"[#/]([^#/]+)$")


@dataclass(frozen=True, slots=True)
class Name:
    """What a resource is called. ``types`` are the local names of our classes, the most specific first."""

    iri: str
    zh: str
    en: str
    types: tuple[str, ...]
    short: str
    """What can be said without a name: the end of the IRI."""

    def label(self, language: str) -> str:
        """The name in *language*, else in the other one, else the end of the IRI."""
        return (self.en or self.zh if language == "en" else self.zh or self.en) or self.short

    @property
    def type(self) -> str:
        return self.types[0] if self.types else ""


class Names:
    """Remembers the names of one version of the data.

    *select* answers a query of ours by its name; *ours* is the namespace of our classes.
    """

    def __init__(self, select: Callable[..., list[Row]], ours: str) -> None:
        self._select, self._ours = select, ours
        self._known: dict[str, Name] = {}
        self._noted: dict[str, None] = {}
        self._noting, self._reading = threading.Lock(), threading.Lock()

    def one(self, iri: str) -> Name:
        """What *iri* is called. The first that is not known yet is read with all that were noted until then."""
        if len(iri) > _LONGEST:
            return Name(iri, "", "", (), shortened(iri))
        known = self._known.get(iri)
        if known is None:
            with self._reading:
                known = self._known.get(iri) or self._read([iri, *self._taken()])[iri]
        return known

    def load(self, iris: Iterable[str]) -> None:
        """Notes names that will be asked for. The parts of a page note theirs one by one, and one query reads them."""
        wanted = [iri for iri in iris if iri not in self._known and len(iri) <= _LONGEST]
        with self._noting:
            self._noted.update(dict.fromkeys(wanted))

    def _taken(self) -> list[str]:
        """What was noted, which is noted no longer; never more than are remembered at a time."""
        with self._noting:
            noted, self._noted = self._noted, {}
        return list(noted)[: _MOST // 2]

    def _read(self, iris: Iterable[str]) -> dict[str, Name]:
        """The names of *iris*, looked up in one query as far as they are not known, and remembered."""
        wanted = [iri for iri in dict.fromkeys(iris) if iri not in self._known]
        if len(self._known) + len(wanted) > _MOST:
            self._known.clear()
        found: dict[str, dict[str, str]] = {iri: {} for iri in wanted}
        types: dict[str, set[str]] = {iri: set() for iri in wanted}
        nodes = [node for iri in wanted if (node := _node(iri)) is not None]
        for row in self._select("names", this=nodes) if nodes else []:
            iri = row["this"].value  # type: ignore[union-attr]
            label, kind = row.get("label"), row.get("type")
            if isinstance(label, Literal):
                found[iri].setdefault((label.language or "").split("-")[0], label.value)
            if isinstance(kind, NamedNode):
                types[iri].add(kind.value)
        read: dict[str, Name] = {}
        for iri in wanted:
            texts = found[iri]
            known_zh, known_en = foreign().get(iri, ("", ""))
            zh = texts.get("zh") or texts.get("", "") or known_zh
            read[iri] = Name(iri, zh, texts.get("en", "") or known_en, self._order(types[iri]), shortened(iri))
        self._known.update(read)
        return read

    def _order(self, types: set[str]) -> tuple[str, ...]:
        """Local names of our own classes, subclasses before their parents; then those of foreign ones."""
        depth, ours = self._depths, self._ours
        own = sorted((t for t in types if t.startswith(ours)), key=lambda t: (-depth.get(t, 0), t))
        foreign = sorted(t for t in types if not t.startswith(ours))
        return tuple(t.removeprefix(ours) for t in own) + tuple(m[1] for t in foreign if (m := _SPECIFIC.search(t)))

    @cached_property
    def _depths(self) -> dict[str, int]:
        """How deep each class of the ontology stands."""
        parents: dict[str, set[str]] = {}
        for row in self._select("class-parents"):
            parents.setdefault(row["class"].value, set()).add(row["parent"].value)  # type: ignore[union-attr]

        def depth(name: str, seen: frozenset[str]) -> int:
            above = [depth(parent, seen | {name}) for parent in parents.get(name, set()) - seen if parent != name]
            return 1 + max(above, default=0)

        return {name: depth(name, frozenset()) for name in parents}


@cache
def foreign() -> dict[str, tuple[str, str]]:
    """The Chinese and the English name of other vocabularies' properties, from foreign.toml, by IRI."""
    text = files("duikou.api").joinpath("pages", "foreign.toml").read_text("utf-8")
    return {
        f"{section['namespace']}{local}": (zh, en)
        for section in tomllib.loads(text).values()
        for local, (zh, en) in section["terms"].items()
    }


def shortened(iri: str) -> str:
    """The readable end of an IRI."""
    return unquote(iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]) or iri


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None
