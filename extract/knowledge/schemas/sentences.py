"""What running text is made of: the schemas of the words by which names, measures and what ties them are found."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .fields import Forms, Lexicon, Pattern, Patterns, Table, Word, Words, having, template

Level = Literal["city", "province", "county", "district", "banner", "prefecture", "league", "region"]


class SharedWords(Table):
    own: Words
    both_sides: Words
    list_marks: Words
    conjunctions: Words


class Common(Lexicon):
    """Words that several stages share."""

    levels: dict[Word, Level]
    words: SharedWords


class Party(Table):
    mark: Word
    committee: Word
    council: Word
    no_committee: Words


class Region(Table):
    committee: Word
    level: Word


class Divisions(Table):
    name: Pattern
    own: Word
    with_city: Pattern


class Departments(Table):
    endings: Words
    governments: Words
    forms: Words
    party_fields: Words


class Groups(Table):
    every: Word
    level_stays: Words
    below: Words
    members: Words


class Parties(Table):
    named: Words
    both: Words
    referring: Words
    kinds: Words
    opening: Words


class Bodies(Lexicon):
    """How the printed name of a body becomes its official one."""

    several: Pattern
    list_endings: Words
    complete_endings: Words
    central_openings: Words
    park_committee: str
    zone: Pattern
    of_zone: Words
    elsewhere: Pattern
    congress_term: Pattern
    already_full: Words
    full_endings: Forms
    full_openings: Forms
    level_by_ending: dict[Word, Level]
    party: Party
    region: Region
    divisions: Divisions
    departments: Departments
    groups: Groups
    parties: Parties


class Citations(Lexicon):
    """How a text cites other documents."""

    implementing: Words
    merely_citing: Words
    implementing_in_measure: Words
    publishing: Words


class Clauses(Lexicon):
    """How clauses begin, and what tells of one whether it is a measure."""

    opening: Pattern
    never_in_lead_in: Words
    cooperation: Pattern
    cues: dict[Word, Pattern]


class Commitment(Lexicon):
    """Verbs by which a measure commits less than by requiring, by the level."""

    explore: Words
    encourage: Words
    support: Words


class Deadlines(Lexicon):
    """Until when a task is to be done."""

    labels: Words
    standing: Pattern
    recurring: Pattern
    acting: Pattern
    recurring_day: Pattern
    relative: Pattern
    nothing: Pattern
    bare_year: Pattern
    moments: Annotated[
        tuple[Annotated[Word, template("year", "month", "day", "part", "end", "before")], ...], Field(min_length=1)
    ]
    year: Pattern
    month: Pattern
    day: Pattern
    part: Pattern
    end: Pattern
    before: Pattern
    ends: Pattern
    done: Pattern
    before_none: Pattern
    begins: Pattern
    after_none: Pattern
    aimed: Pattern
    from_before: Words
    near: dict[Literal["0", "1"], Words]
    parts: dict[Literal["3", "6", "9", "12"], Words]


class Labels(Lexicon):
    """What names something only in its sentence, and is no label of it."""

    context: Patterns


class Names(Lexicon):
    """How printed names of organisations and zones become full ones, and what gives a short name."""

    short_name: Pattern
    edition: Pattern
    brackets: Word
    complete: Words
    legal_forms: Words
    group: Word
    parts_of_zones: Words
    zones: Forms
    full_endings: dict[Word, Forms]
    full_openings: Forms


class Separators(Table):
    list_marks: Words
    in_cell: Words
    links: Words


class Sides(Table):
    giving: Words
    giving_cities: Words
    receiving: Words


class Nested(Table):
    verb: Pattern
    after_codes: Pattern


class Pairs(Lexicon):
    """Which places are paired, for how long and since which document."""

    term_words: Words
    founding_titles: Words
    speaks: Pattern
    terms: Patterns
    separators: Separators
    cues: Annotated[dict[Word, Pattern], having("pairing")]
    aided: Forms
    nested: Nested
    sides: Sides


class Place(Lexicon):
    """Words that name a place only in their sentence, and what tells which place speaks."""

    both_sides: Words
    parties: Words
    other_words: Pattern
    central: Pattern
    all_places: Pattern
    before_place: Pattern
    phrases: dict[Word, Annotated[Word, template("place")]]


class RoleLabels(Table):
    responsible: Words
    lead: Words
    supporting: Words
    no_body: Words

    @property
    def every(self) -> tuple[str, ...]:
        """The labels of all roles, and those of none."""
        return (*self.responsible, *self.lead, *self.supporting, *self.no_body)


class Responsibility(Lexicon):
    """Who answers for a task."""

    by: Words
    joints: Words
    and_others: Words
    foremost: Words
    others: Words
    parting: Words
    body_endings: Words
    assigning: Words
    meant: Words
    role_words: Words
    other_words: Words
    labels: RoleLabels


class Targets(Lexicon):
    """Dated goals."""

    aimed_year: Pattern
    any_year: Pattern
    quantity: Pattern


class Titles(Lexicon):
    """How documents are named."""

    itself: Words
    short_name_follows: Words
    before_number: Words
    year_and_serial: Pattern
    number_form: Annotated[Word, template("body", "year", "serial")]
    promulgating: Words
    behind_promulgated: Word
    period: Pattern
