"""``duikou export`` on a release in a temporary folder."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest
import typer
from pyoxigraph import RdfFormat, Store
from typer.testing import CliRunner

from duikou.commands.export import export_command
from duikou.networks import definitions

HERE = Path(__file__).resolve().parent.parent / "networks"
app = typer.Typer()
app.command()(export_command)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a build leaves it, with the sample as its only release."""
    folder = tmp_path_factory.mktemp("graph")
    (folder / "releases" / "0123abcd").mkdir(parents=True)
    store = Store(str(folder / "releases" / "0123abcd" / "store"))
    store.bulk_load(path=HERE / "sample.trig", format=RdfFormat.TRIG)
    store.flush()
    del store
    (folder / "current").symlink_to(Path("releases") / "0123abcd")
    return folder


def run(output: Path, *arguments: str) -> tuple[int, bytes, str]:
    result = CliRunner().invoke(app, [*arguments, "--graph", str(output)])
    return result.exit_code, result.stdout_bytes, result.stderr


def test_without_a_name_the_networks_are_listed(output: Path) -> None:
    code, out, _ = run(output)
    assert code == 0
    assert [line.split()[0] for line in out.decode().splitlines()] == list(definitions())


def test_a_file_in_the_format_of_its_suffix(output: Path, tmp_path: Path) -> None:
    file = tmp_path / "pairs.graphml"
    code, _, said = run(output, "pairs", "-o", str(file), "--city", "深圳市")
    assert (code, said.strip()) == (0, "pairs: 5 节点 nodes, 4 边 edges")
    assert nx.read_graphml(file).number_of_edges() == 4
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.graphml"]  # nothing is left beside it


def test_csv_is_two_files(output: Path, tmp_path: Path) -> None:
    code, _, _ = run(output, "pairs", "-o", str(tmp_path / "pairs.csv"))
    assert code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pairs.edges.csv", "pairs.nodes.csv"]


def test_standard_output_is_gexf(output: Path) -> None:
    code, out, _ = run(output, "documents")
    assert code == 0
    assert out.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<gexf ')
    assert "图谱版本 0123abcd".encode() in out


QUERIES = {
    "select": "SELECT ?source ?target WHERE { ?m dk:responsibleAgency ?source ; dk:topic ?target }",
    "construct": "CONSTRUCT { ?a dk:topic ?t } WHERE { ?m dk:responsibleAgency ?a ; dk:topic ?t }",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_file_is_a_network(query: str, output: Path, tmp_path: Path) -> None:
    file = tmp_path / "own.rq"
    file.write_text(f"PREFIX dk: <https://w3id.org/duikou/ontology#>\n{query}", encoding="utf-8")
    code, out, said = run(output, str(file), "--format", "json")
    assert code == 0, said
    assert len(nx.node_link_graph(json.loads(out), edges="edges").edges) == 7


REFUSED = {
    "network": (("nothing",), "no network is called nothing; there are pairs, "),
    "format": (("pairs", "-o", "pairs.docx"), "pairs.docx: not a format that can be written"),
    "filter": (("pairs", "--topic", "x"), "cannot be filtered by topic"),
    "query file": (("missing.rq",), "missing.rq"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_refusals_are_one_line(arguments: tuple[str, ...], message: str, output: Path) -> None:
    code, out, said = run(output, *arguments)
    assert (code, out, len(said.splitlines())) == (2, b"", 1)
    assert message in said


def test_bad_queries_are_refused(output: Path, tmp_path: Path) -> None:
    for text, message in (("SELECT nonsense", "own.rq: "), ("ASK {}", "not from ASK")):
        (tmp_path / "own.rq").write_text(text)
        code, _, said = run(output, str(tmp_path / "own.rq"))
        assert code == 2
        assert message in said


def test_no_graph_yet(tmp_path: Path) -> None:
    code, _, said = run(tmp_path, "pairs")
    assert code == 2
    assert "holds no graph yet; run: duikou build" in said
