"""Facts by format: annotated texts made into every format, read, and set beside the facts of the text itself; and their
task tables, cell by cell, in several layouts.

    python tests/bench/bench_formats.py [--errors] [TEXT...]

Pages are those of the OFD made of a text, in the layout of GB/T 9704: so many of its pages are read in a second of the
processor, whatever the format.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from duikou.extract.read import read
from duikou.extract.readers.sniff import content_of
from duikou.tests.extract.formats import ofd, task_tables
from duikou.tests.extract.formats.compare import Fact, differences, facts_of
from duikou.tests.extract.formats.make import every_format, parts_of
from duikou.tests.extract.formats.test_task_tables import DOCUMENTS, GOLD, LAYOUTS, laid_out, told

CORPUS = Path(str(files("duikou.data"))) / "gold" / "corpus"
DEFAULT = ("101-", "104-", "124-", "147-", "148-", "151-")
"""Plans and opinions, a division of tasks, and three with tables."""
KINDS = (None, "measure", "responsible", "name", "pair", "about", "target")
TIMES = 3
"""How often each file is read; the first time the reader itself is loaded."""


def chosen(arguments: list[str]) -> list[Path]:
    """The texts that *arguments* name, or the usual ones."""
    given = [Path(name) for name in arguments if not name.startswith("--")]
    return given or [path for path in sorted(CORPUS.glob("*.txt")) if path.name.startswith(DEFAULT)]


def share(expected: Sequence[Counter[Fact]], found: Sequence[Counter[Fact]], kind: str | None) -> float:
    """The facts of a *kind*, or all, that both have, of those that either has (F1)."""

    def only(facts: Counter[Fact]) -> Counter[Fact]:
        return Counter({fact: count for fact, count in facts.items() if kind in (None, fact[0])})

    pairs = [(only(one), only(other)) for one, other in zip(expected, found, strict=True)]
    common = sum((one & other).total() for one, other in pairs)
    return 2 * common / max(1, sum(one.total() + other.total() for one, other in pairs))


def seconds(paths: Sequence[Path]) -> float:
    """Seconds of the processor that reading *paths* once takes, at best."""
    taken = []
    for _ in range(TIMES):
        begun = time.process_time()
        for path in paths:
            read(path)
        taken.append(time.process_time() - begun)
    return min(taken)


def formats(texts: Sequence[Path], errors: bool) -> None:
    """A line for each format of *texts*."""
    expected = [facts_of(text) for text in texts]
    print(f"{len(texts)} documents, {sum(fact.total() for fact in expected)} facts in the text; shares are F1")
    print(f"{'format':10}" + "".join(f"{kind or 'all':>12}" for kind in KINDS) + f"{'least':>8}{'pages/s':>9}")
    with tempfile.TemporaryDirectory() as folder:
        made = {"txt": list(texts), **every_format(texts, Path(folder))}
        count = sum(len(read(path).pages) for path in made["ofd"])
        for name, paths in made.items():
            found = [facts_of(path) for path in paths]
            shares = "".join(f"{share(expected, found, kind):>12.1%}" for kind in KINDS)
            least = min(share([one], [other], None) for one, other in zip(expected, found, strict=True))
            print(f"{name:10}{shares}{least:>8.1%}{count / seconds(paths):>9.0f}", flush=True)
            for path, one, other in zip(paths, expected, found, strict=True):
                if errors and (lines := differences(one, other)):
                    print(path.name, *lines, sep="\n  ")


def tables(errors: bool) -> None:
    """A line for each format and layout of the documents with task tables."""
    texts = {name: told(GOLD / f"{name}.txt") for name in DOCUMENTS}
    print(f"\n{len(DOCUMENTS)} task tables, {sum(rows for rows, _ in texts.values())} rows,", end=" ")
    print(f"{sum(len(cells) for _, cells in texts.values())} cells (task, body, part; task, deadline)")
    print(f"{'format':10}{'layout':22}{'rows':>8}{'cells':>8}{'pages/s':>9}")
    count = sum(len(content_of(ofd.document(parts_of(GOLD / f"{name}.txt")), ".ofd").pages) for name in DOCUMENTS)
    for layout in LAYOUTS:
        with tempfile.TemporaryDirectory() as folder:
            for format_, paths in _written(layout, Path(folder)):
                found = [told(path) for path in paths]
                rows = sum(one[0] == other[0] for one, other in zip(texts.values(), found, strict=True))
                right = sum(len(one[1] & other[1]) for one, other in zip(texts.values(), found, strict=True))
                total = sum(len(one[1] | other[1]) for one, other in zip(texts.values(), found, strict=True))
                speed = count / seconds(paths)
                print(f"{format_:10}{layout:22}{rows:>6}/{len(paths)}{right / total:>8.1%}{speed:>9.0f}", flush=True)
                for path, (_, one), (_, other) in zip(paths, texts.values(), found, strict=True):
                    if errors and one != other:
                        print(path.name, *sorted(map(str, one ^ other)), sep="\n  ")


def _written(layout: str, folder: Path) -> Iterator[tuple[str, list[Path]]]:
    laid = [laid_out(name, layout) for name in DOCUMENTS]
    for format_ in task_tables.OWN:
        (folder / format_).mkdir()
        yield format_, [task_tables.write(table, format_, folder / format_) for table in laid]
    if task_tables.SOFFICE:
        yield from task_tables.write_office(laid, folder).items()


if __name__ == "__main__":
    formats(chosen(sys.argv[1:]), "--errors" in sys.argv)
    tables("--errors" in sys.argv)
