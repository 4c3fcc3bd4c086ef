"""What a model was fitted from, as hashes: of the annotated documents, of the code and of the knowledge that make the
examples, and of the learned weights. A manifest lies beside the tables that it speaks of; two of them say what changed.

Hashed is what can change an example or a feature, and nothing else: of a module its statements without comments and
docstrings, of a lexicon its values, of a gazetteer table the columns that are read, of the topics their cues.
"""

from __future__ import annotations

import ast
import csv
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

from ...ontology.topics import topics
from ..decide.weights import HAND
from ..knowledge.tables import decode
from .gold import sets_of, texts_of

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the package."""
NAME = "manifest.toml"
STARTS = ("extract/training/fit.py", "extract/training/gold.py", "extract/readers/docx.py", "extract/readers/pdf.py")
"""Where the code begins that makes the examples; what it imports belongs to it. Readers are loaded by name."""
UNREAD = ("english", "latitude", "longitude", "geonames", "source")
"""Columns of the gazetteer that no feature is made of."""
LIBRARIES = ("scikit-learn", "lightgbm", "scipy", "rjieba", "numpy")
HEAD = "# What the tables in this folder were fitted from. Written by duikou fit.\n"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Hashes by name."""

    gold: Mapping[str, str]
    code: Mapping[str, str]
    knowledge: Mapping[str, str]
    tables: Mapping[str, str]
    prior: Mapping[str, str] = field(default_factory=dict)
    """Of the tables that these were moved from; empty where they were fitted anew."""
    documents: Mapping[str, str] = field(default_factory=dict)
    """Where they were moved: the documents that they were moved towards."""


def manifest_of(roots: Sequence[Path], model: Path, prior: Path | None = None) -> Manifest:
    """The manifest of the tables in the folder *model*, were they fitted now to the gold in *roots*, or moved towards
    it from the tables in *prior*."""
    return Manifest(
        prior=prior_of(prior) if prior else {},
        documents={path.name: sha256_of(path) for root in roots for path in gold_texts(root)} if prior else {},
        gold=dict(_gold(roots)),
        code={name: _code(ROOT / name) for name in reached(STARTS)},
        knowledge=dict(_knowledge(ROOT / "data")),
        tables={path.name: _learned(path) for path in sorted(model.glob("*.csv"))},
    )


def read_manifest(model: Path) -> Manifest:
    """The manifest that lies beside the tables of *model*."""
    found = tomllib.loads((model / NAME).read_text(encoding="utf-8"))
    optional = {part: found.get(part, {}) for part in ("prior", "documents")}
    return Manifest(found["gold"], found["code"], found["knowledge"], found["tables"], **optional)


def prior_of(model: Path) -> dict[str, str]:
    """What a manifest says of the tables in *model* when others are moved from them: the hash of their own manifest."""
    return {NAME: sha256_of(model / NAME)}


def of_shipped(model: Path, shipped: Path) -> bool:
    """Whether the tables in the folder *model* are made from those in *shipped* as they are now, or from none."""
    prior = read_manifest(model).prior if (model / NAME).exists() else {}
    return prior in ({}, prior_of(shipped))


def write_manifest(model: Path, manifest: Manifest) -> None:
    """Writes the manifest beside the tables of *model*; the same manifest gives the same bytes."""
    parts = asdict(manifest) | {"fitted_with": {name: version(name) for name in LIBRARIES}}
    text = HEAD + "".join(
        f"\n[{part}]\n" + "".join(f'"{name}" = "{value}"\n' for name, value in sorted(values.items()))
        for part, values in parts.items()
        if values or part not in ("prior", "documents")
    )
    (model / NAME).write_text(text, encoding="utf-8")


def differences(old: Manifest, new: Manifest) -> list[str]:
    """What is not the same, a line each: ``code extract/outline.py: changed``."""
    found = []
    for part, before in asdict(old).items():
        after = asdict(new)[part]
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                what = "added" if name not in before else "gone" if name not in after else "changed"
                found.append(f"{part} {name}: {what}")
    return found


