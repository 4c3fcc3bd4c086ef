"""What is gathered says the same in whatever order it comes, with or without a rest in between, and whatever is taken
over from the release before."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from duikou.graph.census import Census
from duikou.graph.gathering import Gathering
from duikou.graph.history.patch import changes
from duikou.graph.nquads import having, linked, subjects
from duikou.graph.published import Earlier, compare

BASE = "http://e/"
P = NamedNode(f"{BASE}p")


def graph(name: str, size: int, kind: str = "") -> list[bytes]:
    return sorted(
        f"<{BASE}id/{name}{kind}{number}> <{BASE}{predicate}> <{BASE}{number}> <{BASE}g/{name}> .\n".encode()
        for number in range(size)
        for predicate in "pq"
    )


GRAPHS = {name: graph(name, size) for name, size in (("empty", 0), ("one", 1), ("many", 5), ("few", 2))}
ALL = [line for lines in GRAPHS.values() for line in lines]
WAS = sorted([*GRAPHS["one"], *GRAPHS["many"], *graph("few", 3, "old"), *graph("gone", 2)])
SAME = {"one": f"{BASE}g/one", "many": f"{BASE}g/many", "empty": f"{BASE}g/empty"}


@pytest.mark.parametrize("rest", [None, *range(len(GRAPHS) + 1)])
@pytest.mark.parametrize("names", [[*GRAPHS], [*reversed(GRAPHS)]], ids=["given", "turned"])
@pytest.mark.parametrize("ahead", [True, False], ids=["ahead", "asked"])
@pytest.mark.parametrize("earlier", [(True, True), (True, False), (False, False)], ids=["whole", "changed", "store"])
def test_gathered(names: list[str], rest: int | None, earlier: tuple[bool, bool], ahead: bool) -> None:
    was = Earlier(WAS, BASE, *earlier)
    with Gathering(lambda: [P], lambda: was) as gathered:
        if ahead:
            gathered.ahead()
        for place, name in enumerate(names):
            if place == rest:
                gathered.rest()
            gathered.take(name, lambda name=name: GRAPHS[name], SAME.get(name, ""))  # type: ignore[misc]
        assert "many" in gathered and "other" not in gathered
        before, stated = gathered.before(), gathered.stated()
        assert stated.subjects == subjects(ALL) and stated.linked == linked(ALL)
        assert (before.lines - stated.lines, stated.lines - before.lines) == ({*WAS} - {*ALL}, {*ALL} - {*WAS})
        compared = compare(before, BASE, stated, (), BASE)
        assert compared.lost.keys() == {f"id/{name}" for name in ("fewold0", "fewold1", "fewold2", "gone0", "gone1")}
        assert compared.gained.keys() == {"id/few0", "id/few1"}
        assert gathered.lines() == sorted(ALL)
        assert gathered.watched(["many", "one"]) == having([*GRAPHS["many"], *GRAPHS["one"]], [P])
        assert gathered.census.counts() == Census(ALL).counts()
        assert gathered.changed() == ([*changes(WAS, sorted(ALL))] if was.dumped else None)


@pytest.mark.parametrize(("whole", "read"), [(True, ["few"]), (False, ["one", "few"])])
def test_what_is_taken_over_is_not_read(whole: bool, read: list[str]) -> None:
    """And what the release before turns out to have lost is."""
    asked = []

    def reads(name: str) -> list[bytes]:
        asked.append(name)
        return GRAPHS[name]

    with Gathering(lambda: [P], lambda: Earlier(WAS, BASE, dumped=True, whole=whole)) as gathered:
        gathered.take("one", lambda: reads("one"), SAME["one"])
        gathered.take("few", lambda: reads("few"))
        assert gathered.lines() == sorted([*GRAPHS["one"], *GRAPHS["few"]])
    assert asked == read


def test_what_cannot_be_read_is_raised_where_it_is_asked_for() -> None:
    def gone() -> list[bytes]:
        raise FileNotFoundError("graph.nq")

    with Gathering(lambda: [P], Earlier) as gathered:
        gathered.take("gone", gone)
        with pytest.raises(FileNotFoundError, match=r"graph\.nq"):
            gathered.lines()
