"""The packages stand on each other in one order; none imports one that stands above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import duikou

ROOT = Path(duikou.__file__).resolve().parent
FLOORS = ("ontology", "extract", "shapes", "corrections", "graph", "networks", "pictures", "api", "commands", "cli")
"""From the ground up. Modules that stand beside them (settings, machine) belong to every floor."""


def imports(file: Path) -> Iterator[str]:
    """The packages of ours that a module imports, wherever in it the import stands."""
    inside = file.relative_to(ROOT).parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            target = (*inside[: len(inside) - node.level], *(node.module or "").split("."))
            yield from [target[0]] if target[0] else (name.name for name in node.names)


def test_no_floor_imports_a_higher_one() -> None:
    seen, upwards = 0, []
    for height, floor in enumerate(FLOORS):
        folder = ROOT / floor
        for file in folder.rglob("*.py") if folder.is_dir() else [ROOT / f"{floor}.py"]:
            if "node_modules" in file.parts:
                continue
            for name in imports(file):
                seen += name in FLOORS
                if name in FLOORS and FLOORS.index(name) > height:
                    upwards.append(f"{file.relative_to(ROOT)} imports {name}")
    assert seen > 200
    assert upwards == []


@pytest.mark.parametrize(
    ("module", "left"),
    [
        ("cli", ("fastapi", "uvicorn", "rdflib", "numpy", "pyoxigraph")),
        ("api.command", ("fastapi", "rdflib", "numpy", "pyoxigraph")),
        (
            "api.app",
            ("networkx", "pypinyin", "docx", "xlsxwriter", "duikou.extract.pipeline", "duikou.api.editing.own"),
        ),
    ],
)
def test_what_few_ask_for_is_loaded_where_it_is_asked_for(module: str, left: tuple[str, ...]) -> None:
    """A start takes the time and the memory of what it imports: the command, who watches over servers, and a server."""
    code = f"import sys, duikou.{module}; print(*sorted(set({left!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
