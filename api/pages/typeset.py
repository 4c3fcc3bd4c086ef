"""The paragraphs of the reading view as HTML: a text has a thousand small parts, which are put together as text, since
templates would take most of the time of the page for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from .reading import Note, Paragraph, Part, Piece
from .site import View

_BODIES = 4
"""Bodies that a note names."""
_SPECIAL = re.compile("[&<>\"']")


@dataclass
class Typesetter:
    """What the paragraphs of one document need besides their words. All that is given is plain text, no HTML."""

    view: View
    slug: str
    numbers: Mapping[str, str]
    """The number under which each measure is shown, by IRI."""
    anchors: Mapping[str, str]
    doubts: Collection[str]
    """Measures that are less than certain."""
    notes: Callable[[Sequence[str]], Sequence[Note]]
    """The notes of the measures that begin in one paragraph."""
    page_of: Callable[[int], int]
    """The page of the file on which a source offset stands; 0 where it has none."""
    edited: bool = False
    """For an editor: every part tells its place in the unit, and the margin is left to the corrections."""
    _links: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)

    def html(self, paragraphs: Sequence[Paragraph]) -> Markup:
        """The paragraphs, one after the other."""
        made = [self._paragraph(place, one) for place, one in enumerate(paragraphs)]
        return Markup("\n".join(made))  # noqa: S704 - every piece of it is escaped where it is put in

    def _paragraph(self, place: int, shown: Paragraph) -> str:
        opening = f"<{shown.tag}{_attribute('id', shown.anchor)}{_attribute('class', shown.css)}"
        number = _escape(shown.number)
        if self.edited:
            opening += f' data-unit="{place}"'
        elif number:
            number = f'<span class="printed">{number}</span>'
        margin = self._margin(shown.begun) if shown.begun and not self.edited else ""
        pieces = "".join(map(self._piece, shown.pieces))
        return f"{opening}>{margin}{number}{pieces}</{shown.tag}>"

    def _piece(self, piece: Piece) -> str:
        parts = "".join(map(self._part, piece.parts))
        if not piece.measure:
            return parts
        doubt = " doubt" if piece.measure in self.doubts else ""
        mark = f'<span class="measure-mark{doubt}"{_anchored(piece.anchor, piece.length)}>{parts}</span>'
        return f"{mark}{self._ends(piece)}" if piece.last else mark

    def _part(self, part: Part) -> str:
        words, at = _escape(part.text), f' data-at="{part.at}"' if self.edited else ""
        if part.href:
            before, after = self._link(part)
            return f"{before}{at}{_anchored(part.anchor, part.length)}{after}{words}</a>"
        if part.anchor:
            return f'<span class="spot"{_anchored(part.anchor, part.length)}{at}>{words}</span>'
        return f"<span{at}>{words}</span>" if at else words

    def _link(self, part: Part) -> tuple[str, str]:
        """The tag that leads to the thing that a part names, in two halves; a text names the same again and again."""
        key = part.css, part.href, part.title
        if key not in self._links:
            after = f"{_attribute('href', part.href)}{_attribute('title', part.title)}>"
            self._links[key] = f'<a class="m {_escape(part.css)}"', after
        return self._links[key]

    def _ends(self, piece: Piece) -> str:
        """After a measure: the ways to its page, and to the page of the file."""
        view = self.view
        told = _escape(view.words("reading.measure_link", number=piece.number))
        href = _attribute("href", view.href(piece.measure) or "")
        own = f'<a class="anchor"{href} title="{told}" aria-label="{told}">{_escape(piece.number)}</a>'
        if not (page := self.page_of(piece.start)):
            return own
        there = _escape(f"{view.url(f'/documents/{self.slug}', page=page)}#{self.anchors.get(piece.measure, 'leaf')}")
        return f'{own}<a class="anchor" href="{there}">{_escape(view.words("reading.on_page", number=page))}</a>'

    def _margin(self, begun: Sequence[str]) -> str:
        """How binding each measure that begins in a paragraph is, what it is about, and who answers for it."""
        lines = "".join(map(self._note, self.notes(begun)))
        language = _escape(self.view.words("lang"))
        return f'<span class="note" lang="{language}">{lines}</span>'

    def _note(self, note: Note) -> str:
        view = self.view
        told = _escape(view.words("reading.measure_link", number=self.numbers[note.iri]))
        doubt = f' <span class="badge">{_escape(view.words("reading.doubt"))}</span>' if note.iri in self.doubts else ""
        level = view.link(note.commitment, f"badge {note.commitment.rpartition('/')[2]}") if note.commitment else ""
        topics = _escape(note.topics)
        line = f"<a{_attribute('href', view.href(note.iri) or '')}>{told}</a> {level}{doubt} {topics}"
        bodies = ""
        if note.bodies:
            more = f" +{len(note.bodies) - _BODIES}" if len(note.bodies) > _BODIES else ""
            bodies = f'<span class="line">{view.links(note.bodies[:_BODIES])}{more}</span>'
        return f'<span class="line">{line}</span>{bodies}'


def _escape(text: str) -> str:
    """A text as HTML: most have nothing to escape, which is told in a tenth of the time."""
    return str(escape(text)) if _SPECIAL.search(text) else text


def _attribute(name: str, value: str) -> str:
    return f' {name}="{_escape(value)}"' if value else ""


def _anchored(anchor: str, length: int) -> str:
    return f' id="{_escape(anchor)}" data-length="{length}"' if anchor else ""
