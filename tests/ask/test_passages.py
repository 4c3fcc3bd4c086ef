"""The last reading quotes passages only where the words of a question stand in them, and are rare enough to tell."""

from __future__ import annotations

from functools import cache

import pytest

from duikou.ask.intents import intents
from duikou.ask.link import tokens
from duikou.ask.model import Kind, Passage, Thing
from duikou.ask.passages import quoting
from duikou.ask.vocabulary import Vocabulary
from duikou.ask.words import words

ONE, OTHER = "https://example.org/document/one", "https://example.org/document/other"
GANZHOU = Thing(
    Kind.PLACE, "360700", "赣州市", names=frozenset({"赣州"}), weight=9, fills=(("Document", (ONE,)), ("Listing", ()))
)
PASSAGES = (
    Passage("m/1", "Measure", "争取在赣州布局5G基站,打造赣南脐橙等知名品牌", ONE),
    Passage("m/2", "Measure", "在沙漠、戈壁地区建设大型风力发电和太阳能基地", OTHER),
    Passage("s/1", "Section", "选派青年医师进修。推动农业合作", OTHER),
    *(Passage(f"m/{number}", "Measure", f"推动农业合作,第{number}批", OTHER) for number in range(3, 60)),
)


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary((GANZHOU,), words(), {"成都": "成都市"}, passages=PASSAGES)


ROWS = [
    # a question, the texts that are looked for, and the classes of what holds them; none where it is refused
    ("哪句话提到赣南脐橙", ["赣南脐橙"], ("Measure", "Target")),
    ("沙漠戈壁建什么风电太阳能", ["沙漠", "戈壁", "太阳能"], ("Measure", "Target")),
    ("进修的是什么人", ["进修"], ("Section",)),
    ("成都哪里种赣南脐橙", None, ()),  # another city
    ("赣州的太阳能在哪", None, ()),  # stands in a document about others
    ("农业合作有什么内容", None, ()),  # stands everywhere
    ("赣南脐橙多少钱", None, ()),
    ("赣南脐橙谁负责", None, ()),  # the graph would know
    ("青年医师喜欢什么风电", None, ()),
    ("红烧肉怎么做", None, ()),
]


@pytest.mark.parametrize(("question", "texts", "classes"), ROWS, ids=[question for question, _, _ in ROWS])
def test_passages(question: str, texts: list[str] | None, classes: tuple[str, ...]) -> None:
    reading = quoting(tokens(question, vocabulary()), "passages", intents()["passages"], vocabulary())
    said = [chip.thing.value for chip in reading.chips if chip.slot == "text"] if reading else None
    assert said == texts
    assert (reading.classes if reading else ()) == classes
