"""Seconds of the processor for texts of one shape, each twice as long as the one before, and by how much they grow:
two is linear. tests/extract/test_growth.py counts calls; work inside of one, such as that of a regular expression,
shows here only.

    python tests/bench/bench_growth.py [--length 10000] [SHAPE...]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from duikou.extract.pipeline import facts_of
from duikou.extract.read import read
from duikou.tests.extract.test_growth import SHAPES


def seconds(text: str, folder: Path) -> float:
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    source = read(file)
    start = time.process_time()
    facts_of(source)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help="names of shapes; all without any")
    parser.add_argument("--length", type=int, default=10_000, help="characters of the shortest text")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seconds("加强合作。", Path(folder))  # loads what is loaded once
        for shape in given.shapes or SHAPES:
            unit = SHAPES[shape]
            texts = [unit * (given.length * times // len(unit)) for times in (1, 2, 4)]
            found = [seconds(text, Path(folder)) for text in texts]
            times = "  ".join(f"{second:6.2f} s" for second in found)
            print(f"{shape:24} {times}  x {found[1] / found[0]:.2f}, {found[2] / found[1]:.2f}")


if __name__ == "__main__":
    main()
