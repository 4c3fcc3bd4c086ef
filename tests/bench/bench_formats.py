"""Facts by format: annotated texts made into every format, read, and set beside the facts of the text itself.

python tests/bench/bench_formats.py [--errors] [TEXT...]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path

from duikou.extract.read import read
from duikou.tests.extract.formats.compare import Fact, differences, facts_of
from duikou.tests.extract.formats.make import every_format

CORPUS = Path(str(files("duikou.data"))) / "gold" / "corpus"
DEFAULT = ("101-", "104-", "124-", "147-", "148-", "151-")
"""Plans and opinions, a division of tasks, and three with tables."""


def main(arguments: list[str]) -> None:
    errors = "--errors" in arguments
    given = [Path(name) for name in arguments if not name.startswith("--")]
    texts = given or [path for path in sorted(CORPUS.glob("*.txt")) if path.name.startswith(DEFAULT)]
    expected = [facts_of(text) for text in texts]
    print(f"{len(texts)} documents, {sum(fact.total() for fact in expected)} facts in the text; shares are F1")
    print(
        f"{'format':8}{'all':>8}{'measure':>9}{'respons.':>9}{'name':>8}{'pair':>8}{'about':>8}{'target':>8}{'ms':>8}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for name, paths in every_format(texts, Path(folder)).items():
            begun = time.perf_counter()
            for path in paths:
                read(path)
            spent = (time.perf_counter() - begun) * 1000 / len(paths)
            found = [facts_of(path) for path in paths]
            kinds = (None, "measure", "responsible", "name", "pair", "about", "target")
            shares = [f"{_share(expected, found, kind):.1%}" for kind in kinds]
            widths = (8, 9, 9, 8, 8, 8, 8)
            print(f"{name:8}" + "".join(f"{share:>{width}}" for share, width in zip(shares, widths, strict=True))
                  + f"{spent:8.1f}")  # fmt: skip
            for path, one, other in zip(paths, expected, found, strict=True):
                if errors and (lines := differences(one, other)):
                    print(path.name, *lines, sep="\n  ")


def _share(expected: list[Counter[Fact]], found: list[Counter[Fact]], kind: str | None) -> float:
    def only(facts: Counter[Fact]) -> Counter[Fact]:
        return Counter({fact: count for fact, count in facts.items() if kind in (None, fact[0])})

    pairs = [(only(one), only(other)) for one, other in zip(expected, found, strict=True)]
    common = sum((one & other).total() for one, other in pairs)
    return 2 * common / max(1, sum(one.total() + other.total() for one, other in pairs))


if __name__ == "__main__":
    main(sys.argv[1:])
