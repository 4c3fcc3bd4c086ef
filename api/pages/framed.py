"""A thing as one JSON object, framed: what is said of it with what that holds, by the terms of our context."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from .context import ADDRESS, Context, Term, context, shorten

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"

Object = dict[str, Any]


def framed(triples: Iterable[Triple], root: str, base: str, *, inline: bool) -> bytes:
    """The *triples* as one tree from *root*, which all of them belong to. The same triples give the same bytes.

    *inline* puts the part of the context that is used into the document, which then needs no network to be read as
    RDF; otherwise it names the whole one by its permanent address.
    """
    tree = _Tree(sorted(set(triples), key=str), context(base))
    made = tree.node(root, ())
    made |= tree.pointing(root)
    written: Object = {"@context": tree.context() if inline else f"{base}{ADDRESS}", **made}
    return json.dumps(written, ensure_ascii=False, indent=1).encode() + b"\n"


class _Tree:
    """The triples by subject and by object, and what of the context they use."""

    def __init__(self, triples: list[Triple], known: Context) -> None:
        self._known = known
        self._out: dict[str, list[Triple]] = {}
        self._in: dict[str, list[Triple]] = {}
        self._used: tuple[set[str], set[str], set[str]] = (set(), set(), set())
        for triple in triples:
            self._out.setdefault(_key(triple.subject), []).append(triple)
            if isinstance(triple.object, NamedNode | BlankNode) and triple.predicate.value != _RDF_TYPE:
                self._in.setdefault(_key(triple.object), []).append(triple)

    def context(self) -> Object:
        return self._known.part(*self._used)

    def node(self, key: str, above: tuple[str, ...], back: str = "") -> Object:
        """A thing with its properties; only its address when it stands *above* itself already.

        By the property *back* it leads to the root, under which it stands for that very reason: it is not said twice.
        """
        made: Object = {"id": key}
        if key in above:
            return made
        for triple in self._out.get(key, ()):
            predicate, value = triple.predicate.value, triple.object
            if predicate == back and _key(value) == above[0]:
                continue
            if predicate == _RDF_TYPE and isinstance(value, NamedNode):
                made.setdefault("type", []).append(self._type(value.value))
            else:
                self._add(made, predicate, value, (*above, key))
        return made

    def pointing(self, root: str) -> Object:
        """What points at the root: under a term of its own for that direction, else under ``@reverse``."""
        made: Object = {}
        for triple in self._in.get(root, ()):
            predicate, other = triple.predicate.value, self.node(_key(triple.subject), (root,), triple.predicate.value)
            if (term := self._known.reverse.get(predicate)) is not None:
                self._used[0].add(predicate)
                made.setdefault(term.name, []).append(other)
            else:
                term = self._known.terms.get(predicate)
                name = self._named(predicate, term if term and not term.language else None)
                made.setdefault("@reverse", {}).setdefault(name, []).append(other)
        return made

    def _add(self, made: Object, predicate: str, value: object, above: tuple[str, ...]) -> None:
        term = self._known.terms.get(predicate)
        if term is not None and term.language:
            if isinstance(value, Literal) and value.language:
                texts = made.setdefault(self._named(predicate, term), {})
                _join(texts, value.language, value.value, one=True)
                return
            term = None  # no map of languages can hold it
        name = self._named(predicate, term)
        if isinstance(value, Literal):
            _join(made, name, self._literal(value, term.type if term else ""), one=bool(term and term.one))
        else:
            _join(made, name, self.node(_key(value), above), one=bool(term and term.one))

    def _literal(self, value: Literal, read_as: str) -> Any:
        datatype = value.datatype.value
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if datatype == read_as:
            return value.value
        if not read_as and datatype == f"{_XSD}string":
            return value.value
        if not read_as and datatype == f"{_XSD}integer" and str(int(value.value)) == value.value:
            return int(value.value)
        if not read_as and datatype == f"{_XSD}boolean" and value.value in ("true", "false"):
            return value.value == "true"
        return {"@value": value.value, "@type": self._short(datatype)}

    def _named(self, iri: str, term: Term | None) -> str:
        if term is None:
            return self._short(iri)
        self._used[0].add(iri)
        return term.name

    def _type(self, iri: str) -> str:
        if iri in self._known.types:
            self._used[1].add(iri)
            return self._known.types[iri]
        return self._short(iri)

    def _short(self, iri: str) -> str:
        short = shorten(iri, self._known.prefixes)
        if short != iri:
            self._used[2].add(short.partition(":")[0])
        return short


def _join(made: Object, name: str, value: Any, *, one: bool) -> None:
    """Adds a value: the only one of a property that has one stands alone, others in a list."""
    if name not in made:
        made[name] = value if one else [value]
    elif isinstance(made[name], list):
        made[name].append(value)
    else:
        made[name] = [made[name], value]


def _key(node: object) -> str:
    return str(node) if isinstance(node, BlankNode) else str(getattr(node, "value", node))
