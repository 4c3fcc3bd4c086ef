"""How long it takes to prove 100,000 quotes: by ``duikou verify``, and by the program that a release carries.

python tests/bench/bench_verify.py [QUOTES]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from duikou.graph import standalone
from duikou.graph.verify import verify

BASE = "https://w3id.org/duikou/"
OA = "http://www.w3.org/ns/oa#"
GRAPH = f"<{BASE}graph/document/plan>"
QUOTES = 1000
"""In one document."""
SENTENCE = "支持龙岩市与广州市共建第{}个产业园区,推动“双向”投资合作。\n"


def release(folder: Path, quotes: int) -> None:
    """A release of *quotes* quotes in folder/release, and its documents in folder/documents."""
    (folder / "documents").mkdir()
    (folder / "release" / "texts").mkdir(parents=True)
    states, lines = [], []
    for number in range(quotes // QUOTES):
        slug = f"plan-{number}"
        sentences = [SENTENCE.format(one) for one in range(QUOTES)]
        data = "".join(sentences).encode()
        (folder / "documents" / f"{slug}.txt").write_bytes(data)
        (folder / "release" / "texts" / f"{slug}.txt").write_bytes(data)
        digest = sha256(data).hexdigest()
        states.append(
            {"slug": slug, "file": f"{slug}.txt", "sha256": digest, "read_sha256": digest, "text_sha256": digest}
        )
        lines += _lines(slug, sentences, digest)
    dump = "".join(sorted(lines)).encode()
    (folder / "release" / "graph.nq").write_bytes(dump)
    (folder / "release" / "verify.py").write_bytes(Path(standalone.__file__).read_bytes())
    documents = [{**state, "status": "published", "encoding": "utf-8"} for state in states]
    note = {"base": BASE, "version": sha256(dump).hexdigest()[:16], "documents": documents}
    (folder / "release" / "build.json").write_text(json.dumps(note), encoding="utf-8")


def _lines(slug: str, sentences: list[str], digest: str) -> Iterator[str]:
    document = f"<{BASE}id/document/{slug}>"
    file = f"<{BASE}id/document/{slug}/file>"
    yield f"{document} <http://www.w3.org/ns/prov#wasDerivedFrom> {file} {GRAPH} .\n"
    yield f'{file} <{BASE}ontology#sha256> "{digest}" {GRAPH} .\n'
    place = 0
    for sentence in sentences:
        node = f"{BASE}id/evidence/{slug}/{place}-{place + len(sentence) - 1}"
        quote, position, integer = f"<{node}/quote>", f"<{node}/position>", "<http://www.w3.org/2001/XMLSchema#integer>"
        yield f"<{node}> <{OA}hasSource> {document} {GRAPH} .\n"
        yield f"<{node}> <{OA}hasSelector> {quote} {GRAPH} .\n"
        yield f"<{node}> <{OA}hasSelector> {position} {GRAPH} .\n"
        yield f'{quote} <{OA}exact> "{sentence.strip()}"@zh {GRAPH} .\n'
        yield f'{position} <{OA}start> "{place}"^^{integer} {GRAPH} .\n'
        yield f'{position} <{OA}end> "{place + len(sentence) - 1}"^^{integer} {GRAPH} .\n'
        for other in range(6):  # a fact has about as many other statements
            yield f'<{node}> <{BASE}ontology#other> "{other}" {GRAPH} .\n'
        place += len(sentence)


def main(quotes: int) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        release(folder, quotes)
        started = time.perf_counter()
        result = verify(folder / "release", [folder / "documents"])
        assert (result.quotes, result.faults) == (quotes, ())
        print(f"duikou verify: {quotes:,} quotes in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        command = [sys.executable, "-I", str(folder / "release" / "verify.py"), str(folder / "documents")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        print(f"the release's verify.py: {quotes:,} quotes in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
