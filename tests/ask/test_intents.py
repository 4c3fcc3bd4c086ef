"""The files of data/questions are checked as they are read."""

from __future__ import annotations

from importlib.resources import files
from string import Formatter

import pytest

from duikou.ask.intents import FOLDER, Intent, intents, read

GOOD = (files("duikou.data") / "questions" / "owners.toml").read_text("utf-8")
WRONG = [
    # what stands in its place, what is said
    ('query = "owners"', 'query = "owner"', "there is no data/queries/ask/owner.rq"),
    ('["own"]', '["owm"]', "unknown group owm"),
    ('["topic"]', '["topics"]', "requires the slot topics"),
    ("grouped = true", "groupd = true", "groupd: unknown key"),
    ('query = "owners"', "", "query: missing key"),
    ('kind = "topic"', 'kind = "topik"', "slots.topic.kind"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_what_is_wrong_is_said_with_its_file(right: str, wrong: str, said: str) -> None:
    assert right in GOOD
    with pytest.raises(ValueError, match=said) as caught:
        read(GOOD.replace(right, wrong, 1).encode(), f"{FOLDER}/owners.toml")
    assert str(caught.value).startswith(f"{FOLDER}/owners.toml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", sorted(intents()))
def test_sentences_name_what_is_there(name: str) -> None:
    intent: Intent = intents()[name]
    known = {"about", "count", "labels", "value", "documents", "quotes", *intent.slots}
    for text in (intent.answer, *intent.unknown.values(), *([intent.none] if intent.none else [])):
        for words in (text.zh, text.en):
            assert {field for _, field, _, _ in Formatter().parse(words) if field} <= known
    for example in intent.examples:
        zh, en = ({field for _, field, _, _ in Formatter().parse(w) if field} for w in (example.zh, example.en))
        assert zh == en <= {*intent.slots}
