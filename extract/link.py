"""The link stage: what each mention stands for, and one entity for all mentions of the same thing.

What is uncertain keeps its printed name: a wrong official name is worse than a plain one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .fold import fold, folded_lexicon
from .gazetteer import Gazetteer
from .keys import key
from .linking.agencies import Target, link_agency, link_group
from .linking.context import Context, context
from .model import AssignmentList, Clean, Entity, EntityType, Linked, Mention, Outline, Span

T = EntityType
SHORT_FOR = "as;"
"""Opens the hint of a name by which the text has called another: ``as;hint;full``."""
_PLACES = (T.CITY, T.PROVINCE, T.COUNTY)


@dataclass(slots=True)
class _Gathered:
    """An entity on its way: every mention so far, and those by which it is named in full."""

    target: Target
    mentions: list[Span] = field(default_factory=list)
    own: list[Span] = field(default_factory=list)
    """Mentions that name this entity alone; 两地 and 我市 name it only by context."""


def link(
    clean: Clean,
    outline: Outline,
    lists: Sequence[AssignmentList],
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
) -> Linked:
    """The entities that *mentions* stand for, in order of first mention, each with its canonical name and key."""
    text = fold(clean.text)
    linker = _Linker(text, outline, lists, mentions, gazetteer)
    gathered: dict[str, _Gathered] = {}
    for mention in mentions:
        targets = list(linker.targets(mention))
        for target in targets:
            item = gathered.setdefault(target.key, _Gathered(target))
            if mention.span not in item.mentions[-1:]:
                item.mentions.append(mention.span)
            if len(targets) == 1 and not linker.by_context(mention):
                item.own.append(mention.span)
    entities = [_entity(clean, item) for item in gathered.values()]
    members = _members(text, mentions, linker)
    return Linked.of(
        replace(entity, members=members.get(entity.key, ())) if entity.type is T.AGENCY_GROUP else entity
        for entity in entities
    )


class _Linker:
    def __init__(
        self,
        text: str,
        outline: Outline,
        lists: Sequence[AssignmentList],
        mentions: Sequence[Mention],
        gazetteer: Gazetteer,
    ) -> None:
        self.text = text
        self.gazetteer = gazetteer
        places = [(m.span, m.hint) for m in mentions if m.type in _PLACES and m.hint in gazetteer.places]
        self.context: Context = context(text, outline.metadata, places, gazetteer, lists)
        self.groups = frozenset(m.span.of(text) for m in mentions if m.type is T.AGENCY_GROUP)
        self.areas = {area.key: area for area in (*gazetteer.base_areas, *gazetteer.regions)}
        self.names = {name.key: name for name in (*gazetteer.organizations, *gazetteer.names)}
        self.policies = {
            surface: name for name in gazetteer.names if name.type is T.POLICY_DOCUMENT for surface in name.surfaces
        }
        pronouns = folded_lexicon("mentions")["pronouns"]
        self.pronouns = frozenset(word for words in pronouns.values() for word in words)

    def by_context(self, mention: Mention) -> bool:
        """Whether the mention names its entity only by context: 我市, 沪明."""
        return mention.type in _PLACES and ("|" in mention.hint or mention.span.of(self.text) in self.pronouns)

    def targets(self, mention: Mention) -> Iterator[Target]:
        """What one mention stands for: one entity, or several for 两地 and 两地政府."""
        printed = mention.span.of(self.text)
        if mention.hint.startswith(SHORT_FOR):
            hint, _, printed = mention.hint.removeprefix(SHORT_FOR).partition(";")
            mention = replace(mention, hint=hint)
        match mention.type:
            case T.CITY | T.PROVINCE | T.COUNTY:
                yield from self._places(mention, printed)
            case T.BASE_AREA | T.REGION:
                area = self.areas.get(mention.hint)
                name = area.name if area else printed
                yield Target(mention.type, name, area.key if area else key(mention.type, name))
            case T.AGENCY:
                yield from link_agency(printed, mention.hint, self.context, self.gazetteer)
            case T.AGENCY_GROUP:
                yield from link_group(printed, self.context, self.gazetteer, mention.hint, self.groups)
            case T.POLICY_DOCUMENT:
                yield self._policy(mention.hint or printed)
            case _:
                yield self._name(mention, printed)

    def _places(self, mention: Mention, printed: str) -> Iterator[Target]:
        keys = [name for name in mention.hint.split("|") if name in self.gazetteer.places]
        for name in keys:
            place = self.gazetteer.places[name]
            yield Target(place.type, place.name, place.key, place.kind, place.parent)
        if not keys:
            yield Target(mention.type, printed, key(mention.type, printed))

    def _policy(self, title: str) -> Target:
        name = self.policies.get(title)
        canonical = name.name if name else title
        return Target(T.POLICY_DOCUMENT, canonical, name.key if name else key(T.POLICY_DOCUMENT, canonical))

    def _name(self, mention: Mention, printed: str) -> Target:
        if name := self.names.get(mention.hint):
            kept = printed if self._as_printed(printed, name.name) else name.name
            return Target(mention.type, kept, name.key, name.subtype, name.place)
        kind, _, rest = mention.hint.partition(";")
        canonical = _bare(printed)
        subtype = kind
        if kind == "named":
            canonical, subtype = canonical + rest, "action"
        elif kind == "apposed":
            place = int(rest)
            canonical, subtype = canonical[:place] + canonical[place + 1 :], "platform"
        if mention.type is T.ORGANIZATION:
            canonical = self._organization(canonical, kind)
        elif kind == "zone":
            canonical = self._zone(canonical)
        return Target(mention.type, canonical, key(mention.type, canonical), subtype, self._place_of(canonical))

    def _as_printed(self, printed: str, name: str) -> bool:
        """Whether the text's own name stays beside the table's: an older name of a school."""
        endings = folded_lexicon("link")["printed"]["endings"]
        return any(printed.endswith(ending) and not name.endswith(ending) for ending in endings)

    def _zone(self, name: str) -> str:
        """延安高新区 and 延安市高新区 as 延安高新技术产业开发区; a county's zone stays as printed."""
        for short, full in folded_lexicon("link")["zones"].items():
            whose = name.removesuffix(short)
            for place in self.gazetteer.places_by_surface.get(whose, ()) if whose != name else ():
                if place.type is T.CITY:
                    return (place.short or (whose,))[0] + str(full)
        return name

    def _organization(self, name: str, kind: str) -> str:
        """An organisation's name with its opening and its ending in full: 中科院, 日报."""
        words = folded_lexicon("link")
        for short, full in words["openings"].items():
            if name.startswith(short):
                name = full + name[len(short) :]
        for short, full in words["complete"].get(kind, {}).items():
            if name.endswith(short):
                name = name[: -len(short)] + full
        return self._with_city(name)

    def _with_city(self, name: str) -> str:
        """市轨道集团 by the document's city."""
        words = folded_lexicon("link")
        for word, level in words["groups"]["levels"].items():
            if name.startswith(word) and name[: len(word) + 1] not in words["groups"]["words"]:
                place = self.context.at(level, self.gazetteer)
                if place is None:
                    return name
                # 凉山州融媒体中心: media go by the short name of their prefecture.
                shorts = place.short if name.endswith(tuple(words["printed"]["media"])) else ()
                whose = next((short for short in shorts if short.endswith(word)), place.name)
                return whose + name[len(word) :]
        return name

    def _place_of(self, name: str) -> str:
        """Key of the place that a name opens with."""
        for length in range(min(len(name), 12), 1, -1):
            for place in self.gazetteer.places_by_surface.get(name[:length], ()):
                if place.type is not T.COUNTY or place.parent in self.context.cities:
                    return place.key
        return ""


