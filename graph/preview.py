"""What a row of the gazetteer would change: documents are read without it and with it, and the facts compared.

The gazetteer is read once in a process, so each reading is done by a program of its own:

    python -m duikou.graph.preview < a task as JSON > the facts in short as JSON
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ..corrections.suggest import Suggestion, add_row
from ..extract.own import own
from .short import InShort, Short
from .workers import Failed, Limits, WorkersError, run


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that a row would add to a document, or take from it."""

    document: str
    """The file's name."""
    added: bool
    kind: str
    words: str


def changes(suggestion: Suggestion, documents: Sequence[Path], limits: Limits, jobs: int = 1) -> list[Change]:
    """What the row of *suggestion* would change in *documents*, by document and fact. Nothing is written. Raises
    WorkersError or ValueError with one line when the documents cannot be read again."""
    words = (suggestion.name, *suggestion.words, *_aliases(suggestion))
    with tempfile.TemporaryDirectory(prefix="duikou-preview-") as scratch:
        folder = Path(scratch) / "gazetteer"
        if (mine := own().gazetteer) is not None:
            shutil.copytree(mine, folder)
        folder.mkdir(exist_ok=True)
        before = _read_again(documents, words, folder, limits, jobs)
        add_row(folder, suggestion.table, suggestion.row)
        after = _read_again(documents, words, folder, limits, jobs)
    return sorted(_compared(before, after), key=lambda one: (one.document, one.kind, one.words, one.added))


def _aliases(suggestion: Suggestion) -> list[str]:
    """The forms in a row's cells: any document that has one may change."""
    return [form for cell in suggestion.row for form in cell.split("|") if len(form) > 1 and not form.isascii()]


def _compared(before: Mapping[str, set[Short]], after: Mapping[str, set[Short]]) -> Iterator[Change]:
    for document in before.keys() | after.keys():
        old, new = before.get(document, set()), after.get(document, set())
        for added, facts in ((False, old - new), (True, new - old)):
            yield from (Change(Path(document).name, added, kind, words) for kind, words in facts)


def _read_again(
    documents: Sequence[Path], words: Sequence[str], gazetteer: Path, limits: Limits, jobs: int
) -> dict[str, set[Short]]:
    """The facts in short of those documents that have one of the *words*, read with the rows in *gazetteer*."""
    task = {
        "documents": [str(path.resolve()) for path in documents],
        "words": list(words),
        "limits": asdict(limits),
        "jobs": jobs,
    }
    environment = {**os.environ, "DUIKOU_GAZETTEER": str(gazetteer)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "duikou.graph.preview"],
        input=json.dumps(task),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise WorkersError((done.stderr.strip().splitlines() or ["documents cannot be read again"])[-1])
    found: dict[str, list[list[str]]] = json.loads(done.stdout)
    return {document: {(kind, told) for kind, told in facts} for document, facts in found.items()}


# --- the program that reads -----------------------------------------------------------------------------------------


def main() -> None:
    """Reads the documents of a task and writes what they state. A document that cannot be read states nothing."""
    task = json.load(sys.stdin)
    limits = Limits(**task["limits"])
    work = InShort(limits.size, tuple(task["words"]))
    found = {}
    try:
        for path, facts in run(work, [Path(document) for document in task["documents"]], task["jobs"], limits):
            found[str(path)] = [] if isinstance(facts, Failed) else sorted(facts)
    except WorkersError as error:
        sys.exit(str(error))
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
