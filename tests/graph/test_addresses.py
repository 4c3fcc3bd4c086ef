"""What was published once answers for ever: a history of editions of one plan, and what becomes of each address cited.

``editions/`` holds the files of each edition (those of ``always`` are there from beginning to end), and ``cited.csv``
what a reader cites and how its address answers in each: here, moved (the same words elsewhere), replaced (by other
words), gone; empty before it is there.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from duikou.graph.addresses import fates
from duikou.graph.build import build
from duikou.graph.history.log import entries
from duikou.graph.history.patch import replay
from duikou.graph.kept import DocumentState
from duikou.graph.ledger import LEDGER, Fate, Outcome, fate_of, read_ledger
from duikou.graph.nquads import linked, subjects
from duikou.graph.published import Stated, compare
from duikou.graph.verify import verify
from duikou.ontology.terms import Vocabulary

V = Vocabulary()
EDITIONS = Path(__file__).parent / "editions"
STEPS = [*sorted(folder.name for folder in EDITIONS.glob("[0-9]*")), "9-removed"]
CITED = list(csv.DictReader((EDITIONS / "cited.csv").open(encoding="utf-8", newline="")))
LABEL, EXACT = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/ns/oa#exact"


@dataclass(frozen=True)
class Edition:
    """A release of the history: its folder, what its graph says, and its table of addresses; what is wrong with its
    quotes, and whether the patches up to it give its dump."""

    release: Path
    store: Store
    ledger: dict[str, Fate]
    faults: tuple[str, ...] = ()
    replayed: bool = False

    @cached_property
    def addresses(self) -> set[str]:
        """Every address of ours that something is said of."""
        subjects = {quad.subject.value for quad in self.store if isinstance(quad.subject, NamedNode)}
        return {subject.removeprefix(V.base) for subject in subjects if subject.startswith(V.id[""])}

    def words(self, address: str) -> str:
        """What a thing says: the quote of evidence, the heading of a section, dk:text or a label of others."""
        kind = address.split("/")[1]
        node = NamedNode(V.base + address + ("/quote" if kind == "evidence" else ""))
        for name in (EXACT, LABEL) if kind in ("evidence", "section") else (V.dk["text"], LABEL):
            for quad in self.store.quads_for_pattern(node, NamedNode(name), None):
                if isinstance(quad.object, Literal):
                    return str(quad.object.value)
        return ""

    def address(self, kind: str, words: str) -> str:
        """The first address of a *kind* with the *words*; what hangs below a measure has the measure's."""
        owner = "measure" if kind in ("assignment", "topic-statement") else kind
        found = sorted(a for a in self.addresses if a.startswith(f"id/{owner}/") and self.words(a) == words)
        below = found[0].replace(f"id/{owner}/", f"id/{kind}/", 1)
        return min(a for a in self.addresses if a == below or a.startswith(f"{below}/"))


def edition_of(release: Path) -> Edition:
    store = Store()
    store.extend(parse(path=release / "graph.nq", format=RdfFormat.N_QUADS))
    return Edition(release, store, read_ledger(release / LEDGER))


def history(output: Path, documents: Path) -> Iterator[Edition]:
    """Builds one edition after another in one folder."""
    for step in STEPS:
        shutil.rmtree(documents, ignore_errors=True)
        shutil.copytree(EDITIONS / "always", documents)
        if (EDITIONS / step).is_dir():
            shutil.copytree(EDITIONS / step, documents, dirs_exist_ok=True)
        release = build(documents, output, V).release
        patches = [entry.patch for entry in entries(output)]
        same = b"".join(replay(patches)) == (release / "graph.nq").read_bytes()
        yield replace(edition_of(release), faults=verify(release, [documents]).faults, replayed=same)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    folder = tmp_path_factory.mktemp("editions")
    return dict(zip(STEPS, history(folder / "output", folder / "documents"), strict=True))


