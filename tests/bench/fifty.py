"""Fifty documents, for benchmarks: the shipped ones, and annotated ones beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

import duikou
from duikou.graph.build import build
from duikou.graph.corpora import read_corpora
from duikou.ontology.terms import Vocabulary

DATA = Path(duikou.__file__).parent / "data"


def built(folder: Path, output: Path | None = None, annotated: int = 45) -> Path:
    """Builds the shipped documents and so many *annotated* ones, which are copied below *folder*; the output, as
    settings name it, which is *output* or stands below *folder* too."""
    others, output = folder / "others", output or folder / "output"
    others.mkdir()
    for path in sorted((DATA / "gold" / "corpus").glob("*.txt"))[:annotated]:
        shutil.copy(path, others)
    build(read_corpora([DATA / "documents", others]), output, Vocabulary())
    return output
