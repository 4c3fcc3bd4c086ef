"""Facts of printed and scanned pages: annotated texts set in several layouts by the programs that offices print with,
scanned without and with a seal, read, and set beside the facts of the text itself. What the machine lacks is left out.

    python tests/bench/bench_printed.py [--scans] [--errors] [TEXT...]

Scans take some 12 s a page.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from duikou.extract.read import read
from duikou.tests.bench.bench_formats import chosen, share
from duikou.tests.extract.formats import pages, scans
from duikou.tests.extract.formats.compare import Fact, differences, facts_of

CHROMIUM = Path("/usr/bin/chromium")


def printed(texts: Sequence[Path], folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """The name of each layout and program, and a file for each of *texts*."""
    words = {text: text.read_text("utf-8") for text in texts}
    for layout in pages.PRINTED if CHROMIUM.exists() else ():
        made = [folder / f"{text.stem}.{layout}.chromium.pdf" for text in texts]
        pages.chromium(
            {path: (pages.html(words[text], layout), layout) for text, path in zip(texts, made, strict=True)}
        )
        yield f"{layout} chromium", made
    for layout in pages.PRINTED if shutil.which("soffice") else ():
        sources = [folder / f"{text.stem}.{layout}.office.fodt" for text in texts]
        for text, source in zip(texts, sources, strict=True):
            source.write_text(pages.fodt(words[text], layout), "utf-8")
        pages.libreoffice(sources, folder, folder / "profile")
        yield f"{layout} office", [source.with_suffix(".pdf") for source in sources]


def scanned(texts: Sequence[Path], folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """Scans of the ruled layout, without and with a seal."""
    sources = [folder / f"{text.stem}.ruled.chromium.pdf" for text in texts]
    for sealed in (False, True):
        made = [folder / f"{text.stem}.{'sealed' if sealed else 'scan'}.tif" for text in texts]
        for source, path in zip(sources, made, strict=True):
            scans.scan(source.read_bytes(), path, sealed)
        yield "scan, sealed" if sealed else "scan", made


def main(arguments: list[str]) -> None:
    texts = chosen(arguments)
    expected = [facts_of(text) for text in texts]
    print(f"{len(texts)} documents, {sum(fact.total() for fact in expected)} facts in the text; shares are F1")
    print(f"{'pages':20}{'all':>8}{'measure':>9}{'respons.':>9}{'name':>8}{'least':>8}{'pages/s':>9}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for label, paths in printed(texts, folder):
            _line(label, texts, paths, expected, "--errors" in arguments)
        if "--scans" in arguments and CHROMIUM.exists():
            for label, paths in scanned(texts, folder):
                _line(label, texts, paths, expected, "--errors" in arguments)


def _line(
    label: str, texts: Sequence[Path], paths: Sequence[Path], expected: Sequence[Counter[Fact]], errors: bool
) -> None:
    begun = time.process_time()
    count = sum(len(read(path).pages) for path in paths)
    spent = time.process_time() - begun
    found = [facts_of(path) for path in paths]
    shares = [share(expected, found, kind) for kind in (None, "measure", "responsible", "name")]
    shares.append(min(share([one], [other], None) for one, other in zip(expected, found, strict=True)))
    widths = (8, 9, 9, 8, 8)
    figures = "".join(f"{one:>{width}.1%}" for one, width in zip(shares, widths, strict=True))
    print(f"{label:20}{figures}{count / spent:>9.2f}", flush=True)
    for text, one, other in zip(texts, expected, found, strict=True):
        if errors and (lines := differences(one, other)):
            print(text.name, *lines, sep="\n  ")


if __name__ == "__main__":
    main(sys.argv[1:])
