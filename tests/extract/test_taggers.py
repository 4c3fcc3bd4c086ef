"""Taggers: one interface, the same behaviour at its edges."""

from __future__ import annotations

import pytest

from duikou.extract.model import EntityType
from duikou.extract.taggers import NAMES, Tagger, load_tagger

TEXTS = [
    "引导中广核、深圳能源等企业与福建沙县农村产权交易中心、瑞金干部学院合作。",
    "",
    "\n",
    " a　b ",
    "𠮷\x00",
    "\ud800x",
    "长" * 900,
]


@pytest.fixture(scope="module", params=NAMES)
def tagger(request: pytest.FixtureRequest) -> Tagger:
    return load_tagger(request.param)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_words_give_the_text_back(tagger: Tagger, text: str) -> None:
    [words] = tagger.words([text])
    assert "".join(word for word, _ in words) == text


def test_names_stand_in_the_text(tagger: Tagger) -> None:
    found = tagger.names(TEXTS)
    assert len(found) == len(TEXTS)
    for text, names in zip(TEXTS, found, strict=True):
        assert all(0 <= name.span.start < name.span.end <= len(text) for name in names)
    assert any(found) is tagger.knows_names


def test_the_neural_tagger_knows_names_without_a_table() -> None:
    [names] = load_tagger("lac").names(TEXTS[:1])
    organizations = {name.span.of(TEXTS[0]) for name in names if name.type is EntityType.ORGANIZATION}
    assert organizations >= {"中广核", "福建沙县农村产权交易中心", "瑞金干部学院"}


@pytest.mark.parametrize("name", ["rjieba", "jieba"])
def test_terms_enlarge_the_dictionary(name: str) -> None:
    [words] = load_tagger(name, ["蛟洋稀土园"]).words(["在蛟洋稀土园合作"])
    assert "蛟洋稀土园" in [word for word, _ in words]


def test_an_unknown_tagger_is_named() -> None:
    with pytest.raises(ValueError, match="'hanlp' is none of"):
        load_tagger("hanlp")
