"""Records are what the graph says: by a filter the same things as by a query, with the documents' own words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from inspect import isclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from duikou.api import records
from duikou.api.history.engine import ReleaseEngine
from duikou.api.http.cache import Cache
from duikou.api.pages.site import Site
from duikou.api.pictures.asked import PictureParameters
from duikou.api.records.base import Filter, said
from duikou.api.routes import records as routes
from duikou.graph.build import Build
from duikou.settings import Settings

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
KINDS = {name.removesuffix("Filter"): made for name, made in vars(records).items() if name.endswith("Filter")}
del KINDS["Compare"]  # which gives no list
FUNCTIONS = {
    f"{name.lower()[:-1]}ies" if name.endswith("y") else f"{name.lower()}s": made for name, made in KINDS.items()
}
PREFIXES = """PREFIX dk: <https://w3id.org/duikou/ontology#>
PREFIX dkt: <https://w3id.org/duikou/topic/>
PREFIX dkc: <https://w3id.org/duikou/commitment/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.fixture(scope="module")
def site(shipped: Build) -> Site:
    return Site(ReleaseEngine(shipped.release), Settings(output=shipped.release.parent.parent), Cache(0))


def found(site: Site, kind: str, given: dict[str, Any], start: int = 0, count: int = 10_000) -> Any:
    return getattr(records, kind)(site, FUNCTIONS[kind](**given), start, count)


@pytest.mark.parametrize("case", CASES, ids=[f"{case['kind']} {case['filter']}" for case in CASES])
def test_the_same_as_by_sparql(site: Site, case: dict[str, Any]) -> None:
    page = found(site, case["kind"], case["filter"])
    rows = site.engine.select(f"{PREFIXES} SELECT DISTINCT ?x WHERE {{ {case['select']} }}")
    assert sorted(item.iri for item in page.items) == sorted(row["x"].value for row in rows)
    assert page.total == len(page.items) >= case["least"]


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_pages_make_up_the_whole(site: Site, kind: str) -> None:
    whole = found(site, kind, {})
    step = max(2, whole.total // 3)
    parts = [found(site, kind, {}, start, step) for start in range(0, max(1, whole.total), step)]
    assert [item for part in parts for item in part.items] == whole.items
    assert {part.total for part in parts} == {whole.total}
    assert found(site, kind, {}, whole.total, step).items == []


def models(value: object) -> Iterator[BaseModel]:
    """A record and all that stand in it."""
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from models(getattr(value, name))
    elif isinstance(value, list):
        for each in value:
            yield from models(each)


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_quotes_stand_in_their_documents(site: Site, shipped: Build, kind: str) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in (shipped.release / "texts").glob("*.txt")}
    quotes = [one for one in models(found(site, kind, {})) if isinstance(one, records.Quote)]
    for quote in quotes:
        text = texts[quote.document.id.removeprefix("document/")]
        assert text[quote.start : quote.end] == quote.exact
    assert len(quotes) >= {"topics": 0, "changes": 0}.get(kind, 3)  # a first release lists none


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_what_is_named_has_its_address(site: Site, kind: str) -> None:
    named = [one for one in models(found(site, kind, {})) if isinstance(one, records.Reference)]
    for one in named:
        assert one.iri in (f"{site.settings.base}id/{one.id}", f"{site.settings.base}{one.id}")
        assert one.zh


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_a_filter_that_is_none_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError, match="no_such_filter"):
        FUNCTIONS[kind](no_such_filter="x")


def described() -> list[type[BaseModel]]:
    known = [*vars(records).values(), *vars(routes).values(), PictureParameters]
    found = [made for made in known if isclass(made) and issubclass(made, BaseModel) and made.model_fields]
    assert len(found) > 20
    return [made for made in dict.fromkeys(found) if "[" not in made.__name__]  # not Listing[Pair]


@pytest.mark.parametrize("model", described(), ids=lambda model: model.__name__)
def test_every_field_is_described_in_both_languages(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        chinese, english = (field.description or "").split("\n\n")
        assert any("\u4e00" <= char <= "\u9fff" for char in chinese), name
        assert english.isprintable(), name
        assert len(english) > 5, name
    assert issubclass(model, Filter) or model.__doc__


def test_no_description_is_left_over() -> None:
    used = {field.description for model in described() for field in model.model_fields.values()}
    for table in ("field", "filter"):
        for key, words in said()[table].items():
            assert f"{words['zh']}\n\n{words['en']}" in used, f"[{table}] {key}"


def test_two_documents_side_by_side(site: Site) -> None:
    slugs = ("guangzhou-longyan-plan-2023-2027", "shanghai-sanming-plan-2023-2025")
    topics = [{item.iri for item in found(site, "topics", {"document": slug, "type": "topic"}).items} for slug in slugs]
    whole = records.compare(site, records.CompareFilter(left=slugs[0], right=slugs[1]))
    assert {one.topic.iri for one in whole.topics} == topics[0] | topics[1]
    assert (whole.both, whole.only_left, whole.only_right) == (
        len(topics[0] & topics[1]),
        len(topics[0] - topics[1]),
        len(topics[1] - topics[0]),
    )
    left = records.compare(site, records.CompareFilter(left=slugs[0], right=slugs[1], only="left"))
    assert {one.topic.iri for one in left.topics} == topics[0] - topics[1]
    assert all(one.left and not one.right for one in left.topics)
    for one in whole.topics:
        for slug, measures in zip(slugs, (one.left, one.right), strict=True):
            known = found(site, "measures", {"document": slug, "topic": one.topic.id}).items
            assert [each.iri for each in measures] == [each.iri for each in known]


@pytest.mark.parametrize("sides", [{"left": "nothing"}, {"right": "a b<c>"}])
def test_documents_that_are_not_held_cannot_be_compared(site: Site, sides: dict[str, str]) -> None:
    with pytest.raises(LookupError, match="is not held"):
        records.compare(site, records.CompareFilter(**sides))
