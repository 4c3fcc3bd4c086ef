"""Facts as lines that people read: a case of corrections says which come and which go."""

from __future__ import annotations

from collections.abc import Iterator

from duikou.extract.model import Facts

SHOWN = 8
"""Characters by which a longer stretch is known."""


def lines(facts: Facts) -> set[str]:
    """A line for each fact."""
    return set(_lines(facts))


def _lines(facts: Facts) -> Iterator[str]:
    names, clean = facts.linked.by_key, facts.clean
    words = [clean.quote(one.span) for one in facts.measures]
    for one, text in zip(facts.measures, words, strict=True):
        yield f"measure {text[:SHOWN]}…{text[-4:]}: {one.commitment} {'|'.join(one.topics)} {_sure(one.confidence)}"
    for fact in facts.responsibilities:
        evidence = clean.quote(fact.evidence)[:SHOWN]
        body = names[fact.entity].canonical
        yield f"body {words[fact.measure][:SHOWN]}: {fact.role} {body} ({evidence}) {_sure(fact.confidence)}"
    for pair in facts.pairs:
        sides = "—".join(names[key].canonical for key in (pair.base, pair.partner))
        years = f"{pair.term.start or ''}-{pair.term.end or ''}" if pair.term else "no term"
        area = names[pair.base_area].canonical if pair.base_area else "no area"
        yield f"pair {sides}: {pair.status} {years} {area} {_sure(pair.confidence)}"
    for entity in facts.linked.entities:
        forms = " ".join(dict.fromkeys((entity.surface, *entity.aliases)))
        known = entity.key.rpartition("/")[0]
        yield f"name {entity.type} {entity.canonical} <{known}>: {forms} ×{len(entity.mentions)}"
    for target in facts.targets:
        text = clean.quote(target.span)
        yield f"target {target.year}: {text[:SHOWN]}…{text[-4:]}"
    for citation in facts.citations:
        yield f"cites {names[citation.entity].canonical}"
    yield f"issuer {names[facts.issuer].canonical if facts.issuer else 'none'}"
    for doubt in facts.doubts:
        yield f"doubt {doubt.kind} {doubt.words[:SHOWN]}"


def _sure(confidence: float) -> str:
    return "sure" if confidence == 1.0 else "likely"
