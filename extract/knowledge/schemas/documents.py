"""What a page and a document are made of: the schemas of clean.toml, metadata.toml and outline.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .fields import Count, Lexicon, Pattern, Patterns, Share, Table, Word, Words, having, template, wrong

Kind = Literal["interpretation", "plan", "opinion", "news"]
Column = Literal["other", "deadline", "lead", "supporting", "responsible", "base", "partner", "base_area", "task"]
Pair = Literal["content", "title", "published", "issuer"]
MediaPattern = Annotated[Word, template("media")]


class Furniture(Table):
    words: Words
    patterns: Patterns
    particulars: Pattern
    crumb_marks: Word
    dated_link: Pattern


class Pages(Table):
    numbers: Patterns
    contents_heading: Pattern
    contents_leader: Pattern


class Related(Table):
    headings: Patterns


class Byline(Table):
    keep: tuple[MediaPattern, ...]
    roles: Words
    inline: Pattern
    field: Pattern
    patterns: Patterns


class Caption(Table):
    credit: Pattern
    longest: Count
    patterns: Patterns


class Contact(Table):
    labels: Pattern
    number: Pattern
    patterns: Patterns


class Advertisement(Table):
    patterns: Patterns
    words: Words
    fewest_lines: Count
    policy: Pattern


class Injected(Table):
    after: Word
    shortest: Count
    longest: Count


class Html(Table):
    classes: Patterns
    pairs: dict[Pair, Pattern]


class Letters(Table):
    radicals: Word
    characters: Word

    @model_validator(mode="after")
    def _one_for_each(self) -> Letters:
        if len(self.radicals) != len(self.characters):
            raise wrong(f"{len(self.radicals)} radicals for {len(self.characters)} characters")
        return self


class Clean(Lexicon):
    """What is not part of a document."""

    letters: Letters
    furniture: Furniture
    pages: Pages
    related: Related
    byline: Byline
    caption: Caption
    contact: Contact
    advertisement: Advertisement
    injected: Injected
    html: Html


class Title(Table):
    explains: Pattern
    event: Pattern
    about: Pattern
    carried: Pattern
    skip: Pattern
    note: Pattern
    longest: Count
    behind: Pattern
    after_body: Pattern
    made: Pattern
    columns: dict[Kind, Pattern]
    kinds: dict[Kind, Words]


class News(Table):
    dateline: Pattern


class Labels(Table):
    published: Words
    dated: Words
    issuer: Words
    source: Words
    other: Words
    title: Words
    number: Words

    @property
    def every(self) -> tuple[str, ...]:
        """The labels of all kinds."""
        named = (self.published, self.dated, self.issuer, self.source, self.other, self.title, self.number)
        return tuple(label for labels in named for label in labels)


class Declared(Table):
    title: Words
    stated: Words
    published: Words
    issuer: Words
    site: Words
    column: Words


class Issuer(Table):
    body: Pattern
    in_title: Annotated[Word, template("body")]
    issued_line: Annotated[Word, template("body", "date")]
    red_head: Annotated[Word, template("body")]
    below_title: Annotated[Word, template("body", "date")]
    passed: Pattern
    country: Word
    acts: Words
    done: Annotated[Word, template("date")]
    order: Pattern
    without_place: Pattern
    seal: Pattern
    site_name: Pattern
    credit: MediaPattern
    media: Pattern
    no_names: Words


class Date(Table):
    full: Pattern
    digits: Pattern
    month: Pattern
    today: Pattern
    printed: Pattern


class Layout(Table):
    head: Pattern


class Period(Table):
    range: Pattern
    stated: Pattern
    years_long: Pattern
    until: Pattern
    since: Pattern
    defined: Pattern


class Number(Table):
    series: Pattern
    form: Pattern


class Metadata(Lexicon):
    """What a document says about itself."""

    title: Title
    news: News
    labels: Labels
    layout: Layout
    declared: Declared
    issuer: Issuer
    date: Date
    period: Period
    number: Number


class Heading(Table):
    longest: Count
    marks: Word
    longest_run_in: Count
    longest_bare_run_in: Count
    bare_run_in_share: Share
    report: Pattern
    responsibility_label: Pattern


class Parts(Table):
    attachment_list: Pattern
    attachment: Pattern


class Tables(Table):
    body_endings: Pattern
    sums: Words
    other_heads: Words


class Numerals(Table):
    digits: Word
    others: dict[Word, Annotated[int, Field(strict=True, ge=0)]]
    units: dict[Word, Count]
    openers: Word
    counted: Pattern

    @property
    def signs(self) -> str:
        """Every character that a number in words is made of."""
        return self.digits + "".join(self.others) + "".join(self.units)


class ListNumber(Table):
    style: Word
    pattern: Annotated[Word, template("n")]


class Flat(Table):
    count_heads: Words
    over_bodies: Words
    groups: Pattern
    below: Pattern
    longest_head: Count
    fewest_columns: Count
    time: Pattern


class Spaced(Table):
    sentence: Pattern
    stop_of_spaced: Pattern
    place: Pattern


class Unrolled(Table):
    shortest: Count
    not_before_number: Word
    headings: Words
    clause_openings: Words
    nouns: Words
    before_clause: Patterns
    question_or_answer: Pattern
    heading_end: Pattern
    document_opening: Pattern
    caption: Pattern


class Outline(Lexicon):
    """How a document is divided."""

    heading: Heading
    parts: Parts
    columns: Annotated[dict[Column, Words], having("base", "partner")]
    tables: Tables
    numerals: Numerals
    list_numbers: Annotated[tuple[ListNumber, ...], Field(min_length=1)]
    flat: Flat
    spaced: Spaced
    unrolled: Unrolled
