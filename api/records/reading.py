"""How records are read from the open graph: addresses, names, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import NamedNode

from ..pages.site import Site, text_of
from ..store.engine import Row
from .base import Quote, Reference

_THINGS = "id/"


def id_of(site: Site, iri: str) -> str:
    """The identifier of a thing: what follows the base, without ``id/``. The whole IRI where it is not ours."""
    return iri.removeprefix(site.settings.base).removeprefix(_THINGS)


def iri_of(site: Site, value: str, kind: str) -> str:
    """The IRI that the value of a filter means: an IRI, an identifier, or what follows *kind* in one.

    With *kind* ``id/place/``, ``440300``, ``place/440300`` and ``https://w3id.org/duikou/id/place/440300`` are one.
    What no IRI can look like is no thing's either.
    """
    if value.startswith(site.settings.base):
        return value
    root = kind.partition("/")[0] + "/"
    rest = value.removeprefix(root)
    whole = root == _THINGS and "/" in rest
    return site.settings.base + root + (rest if whole else kind.removeprefix(root) + rest)


def node_of(site: Site, value: str, kind: str) -> NamedNode | None:
    """The same as a term of a query; None for what no IRI can look like."""
    return site.iri(iri_of(site, value, kind).removeprefix(site.settings.base))


def reference(site: Site, iri: str) -> Reference:
    """A thing with its names; load them before, for many things at a time."""
    name = site.names.one(iri)
    zh, en = " ".join(name.zh.split()), " ".join(name.en.split())
    return Reference(id=id_of(site, iri), iri=iri, zh=zh or en or name.short, en=en)


def references(site: Site, iris: Iterable[str]) -> list[Reference]:
    """Several things, in their order."""
    known = list(dict.fromkeys(iris))
    site.names.load(known)
    return [reference(site, iri) for iri in known]


def optional(site: Site, iri: str) -> Reference | None:
    """A thing, or None for the empty string."""
    return reference(site, iri) if iri else None


def nodes(iris: Iterable[str]) -> list[NamedNode]:
    """IRIs as terms of a query."""
    return [NamedNode(iri) for iri in iris]


def quote_of(site: Site, row: Row) -> Quote | None:
    """The quote of a solution that binds document, exact, start and end; None when it binds none."""
    if not {"document", "exact", "start", "end"} <= set(row):
        return None
    start, end = int(text_of(row["start"])), int(text_of(row["end"]))
    return Quote(exact=text_of(row["exact"]), document=reference(site, text_of(row["document"])), start=start, end=end)


def quotes(site: Site, query: str, iris: Sequence[str], key: str = "this") -> dict[str, list[Quote]]:
    """The quotes of each of several things, by a query that takes them as *key* and gives ``?this``."""
    rows = site.select(query, **{key: nodes(iris)}) if iris else []
    return {iri: made for (iri,), made in quoted(site, rows).items()}


def quoted(site: Site, rows: Sequence[Row], *keys: str) -> dict[tuple[str, ...], list[Quote]]:
    """The quotes of solutions by the values of some of their variables, ``?this`` when none are named."""
    site.names.load(text_of(row["document"]) for row in rows if "document" in row)
    found: dict[tuple[str, ...], list[Quote]] = {}
    for row in rows:
        made = quote_of(site, row)
        those = found.setdefault(tuple(text_of(row.get(key)) for key in keys or ("this",)), [])
        if made is not None and made not in those:
            those.append(made)
    return found


def mentions(site: Site, iris: Sequence[str]) -> dict[str, Quote]:
    """Where each of several things is named: one of its mentions, always the same."""
    rows = site.select("records/mention", this=nodes(iris)) if iris else []
    first = [text_of(row["mention"]) for row in rows]
    return {iri: found[0] for iri, found in quotes(site, "records/mentioned", first, "mention").items() if found}


def confidences(site: Site, iris: Sequence[str]) -> Mapping[str, float]:
    """The probability of each of several facts, as far as one is told."""
    rows = site.select("records/confidence", this=nodes(iris)) if iris else []
    return {text_of(row["this"]): float(text_of(row["confidence"])) for row in rows}


def year_of(text: str) -> int | None:
    """The year with which a date begins."""
    return int(text[:4]) if len(text) >= 4 and text[:4].isascii() and text[:4].isdigit() else None
