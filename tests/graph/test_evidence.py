"""Evidence is verbatim, exactly as long as its offsets say, and free of what was dropped as noise."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duikou.extract.model import Clean, Source, Span
from duikou.graph.evidence import cite, runs, verbatim
from duikou.graph.iris import DocumentMinter, Minter
from duikou.graph.passages import passages
from duikou.graph.sink import Sink
from duikou.ontology.terms import Vocabulary

OA = "http://www.w3.org/ns/oa#"


def clean_of(text: str, keep: list[int], media_type: str = "text/plain") -> Clean:
    """A cleaned text that keeps the characters of *text* at the given source offsets."""
    source = Source("doc", "doc.txt", media_type, "utf-8", "", text, ())
    starts = array("I", keep)
    ends = array("I", [i + 1 for i in keep])
    return Clean(source, "".join(text[i] for i in keep), starts, ends, (), ())


def dropping(text: str, *noise: str) -> Clean:
    gone: set[int] = set()
    for words in noise:
        at = text.index(words)
        gone |= set(range(at, at + len(words)))
    return clean_of(text, [i for i in range(len(text)) if i not in gone])


@pytest.mark.parametrize(
    ("text", "dropped", "expected"),
    [
        ("支持三明发展", (), ["支持三明发展"]),
        ("支持重磅三明发展", ("重磅",), ["支持", "三明发展"]),
        ("支持 三\n明发展", (" ", "\n"), ["支持 三\n明发展"]),
        ("支持\u200b三明", ("\u200b",), ["支持\u200b三明"]),
    ],
    ids=["whole", "injected word", "white space is no interruption", "nor is zero width"],
)
def test_runs(text: str, dropped: tuple[str, ...], expected: list[str]) -> None:
    clean = dropping(text, *dropped)
    assert [run.of(text) for run in runs(clean, Span(0, len(clean.text)))] == expected


def test_noise_inside_a_span_is_never_quoted() -> None:
    clean = dropping("支持联系电话0999-0000三明发展", "联系电话0999-0000")
    vocabulary = Vocabulary()
    sink = Sink(Minter(vocabulary).graph("test"), vocabulary)
    nodes = cite(sink, DocumentMinter(vocabulary, "doc", passages(clean, ()), {}), clean, Span(0, len(clean.text)))
    assert len(nodes) == 2
    quotes = sorted(q.object.value for q in sink.quads() if q.predicate.value == OA + "exact")
    assert quotes == ["三明发展", "支持"]
    assert verbatim(clean, Span(0, 6)) == "支持三明发展"


def test_markup_inside_a_span_is_not_words() -> None:
    text = "支持<b>三明</b>R&amp;D"
    keep = [0, 1, 5, 6, 11, 12, 17]
    clean = clean_of(text, keep, "text/html")
    clean.ends[5] = 17  # the entity stands for one character
    assert verbatim(clean, Span(0, 7)) == "支持三明R&D"


@given(st.text(alphabet="支持三明 \n重磅至年", min_size=1, max_size=60), st.data())
def test_quotes_are_as_long_as_their_offsets(text: str, data: st.DataObject) -> None:
    keep = data.draw(st.lists(st.sampled_from(range(len(text))), min_size=1, unique=True).map(sorted))
    clean = clean_of(text, keep)
    start = data.draw(st.integers(0, len(keep) - 1))
    end = data.draw(st.integers(start + 1, len(keep)))
    found = runs(clean, Span(start, end))
    assert [run for run in found if not 0 <= run.start < run.end <= len(text)] == []
    assert all(one.end < other.start or text[one.end : other.start] for one, other in pairwise(found))
    kept = "".join(char for run in found for char in run.of(text) if not char.isspace())
    assert kept == "".join(char for char in clean.text[start:end] if not char.isspace())
