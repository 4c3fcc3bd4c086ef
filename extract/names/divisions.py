"""Divisions of the Xinjiang Production and Construction Corps (新疆生产建设兵团), whose bodies are those of a city too:
师市教育局 and 第三师图木舒克市教育局 are 新疆生产建设兵团第三师图木舒克市教育局."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from ..knowledge import schemas
from ..knowledge.gazetteer import Agency, Gazetteer, Place
from ..knowledge.lexicon import lexicon
from ..knowledge.touched import Touched, note, touching
from ..place.speakers import Speakers


class Divisions:
    """The divisions that have a city, in one document."""

    def __init__(self, gazetteer: Gazetteer, speakers: Speakers) -> None:
        self.speakers = speakers
        self.own = lexicon(schemas.Bodies).divisions.own
        self.by_number, self.by_form, touched = _divisions(gazetteer)
        note(touched)
        self.forms = (self.own, *sorted(self.by_form, key=len, reverse=True))

    def opening(self, name: str) -> tuple[Place, str] | None:
        """The division that *name* (without 中共) opens with, as a place by the name that its bodies carry, and what
        follows; None where none does, and for a division alone."""
        for form in self.forms:
            if name.startswith(form) and len(name) > len(form):
                place = self._speaking if form == self.own else self.by_form[form]
                return (place, name[len(form) :]) if place else None
        return None

    @cached_property
    def _speaking(self) -> Place | None:
        """The division whose document it is: the one that the title names, else the one named most; with its city."""
        with_city = {form: place for form, place in self.by_form.items() if place.name.endswith("市")}
        for words in (self.speakers.metadata.title, self.speakers.text):
            counts = Counter({form: words.count(form) for form in with_city})
            form, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
            if count:
                return with_city[form]
        return None


@lru_cache(maxsize=1)
def _divisions(gazetteer: Gazetteer) -> tuple[dict[str, Agency], dict[str, Place], Touched]:
    """Divisions by 第三师, which texts print alone, and by each form with a city; and what they were made of."""
    rows, touched = [row for row in gazetteer.agencies if number_of(row)], Touched()
    with touching(touched):
        return {number_of(row): row for row in rows}, _places(rows, gazetteer), touched


def _places(rows: Sequence[Agency], gazetteer: Gazetteer) -> dict[str, Place]:
    """The divisions by each form that a text prints: the place of the city, under the division's name."""
    words = lexicon(schemas.Bodies).divisions
    found: dict[str, Place] = {}
    for row in rows:
        cities = [match["city"] for form in row.bodies if (match := words.with_city.fullmatch(form))]
        places = [place for city in cities for place in gazetteer.places_by_surface.get(city, ())]
        if not places:
            continue
        for form in (*row.bodies, number_of(row)):
            name = row.pattern + places[0].name if form.endswith("市") else row.pattern
            found[form] = replace(places[0], name=name, short=())
    return found


def number_of(row: Agency) -> str:
    """第三师 of 新疆生产建设兵团第三师."""
    match = lexicon(schemas.Bodies).divisions.name.fullmatch(row.pattern)
    return match["number"] if match else ""
