"""What became of every address that the release being built has lost: found again, replaced or gone.

A thing is known again by its words within its document; what hangs below a thing goes where that went; a document is
known again by its bytes or by its measures; anything else by its name. Old addresses that counted things are found in
the same way as any other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from ..ontology.terms import Vocabulary
from .iris import Minter
from .kept import DocumentState, Served
from .ledger import LEDGER, Fate, Ledger, Outcome, carried, fate_of, read_ledger
from .published import Compared, Report, Stated, Thing, compare
from .similar import nearest
from .sink import Sink
from .wording import folded

_ROOTS = {"assignment": "measure", "topic-statement": "measure", "mention": "evidence"}
"""Kinds whose addresses continue that of a thing of another kind."""
_LONG = 12
"""Quotes of so many characters are known by their words alone; shorter ones stand in many places."""
_ALIKE = 0.5
"""The share of its measures, sections and targets by which a document under another name is known again."""
_SUFFIX = re.compile(r"-[0-9]+$")

_Key = Callable[[Thing], Hashable]


def next_ledger(
    release: Path | None,
    served: Served,
    held: Sequence[DocumentState],
    before: Stated,
    stated: Stated,
    report: Report,
    base: str,
) -> dict[str, Fate]:
    """The table of addresses of the release being built, which has the documents *held*, what they and the reference
    data *stated*, and the N-Quads lines of its *report*. *release* is the one that is *served* now, if there is one,
    and stated what is *before*.

    It follows from the two releases and the table of the served one: the same history of an output folder gives the
    same table, and a build into an empty folder has an empty one. Raises ValueError for a damaged table.
    """
    if release is None:
        return {}
    compared = compare(before, served.base or base, stated, report, base)
    ledger = carried(read_ledger(release / LEDGER), fates(compared, served.documents, held), compared.alive)
    return ledger | dict(_come_back(ledger, compared.alive))


def revision_quads(ledger: Ledger, vocabulary: Vocabulary) -> list[Quad]:
    """graph:revisions: which measure took the place of which earlier wording, as the table has it. So these statements
    hang on the history of the output folder; a build into an empty one has none."""
    sink = Sink(Minter(vocabulary).graph("revisions"), vocabulary)
    for old in ledger:
        fate = fate_of(ledger, old)
        if fate and fate.outcome is Outcome.REPLACED and _kind(old) == _kind(fate.new) == "measure":
            sink.add(NamedNode(vocabulary.base + fate.new), "revises", NamedNode(vocabulary.base + old))
    return sink.quads()


def fates(compared: Compared, before: Iterable[DocumentState], now: Iterable[DocumentState]) -> dict[str, Fate]:
    """What became of each lost address; *before* and *now* are the documents of the two releases."""
    renamed = _renamed(compared, list(before), list(now))
    found = dict(_moved_along(compared, renamed))
    taken = {fate.new for fate in found.values()}
    for kind, keys in _KINDS.items():
        lost, gained = _by_document(compared, kind, renamed, {*found, *taken})
        for document, things in sorted(lost.items()):
            found |= _known_again(things, gained.get(document, []), keys, compared.alive)
    found |= dict(_by_name(compared, found))
    found |= dict(_below(compared, found))
    found |= dict(_passed(compared))
    return {address: found.get(address, Fate(Outcome.GONE)) for address in compared.lost if not _is_part(address)}


# --- documents


def _renamed(compared: Compared, before: list[DocumentState], now: list[DocumentState]) -> dict[str, str]:
    """The new slug of each document that is held under another one now, by the old slug."""
    old, new = {one.slug for one in before}, {one.slug for one in now}
    arrived = sorted((one for one in now if one.slug not in old), key=lambda one: one.slug)
    by_bytes = {one.sha256: one.slug for one in reversed(arrived)}
    by_words: dict[tuple[str, str], list[str]] = defaultdict(list)
    for slug, key in _contents(compared.gained.values()):
        by_words[key].append(slug)
    size = Counter(slug for slugs in by_words.values() for slug in slugs)
    contents: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for slug, key in _contents(compared.lost.values()):
        contents[slug].append(key)
    names = {one.slug for one in arrived}
    found: dict[str, str] = {}
    for one in sorted(before, key=lambda one: one.slug):
        if one.slug in new:
            continue
        if one.sha256 in by_bytes:
            found[one.slug] = by_bytes[one.sha256]
            continue
        own = contents[one.slug]
        shared = Counter(slug for key in own for slug in by_words.get(key, ()) if slug in names)
        best = min(shared, key=lambda slug: (-shared[slug], slug), default="")
        if best and shared[best] >= _ALIKE * max(len(own), size[best]):
            found[one.slug] = best
    return found


def _come_back(ledger: Ledger, alive: Container[str]) -> Iterator[tuple[str, Fate]]:
    """What was lost of a document before it was renamed, and is there again under its new name."""
    for address, fate in ledger.items():
        parts = address.split("/")
        document = ledger.get(f"id/document/{parts[2]}") if len(parts) > 3 else None
        if fate.outcome is not Outcome.MOVED and document and document.outcome is Outcome.MOVED:
            there = "/".join([*parts[:2], document.new.rpartition("/")[2], *parts[3:]])
            if there in alive:
                yield address, Fate(Outcome.MOVED, there)


def _contents(things: Iterable[Thing]) -> Iterator[tuple[str, tuple[str, str]]]:
    """What documents are known by: the slug, and the kind and words, of each of their worded things."""
    seen: set[tuple[str, tuple[str, str]]] = set()
    for thing in things:
        kind, slug = _kind(thing.address), _slug(thing.address)
        if kind in ("measure", "section", "target"):
            each = slug, (kind, _words(thing))
            if each not in seen:
                seen.add(each)
                yield each


def _moved_along(compared: Compared, renamed: Mapping[str, str]) -> Iterator[tuple[str, Fate]]:
    """The addresses of renamed documents that are there under the new name."""
    for address in compared.lost:
        parts = address.split("/")
        if len(parts) > 2 and (new := renamed.get(parts[2])):
            there = "/".join([*parts[:2], new, *parts[3:]])
            if there in compared.alive:
                yield address, Fate(Outcome.MOVED, there)


# --- things that are their words


def _words(thing: Thing) -> str:
    return folded(thing.label if _kind(thing.address) == "section" else thing.words)


def _quote_with_place(thing: Thing) -> Hashable:
    return _words(thing), thing.start


def _long_quote(thing: Thing) -> Hashable:
    words = _words(thing)
    return words if len(words) >= _LONG else None


_KINDS: dict[str, tuple[_Key, ...]] = {
    "section": (_words,),
    "measure": (_words,),
    "target": (_words,),
    "evidence": (_quote_with_place, _long_quote),
}
"""The kinds of things that are known by their words, and by which keys, the surest first."""


def _by_document(
    compared: Compared, kind: str, renamed: Mapping[str, str], settled: set[str]
) -> tuple[dict[str, list[Thing]], dict[str, list[Thing]]]:
    """The things of a kind that are lost and gained and not *settled*, by the document that holds them now."""
    lost: dict[str, list[Thing]] = defaultdict(list)
    gained: dict[str, list[Thing]] = defaultdict(list)
    for side, things in ((lost, compared.lost), (gained, compared.gained)):
        for address, thing in things.items():
            if _kind(address) == kind and address not in settled and not _is_part(address):
                slug = _slug(address)
                side[renamed.get(slug, slug) if side is lost else slug].append(_whole(thing, things))
    return lost, gained


def _known_again(
    lost: list[Thing], gained: list[Thing], keys: Iterable[_Key], alive: Container[str]
) -> dict[str, Fate]:
    found: dict[str, Fate] = {}
    taken: set[str] = set()
    for key in keys:
        groups: dict[Hashable, list[Thing]] = defaultdict(list)
        for thing in sorted(gained, key=_position, reverse=True):  # the first is popped first
            if thing.address not in taken and key(thing):
                groups[key(thing)].append(thing)
        for thing in sorted(lost, key=_position):
            if thing.address not in found and (same := groups.get(key(thing))):
                there = same.pop().address
                taken.add(there)
                found[thing.address] = Fate(Outcome.MOVED, there)
    for thing in lost:
        first = _SUFFIX.sub("", thing.address)  # one of several with the same words
        if thing.address not in found and first != thing.address and first in alive:
            found[thing.address] = Fate(Outcome.MOVED, first)
    *_, loosest = keys
    reworded = {thing.address: _words(thing) for thing in lost if thing.address not in found and loosest(thing)}
    wordings = {thing.address: _words(thing) for thing in gained if thing.address not in taken}
    return found | {old: Fate(Outcome.REPLACED, new) for old, new in nearest(reworded, wordings).items()}


def _whole(thing: Thing, things: Mapping[str, Thing]) -> Thing:
    """A thing with what its selectors say of it."""
    quote, position = things.get(f"{thing.address}/quote"), things.get(f"{thing.address}/position")
    if quote and position:
        return Thing(thing.address, quote.words, thing.label, thing.names, position.start)
    return thing


def _position(thing: Thing) -> tuple[object, ...]:
    """Sorts things of the same words as they stand in the document."""
    return thing.start, tuple(int(part) if part.isdecimal() else -1 for part in re.split(r"\D+", thing.address))


# --- all others


def _by_name(compared: Compared, found: Mapping[str, Fate]) -> Iterator[tuple[str, Fate]]:
    """Things that have a new address under a name that they had before: a bureau that the gazetteer names anew."""
    gained: dict[tuple[str, str], set[str]] = defaultdict(set)
    for address, thing in compared.gained.items():
        for name in thing.names:
            gained[_kind(address), name].add(address)
    for address, thing in compared.lost.items():
        if address not in found and _kind(address) not in (*_KINDS, "document"):
            there = {new for name in thing.names for new in gained.get((_kind(address), name), ())}
            if len(there) == 1:
                yield address, Fate(Outcome.MOVED, there.pop())


def _below(compared: Compared, found: Mapping[str, Fate]) -> Iterator[tuple[str, Fate]]:
    """What became of addresses that continue that of another thing, and may end in the key of an entity: they go where
    these went, if they are there too."""
    for address in compared.lost:
        root = _ROOTS.get(_kind(address))
        if root is None or address in found:
            continue
        parts = address.split("/")
        fate, size = _longest(found, ["id", root, *parts[2:]])
        start = fate.new.split("/")[2:] if fate.new else parts[2:size]
        ends = [parts[size:], *_renamed_ends(found, parts[size:])]
        there = ["/".join(["id", parts[1], *start, *end]) for end in ends]
        if alive := [one for one in there if one in compared.alive]:
            yield address, Fate(fate.outcome, alive[0])
        elif fate.outcome is Outcome.REPLACED:
            yield address, fate


def _passed(compared: Compared) -> Iterator[tuple[str, Fate]]:
    """The measurements of checks that nothing fails any more: the report of the document tells what was checked."""
    for address in compared.lost:
        report = f"id/report/{_slug(address)}"
        if _kind(address) == "measurement" and report in compared.alive:
            yield address, Fate(Outcome.REPLACED, report)


def _longest(found: Mapping[str, Fate], parts: list[str]) -> tuple[Fate, int]:
    """What became of the longest address that *parts* begin with, and its size; that of the thing itself, which is
    where it was, when nothing became of any."""
    for size in range(len(parts) - 1, 3, -1):
        if fate := found.get("/".join(parts[:size])):
            return fate, size
    return Fate(Outcome.MOVED), 3


def _renamed_ends(found: Mapping[str, Fate], parts: list[str]) -> Iterator[list[str]]:
    """*parts* with the key of an entity at their end replaced by its new one."""
    for at in range(len(parts) - 1):
        fate = found.get("/".join(["id", *parts[at:]]))
        if fate and fate.outcome is Outcome.MOVED:
            yield [*parts[:at], *fate.new.split("/")[1:]]


def _kind(address: str) -> str:
    return address.split("/")[1]


def _slug(address: str) -> str:
    return address.split("/")[2] if address.count("/") > 1 else ""


def _is_part(address: str) -> bool:
    """Whether the table leaves an address out: it goes where the thing goes that it is a part of."""
    return _kind(address) == "evidence" and address.endswith(("/quote", "/position"))