@pytest.mark.parametrize("row", CITED, ids=[f"{row['kind']} {row['words']}" for row in CITED])
def test_what_was_cited_answers(editions: dict[str, Edition], row: dict[str, str]) -> None:
    cited = ""
    for step, edition in editions.items():
        expected = row[step]
        if expected and not cited:
            cited = edition.address(row["kind"], row["words"])
        if expected:
            assert (step, answer(edition, cited)) == (step, expected)
    assert cited


def test_each_edition_is_proved_and_replayed(editions: dict[str, Edition]) -> None:
    assert {step: (edition.faults, edition.replayed) for step, edition in editions.items()} == dict.fromkeys(
        STEPS, ((), True)
    )


def answer(edition: Edition, address: str) -> str:
    """How an address answers; what is moved has the words that were cited."""
    if address in edition.addresses:
        return "here"
    fate = fate_of(edition.ledger, address)
    assert fate is not None
    assert fate.new in edition.addresses or fate.outcome is Outcome.GONE
    return fate.outcome.value


def test_moved_addresses_lead_to_the_same_words(editions: dict[str, Edition]) -> None:
    words: dict[str, str] = {}
    moved = 0
    for edition in editions.values():
        for address in edition.ledger:
            fate = fate_of(edition.ledger, address)
            if fate and fate.outcome is Outcome.MOVED and words.get(address):
                assert plain(edition.words(fate.new)) == plain(words[address])
                moved += 1
        words |= {address: edition.words(address) for address in edition.addresses}
    assert moved > 20


def plain(text: str) -> str:
    return "".join(text.split())


def test_no_address_is_ever_lost(editions: dict[str, Edition]) -> None:
    published: set[str] = set()
    for edition in editions.values():
        published |= edition.addresses
        lost = {one for one in published - edition.addresses if fate_of(edition.ledger, one) is None}
        assert lost == set()
        assert edition.addresses.isdisjoint(edition.ledger)
        known = [fate_of(edition.ledger, address) for address in edition.ledger]
        assert {fate.new for fate in known if fate and fate.new} <= edition.addresses


CHECKED = ("id/result/", "id/measurement/", "id/node-count/")


@pytest.mark.parametrize(
    ("before", "after"),
    [("1-first", "2-inserted"), ("3-deleted", "4-renumbered"), ("6-renamed", "7-html")],
    ids=["inserting", "renumbering", "saving in another format"],
)
def test_other_parts_are_left_alone(editions: dict[str, Edition], before: str, after: str) -> None:
    # What validation says is no part of a document: a doubt may come and go with a number.
    parts, old = ({*edition.addresses} - checked(edition) for edition in (editions[after], editions[before]))
    assert parts >= old
    ledgers = [
        {one: fate for one, fate in editions[name].ledger.items() if not one.startswith(CHECKED)}
        for name in (after, before)
    ]
    assert ledgers[0] == ledgers[1]


def checked(edition: Edition) -> set[str]:
    return {one for one in edition.addresses if one.startswith(CHECKED)}


def test_a_measure_says_what_it_revises(editions: dict[str, Edition]) -> None:
    revises = NamedNode(V.dk["revises"])
    counts = []
    for edition in editions.values():
        stated = {
            (quad.object.value.removeprefix(V.base), quad.subject.value.removeprefix(V.base))
            for quad in edition.store.quads_for_pattern(None, revises, None)
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        }
        known = {address: fate_of(edition.ledger, address) for address in edition.ledger if "/measure/" in address}
        assert stated == {(a, fate.new) for a, fate in known.items() if fate and fate.outcome is Outcome.REPLACED}
        counts.append(len(stated))
    assert counts[0] == 0
    assert max(counts) > 0


@pytest.mark.thorough
def test_the_same_history_gives_the_same_bytes_and_the_same_documents_change_nothing(tmp_path: Path) -> None:
    releases: dict[str, list[Path]] = {"one": [], "two": []}
    for name, made in releases.items():
        documents = tmp_path / name / "documents"
        for step in ("1-first", "5-reworded"):
            shutil.copytree(EDITIONS / step, documents, dirs_exist_ok=True)
            made.append(build(documents, tmp_path / name / "output", V).release)
    one, two = ([(made.name, (made / LEDGER).read_bytes()) for made in each] for each in releases.values())
    assert one == two
    assert read_ledger(releases["one"][-1] / LEDGER)
    again = build(tmp_path / "one" / "documents", tmp_path / "one" / "output", V)
    assert (again.version, (again.release / LEDGER).read_bytes()) == one[-1]