def sha256_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


# --- gold ---------------------------------------------------------------------------------------------------------


def gold_texts(root: Path) -> list[Path]:
    """The texts of all annotated documents below *root*."""
    return [text for one in sets_of(root) for text, _ in texts_of(one.folder, one.documents)]


def _gold(roots: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for root in roots:
        for one in sets_of(root):
            pairs = texts_of(one.folder, one.documents)
            lines = [f"{path.name} {sha256_of(path)}\n" for pair in pairs for path in pair]
            yield f"{root.name}/{one.name}", _hash("".join([f"{sorted(one.annotated)} {one.times}\n", *sorted(lines)]))
        for name in ("statuses.csv", "clauses.csv"):
            if (root / name).exists():
                yield f"{root.name}/{name}", sha256_of(root / name)


# --- code ---------------------------------------------------------------------------------------------------------


@cache
def reached(starts: tuple[str, ...]) -> tuple[str, ...]:
    """The modules of the package that *starts* (paths below its folder) import, directly or not, and *starts*; found
    once for each process."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imported(name)
    return tuple(sorted(found))


def _imported(name: str) -> Iterator[str]:
    folder = Path(name).parts[:-1]
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = folder[: len(folder) - node.level + 1]
            target = Path(*base, *(node.module or "").split("."))
            yield from _modules([target, *(target / alias.name for alias in node.names)])


def _modules(targets: Iterable[Path]) -> Iterator[str]:
    for target in targets:
        for path in (target.with_suffix(".py"), target / "__init__.py") if target.name else ():
            if (ROOT / path).is_file():
                yield path.as_posix()


@cache
def _code(path: Path) -> str:
    """The hash, made once for each process, of a module's statements: comments, docstrings, layout and the order of its
    imports left out."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    imports = [node for node in module.body if isinstance(node, ast.Import | ast.ImportFrom)]
    others = [node for node in module.body if node not in imports]
    return _hash("\n".join([*sorted(map(_tree, imports)), *map(_tree, others)]))


def _tree(node: Any) -> str:
    """A syntax tree as text that is the same in every version of Python: what is empty is left out."""
    if isinstance(node, ast.Constant):
        return repr(node.value)
    if isinstance(node, ast.AST):
        fields = ((name, value) for name, value in ast.iter_fields(node) if value not in (None, []))
        return f"{type(node).__name__}({','.join(f'{name}={_tree(value)}' for name, value in fields)})"
    if isinstance(node, list):
        return f"[{','.join(_tree(item) for item in node if not _docstring(item))}]"
    return repr(node)


def _docstring(node: Any) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


# --- knowledge and weights ----------------------------------------------------------------------------------------


def _knowledge(data: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((data / "lexicon").glob("*.toml")):
        yield f"lexicon/{path.name}", _hash(json.dumps(tomllib.loads(path.read_text(encoding="utf-8"))))
    for path in sorted((data / "gazetteer").glob("*.csv")):
        yield f"gazetteer/{path.name}", _hash(json.dumps(_read_columns(path)))
    cues = [(topic.slug, topic.area, topic.cues, topic.weak_cues) for topic in topics()]
    yield "topics", _hash(json.dumps(cues))


def _read_columns(path: Path) -> list[list[str]]:
    rows = list(csv.reader(StringIO(decode(path), newline="")))
    kept = [place for place, name in enumerate(rows[0]) if name not in UNREAD]
    return [[row[place] for place in kept if place < len(row)] for row in rows]


def _learned(path: Path) -> str:
    """The hash of a table's learned rows: what people set beside them is theirs."""
    ending = f",{HAND}".encode()
    return sha256(b"\n".join(row for row in path.read_bytes().split(b"\n") if not row.endswith(ending))).hexdigest()


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
