"""The paragraphs of the reading view as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from duikou.api.pages.language import words
from duikou.api.pages.reading import Note, Paragraph, Part, Piece
from duikou.api.pages.site import View
from duikou.api.pages.typeset import Typesetter

MEASURE = "https://example.org/m"
HOSTILE = "</p><script>\"&'对口"


class Told(HTMLParser):
    """What a browser would find: the elements with their attributes, and the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


class Reader:
    """A view of a site that knows nothing but addresses."""

    words = words("zh")

    def href(self, iri: str) -> str:
        return f"{iri}.html"

    def url(self, path: str, **parameters: object) -> str:
        return f"{path}?{parameters}"

    def links(self, iris: Sequence[str]) -> Markup:
        return Markup("、").join(Markup('<a href="{}">body</a>').format(iri) for iri in iris)


def setter(*, edited: bool = False, page: int = 0, doubts: tuple[str, ...] = ()) -> Typesetter:
    return Typesetter(
        cast(View, Reader()),
        "plan",
        numbers={MEASURE: "7"},
        anchors={MEASURE: "m-1"},
        doubts=doubts,
        notes=lambda begun: [Note(iri, "", HOSTILE, ("https://example.org/body",) * 6) for iri in begun],
        page_of=lambda _start: page,
        edited=edited,
    )


@given(st.text(), st.booleans())
def test_words_stay_words(text: str, edited: bool) -> None:
    text = text.replace("\r", "").replace("\0", "")
    parts = [Part(text), Part(text, "/x", text, text, text, 3), Part(text, anchor=text, length=3)]
    told = Told(setter(edited=edited).html([Paragraph("p", text, "", [Piece(parts=parts)], text)]))
    assert told.words == text * 3
    assert {tag for tag, _ in told.elements} <= {"p", "a", "span"}


MARGIN = "span.note span.line a " + "span.line " + "a " * 4


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, f"p {MARGIN} span.printed span.measure-mark a.anchor"),
        ({"page": 3}, f"p {MARGIN} span.printed span.measure-mark a.anchor a.anchor"),
        (
            {"doubts": (MEASURE,)},
            f"p {MARGIN.replace('line a', 'line a span.badge', 1)} span.printed span.measure-mark.doubt a.anchor",
        ),
        ({"edited": True}, "p span.measure-mark span a.anchor"),
    ],
)
def test_what_stands_around_a_measure(known: dict[str, Any], expected: str) -> None:
    """Notes with their bodies in the margin, the printed number, the ways to a measure; an editor has no margin."""
    piece = Piece(MEASURE, "m-1", "7", 0, 2, last=True, parts=[Part("措施")])
    told = Told(setter(**known).html([Paragraph("p", "", "1.", [piece])]))
    shown = [".".join([tag, *(attributes.get("class") or "").split()]) for tag, attributes in told.elements]
    assert shown == expected.split()


def test_a_note_names_four_bodies_and_tells_of_the_rest() -> None:
    piece = Piece(MEASURE, "m-1", "7", 0, 2, last=True, parts=[Part("措施")])
    told = Told(setter().html([Paragraph("p", "", "", [piece])]))
    assert told.words.count("body") == 4
    assert " +2" in told.words
    assert HOSTILE in told.words


def test_an_editor_finds_every_place() -> None:
    parts = [Part("甲乙", at=0), Part("丙", "/x", "place", "丙", at=2), Part("丁", anchor="c9", length=1, at=3)]
    told = Told(setter(edited=True).html([Paragraph("p", "", "", [Piece(parts=parts)])] * 2))
    places = [attributes["data-at"] for _, attributes in told.elements if "data-at" in attributes]
    units = [attributes["data-unit"] for _, attributes in told.elements if "data-unit" in attributes]
    assert places == ["0", "2", "3"] * 2
    assert units == ["0", "1"]
