"""Names known by their ending: 赣州职业技术学院, 上海三明人才驿站, “簕杜鹃”助农行动.

An ending is found first; :mod:`.mentions_boundary` reads the words before it. The strength of the ending decides what
the name needs besides: a place that opens it, a quotation, or a verb that makes one thing. Strengths are explained in
data/lexicon/mentions.toml beside the endings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..fold import folded_lexicon
from ..model import EntityType
from .boundary import Boundary, Opening
from .suffixes import Ending, Endings
from .text import Candidate, Text, any_of, is_han

RANK = 20
_STRETCH = 12
_QUOTATION = 24
_CLAUSE = 40


@dataclass(frozen=True, slots=True)
class _Name:
    """A name under judgement."""

    left: int
    start: int  # of the ending
    end: int
    ending: Ending
    opening: Opening
    content: tuple[str, ...]  # words of the middle that say something
    quoted: bool  # a quotation opens it
    whole: bool  # quotation marks enclose it

    @property
    def length(self) -> int:
        return self.start - self.left


class EndingFinder:
    """Finds names by ending in one text."""

    def __init__(self, text: Text, endings: Endings, boundary: Boundary, levels: tuple[str, ...]) -> None:
        """*levels*: the level words (市, 县) whose place the document tells."""
        words = folded_lexicon("mentions")
        limits = words["boundary"]
        self.text = text
        self.endings = endings
        self.boundary = boundary
        self.generic = {
            EntityType.ORGANIZATION: frozenset(limits["organization_generic"]),
            EntityType.PLATFORM: frozenset(limits["platform_generic"]),
        }
        self.roles = tuple(limits["roles"])
        self.of_two = tuple(limits["of_two"])
        self.makes = tuple(limits["makes"])
        self.builds = tuple(limits["builds"])
        self.founds = tuple(limits["founds"])
        self.verbs = (*self.founds, *limits["keeps"])
        self.founded = frozenset(limits["founded"])
        self.joined, self.joining = tuple(limits["joined"]), tuple(limits["joining"])
        self.numbered = re.compile(f"”{limits['numbered']}")
        self.branches = limits["branches"]
        self.forms = frozenset(words["shortened"]["forms"])
        self.houses = tuple(limits["houses"])
        self.plain = frozenset(limits["plain"])
        self.made = words["made"]
        self.invested = re.compile(rf"(?:{any_of(limits['firms'])})(?:{any_of(limits['invests'])})")
        self.asks, self.does = tuple(limits["asks"]), tuple(limits["does"])
        self.affiliated = frozenset(limits["affiliated"])
        self.of_level = frozenset(words["names"]["of_level"])
        self.stops = tuple(word for word in limits["stop"] if len(word) > 1)
        self.levels = levels
        self.every = frozenset(words["agencies"]["every"])
        self.bare = frozenset(limits["bare"])
        self.longer = tuple(limits["longer"])
        self.kinds_follow = tuple(limits["kinds_follow"])
        self.joints = tuple(limits["joints"])
        self.of = limits["of"]
        self.clause_ends = limits["clause_ends"]
        self.national = tuple(limits["national"])
        self.stretches = tuple(f"{word})" for word in limits["stretches"])
        self.locative = tuple(limits["locative"])
        self.ranks = frozenset(limits["ranks"])
        self.proper = frozenset(limits["proper"])
        self.slogan = re.compile(
            rf"”(?:“[^“”\n]{{1,20}}”|[{''.join(limits['joints'])}]){{0,8}}{words['lists']['closing']}?[^,。;“”\n]{{0,4}}?(?:{any_of(limits['slogans'])})"
        )
        self.unnamed = frozenset(words["quoted"]["not_names"])
        self.accepted: dict[int, EntityType] = {}
        self.judges: dict[str, Callable[[_Name], bool]] = {
            "self": lambda name: True,
            "name": self._name,
            "distinct": self._distinct,
            "anchored": self._anchored,
            "detailed": lambda name: (
                (name.opening.anchored and len(name.content) > 2)
                or (name.opening.places > 1 and bool(name.content))
                or name.quoted
            ),
            "made": lambda name: self._anchored(name) or (bool(name.content) and self._one(name, self.makes)),
            "built": lambda name: (
                self._held(name) or self._housed(name) or (name.length >= 4 and self._one(name, self.builds))
            ),
            "founded": self._founded,
            "body": lambda name: name.opening.places > 1 or (name.opening.places > 0 and bool(name.opening.middle)),
            "carried": self._carried,
            "quoted": lambda name: name.quoted,
        }

    def find(self) -> Iterator[Candidate]:
        """Every name, in text order. The hint is the subtype of its ending."""
        matches = list(self.endings.matcher.find(self.text.text))
        for number, (start, end, word) in enumerate(matches):
            after = matches[number + 1] if number + 1 < len(matches) else None
            parted = word.endswith(self.joined) and self.text.text.startswith(self.joining, end)
            if after and after[0] == end and not self._houses(word, after[2]):
                continue
            if not (parted or self.text.is_edge(end)) or self.text.text.startswith(self.longer, end):
                continue
            found = self._at(start, end, self.endings.by_word[word])
            if found and not any(role in self.text.text[found.start : found.end] for role in self.roles):
                self.accepted[found.end] = found.type
                yield found

    def _houses(self, word: str, follows: str) -> bool:
        """Whether a name may end with *word* before the ending that *follows*: 华西医院|专科联盟."""
        first, second = self.endings.by_word[word], self.endings.by_word[follows]
        return first.type is EntityType.ORGANIZATION and second.type is EntityType.PLATFORM

    def _at(self, start: int, end: int, ending: Ending) -> Candidate | None:
        found = self._read(start, end, ending)
        if found is None and ending.type is EntityType.PLATFORM and (made := self._made_from(start, end, ending)) >= 0:
            return Candidate(made, self._stretched(end, made), ending.type, ending.subtype, RANK)
        return found

    def _read(self, start: int, end: int, ending: Ending) -> Candidate | None:
        """The name whose words, read leftwards by their tags, say enough to make it one."""
        boundary = self.boundary
        left = boundary.left(start, roads=ending.subtype == "transport")
        if ending.word in self.forms:
            left = boundary.placed(left)
        if ending.strength == "carried":
            left = self._carried_from(left, start)
        if ending.type is EntityType.PLATFORM:
            # The dictionary may join a verb with what follows it: 设立济|临产业合作区.
            while self.text.text.startswith(self.verbs, left):
                left += len(next(word for word in self.verbs if self.text.text.startswith(word, left)))
            left = min(left, start)
        left = self._acted_on(left, start) if ending.type is EntityType.ORGANIZATION else self._invested_in(left, start)
        whole = self._enclosed(left, start, end)
        left = whole if whole >= 0 else left
        if ending.strength == "founded":
            left = self._founded_from(left, start)
        if left >= start and ending.strength != "self":
            return self._of_level(start, end, ending)
        caught, left = left, self._unquoted(left)
        opening = boundary.opening(left, start)
        generic = self.generic.get(ending.type, frozenset())
        kind = boundary.words(start, end - self.endings.cores[ending.word])
        content = tuple(word for word in (*opening.middle, *kind) if word not in generic)
        name = _Name(left, start, end, ending, opening, content, self._quoted(left) or caught < left, whole >= 0)
        if ending.word in self.founded and boundary.follows(left, self.founds):
            plain = not opening.places and self.plain.issuperset(content)
            good = name.length >= 2 and not plain and self._one(name, self.founds)
            return Candidate(left, end, EntityType.PLATFORM, "centre", RANK) if good else None
        if not self._good(name):
            return self._of_level(start, end, ending)
        return Candidate(left, self._stretched(end, left), ending.type, ending.subtype, RANK)

    def _acted_on(self, left: int, start: int) -> int:
        """Where the name of an organisation begins after a verb that was read as its part."""
        text = self.text.text
        asked = left
        if text.startswith(self.asks, left):
            asked = next(left + len(word) for word in self.asks if text.startswith(word, left))
        left = asked if start - asked >= 2 else left
        acted = (place for place in range(left + 1, start) if place in self.boundary.place_starts)
        return max((place for place in acted if text.endswith(self.does, left, place)), default=left)

    def _invested_in(self, left: int, start: int) -> int:
        """Where the name begins of what a firm does something with: 某集团投资|某水电站."""
        found = self.invested.search(self.text.text, left, start)
        return found.end() if found and start - found.end() > 1 else left

    def _made_from(self, start: int, end: int, ending: Ending) -> int:
        """Where a name begins that is all that stands between a verb that makes one thing and its ending, as in
        设立武夷岩茶品鉴馆; -1 when the words say a kind of thing, or more than a name."""
        text, words = self.text.text, self.made
        if ending.subtype in words["never"] or text.startswith(self.kinds_follow, end):
            return -1
        left = self.boundary.after_verb(start, words["verbs"])
        if start - left < words["shortest"] or text.startswith(tuple(words["not_before"]), left):
            return -1
        opening = self.boundary.opening(left, start)
        plain = self.plain | self.generic[EntityType.PLATFORM] | frozenset(words["plain"])
        content = [word for word in opening.middle if word not in plain]
        return left if len(content) >= (1 if opening.anchored else words["content"]) else -1

    def _founded_from(self, left: int, start: int) -> int:
        """Where the name of a centre begins: with its rank (国家级), and after the organisation that it belongs to."""
        text = self.text.text
        house = max(
            (text.rfind(word, left, start) + len(word) for word in self.houses if word in text[left:start]), default=0
        )
        if house > left and self.boundary.follows(left, self.joints):
            return house
        rank = next((word for word in self.ranks if text.endswith(word, 0, left)), "")
        return left - len(rank) if rank and self.boundary.follows(left - len(rank), self.founds) else left

    def _of_level(self, start: int, end: int, ending: Ending) -> Candidate | None:
        """州融媒体中心: an organisation of the document's own place."""
        text = self.text.text
        opens = self._before_ordinal(start)
        level = next((word for word in self.levels if text.endswith(word, 0, opens)), "")
        left = opens - len(level)
        if ending.word not in self.of_level or not level or (left and text[left - 1] in self.every):
            return None
        before = self.text.tags[self.text.index(left - 1)] if left else ""
        free = text.endswith(self.stops, 0, left)
        if (
            left
            and is_han(text[left - 1])
            and not free
            and (not self.text.is_edge(left) or before in self.boundary.tags)
        ):
            return None
        return Candidate(left, end, ending.type, ending.subtype, RANK)

    def _before_ordinal(self, start: int) -> int:
        """Where the ordinal before *start* begins: 市|第一|人民医院; *start* itself when there is none."""
        text = self.text.text
        return start - 2 if text[max(0, start - 2) : start].startswith(self.boundary.ordinals) else start

    def _carried_from(self, left: int, start: int) -> int:
        """Where the name of an action begins: after its verb where there is one, whatever the words between."""
        full = self.boundary.read(start)
        if self.boundary.follows(full, self.boundary.carries):
            return full
        if (
            self.boundary.follows(left, self.joints)
            and (both := self.boundary.after_verb(left - 1, joined=True)) < left - 1
        ):
            return both
        verb = self.boundary.after_verb(start)
        return verb if verb < start and not self.boundary.follows(left, self.boundary.carries) else left

    def _enclosed(self, left: int, start: int, end: int) -> int:
        """Where the name begins when quotation marks enclose it, else -1."""
        text = self.text.text
        if not text.startswith("”", end):
            return -1
        opened = text.rfind("“", max(0, start - _QUOTATION), start)
        if opened < 0 or opened + 1 > left or not text[opened + 1 : end].isalnum():
            return -1
        return opened + 1

    def _unquoted(self, left: int) -> int:
        """Where the name begins without the catchword before its place: “东数西算”|京张算力走廊."""
        text = self.text.text
        close = text.find("”", left, left + _QUOTATION) if text.startswith("“", left) else -1
        placed = close + 1 in self.boundary.place_starts or self.boundary.short.issuperset(text[close + 1 : close + 3])
        return close + 1 if close > 0 and placed and text[left + 1 : close] in self.unnamed else left

    def _quoted(self, left: int) -> bool:
        text = self.text.text
        if not text.startswith("“", left):
            return False
        return text[left + 1 : text.find("”", left, left + _QUOTATION)] not in self.unnamed

    def _stretched(self, end: int, left: int) -> int:
        """With the bracket that says which stretch or where: 长征国家文化公园(三明段), 国家数据中心集群(韶关)."""
        text = self.text.text
        if text.startswith("(", end):
            close = text.find(")", end, end + _STRETCH) + 1
            if close and text.endswith(self.stretches, end, close):
                return close
            placed = self.boundary.place_starts.get(end + 1) == close - 1
            if close and placed and text.startswith(self.national, left):
                return close
        return end

    # --- whether it is a name --------------------------------------------------------------------------------

    def _good(self, name: _Name) -> bool:
        kind = name.ending.type
        if self.boundary.follows(name.left, self.boundary.plural):
            return False
        if name.ending.strength != "self" and name.length < 2:
            return False
        if kind is not EntityType.PLATFORM and self.text.text.startswith(self.of_two, name.left):
            return False
        if self._located(name) or (self.text.text.startswith("“", name.left) and not name.quoted):
            return False
        if name.whole:
            return self._enclosing(name)
        return self.judges[name.ending.strength](name)

    def _located(self, name: _Name) -> bool:
        """Whether the place that opens the name only says where a clause's verb happens: 在赣州发展运营中心."""
        middle = name.opening.middle
        return bool(middle) and middle[0] in self.boundary.stop and self.boundary.follows(name.left, self.locative)

    def _enclosing(self, name: _Name) -> bool:
        """Whether quotation marks enclose a name and no slogan."""
        if self.slogan.match(self.text.text, name.end) or self.numbered.match(self.text.text, name.end):
            return False
        if name.ending.type is EntityType.ORGANIZATION:
            return name.opening.places > 0
        return bool(name.content) or name.opening.anchored

    def _name(self, name: _Name) -> bool:
        if name.ending.subtype == self.branches and (name.opening.places > 1 or (name.content and self._joined(name))):
            return True
        if name.opening.anchored:
            return bool(name.content) or not name.opening.middle
        return name.ending.strength == "name" and bool(name.content) and self._proper(name)

    def _distinct(self, name: _Name) -> bool:
        opening = name.opening
        if name.ending.word in self.affiliated and self.boundary.follows(self._before_ordinal(name.start), self.houses):
            return True
        held = opening.places > 0 or (opening.anchor and self._proper(name))
        if opening.places and not opening.middle and name.ending.word in self.of_level:
            return True
        return opening.places > 1 or (held and bool(name.content))

    def _founded(self, name: _Name) -> bool:
        if self._anchored(name):
            return True
        return name.length >= 2 and not self.plain.issuperset(name.content) and self._one(name, self.founds)

    def _proper(self, name: _Name) -> bool:
        """Whether some word of the name is a proper noun by its tag."""
        index = self.text.index(name.left)
        while index <= self.text.last and self.text.starts[index] < name.start:
            word = self.text.word(index).of(self.text.text)
            if self.text.tags[index] in ("nz", "nt", "nr", "ns", "nrt", "nrfg") and word in name.content:
                return True
            index += 1
        return False

    def _held(self, name: _Name) -> bool:
        """Whether a place, 国家 or a quotation opens the name and something follows it."""
        return (name.opening.anchored and bool(name.content)) or name.quoted

    def _housed(self, name: _Name) -> bool:
        """Whether an organisation opens the name and a place closes it: 深圳证券交易所赣州基地."""
        opens = self.boundary.place_ends.get(name.start, name.left)
        return opens > name.left and self.text.text.endswith(self.endings.organizations, name.left, opens)

    def _anchored(self, name: _Name) -> bool:
        opening = name.opening
        if self._held(name) or opening.places > 1:
            return True
        if opening.anchored and name.ending.word in self.bare and self.ranks.isdisjoint(opening.middle):
            return not self.text.text.startswith(self.of_two, name.left)
        if name.ending.type is EntityType.EVENT and opening.weak and name.content:
            return True
        if name.content and name.ending.subtype in self.proper and self._opens_proper(name):
            return True
        return bool(name.content) and self._joined(name)

    def _opens_proper(self, name: _Name) -> bool:
        return self.text.tags[self.text.index(name.left)] in ("nz", "nr", "ns", "nrt")

    def _one(self, name: _Name, verbs: tuple[str, ...]) -> bool:
        """Whether a verb says that one such thing is made, right before the name or before its attribute with 的."""
        text = self.text.text
        if not name.content or text.startswith(self.kinds_follow, name.end):
            return False
        if self.boundary.follows(name.left, verbs) or self._joined(name):
            return True
        if name.ending.strength == "founded" and self.boundary.follows(name.left, self.houses):
            return bool(re.search(any_of(verbs), text[max(0, name.left - _CLAUSE) : name.left]))
        if not name.left or text[name.left - 1] != self.of:
            return False
        opened = max(text.rfind(mark, max(0, name.left - 60), name.left) for mark in self.clause_ends) + 1
        return text.startswith(verbs, opened)

    def _carried(self, name: _Name) -> bool:
        carried = self.boundary.follows(name.left, self.boundary.carries) or self._joined(name)
        return self._held(name) or (carried and name.length >= 4 and bool(name.content))

    def _joined(self, name: _Name) -> bool:
        """Whether a name of the same type stands right before, joined by 和 or 、."""
        left = name.left
        return self.boundary.follows(left, self.joints) and self.accepted.get(left - 1) is name.ending.type
