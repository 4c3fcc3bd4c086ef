"""Words of texts by their sound."""

from __future__ import annotations

import pytest

from duikou.ask.misheard import heard_in

TEXT = "打造赣南脐橙等品牌,供应武平象洞鸡;建设土楼文化银行,办好电子商务示范基地"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("赣南其橙", "赣南脐橙"),
        ("武平象东鸡", "武平象洞鸡"),
        ("土楼文花银行", "土楼文化银行"),
        ("电子商物示犯基地", "电子商务示范基地"),
        ("赣南脐橙", ""),  # as it is written
        ("赣南蜜橙", ""),  # sounds otherwise
        ("干南其橙", ""),  # two of four are wrong
        ("脐成", ""),  # too short
        ("gannan", ""),
    ],
)
def test_a_word_is_heard(written: str, meant: str) -> None:
    assert heard_in(written, TEXT) == meant


def test_two_words_that_sound_alike_are_neither() -> None:
    assert heard_in("赣南其橙", "赣南脐橙和赣南骑橙") == ""
