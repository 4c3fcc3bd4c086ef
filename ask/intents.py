"""What can be asked, as data: data/questions/*.toml but for the words, one file an intent, checked when it is read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from ..extract.knowledge.lexicon import parse
from ..extract.knowledge.schemas.fields import Lexicon, Table
from .model import Kind, Thing
from .words import FILLERS, FOLDER, WORDS, words


class Text(Table):
    """Words in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        return self.en if language == "en" else self.zh


class Slot(Table):
    """A condition that an intent takes."""

    kind: Kind
    also: tuple[Kind, ...] = ()
    """Other kinds that it takes."""
    most: int = 9
    """So many values at most."""
    beside: tuple[str, ...] = ()
    """Groups: a word of one must stand right behind the name. In 深圳哪些部门 the place is the seat of the bodies."""
    said: tuple[str, ...] = ()
    """Groups: a word of one must be said. 深圳大学负责什么 makes it a body, 哪里提到深圳大学 does not."""
    sorts: tuple[str, ...] = ()
    """Sorts of the thing, where not every one will do: province and set, of places."""
    any: bool = False
    """Whether one of several values is enough; else all of them hold."""
    fill: str = ""
    """The opening of the variables that it fills; its own name where none is told."""

    def takes(self, kind: Kind) -> bool:
        return kind is self.kind or kind in self.also

    def fits(self, thing: Thing) -> bool:
        """Whether it may be filled with the *thing*."""
        return self.takes(thing.kind) and (not self.sorts or thing.sort in self.sorts)


class Intent(Lexicon):
    """A kind of question."""

    query: str
    """The file in data/queries/ask/ that answers it, without .rq."""
    title: Text
    """What it is, as a chip shows it."""
    examples: tuple[Text, ...]
    """Questions with {slot} for their conditions: the first whose slots are known is suggested."""
    signs: tuple[tuple[str, ...], ...]
    """Groups of words, or :kind for a name of that kind: one of these sets must be said as a whole."""
    usual: bool = False
    """Whether it is meant where something is asked of its conditions without a sign of any intent."""
    hints: tuple[str, ...] = ()
    """Groups that may be said besides."""
    against: tuple[str, ...] = ()
    """Groups that speak against it: 谁 asks for no task."""
    never: tuple[str, ...] = ()
    """Groups with which it is not asked: whatever comes after a year is not told by what is in force."""
    asks: Literal["", "subject", "object", "lacking"] = ""
    """Which end of its verb is asked for, where the verb has two: who implements it, or what it implements. lacking:
    the slot other is the document of which it is said that it lacks something."""
    slots: dict[str, Slot] = Field(default_factory=dict)
    requires: tuple[tuple[str, ...], ...] = ()
    """Slots: one of these sets must be filled. Where none stands here, nothing is required."""
    columns: tuple[str, ...]
    """What its table shows, in this order; id is the thing that is asked for."""
    counts: Text
    """What is counted, with its measure word: 家单位."""
    answer: Text
    """The sentence, with {about}, {count}, {labels} and {value}."""
    value: str = ""
    """The column that answers in one word: number, to, published. The rows answer where none is told."""
    unknown: dict[str, Text] = Field(default_factory=dict)
    """What is said where nothing is found with this condition, but something without it: no document states it."""
    grouped: bool = False
    """Whether rows about one thing become one, the thing of most rows first."""
    rank: float = 0.0
    """Added to the score: which of two intents that explain a question alike is taken."""
    counted: bool = True
    """Whether it may be asked how many."""
    tells_standing: bool = False
    """Whether its answer says how it stands with the document today, where yes or no is asked."""
    last: bool = False
    """Whether it is read last, before a refusal, and by passages.py alone."""
    whole: bool = False
    """Whether it may be asked of everything how many, whatever it requires otherwise."""
    excluding: bool = False
    """Whether a condition that must not hold is enough, whatever it requires otherwise (哪些城市没有绿色能源任务), the
    document before a word that excludes being one: 深圳意见没提到哪些主题."""
    none_with: str = ""
    """The condition with which alone ``none`` is said: the second half of a yes-or-no question."""
    none: Text | None = None
    """What is answered where the graph holds nothing of it; refused where none is told."""
    instead: str = ""
    """The intent that is read of the same conditions where this one finds nothing."""
    tells_release: bool = False
    """Whether ``none`` is followed by what the last release changed, where everything is asked for."""
    all_classes: tuple[str, ...] = ()
    """The classes of what is asked for, where no word narrows them."""
    classes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Classes by the group of words that asks for them: platform = ["Platform"]."""


@cache
def intents() -> dict[str, Intent]:
    """Every intent by its name, the file's. Raises ValueError with one line that names file, line, key and cause."""
    found: dict[str, Intent] = {}
    folder = files("duikou.data") / "questions"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml") and file.name not in (WORDS, FILLERS):
            found[file.name.removesuffix(".toml")] = read(file.read_bytes(), f"{FOLDER}/{file.name}")
    return found


def read(data: bytes, name: str) -> Intent:
    """The intent in the file *name*. Raises ValueError as intents does."""
    made = parse(data, Intent, name)
    known = {*words().groups}
    used = (
        {group for sign in made.signs for group in sign}
        | {*made.hints}
        | {*made.against}
        | {*made.never}
        | {*made.classes}
    )
    used |= {group for slot in made.slots.values() for group in (*slot.beside, *slot.said)}
    if strange := sorted(used - known - {f":{kind}" for kind in Kind}):
        raise ValueError(f"{name}: unknown group {', '.join(strange)}; {FOLDER}/{WORDS} has {', '.join(sorted(known))}")
    if strange := sorted({slot for need in made.requires for slot in need} - {*made.slots}):
        raise ValueError(f"{name}: requires the slot {', '.join(strange)}, which it does not have")
    if not (files("duikou.data") / "queries" / "ask" / f"{made.query}.rq").is_file():
        raise ValueError(f"{name}: query: there is no data/queries/ask/{made.query}.rq")
    return made