def test_addresses_that_counted_things_redirect(tmp_path: Path) -> None:
    """ordinal.nq is what the first edition gave when measures, sections and quotes were numbered."""
    old = tmp_path / "output" / "releases" / "old"
    old.mkdir(parents=True)
    shutil.copy(EDITIONS / "ordinal.nq", old / "graph.nq")
    plan = EDITIONS / "1-first" / "plan.txt"
    state = {"slug": "plan", "file": "plan.txt", "sha256": "", "fingerprint": "", "status": "published"}
    (old / "build.json").write_text(json.dumps({"version": "old", "base": V.base, "documents": [state]}))
    (tmp_path / "output" / "current").symlink_to(Path("releases") / "old")
    documents = tmp_path / "documents"
    documents.mkdir()
    shutil.copy(plan, documents)
    release = build(documents, tmp_path / "output", V).release
    edition, before = edition_of(release), edition_of(old)
    kinds: dict[str, int] = {}
    told = {edition.words(address) for address in edition.addresses}
    for address in before.addresses - edition.addresses:
        fate = fate_of(edition.ledger, address)
        assert fate is not None
        if fate.outcome is Outcome.GONE:
            assert before.words(address) not in told - {""}  # what today's extractor does not find
            continue
        assert (address, fate.outcome) == (address, Outcome.MOVED)
        assert edition.words(fate.new) == before.words(address)
        kind = address.split("/")[1]
        kinds[kind] = kinds.get(kind, 0) + 1
    assert set(kinds) == {"assignment", "evidence", "measure", "mention", "section", "target", "topic-statement"}


RENAMED = """
<{id}agency/440300/{bureau}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{name}"@zh <{graph}> .
<{id}agency/440300/{bureau}> <http://www.w3.org/2004/02/skos/core#altLabel> "市科创委"@zh <{graph}> .
<{id}agency/440300/{bureau}> <http://www.w3.org/2004/02/skos/core#altLabel> "深圳市科技创新委员会"@zh <{graph}> .
<{id}assignment/plan/1f0c22ab/lead/agency/440300/{bureau}> <{dk}order> "1" <{graph}> .
<{id}mention/plan/2a0c22ab/4-8/agency/440300/{bureau}> <{dk}order> "1" <{graph}> .
<{id}measure/plan/1f0c22ab> <{dk}text> "支持龙岩市发展产业"@zh <{graph}> .
<{id}agency/440300/jiao-yu-ju> <http://www.w3.org/2004/02/skos/core#prefLabel> "深圳市教育局"@zh <{graph}> .
"""


def test_what_names_a_bureau_goes_with_its_name() -> None:
    old, new = (
        RENAMED.format(id=V.id[""], dk=V.dk[""], graph=V.graph["document/plan"], bureau=bureau, name=name).lstrip()
        for bureau, name in (("ke-chuang-wei", "深圳市科技创新委员会"), ("ke-ji-chuang-xin-ju", "深圳市科技创新局"))
    )
    document = DocumentState("plan", "plan.txt", "0", "0", "published")
    before, after = (text.encode().splitlines(keepends=True) for text in (old, new))
    found = fates(
        compare(Stated.before(before, V.base), V.base, Stated({*after}, subjects(after), linked(after)), (), V.base),
        [document],
        [document],
    )
    ends = (
        "agency/440300/",
        "assignment/plan/1f0c22ab/lead/agency/440300/",
        "mention/plan/2a0c22ab/4-8/agency/440300/",
    )
    assert found == {f"id/{end}ke-chuang-wei": Fate(Outcome.MOVED, f"id/{end}ke-ji-chuang-xin-ju") for end in ends}
