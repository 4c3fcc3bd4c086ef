"""Annotated documents as the stages see them: where names, measures and pairs of a gold file stand in the clean
text."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ..clean import clean
from ..knowledge import schemas
from ..knowledge.lexicon import lexicon
from ..knowledge.tables import read_table
from ..model import Clean, EntityType, Outline, Span, Status
from ..outline import outline
from ..read import SUFFIXES, read
from ..text.fold import fold
from ..text.tokens import Text
from .seen import Judged, seen_of

ANNOTATED = frozenset({"names", "nested", "measures", "pairs"})
"""What may be annotated in a document: nested are the names inside titles of documents; responsibility is where names
and measures both are."""
TIMES = 3
"""How often a round of learning topics sees each measure of a document, where the set of the document says nothing;
loose clauses are seen once."""


@dataclass
class Gold:
    """One annotated document: its annotation, and the stages up to its outline."""

    name: str
    group: str
    """The set that it belongs to."""
    annotated: frozenset[str]
    """Which of ANNOTATED are annotated throughout, and not only here and there."""
    annotation: dict[str, Any]
    clean: Clean
    outline: Outline
    text: Text
    judged: tuple[Judged, ...] = ()
    """The single facts that people said something of, where the annotation comes from corrections."""
    times: int = TIMES
    """How often a round of learning topics sees each of its measures."""

    @staticmethod
    def read(document: Path, annotation: Path, group: str = "", annotated: frozenset[str] = ANNOTATED) -> Gold:
        """Raises ReadError or ValueError naming the file that cannot be read."""
        source = read(document)
        text = clean(source)
        structure = outline(text)
        try:
            found = json.loads(annotation.read_text(encoding="utf-8"))
            seen = seen_of(found)
        except ValueError as error:
            raise ValueError(f"{annotation}: {error}") from error
        if seen:
            annotated &= seen.throughout
        judged = seen.facts if seen else ()
        return Gold(annotation.stem, group, annotated, found, text, structure, Text(text.text), judged)

    @cached_property
    def mentions(self) -> list[tuple[Span, EntityType]]:
        """Where the names of the annotation stand (clean offsets): every place of every surface, the longest first,
        none inside another. Words that name something only in their sentence are left out."""
        surfaces: dict[str, set[str]] = defaultdict(set)
        context = _context_words()
        for entity in self.annotation["entities"]:
            for surface in (entity["surface"], *entity.get("aliases", ())):
                if len(surface) > 1 and not context.fullmatch(fold(surface)):
                    surfaces[surface].add(entity["type"])
        if not surfaces:
            return []
        pattern = re.compile("|".join(re.escape(surface) for surface in sorted(surfaces, key=len, reverse=True)))
        return [
            (span, EntityType(min(surfaces[match.group()])))
            for match in pattern.finditer(self.clean.source.text)
            if (span := self.to_clean(Span(*match.span())))
        ]

    @cached_property
    def surfaces(self) -> dict[EntityType, frozenset[str]]:
        """The folded surfaces of the annotation by type."""
        found: dict[EntityType, set[str]] = defaultdict(set)
        for entity in self.annotation["entities"]:
            found[EntityType(entity["type"])] |= {
                fold(form) for form in (entity["surface"], *entity.get("aliases", ()))
            }
        return {kind: frozenset(forms) for kind, forms in found.items()}

    @cached_property
    def measures(self) -> list[tuple[Span, dict[str, Any]]]:
        """The annotated measures with where they stand (clean offsets), in text order."""
        return self._placed(self.annotation["measures"])

    @cached_property
    def targets(self) -> list[tuple[Span, dict[str, Any]]]:
        return self._placed(self.annotation["targets"])

    @cached_property
    def pairs(self) -> dict[tuple[str, str], str]:
        """How it stands with each annotated pair, by the names of its places, receiving side first."""
        pairs = (*self.annotation["pairs"], *self.annotation.get("other_pairs", ()))
        return {(pair["base"], pair["partner"]): pair.get("status", Status.IN_FORCE) for pair in pairs}

    def _placed(self, annotated: Sequence[dict[str, Any]]) -> list[tuple[Span, dict[str, Any]]]:
        found = []
        for item in annotated:
            start = item.get("start", self.clean.source.text.find(item["text"]))
            span = self.nearest(Span(start, item.get("end", start + len(item["text"]))))
            if start >= 0 and span:
                found.append((span, item))
        return sorted(found, key=lambda item: item[0])

    def nearest(self, span: Span) -> Span | None:
        """What cleaning left of a source *span*, as a clean span; None where it left nothing."""
        first, last = bisect_left(self.clean.starts, span.start), bisect_right(self.clean.ends, span.end)
        return Span(first, last) if last > first else None

    def to_clean(self, span: Span) -> Span | None:
        """The clean span of a source *span*; None where cleaning left its first or last character out."""
        starts, ends = self.clean.starts, self.clean.ends
        first, last = bisect_left(starts, span.start), bisect_left(ends, span.end)
        if first < len(starts) and last < len(ends) and starts[first] == span.start and ends[last] == span.end:
            return Span(first, last + 1) if first <= last else None
        return None


def _context_words() -> re.Pattern[str]:
    common, place = lexicon(schemas.Common), lexicon(schemas.Place)
    levels, both_sides = "|".join(common.levels), (*common.words.both_sides, *place.both_sides)
    others = "|".join((*both_sides, *place.parties, *lexicon(schemas.Titles).itself))
    return re.compile(f"(?:{'|'.join((*common.words.own, '该'))})(?:{levels})|{others}")


@dataclass(frozen=True, slots=True)
class GoldClause:
    """A measure that was annotated by itself, without a document."""

    number: int
    text: str
    commitment: str
    topics: tuple[str, ...]


def gold_documents(
    folder: Path, documents: Path | None = None, group: str = "", annotated: frozenset[str] = ANNOTATED
) -> Iterator[Gold]:
    """The annotated documents of *folder*: each annotation with the text that has its name (or begins with it), beside
    it or in the folder *documents*. Raises ValueError naming an annotation without a text."""
    for text, annotation in texts_of(folder, documents):
        yield Gold.read(text, annotation, group, annotated)


def texts_of(folder: Path, documents: Path | None = None) -> Iterator[tuple[Path, Path]]:
    """(text, annotation) for every annotation of *folder*. Raises ValueError naming an annotation without a text."""
    texts: dict[str, list[Path]] = {}
    for path in sorted((documents or folder).iterdir()):
        if path.suffix in SUFFIXES:
            texts.setdefault(path.stem, []).append(path)
    for annotation in sorted(folder.glob("*.json")):
        name = annotation.stem
        found = texts.get(name) or [path for stem in texts if stem.startswith(name) for path in texts[stem]]
        if len(found) != 1:
            raise ValueError(f"{annotation}: {len(found) or 'no'} documents of this name in {documents or folder}")
        yield found[0], annotation


@dataclass(frozen=True, slots=True)
class GoldSet:
    """One set of annotated documents."""

    name: str
    folder: Path
    documents: Path | None
    annotated: frozenset[str] = ANNOTATED
    times: int = TIMES
    """How often a round of learning topics sees each measure."""


def sets_of(root: Path) -> list[GoldSet]:
    """The sets that the sets.toml of *root* lists; a folder without one is a single set."""
    if not (root / "sets.toml").exists():
        return [GoldSet(root.name, root, None)]
    sets = tomllib.loads((root / "sets.toml").read_text(encoding="utf-8"))
    return [
        GoldSet(
            name,
            root / name,
            root / name / entry["documents"] if "documents" in entry else None,
            frozenset(entry["annotated"]),
            entry.get("times", TIMES),
        )
        for name, entry in sets.items()
    ]


def gold_sets(root: Path) -> list[Gold]:
    """All annotated documents below *root*, set by set, with the statuses of its statuses.csv. Raises ValueError naming
    the file that is wrong."""
    found = [
        replace(gold, times=one.times)
        for one in sets_of(root)
        for gold in gold_documents(one.folder, one.documents, one.name, one.annotated)
    ]
    if (root / "statuses.csv").exists():
        by_name = {gold.name: gold for gold in found}
        for row in read_table(root / "statuses.csv", ("document", "base", "partner", "status")):
            by_name[row["document"]].pairs.setdefault((row["base"], row["partner"]), row["status"])
    return found


def gold_clauses(path: Path) -> list[GoldClause]:
    """The rows of a table of annotated clauses. Raises ValueError naming file, line and cause."""
    return [
        GoldClause(row.line, row["clause"], row["commitment"], tuple(row["topics"].split("|")))
        for row in read_table(path, ("clause", "commitment", "topics"))
    ]
