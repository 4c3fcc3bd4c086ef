"""Reads the printed forms in which a text names responsible bodies: labels, role words, conjunctions, brackets.

The words come from data/lexicon/responsibility.toml. Texts handed in are folded (:mod:`.fold`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from .fold import folded_lexicon
from .measuring.classify import heads
from .measuring.clauses import COMMA, SENTENCE, closed, split
from .model import Listed, Role, Span

OPENERS = "([【〔"
LIST_MARKS = "、/\\|\t\n"
LONGEST_NAME = 40
_DATE = re.compile(r"\d{4}年")
LONGEST_LIST = 1200
LONGEST_PHRASE = 300


@dataclass(frozen=True, slots=True)
class Found:
    """One list: where it stands, whom it names, and whether it is part of the clause (由A牵头) or outside of it."""

    span: Span
    bodies: tuple[Listed, ...]
    inline: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """The names of one comma part, and whether the part goes on with what they do."""

    span: Span
    bodies: tuple[Listed, ...]
    task: bool


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


class BodyReader:
    """The reader over one lexicon; see :func:`body_reader`."""

    def __init__(self) -> None:
        words = folded_lexicon("responsibility")
        labels, closers, names = words["labels"], words["closers"], words["names"]
        self._label_roles: dict[str, Role | None] = dict.fromkeys(labels["ignore"])
        for role in Role:
            self._label_roles.update(dict.fromkeys(labels[role.value], role))
        label = _alternatives(self._label_roles)
        self._label = re.compile(rf"({label})\s*:\s*")
        body_label = _alternatives(word for word, role in self._label_roles.items() if role)
        self._labelled = re.compile(rf"\s*({body_label})(?:\s*:|\s+)\s*")
        self._mid_label = re.compile(rf"(?<=[。;!?\s])({body_label})\s*:")
        self._closer_roles: dict[str, Role] = {word: role for role in Role for word in closers[role.value]}
        between = _alternatives(closers["between"])
        self._closings = tuple(self._closer_roles)
        self._closer = re.compile(rf"(?P<between>(?:{between})*)(?P<closer>{_alternatives(self._closer_roles)})\s*$")
        self._joint = re.compile(rf"({_alternatives(closers['joint'])})")
        self._by = tuple(closers["by"])
        by, close = _alternatives(closers["by"]), _alternatives(self._closer_roles)
        self._phrase = re.compile(rf"(?:{by})(?P<names>[^,。;:!?]{{2,{LONGEST_PHRASE}}}?)(?:{between})*(?:{close})")
        self._more = re.compile(rf"、(?P<names>[^,。;:!?]{{2,{LONGEST_PHRASE}}}?)(?:{between})*(?:{close})")
        act = _alternatives(closers["acting"])
        self._subject = re.compile(rf"(?P<names>[^,。;:!?]{{2,{LONGEST_PHRASE}}}?)(?:{between})*(?:{act})")
        self._trailing = re.compile(rf"(?:{_alternatives(names['trailing'])})\s*$")
        self._leading = re.compile(rf"^\s*(?:{names['before']}|{_alternatives(names['leading'])})")
        self._places, self._nobody = tuple(names["places"]), tuple(names["nobody"])
        self._conjunctions = re.compile(rf"(?:{_alternatives(names['conjunctions'])}|\s+)")
        self._members = re.compile(rf"^\s*(?:{_alternatives(names['members'])})\s*:?")
        self._remark = re.compile(rf"^\s*(?:{_alternatives(names['remarks'])})")
        self._inner = frozenset(names["inner"])
        self._endings = tuple(sorted(names["endings"], key=len, reverse=True))
        self._openings = tuple(names["openings"])
        self._governments = tuple(names["governments"])

    # --- finding -------------------------------------------------------------------------------------------------

    def find(self, text: str, span: Span) -> list[Found]:
        """Every list in one unit, in text order, not overlapping."""
        found: list[Found] = []
        for bracket in closed(text, span, OPENERS):
            if bodies := self._bracket(text, bracket, span):
                found.append(Found(bracket, bodies))  # noqa: PERF401
        found.extend(self._open_lines(text, span, found))
        found.extend(self._phrases(text, span, found))
        return sorted(found, key=lambda item: item.span)

    def _bracket(self, text: str, bracket: Span, unit: Span) -> tuple[Listed, ...]:
        inner = Span(bracket.start + 1, bracket.end - 1)
        if inner.end - inner.start > LONGEST_LIST:
            return ()
        if self._labelled.match(text, inner.start, inner.end):
            return self.read(text, inner, Role.RESPONSIBLE)
        if self._members.match(text[inner.start : inner.end]):
            return ()
        if self._closing(text, inner):
            bodies = self.read(text, inner, Role.RESPONSIBLE)
            return bodies if any(self.looks_like_body(item.span.of(text)) for item in bodies) else ()
        rest = text[bracket.end : min(bracket.end + 2, unit.end)]
        before = text[bracket.start - 1 : bracket.start] if bracket.start > unit.start else ""
        if not rest or rest[0] in SENTENCE or before in tuple(SENTENCE):
            bodies = self.read(text, inner, Role.RESPONSIBLE)
            if self._only_bodies([item.span.of(text) for item in bodies]):
                return bodies
        return ()

    def _open_lines(self, text: str, span: Span, taken: Sequence[Found]) -> Iterator[Found]:
        """A list without a bracket: at the unit's start, or after a full stop inside it."""
        match = self._labelled.match(text, span.start, span.end)
        start = span.start if match else -1
        if not match:
            match = self._mid_label.search(text, span.start, span.end)
            start = match.start(1) if match else -1
        holes = sorted(item.span for item in taken)
        while match:
            end = self._end_of_list(text, start, span.end)
            inside = _holding(holes, start)
            if inside:
                end = inside.end
            elif bodies := self.read(text, Span(start, end), Role.RESPONSIBLE):
                yield Found(Span(start, end), bodies)
            match = self._mid_label.search(text, max(end, start + 1), span.end)
            start = match.start(1) if match else -1

    def _end_of_list(self, text: str, start: int, limit: int) -> int:
        """Up to the full stop after which no further label opens."""
        position = start
        while True:
            stop = text.find("。", position, limit)
            if stop < 0:
                return limit
            if not self._label.match(text, stop + 1, limit):
                return stop
            position = stop + 1

    def _phrases(self, text: str, span: Span, taken: Sequence[Found]) -> Iterator[Found]:
        """由A牵头,B配合 and A牵头,B配合 inside or as a sentence."""
        holes = sorted(item.span for item in taken)
        for sentence in split(text, span, SENTENCE):
            groups: list[_Group] = []
            waiting: _Group | None = None
            for segment in split(text, sentence, COMMA):
                if _holding(holes, segment.start) or _holding(holes, segment.end - 1):
                    continue
                if segment.end - segment.start <= LONGEST_PHRASE:
                    alone = self._names_alone(text, segment)
                    group = alone or self._names_and_task(text, segment)
                    group = group or (self._partners(text, segment, groups[-1]) if groups else None)
                    if alone and waiting:  # 甲牵头,乙、丙,丁配合: what 丁 does, 乙 and 丙 do
                        role = alone.bodies[-1].role
                        bodies = tuple(Listed(body.span, role) for body in waiting.bodies)
                        groups.append(_Group(waiting.span, bodies, task=False))
                    waiting = self._names_only(text, segment) if groups and not group else None
                    groups += [group] if group else []
            if groups:
                whole = Span(groups[0].span.start, groups[-1].span.end)
                covered = sum(group.span.end - group.span.start + 1 for group in groups)
                apart = covered >= sentence.end - sentence.start and not any(group.task for group in groups)
                yield Found(whole, tuple(body for group in groups for body in group.bodies), inline=not apart)

    def _closing(self, text: str, span: Span) -> re.Match[str] | None:
        """The role words at the end of *span*, if it ends with any."""
        end = span.end
        while end > span.start and text[end - 1].isspace():
            end -= 1
        if not text.endswith(self._closings, span.start, end):
            return None
        return self._closer.search(text, max(span.start, span.end - 60), span.end)

    def _names_alone(self, text: str, segment: Span) -> _Group | None:
        """A comma part of nothing but names and their role: 市教育局牵头, 由市教育局、市财政局按职责分工负责."""
        match = self._closing(text, segment)
        if not match:
            return None
        bodies = self._with_joint(text, Span(segment.start, match.start()), self._closer_roles[match["closer"]])
        return _Group(segment, bodies, task=False) if self._are_bodies(text, bodies) else None

    def _names_only(self, text: str, segment: Span) -> _Group | None:
        """A comma part of nothing but names, which the next part says the role of."""
        bodies = tuple(self._names(text, segment, Role.RESPONSIBLE))
        return _Group(segment, bodies, task=False) if self._are_bodies(text, bodies) else None

    def _names_and_task(self, text: str, segment: Span) -> _Group | None:
        """Names, role and task in one: 由市教育局牵头制定方案, 市教育局、市财政局负责落实经费."""
        matches: list[re.Match[str]] = []
        if any(text.find(word, segment.start, segment.end) >= 0 for word in self._by):
            matches.extend(self._phrase.finditer(text, segment.start, segment.end))
        if text.startswith(self._openings, segment.start) and (
            subject := self._subject.match(text, segment.start, segment.end)
        ):
            matches.append(subject)
        for match in matches:
            role = self._closer_roles[self._longest_closer(text, match.end(), segment)]
            bodies = self._with_joint(text, Span(match.start("names"), match.end("names")), role)
            if self._are_bodies(text, bodies):
                end = match.end()
                while more := self._more.match(text, end, segment.end):
                    role = self._closer_roles[self._longest_closer(text, more.end(), segment)]
                    others = self._with_joint(text, Span(*more.span("names")), role)
                    if not self._are_bodies(text, others):
                        break
                    bodies, end = (*bodies, *others), more.end()
                return _Group(Span(match.start(), end), bodies, task=True)
        return None

    def _partners(self, text: str, segment: Span, before: _Group) -> _Group | None:
        """会同市财政局、市商务局 after 由市教育局牵头."""
        joint = self._joint.match(text, segment.start, segment.end)
        role = Role.SUPPORTING if any(body.role is Role.LEAD for body in before.bodies) else before.bodies[-1].role
        bodies = tuple(self._names(text, Span(joint.end(), segment.end), role)) if joint else ()
        return _Group(segment, bodies, task=False) if self._are_bodies(text, bodies) else None

    def _are_bodies(self, text: str, bodies: Sequence[Listed]) -> bool:
        """Whether all look like bodies and none opens with a verb: 推动各部门配合 is no list."""
        names = [body.span.of(text) for body in bodies]
        verbs = (heads().verb_at(name, 0, len(name)) for name in names)
        return bool(names) and self._all_bodies(names) and not any(len(verb) > 1 for verb in verbs)

    def _all_bodies(self, names: Sequence[str]) -> bool:
        """Whether all look like bodies, or are places that share the government at the end: 甲区、乙县人民政府."""
        last = max((at for at, name in enumerate(names) if name.endswith(self._governments)), default=0)
        return all(
            self.looks_like_body(name) or (at < last and name.endswith(self._places)) for at, name in enumerate(names)
        )

    def _longest_closer(self, text: str, end: int, segment: Span) -> str:
        return max((word for word in self._closer_roles if text.endswith(word, segment.start, end)), key=len)

    # --- reading a list -------------------------------------------------------------------------------------------

    def read(self, text: str, span: Span, default: Role) -> tuple[Listed, ...]:
        """The bodies that a list names, labels and role words read as roles; *default* where neither says one."""
        result: list[Listed] = []
        for stretch, role in self._stretches(text, span, default):
            for part in split(text, stretch, SENTENCE):
                pending: list[Span] = []
                for group in split(text, part, COMMA):
                    match = self._closing(text, group)
                    if not match:
                        pending.append(group)
                        continue
                    said = self._closer_roles[match["closer"]]
                    for earlier in pending:
                        result.extend(self._with_joint(text, earlier, said))
                    pending.clear()
                    result.extend(self._with_joint(text, Span(group.start, match.start()), said))
                for group in pending:
                    result.extend(self._with_joint(text, group, role))
        return tuple(dict.fromkeys(result))

    def _stretches(self, text: str, span: Span, default: Role) -> Iterator[tuple[Span, Role]]:
        role: Role | None = default
        start = span.start
        for match in self._label.finditer(text, span.start, span.end):
            if role and match.start() > start:
                yield Span(start, match.start()), role
            role, start = self._label_roles[match[1]], match.end()
        if start == span.start and (bare := self._labelled.match(text, span.start, span.end)):
            role, start = self._label_roles[bare[1]], bare.end()
        if role and span.end > start:
            yield Span(start, span.end), role

    def _with_joint(self, text: str, span: Span, role: Role) -> tuple[Listed, ...]:
        """Names of one group; after 会同 a lead's partners are supporting, anybody else's share the role."""
        for match in self._joint.finditer(text, span.start, span.end):
            left, right = Span(span.start, match.start()), Span(match.end(), span.end)
            head = self._closing(text, left)
            lead = self._closer_roles[head["closer"]] if head else role
            left = Span(left.start, head.start()) if head else left
            tail = self._bare(text, left).of(text)
            if right.end > right.start and (not tail or self.looks_like_body(tail)):
                other = Role.SUPPORTING if Role.LEAD in (lead, role) else role
                return (*self._names(text, left, lead), *self._with_joint(text, right, other))
        return tuple(self._names(text, span, role))

    def _names(self, text: str, span: Span, role: Role) -> Iterator[Listed]:
        pieces = tuple(split(text, span, LIST_MARKS))
        # A牵头、B、C配合: the role words that close an earlier name are those of the names up to it.
        closings = [self._closing(text, piece) for piece in pieces]
        for number, piece in enumerate(pieces):
            said = next((found for found in closings[number:] if found), None)
            own = closings[number]
            for name in self._conjoined(text, Span(piece.start, own.start()) if own else piece):
                yield from self._name(text, name, self._closer_roles[said["closer"]] if said else role)

    def _conjoined(self, text: str, piece: Span) -> Iterator[Span]:
        """市教育局和市财政局 is two names, 市规划和自然资源局 is one: both halves must look like bodies. A space stands
        between the lines of a cell."""
        start = piece.start
        for match in self._conjunctions.finditer(text, piece.start, piece.end):
            left, right = text[start : match.start()].strip(), text[match.end() : piece.end].strip()
            lines = match[0].isspace() and self.looks_like_body(right)
            if self.looks_like_body(left) and (lines or right.startswith(self._openings)):
                yield Span(start, match.start())
                start = match.end()
        yield Span(start, piece.end)

    def _name(self, text: str, span: Span, role: Role) -> Iterator[Listed]:
        span = self._bare(text, span)
        members: list[Span] = []
        for bracket in closed(text, span, OPENERS):
            inner = Span(bracket.start + 1, bracket.end - 1)
            words = inner.of(text)
            if match := self._members.match(words):
                members.append(Span(inner.start + match.end(), inner.end))
                if bracket.end == span.end:
                    span = Span(span.start, bracket.start)
            elif bracket.end == span.end and words.strip() not in self._inner:
                span = Span(span.start, bracket.start)
        span = self._bare(text, span)
        if self._acceptable(span.of(text)):
            yield Listed(span, role)
        for inner in members:
            for piece in split(text, inner, LIST_MARKS + COMMA + SENTENCE):
                if not self._remark.match(text[piece.start : piece.end]):
                    yield from self._name(text, piece, role)

    def _bare(self, text: str, span: Span) -> Span:
        """Without white space, 由 before and 等部门 after the names."""
        start, end = span
        while start < end and (text[start].isspace() or text[start] in SENTENCE + COMMA + ":."):
            start += 1
        while start < end and (text[end - 1].isspace() or text[end - 1] in SENTENCE + COMMA + ":."):
            end -= 1
        if leading := self._leading.match(text[start:end]):
            start += leading.end()
        if trailing := self._trailing.search(text[start:end]):
            end = start + trailing.start()
        return Span(start, max(start, end))

    def _acceptable(self, name: str) -> bool:
        return (
            2 <= len(name) <= LONGEST_NAME
            and not any(char.isdigit() for char in name[:4])
            and ":" not in name
            and not _DATE.search(name)
            and not name.startswith(self._nobody)
            and not self._remark.match(name)
        )

    def looks_like_body(self, name: str) -> bool:
        """Whether the words end as the name of a body does."""
        name = name.strip()
        return 2 <= len(name) <= LONGEST_NAME and name.endswith(self._endings)

    def _only_bodies(self, names: Sequence[str]) -> bool:
        """Whether all are bodies, one of them plainly: 省发展改革委, 延安市人民政府."""
        plain = any(name.startswith(self._openings) or name.endswith(self._governments) for name in names)
        verbs = (heads().verb_at(name, 0, len(name)) for name in names)
        return plain and self._all_bodies(names) and not any(len(verb) > 1 for verb in verbs)


def _holding(spans: Sequence[Span], position: int) -> Span | None:
    """The one of sorted, disjoint *spans* that holds the character at *position*."""
    at = bisect_right(spans, position, key=lambda span: span.start) - 1
    return spans[at] if at >= 0 and position < spans[at].end else None


@cache
def body_reader() -> BodyReader:
    """The reader over the packaged lexicon, built once."""
    return BodyReader()
