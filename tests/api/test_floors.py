"""The folders of api/ stand on each other in one order, and no two modules need each other."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

API = Path(__file__).parents[2] / "api"
FLOORS = ("logs", "metrics", "http", "store", "queries", "dependencies", "sparql", "pages", "readable",
          "comparing", "reports", "records", "pictures", "search", "tables", "reconcile", "asking", "agents",
          "history", "editing", "routes", "app", "opening", "command")  # fmt: skip


def _imports(file: Path) -> set[str]:
    """The modules of api/ that a module imports, relative to api/."""
    package = file.relative_to(API.parent).parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
            for name in (*(alias.name for alias in node.names), ""):
                module = [part for part in (*base, name) if part]
                if module[:1] == ["api"] and (API.parent.joinpath(*module).with_suffix(".py")).is_file():
                    found.add(".".join(module[1:]))
    return found


@pytest.fixture(scope="module")
def modules() -> dict[str, set[str]]:
    """The modules of api/ with those that each imports."""
    return {
        ".".join(file.relative_to(API).with_suffix("").parts): _imports(file)
        for file in sorted(API.rglob("*.py"))
        if "web" not in file.parts and file.name != "__init__.py"
    }


def test_no_floor_imports_a_higher_one(modules: dict[str, set[str]]) -> None:
    assert {module.split(".")[0] for module in modules} == set(FLOORS)
    wrong = [
        f"{module} imports {imported}"
        for module, all_imported in modules.items()
        for imported in all_imported
        if FLOORS.index(imported.split(".")[0]) > FLOORS.index(module.split(".")[0])
    ]
    assert wrong == []


def test_no_two_modules_need_each_other(modules: dict[str, set[str]]) -> None:
    TopologicalSorter(modules).prepare()  # raises CycleError
