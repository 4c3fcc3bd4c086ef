"""One page of every kind in a real browser, as kinds.toml has them: what nobody should see of any of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from duikou.api.pages.resources import kinds

from ...thorough import THOROUGH
from ..browsing import (
    AXE,
    NARROW,
    SERIOUS,
    WIDE,
    WIDTHS,
    Violation,
    launched,
    needs_chromium,
    sticks_out,
    tab,
    violations,
)
from .conftest import DEFAULT_BASE

pytest.importorskip("playwright.sync_api", reason="the PyPI package playwright is not installed")

SCHEMES = LIGHT, DARK = ("light", "dark")


@dataclass(frozen=True)
class Kinds:
    """What kinds.toml says."""

    most_used: list[str]
    others: list[str]
    again: list[str]
    refused: list[str]
    refused_again: list[str]
    nothing_of: list[str]
    no_page: list[str]


KINDS = TypeAdapter(Kinds).validate_python(tomllib.loads(Path(__file__).with_name("kinds.toml").read_text("utf-8")))

# All at once: the styles of a page are worked out anew for each change that somebody then looks at.
SHOWN = (
    "(() => { const all = [...document.querySelectorAll('main *, main')].filter(one => one instanceof HTMLElement);"
    " const hidden = all.map(one => one.hidden); all.forEach(one => one.hidden = true);"
    " const shown = all.filter(one => getComputedStyle(one).display !== 'none');"
    " all.forEach((one, place) => one.hidden = hidden[place]); return shown.map(one => one.outerHTML.slice(0, 80)) })()"
)
TIGHT = (
    "[...document.querySelectorAll('.card')].map(one => [getComputedStyle(one).paddingLeft, one])"
    ".filter(([room]) => parseFloat(room) < 8).map(([, one]) => one.outerHTML.slice(0, 80))"
)


@dataclass(frozen=True)
class Looks:
    """What a page looks like."""

    too_wide: int
    """Pixels by which it is wider than its window."""
    tight: list[str]
    """Cards whose words come too near to their edge."""
    controls: int
    """Controls that are printed."""
    shown: list[str]
    """What is shown although it is hidden."""
    broken: list[Violation]
    """What axe finds, where it is asked."""


def looks(page: Any, rules: bool) -> Looks:
    """Looks at the page that is open; axe takes longer than all else, and is asked where *rules* are to be kept."""
    too_wide, tight = sticks_out(page), page.evaluate(TIGHT)
    page.emulate_media(media="print")
    controls = page.locator("form:visible, button:visible, header.top:visible, footer:visible").count()
    page.emulate_media(media="screen")
    return Looks(too_wide, tight, controls, page.evaluate(SHOWN), violations(page) if rules and AXE.exists() else [])


def things(client: TestClient) -> dict[str, str]:
    """The page of one thing of each class that has pages of its own kind, by the local name of the class."""
    found = {}
    for kind in (*kinds(), "Measure"):
        query = f"SELECT ?one {{ ?one a <{DEFAULT_BASE}ontology#{kind}> }} ORDER BY ?one LIMIT 1"
        rows = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
        if rows:
            found[kind] = f"/{rows[0]['one']['value'].removeprefix(DEFAULT_BASE)}.html"
    return found


def _beginning(path: str) -> str:
    """How the address begins, for things of one kind."""
    return "/".join(path.split("/")[: 3 if path.startswith("/id/") else 2])


Seen = dict[tuple[str, int, str], Looks]
"""What was seen of an address at a width and in a scheme."""


@pytest.fixture(scope="module")
def seen(shipped_url: str, shipped_site: TestClient) -> Iterator[Seen]:
    """Each page is opened once for all that is asked of it, at one width and in one scheme, by turn; axe is asked of
    every other of the most used. A thorough run asks it of all, and looks at the most used both wide in the light and
    narrow in the dark."""
    paths, turns = [*KINDS.others, *KINDS.refused], []
    if THOROUGH:
        turns = [(path, width, scheme) for path in KINDS.most_used for width, scheme in ((WIDE, LIGHT), (NARROW, DARK))]
        paths += [*KINDS.again, *KINDS.refused_again, *things(shipped_site).values()]
    else:
        looked_at = {_beginning(path) for path in KINDS.most_used}
        of_kinds = {_beginning(path): path for path in things(shipped_site).values()}
        paths = [*KINDS.most_used, *paths, *(path for kind, path in of_kinds.items() if kind not in looked_at)]
    turns += [(path, WIDTHS[turn % 2], SCHEMES[turn // 2 % 2]) for turn, path in enumerate(paths)]
    found: Seen = {}
    with launched() as browser:
        for width in WIDTHS:
            with tab(browser, shipped_url, width, refused=True, locale="zh-CN") as page:
                for path, _, scheme in (turn for turn in turns if turn[1] == width):
                    page.emulate_media(color_scheme=scheme)
                    answer = page.goto(path)
                    refused = path in {*KINDS.refused, *KINDS.refused_again}
                    assert (answer.status >= 400) is refused, f"{path}: {answer.status}"
                    found[path, width, scheme] = looks(page, THOROUGH or path in KINDS.most_used[::2])
    yield found


def test_every_route_that_answers_a_page_is_looked_at(shipped_site: TestClient) -> None:
    """A new route has a page in kinds.toml, or stands there as one that has none."""
    paths = [address.split("?")[0] for address in (*KINDS.most_used, *KINDS.others, *things(shipped_site).values())]
    included = [getattr(one, "original_router", None) for one in shipped_site.app.routes]  # type: ignore[attr-defined]
    routes = [route for router in included if router for route in router.routes if "GET" in route.methods]
    unseen = {route.path for route in routes if not any(route.path_regex.match(path) for path in paths)}
    assert len(routes) > 80
    assert sorted(unseen) == sorted(KINDS.no_page)


def test_a_thing_of_every_class_is_looked_at(shipped_site: TestClient) -> None:
    assert sorted(kinds().keys() - things(shipped_site).keys()) == sorted(KINDS.nothing_of)


@needs_chromium
def test_no_page_is_wider_than_its_window(seen: Seen) -> None:
    assert {where: one.too_wide for where, one in seen.items() if one.too_wide} == {}


@needs_chromium
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci in api/web")
def test_axe_finds_nothing_serious(seen: Seen) -> None:
    serious = {where: [one for one in looks.broken if one.impact in SERIOUS] for where, looks in seen.items()}
    assert {where: found for where, found in serious.items() if found} == {}


@needs_chromium
@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci in api/web")
def test_the_most_used_pages_break_no_rule(seen: Seen) -> None:
    """axe finds nothing at all in them, serious or not."""
    assert {where: one.broken for where, one in seen.items() if where[0] in KINDS.most_used and one.broken} == {}


@needs_chromium
def test_what_is_hidden_is_not_shown(seen: Seen) -> None:
    """No rule of the style sheet brings back what a page or a script hides."""
    assert {where: one.shown for where, one in seen.items() if one.shown} == {}


@needs_chromium
def test_cards_keep_their_distance(seen: Seen) -> None:
    assert {where: one.tight for where, one in seen.items() if one.tight} == {}


@needs_chromium
def test_print_has_no_controls(seen: Seen) -> None:
    assert {where: one.controls for where, one in seen.items() if one.controls} == {}
