"""Which addresses are asked."""

from __future__ import annotations

import pytest

from duikou.extract.llm.endpoint import endpoint_of

GOOD = {
    "http://127.0.0.1:8080/v1": "http://127.0.0.1:8080/v1/chat/completions",
    "http://127.0.0.1:8080/v1/": "http://127.0.0.1:8080/v1/chat/completions",
    "http://[::1]:8080/v1": "http://[::1]:8080/v1/chat/completions",
    "http://localhost:11434/v1": "http://localhost:11434/v1/chat/completions",
    "https://model.example/v1": "https://model.example/v1/chat/completions",
    "https://model.example/v1/chat/completions": "https://model.example/v1/chat/completions",
}
BAD = {
    "plain http to another machine": ("http://model.example/v1", "m", "", "https only"),
    "plain http to a private address": ("http://10.0.0.5/v1", "m", "", "https only"),
    "a name that only begins like this machine's": ("http://localhost.example/v1", "m", "", "https only"),
    "no address": ("model", "m", "", "no web address"),
    "a file": ("file:///etc/passwd", "m", "", "no web address"),
    "a port that is none": ("http://127.0.0.1:x/v1", "m", "", "no web address"),
    "a key in the address": ("https://me:secret@model.example/v1", "m", "", "DUIKOU_LLM_KEY"),
    "a key in the query": ("https://model.example/v1?key=secret", "m", "", "DUIKOU_LLM_KEY"),
    "no model": ("https://model.example/v1", " ", "", "MODEL"),
    "a key with a line end": ("https://model.example/v1", "m", "a\nX: y", "KEY"),
}


@pytest.mark.parametrize(("given", "asked"), GOOD.items())
def test_an_address(given: str, asked: str) -> None:
    assert endpoint_of(given, "m").url == asked


@pytest.mark.parametrize(("url", "model", "key", "cause"), BAD.values(), ids=BAD)
def test_what_is_refused(url: str, model: str, key: str, cause: str) -> None:
    with pytest.raises(ValueError, match=cause) as caught:
        endpoint_of(url, model, key)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_plain_http_where_the_user_says_so() -> None:
    assert endpoint_of("http://10.0.0.5/v1", "m", plain=True).host == "10.0.0.5"


def test_the_key_is_in_no_words_about_it() -> None:
    one = endpoint_of("https://model.example/v1", "m", "secret")
    assert "secret" not in repr(one)
    assert one.key == "secret"
