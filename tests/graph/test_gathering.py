"""What is gathered says the same in whatever order it comes, and whether or not there is a rest in between."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from duikou.graph.census import Census
from duikou.graph.gathering import gathering
from duikou.graph.nquads import having, linked, subjects
from duikou.graph.published import Stated

P = NamedNode("http://e/p")
GRAPHS = {
    name: sorted(
        f"<http://e/{name}{number}> <http://e/{predicate}> <http://e/{number}> <http://e/g/{name}> .\n".encode()
        for number in range(size)
        for predicate in "pq"
    )
    for name, size in (("empty", 0), ("one", 1), ("many", 5), ("few", 2))
}
ALL = [line for lines in GRAPHS.values() for line in lines]


@pytest.mark.parametrize("rest", [None, *range(len(GRAPHS) + 1)])
@pytest.mark.parametrize("names", [[*GRAPHS], [*reversed(GRAPHS)]], ids=["given", "turned"])
def test_gathered(names: list[str], rest: int | None) -> None:
    before = Stated(frozenset([b"old"]), frozenset())
    with gathering({}, lambda: [P], lambda: before) as gathered:
        for place, name in enumerate(names):
            if place == rest:
                gathered.rest()
            gathered.take(name, lambda name=name: GRAPHS[name])  # type: ignore[misc]
        if rest == len(names):
            gathered.rest()
        assert gathered.stated() == Stated({*ALL}, subjects(ALL), linked(ALL))
        assert gathered.lines() == sorted(ALL)
        assert gathered.watched(["many", "one"]) == having([*GRAPHS["many"], *GRAPHS["one"]], [P])
        assert gathered.census.counts() == Census(ALL).counts()
        assert "many" in gathered and "other" not in gathered
        assert rest is None or gathered.before.result() == before


def test_what_cannot_be_read_is_raised_where_it_is_asked_for() -> None:
    def gone() -> list[bytes]:
        raise FileNotFoundError("graph.nq")

    with gathering(GRAPHS, lambda: [P], lambda: Stated(frozenset(), frozenset())) as gathered:
        gathered.take("gone", gone)
        with pytest.raises(FileNotFoundError, match=r"graph\.nq"):
            gathered.lines()
