"""The word lists: every file fits its schema, nothing in it goes unread, and what is wrong is told by its line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

import duikou
from duikou.cli import FAILED, app
from duikou.extract.knowledge import lexicon as reading
from duikou.extract.knowledge.lexicon import check_lexicons, lexicon, parse
from duikou.extract.knowledge.schemas import Common, Lexicon, Targets, lexicons
from duikou.extract.knowledge.schemas.fields import (
    Count,
    Forms,
    Pattern,
    Patterns,
    Share,
    Table,
    Word,
    Words,
    having,
    template,
)

FOLDER = Path(str(files("duikou.data"))) / "lexicon"
ROOT = Path(duikou.__file__).resolve().parent
SOURCES = [path for floor in ("extract", "graph") for path in (ROOT / floor).rglob("*.py")]
"""The modules that may read a word list."""


class Inner(Table):
    words: Words
    pattern: Pattern


class Row(Table):
    style: Word
    pattern: Annotated[Word, template("n")]


class Sample(Lexicon):
    """A file with a key of each type."""

    words: Words
    patterns: Patterns
    longest: Count
    share: Share
    forms: Forms
    levels: dict[Word, Literal["city", "county"]]
    cues: Annotated[dict[Word, Pattern], having("pairing")]
    inner: Inner
    rows: tuple[Row, ...]


VALID = """\
# A file.
words = [
  "和", "及",  # before
  "与",
]
patterns = ['第[0-9]+页', '[#"]']
longest = 30
share = 0.5

[forms]
"经开区" = "经济技术开发区"
[levels]
"市" = "city"
[cues]
pairing = "结对"
"come to" = "来"

# A table.
[inner]
words = ["局"]
pattern = '(?:局|委)'

[[rows]]
style = "han"
pattern = '[{n}]、'
[[rows]]
style = "digit"
pattern = '\\d'
"""

BROKEN: dict[str, tuple[Any, ...]] = {
    "a misspelt key": ("longst: unknown key", ("longest = 30", "longst = 30 #!")),
    "a misspelt key of a table": ("inner.wrods: unknown key", ('words = ["局"]', 'wrods = ["局"] #!')),
    "a misspelt key of a row": ("rows.stlye: unknown key", ('style = "digit"', 'stlye = "digit" #!')),
    "an unknown table": ("levls: unknown key", ("[levels]", "[levls] #!")),
    "a missing key of the file": ("share: missing key", ("# A file.", "# A file. #!"), ("share = 0.5\n", "")),
    "a missing key of a table": (
        "inner.pattern: missing key",
        ("[inner]", "[inner] #!"),
        ("pattern = '(?:局|委)'\n", ""),
    ),
    "a missing key of a row": (
        "rows.pattern: missing key",
        ('[[rows]]\nstyle = "digit"', '[[rows]] #!\nstyle = "digit"'),
        ("pattern = '\\d'\n", ""),
    ),
    "no cue that is read": ("cues: missing key 'pairing'", ("[cues]", "[cues] #!"), ('pairing = "结对"\n', "")),
    "a word for a list": ("inner.words: must be a list", ('words = ["局"]', 'words = "局" #!')),
    "a number among words": ("words: must be a string", ('  "与",', "  3, #!")),
    "a word for a number": ("longest: must be a whole number", ("longest = 30", 'longest = "30" #!')),
    "a truth for a number": ("longest: must be a whole number", ("longest = 30", "longest = true #!")),
    "no length": ("longest: must be at least 1", ("longest = 30", "longest = 0 #!")),
    "more than the whole": ("share: must be at most 1.0", ("share = 0.5", "share = 1.5 #!")),
    "a number for a word": ("rows.style: must be a string", ('style = "digit"', "style = 3 #!")),
    "a word for a table": (
        "forms: must be a table",
        ("share = 0.5", 'share = 0.5\nforms = "经开区" #!'),
        ('[forms]\n"经开区" = "经济技术开发区"\n', ""),
    ),
    "an unknown level": ("levels.市: must be one of 'city' or 'county'", ('"市" = "city"', '"市" = "town" #!')),
    "a bad pattern": (
        "inner.pattern: bad regular expression: missing ), unterminated subpattern at position 0",
        ("'(?:局|委)'", "'(?:局|委' #!"),
    ),
    "a bad pattern of a list": (
        "patterns: bad regular expression: unterminated character set at position 0",
        ("patterns = ['第[0-9]+页', ", "patterns = [\n  '第[0-9]+页',\n  '[0-9', #!\n  "),
    ),
    "a bad cue": (
        "cues.come to: bad regular expression: missing ), unterminated subpattern at position 1",
        ('"come to" = "来"', '"come to" = "来(" #!'),
    ),
    "an unknown placeholder": ("rows.pattern: unknown placeholder {m}; known: {n}", ("'[{n}]、'", "'[{m}]、' #!")),
    "a duplicate word": ("words: duplicate entry '和'", ('  "与",', '  "与",\n  "和", #!')),
    "a word in two widths": ("words: duplicate entry '('", ('  "与",', '  "(",\n  "\uff08", #!')),
    "a duplicate pattern": ("patterns: duplicate entry '[#\"]'", ("'[#\"]']", "'[#\"]',\n'[#\"]' #!\n]")),
    "an empty word": ("words: empty word", ('  "与",', '  " ", #!')),
    "an empty key": ("forms: empty word", ('"经开区" =', '"" ='), ('"经济技术开发区"', '"经济技术开发区" #!')),
    "an empty list": ("inner.words: must not be empty", ('words = ["局"]', "words = [] #!")),
    "an empty pattern": ("inner.pattern: empty pattern", ("'(?:局|委)'", "'' #!")),
    "a pattern that is none": ("inner.pattern: must be a string", ("'(?:局|委)'", "[] #!")),
    "a key twice": ("Cannot overwrite a value", ("share = 0.5", "share = 0.5\nlongest = 3 #!")),
    "a quotation mark left out": ("Illegal character '\\n'", ('style = "han"', 'style = "han #!')),
    "a comma left out": ("Unclosed array", ('  "和", "及",', '  "和" "及", #!')),
    "an equals sign left out": ("Expected '=' after a key in a key/value pair", ("longest = 30", "longest 30 #!")),
    "a bracket left open": (
        "Unclosed array",
        ('words = ["局"]', 'words = ["局"'),
        ("pattern = '(?:", "pattern #! = '(?:"),
    ),
}
"""What is told, and the changes that break the file; #! marks the line."""


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_told_by_its_line(case: str) -> None:
    told, *changes = BROKEN[case]
    text = VALID
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    line = next(number for number, words in enumerate(text.split("\n"), 1) if "#!" in words)
    with pytest.raises(ValueError, match=r"^data/lexicon/sample\.toml, ") as error:
        parse(text.encode(), Sample, "data/lexicon/sample.toml")
    assert str(error.value) == f"data/lexicon/sample.toml, line {line}: {told}"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(VALID.encode("utf-8-sig"), id="a byte order mark"),
        pytest.param(VALID.replace("\n", "\r\n").encode(), id="lines of Windows"),
    ],
)
def test_a_file_is_read_as_people_save_it(data: bytes) -> None:
    assert parse(data, Sample, "sample.toml") == parse(VALID.encode(), Sample, "sample.toml")