def _bare(name: str) -> str:
    """A name without brackets, their content kept."""
    return "".join(character for character in name if character not in "()[]" and not character.isspace())


def _entity(clean: Clean, item: _Gathered) -> Entity:
    target = item.target
    printed = list(dict.fromkeys(clean.quote(span) for span in item.own)) or [clean.quote(item.mentions[0])]
    surface = target.canonical if target.canonical in printed else max(printed, key=len)
    others = dict.fromkeys(clean.quote(span) for span in item.mentions)
    return Entity(
        type=target.type,
        canonical=target.canonical,
        key=target.key,
        surface=surface,
        aliases=tuple(other for other in others if other != surface),
        mentions=tuple(item.mentions),
        subtype=target.subtype,
        place=target.place,
    )


def _members(text: str, mentions: Sequence[Mention], linker: _Linker) -> dict[str, tuple[str, ...]]:
    """各区政府(含大鹏新区管委会,下同): the bodies in the bracket after a group, by the group's key."""
    opening = tuple(f"({word}" for word in folded_lexicon("link")["groups"]["members"])
    starts = [mention.span.start for mention in mentions]
    found: dict[str, tuple[str, ...]] = {}
    for mention in mentions:
        if mention.type is not T.AGENCY_GROUP or not text.startswith(opening, mention.span.end):
            continue
        close = text.find(")", mention.span.end, mention.span.end + 200)
        if close < 0:
            continue
        inside: list[str] = []
        for other in mentions[bisect_left(starts, mention.span.end) :]:
            if other.span.start >= close:
                break
            if other.type in (T.AGENCY, T.AGENCY_GROUP):
                inside.extend(target.key for target in linker.targets(other))
        for target in linker.targets(mention):
            found.setdefault(target.key, tuple(dict.fromkeys(inside)))
    return found
