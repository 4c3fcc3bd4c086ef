"""Word lists as plain values, and back."""

from __future__ import annotations

import json

import pytest

from duikou.extract.knowledge.lexicon import lexicon
from duikou.extract.knowledge.plain import Late, plain, restored
from duikou.extract.knowledge.schemas import Lexicon, Targets, lexicons
from duikou.extract.knowledge.schemas.effects import Changes
from duikou.extract.knowledge.schemas.fields import Pattern, Table


@pytest.mark.parametrize("schema", [*lexicons(), Changes], ids=lambda schema: schema.__name__)
def test_every_list_comes_back_as_it_was(schema: type[Lexicon]) -> None:
    read = lexicon(schema)
    value = json.loads(json.dumps(plain(read)))
    again = restored(schema, value)
    assert again == read and type(again) is type(read)
    assert plain(again) == value


def test_a_pattern_is_compiled_when_it_is_used() -> None:
    late = Late("(")
    assert late.pattern == "("
    with pytest.raises(Exception, match="unterminated subpattern"):
        late.search("a")


@pytest.mark.parametrize("name", ["search", "match", "fullmatch", "findall", "split"])
def test_a_late_pattern_does_what_the_pattern_does(name: str) -> None:
    read = lexicon(Targets).any_year
    late = Late(read.pattern)
    for text in ("到2025年", "2025", "", "年"):
        assert str(getattr(late, name)(text)) == str(getattr(read, name)(text))


class Odd(Table):
    pattern: Pattern
    odd: set[str]


def test_a_type_that_no_list_has_is_an_error() -> None:
    with pytest.raises(TypeError, match="is no type of a word list"):
        restored(Odd, {"pattern": "a", "odd": ["b"]})