def test_a_file_in_another_encoding_is_named() -> None:
    with pytest.raises(ValueError, match=r"^sample\.toml, line 3: not UTF-8$"):
        parse(VALID.encode("gb18030"), Sample, "sample.toml")


def test_words_and_patterns_are_folded() -> None:
    wide = VALID.replace('"局"', '"\uff08局\uff09"').replace("'(?:局|委)'", "'(?:局\uff1a|委)'")
    inner = parse(wide.encode(), Sample, "sample.toml").inner
    assert inner.words == ("(局)",)
    assert inner.pattern.fullmatch("局:")


def test_every_file_fits_its_schema() -> None:
    check_lexicons()
    assert {schema.file_name() for schema in lexicons()} == {path.name for path in FOLDER.glob("*.toml")}


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """*model* and those of its fields, inside lists and tables too."""
    yield model
    waiting: list[object] = [field.annotation for field in model.model_fields.values()]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from models(kind)
        waiting += get_args(kind)


def test_every_key_is_read_somewhere() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    read = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    fields = {
        (model.__name__, name) for schema in lexicons() for model in models(schema) for name in model.model_fields
    }
    assert len(fields) > 150
    assert sorted(field for field in fields if field[1] not in read) == []


def test_every_schema_is_asked_for_by_a_stage() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    assert [schema for schema in lexicons() if f"lexicon(schemas.{schema.__name__})" not in sources] == []


def test_the_readme_lists_every_file() -> None:
    listed = re.findall(r"^\| `(\w+\.toml)`", (FOLDER / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in FOLDER.glob("*.toml"))


def test_a_wrong_file_stops_a_build_before_any_document_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "lexicon"
    shipped.mkdir()
    for path in FOLDER.glob("*.toml"):
        (shipped / path.name).write_bytes(path.read_bytes())
    (shipped / "targets.toml").write_text("any_year = '('\n", encoding="utf-8")
    monkeypatch.setattr(reading, "files", lambda package: tmp_path)
    reading._shipped.cache_clear()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # nothing is known to have been checked
    try:
        result = CliRunner().invoke(app, ["build"])
        (shipped / "targets.toml").unlink()
        with pytest.raises(ValueError, match=r"^data/lexicon/targets\.toml: No such file or directory$"):
            lexicon(Targets)
    finally:
        reading._shipped.cache_clear()
    assert result.exit_code == FAILED
    line = next(line for line in result.stderr.splitlines() if line)
    assert line.startswith("duikou: data/lexicon/targets.toml, line 1: ")
    assert len(result.stderr.splitlines()) == 1


def test_a_file_is_read_once() -> None:
    assert lexicon(Common) is lexicon(Common)
