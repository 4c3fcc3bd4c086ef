"""What a document says does not hang on how its file is written or laid out, nor on which cities it is about."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import pytest

from duikou.extract.evaluation.annotations import to_annotation
from duikou.extract.pipeline import extract
from duikou.extract.text.fold import fold

from ..thorough import thorough

DOCUMENTS = sorted(Path(str(files("duikou.data"))).glob("documents/*.txt"))
TABLE = tomllib.loads((Path(__file__).parent / "generality.toml").read_text(encoding="utf-8"))
CITIES: dict[str, str] = TABLE["cities"]
Change = Callable[[str], str]
Said = TypeVar("Said")


def full_width(text: str) -> str:
    return text.translate(str.maketrans(",:;()", "\uff0c\uff1a\uff1b\uff08\uff09"))


def page(text: str) -> str:
    lines = "".join(f"<p>{line}</p>\n" for line in text.splitlines() if line.strip())
    navigation = '<nav><a href="/">首页</a><a href="/news">新闻</a></nav>'
    return f"<html><head><title>页面</title></head><body>{navigation}<div class='article'>{lines}</div></body></html>"


def other_cities(text: str) -> str:
    return re.sub("|".join(CITIES), lambda match: CITIES[match[0]], text)


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def wrapped(width: int, between: str = "\n", indent: str = "") -> Change:
    def write(text: str) -> str:
        lines = [indent + paragraph for paragraph in paragraphs(text)]
        return between.join(
            "\n".join(line[place : place + width] for place in range(0, len(line), width)) for line in lines
        )

    return write


WRITINGS: dict[str, tuple[Change, str, str]] = {
    "full-width marks": (full_width, ".txt", "utf-8"),
    "web page": (page, ".html", "utf-8"),
    "GB18030": (str, ".txt", "gb18030"),
    "wrapped at 30 characters, indented": (wrapped(30, indent="\u3000\u3000"), ".txt", "utf-8"),
    "wrapped at 47 characters": (wrapped(47), ".txt", "utf-8"),
    "wrapped at 40 characters, blank lines between": (wrapped(40, "\n\n"), ".txt", "utf-8"),
    "one line": (lambda text: "\u3000\u3000".join(paragraphs(text)), ".txt", "utf-8"),
    "other cities": (other_cities, ".txt", "utf-8"),
}
"""How a text is changed, and the kind and the encoding of its file."""


def test_every_writing_has_its_shares() -> None:
    assert list(TABLE["share"]) == list(WRITINGS)


LIKE_ANOTHER = ("wrapped at 30 characters, indented", "wrapped at 40 characters, blank lines between")
"""They are wrapped as another one is."""


def _by_turn() -> Iterator[Any]:
    """Each way of writing with one document, by turn; a thorough run has all documents in each."""
    for turn, writing in enumerate(WRITINGS):
        for number, document in enumerate(DOCUMENTS):
            every = (number - turn) % len(DOCUMENTS) == 0 and writing not in LIKE_ANOTHER
            made = pytest.param if every else thorough
            yield made(writing, document, id=f"{writing}-{document.stem}")


@pytest.mark.parametrize(("writing", "document"), _by_turn())
def test_same_measures(writing: str, document: Path, tmp_path: Path) -> None:
    change, suffix, encoding = WRITINGS[writing]
    file = tmp_path / f"case{suffix}"
    file.write_bytes(change(document.read_text(encoding="utf-8")).encode(encoding))
    rename = other_cities if writing == "other cities" else str
    first, second = said(document, rename), said(file)
    shares = TABLE["share"][writing]
    words, others = Counter(words for words, *_ in first), Counter(words for words, *_ in second)
    assert shared(words, others) >= shares["measures"], (words - others, others - words)
    both = words & others
    rows = [Counter(row for row in rows if row[0] in both) for rows in (first, second)]
    assert shared(*rows) >= shares["said"], (rows[0] - rows[1], rows[1] - rows[0])


def shared(one: Counter[Said], other: Counter[Said]) -> float:
    """The share of the greater of two collections that both have; 1 where both are empty."""
    return (one & other).total() / (max(one.total(), other.total()) or 1) if one or other else 1.0


@cache
def said(path: Path, change: Change = str) -> list[tuple[str, str, tuple[str, ...], int]]:
    """Each measure's words in one letter form, its commitment, its first topic and how many answer for it."""
    return [
        (
            "".join(fold(change(measure["text"])).split()),
            measure["commitment"],
            tuple(measure["topics"][:1]),
            len(measure["responsible"]),
        )
        for measure in to_annotation(extract(path))["measures"]
    ]
