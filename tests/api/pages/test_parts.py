"""The parts that pages are made of: representations, the reading view's pieces."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import Graph
from rdflib.compare import isomorphic

from duikou.api.pages.measures import Measure, Owner
from duikou.api.pages.names import Names
from duikou.api.pages.rdf import RDF_FORMATS, represent
from duikou.api.pages.reading import Mark, Marks, lay_out, notes, outline
from duikou.api.pages.structured import in_script
from duikou.api.pages.texts import Text, Unit
from duikou.api.store.engine import Row
from duikou.ontology.terms import Vocabulary

S, P = NamedNode("https://w3id.org/duikou/id/place/440300"), NamedNode("https://w3id.org/duikou/ontology#order")
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}

OBJECTS = [
    Literal("深圳", language="zh"),
    Literal("</script>&\"'\\\n"),
    Literal("3", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("2022", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYear")),
    NamedNode("https://w3id.org/duikou/topic/green-energy"),
    NamedNode("https://example.org/a?b=c&d#e"),
    BlankNode("b1"),
]


@pytest.mark.parametrize("suffix", RDF_FORMATS)
def test_every_format_says_the_same(suffix: str) -> None:
    triples = [Triple(S, P, value) for value in OBJECTS]
    triples.append(Triple(S, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(S.value + "x")))
    expected = Graph().parse(data=represent(triples, "nt", Vocabulary()), format="nt")
    found = Graph().parse(data=represent(triples, suffix, Vocabulary()), format=PARSERS[suffix])
    assert isomorphic(found, expected)
    assert represent(reversed(triples), suffix, Vocabulary()) == represent(triples, suffix, Vocabulary())


def test_characters_that_xml_cannot_hold() -> None:
    data = represent([Triple(S, P, Literal("a\x0b\x00\uffffb"))], "rdf", Vocabulary())
    assert [str(value) for value in Graph().parse(data=data, format="xml").objects()] == ["a\ufffd\ufffd\ufffdb"]


class _Scripts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.found.append(data)


@given(st.text())
def test_json_never_ends_its_script(text: str) -> None:
    parsed = _Scripts(f"<script>{in_script([text])}</script>").found
    assert len(parsed) == 1
    assert json.loads(parsed[0]) == [text]


def marks(measures: list[Mark], mentions: list[Mark], spots: list[int]) -> Marks:
    return Marks(
        measures=measures,
        mentions=mentions,
        spots={spot: spot + 1 for spot in sorted(spots)},
        links={mark.iri: (f"/{mark.iri}", mark.iri) for mark in mentions},
        numbers={mark.iri: str(number) for number, mark in enumerate(measures, 1)},
        anchors={mark.iri: f"m-{mark.iri}" for mark in measures},
    )


@st.composite
def texts(draw_: st.DrawFn) -> tuple[Text, Marks]:
    """A text of a few units with gaps between their source offsets, and marks anywhere in the source."""
    units, position = [], 0
    for _ in range(draw_(st.integers(1, 4))):
        gaps = draw_(st.lists(st.integers(1, 3), min_size=1, max_size=12))
        starts = []
        for gap in gaps:
            position += gap
            starts.append(position)
        position += 1
        kind = draw_(st.sampled_from(["title", "heading", "body", "pair-row"]))
        text = "".join(chr(0x4E00 + n) for n in starts)
        units.append(Unit(kind, (1,) if kind == "heading" else (), "", starts[0], position, text, tuple(starts)))
    offsets = st.integers(0, position)

    def some(name: str) -> list[Mark]:
        pairs = draw_(st.lists(st.tuples(offsets, st.integers(1, 9)), max_size=5))
        return [Mark(start, start + size, f"{name}{number}") for number, (start, size) in enumerate(pairs)]

    return Text("t", "t", tuple(units)), marks(some("measure"), some("mention"), draw_(st.lists(offsets, max_size=5)))


@given(texts())
def test_reading_view_keeps_every_character(made: tuple[Text, Marks]) -> None:
    text, marked = made
    paragraphs = lay_out(text, marked, {})
    shown = ["".join(part.text for piece in p.pieces for part in piece.parts) for p in paragraphs]
    assert shown == [unit.text for unit in text.units]
    anchors = [part.anchor for p in paragraphs for piece in p.pieces for part in piece.parts if part.anchor]
    anchors += [piece.anchor for p in paragraphs for piece in p.pieces if piece.anchor]
    anchors += [p.anchor for p in paragraphs if p.anchor]
    assert len(anchors) == len(set(anchors))


def test_reading_view_marks_the_longest_name() -> None:
    body = "由深圳市教育局负责。"
    text = Text("t", "t", (Unit("body", (), "", 100, 110, body, tuple(range(100, 110))),))
    found = lay_out(text, marks([Mark(101, 109, "m")], [Mark(101, 104, "city"), Mark(101, 107, "agency")], [104]), {})
    parts = [(part.text, part.href, part.anchor) for piece in found[0].pieces for part in piece.parts]
    assert parts == [
        ("由", "", ""),
        ("深圳市", "/agency", ""),
        ("教育局", "/agency", "c104"),
        ("负责", "", ""),
        ("。", "", ""),
    ]
    assert [piece.anchor for piece in found[0].pieces] == ["", "m-m", ""]


def test_outline_prints_the_numbers() -> None:
    text = Text("t", "t", (Unit("heading", (2,), "", 0, 2, "保障", (0, 1)), Unit("body", (2,), "", 2, 3, "正", (2,))))
    assert [(e.anchor, e.number, e.heading) for e in outline(text, {(2,): "二、"})] == [("s-2", "二、", "保障")]


@pytest.mark.parametrize(
    ("spans", "whole"),
    [
        ([(0, 20)], True),
        ([(0, 6), (6, 14)], True),
        ([(0, 5)], False),
        ([], False),
    ],
)
def test_a_paragraph_of_measures_is_marked_at_its_edge(spans: list[tuple[int, int]], whole: bool) -> None:
    unit = Unit("body", (), "", 0, 20, "甲" * 20, tuple(range(20)))
    made = [Mark(*span, f"m{span[0]}") for span in spans]
    (paragraph,) = lay_out(Text("t", "t", (unit,)), marks(made, [], []), {})
    assert (paragraph.css == "whole") is whole
    assert paragraph.begun == [mark.iri for mark in made]


@pytest.mark.parametrize(
    ("bodies", "shown"),
    [
        (["a b", "a b", "c"], ["", "a b", "c"]),
        (["a", "b", "b"], ["a", "", "b"]),
        (["a", "", "a"], ["a", "", "a"]),
        (["", ""], ["", ""]),
    ],
)
def test_neighbours_with_the_same_bodies_name_them_once(bodies: list[str], shown: list[str]) -> None:
    told = [Measure(str(place), topics=["x", "y", "z"]) for place in range(len(bodies))]
    for measure, each in zip(told, bodies, strict=True):
        measure.owners = [Owner(body, "lead") for body in each.split()]
    made = notes(told, str.upper, "、")
    assert [" ".join(note.bodies) for note in made] == shown
    assert {note.topics for note in made} == {"X、Y"}


def test_anchors_know_how_long_their_quote_is() -> None:
    """Across units, in characters of the text: what cleaning dropped between them does not count."""
    units = (
        Unit("body", (), "", 0, 6, "甲乙丙", (0, 2, 5)),
        Unit("body", (), "", 10, 14, "丁戊己庚", (10, 11, 12, 13)),
    )
    known = Marks([Mark(2, 12, "m")], [], {2: 13, 11: 14}, {}, {"m": "1"}, {"m": "m-1"})
    pieces = [piece for paragraph in lay_out(Text("t", "t", units), known, {}) for piece in paragraph.pieces]
    assert {piece.anchor: piece.length for piece in pieces if piece.anchor} == {"m-1": 4}
    assert {part.anchor: part.length for piece in pieces for part in piece.parts if part.anchor} == {"c2": 5, "c11": 3}


def test_names_that_parts_of_a_page_note_are_read_in_one_query() -> None:
    asked: list[list[str]] = []

    def select(query: str, **values: Iterable[NamedNode]) -> list[Row]:
        if query != "names":
            return []  # the classes and their parents
        asked.append([node.value for node in values["this"]])
        return [{"this": NamedNode(iri), "label": Literal(iri[-1], language="zh")} for iri in asked[-1]]

    names = Names(select, "https://w3id.org/duikou/ontology#")
    names.load(["urn:x:a", "urn:x:b"])
    names.load(["urn:x:b", "urn:x:c"])
    assert asked == []
    assert [names.one(f"urn:x:{end}").label("zh") for end in "cabd"] == ["c", "a", "b", "d"]
    assert [sorted(each) for each in asked] == [["urn:x:a", "urn:x:b", "urn:x:c"], ["urn:x:d"]]


def test_a_name_is_given_where_more_are_asked_for_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duikou.api.pages.names._MOST", 4)
    names = Names(lambda query, **values: [], "https://w3id.org/duikou/ontology#")
    for number in range(20):
        names.load(f"urn:x:{number + ahead}" for ahead in range(6))
        assert names.one(f"urn:x:{number}").short == f"urn:x:{number}"
