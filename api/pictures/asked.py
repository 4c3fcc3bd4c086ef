"""What a request for a picture can say."""

from __future__ import annotations

from ..pages.measures import FILTERS
from ..pages.site import Site
from ..records.base import Filter, asked
from ..records.measures import Narrowing, chosen
from ..records.reading import iri_of

THEMES, WIDTHS = "^(light|dark)?$", "^(wide|narrow)?$"


class PictureFilter(Filter):
    """Of what a picture is, with the names of the filters of the JSON interface."""

    corpus: str = asked("corpus")
    place: str = asked("place_of_picture", examples=["440300"])
    pair: str = asked("pair", examples=["350800-440100"])
    document: str = asked("document", examples=["guangzhou-longyan-plan-2023-2027"])
    topic: str = asked("topic", examples=["green-energy"])
    agency: str = asked("agency", examples=["agency/440300/fa-zhan-he-gai-ge-wei-yuan-hui"])

    def given(self) -> dict[str, str]:
        """The conditions that are given, as parameters of an address."""
        return {name: value for name in PictureFilter.model_fields if (value := getattr(self, name))}


class PictureParameters(PictureFilter):
    """Parameters of a picture: of what it is, and how it looks."""

    lang: str = asked("lang_of_picture", pattern="^(zh|en)?$")
    theme: str = asked("theme_of_picture", pattern=THEMES, examples=["dark"])
    width: str = asked("width_of_picture", pattern=WIDTHS, examples=["narrow"])


def measures_of(site: Site, asked: PictureFilter) -> set[str]:
    """The measures that a picture is of, by IRI."""
    narrowing = Narrowing(
        corpus=asked.corpus,
        document=asked.document,
        topic=asked.topic,
        pair=asked.pair,
        agency=asked.agency,
        city=asked.place,
    )
    return chosen(site, narrowing)


def named(site: Site, asked: PictureFilter) -> dict[str, str]:
    """The things that the conditions name, by parameter, as IRIs."""
    kinds = {**FILTERS, "place": FILTERS["city"]}
    return {name: iri_of(site, value, kinds[name]) for name, value in asked.given().items()}
