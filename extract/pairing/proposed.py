"""What a large model says of pairs: a feature of the candidates that are there, and candidates where there are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..knowledge.gazetteer import Place
from ..model import Span
from ..proposed import PROPOSED, ProposedPair
from .candidates import Candidate, PairReader

FIRST, SECOND = f"{PROPOSED}=first receives", f"{PROPOSED}=second receives"
"""The features: proposed, and which of the two places receives."""


def with_proposed(
    reader: PairReader, candidates: Iterable[Candidate], proposed: Sequence[ProposedPair]
) -> list[Candidate]:
    """The *candidates* of a document, those that are *proposed* with a feature that says so, and then one for each
    proposal whose places no candidate in its words holds."""
    found = list(candidates)
    for one in proposed:
        for base, partner, both in _places(reader, one):
            two = {base.key, partner.key}
            here = [
                number
                for number, candidate in enumerate(found)
                if {candidate.first.key, candidate.second.key} == two and one.span.contains(candidate.span)
            ]
            for number in here:
                candidate = found[number]
                side = FIRST if candidate.first.key == base.key else SECOND
                if side not in candidate.features:
                    found[number] = replace(candidate, features=(*candidate.features, side))
            if not here:
                found.append(reader.of_proposal(base, partner, both, [FIRST]))
    return found


def _places(reader: PairReader, one: ProposedPair) -> Iterator[tuple[Place, Place, Span]]:
    """(who receives, who helps, from one to the other) for each two different places that the words name."""
    seen: set[tuple[str, str]] = set()
    for at in one.base:
        for to in one.partner:
            for base in reader.named_at(at):
                for partner in reader.named_at(to):
                    if base.key != partner.key and (base.key, partner.key) not in seen:
                        seen.add((base.key, partner.key))
                        yield base, partner, Span(min(at.start, to.start), max(at.end, to.end))
