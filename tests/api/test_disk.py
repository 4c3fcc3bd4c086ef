"""Graphs that are too large for memory: workers read the store on disk."""

from __future__ import annotations

from pathlib import Path

from .serving import Server

FILES = 6
"""Each file that is loaded adds a table file to every index of the store: more of them than are opened at first."""
ROWS = 300


def _graphs(folder: Path) -> list[Path]:
    files = []
    for number in range(FILES):
        lines = (f"<urn:s{number}-{row}> <urn:p{row % 3}> <urn:o{row}> <urn:g{number}> .\n" for row in range(ROWS))
        files.append(folder / f"{number}.nq")
        files[-1].write_text("".join(lines), encoding="utf-8")
    return files


def test_every_index_of_a_store_of_many_files_answers(tmp_path: Path) -> None:
    with Server(_graphs(tmp_path), memory_quads=0) as server:
        for pattern, count in [
            ("?s ?p ?o", FILES * ROWS),
            ("?s <urn:p0> ?o", FILES * ROWS // 3),
            ("?s ?p <urn:o7>", FILES),
            ("<urn:s5-7> ?p ?o", 1),
            ("<urn:s5-7> ?p <urn:o7>", 1),
            ("GRAPH <urn:g4> { ?s ?p ?o }", ROWS),
            ("GRAPH <urn:g4> { ?s <urn:p1> ?o }", ROWS // 3),
            ("GRAPH ?g { ?s ?p <urn:o7> }", FILES),
        ]:
            answer = server.query(f"SELECT * {{ {pattern} }}", headers={"Accept": "application/sparql-results+json"})
            assert answer.status_code == 200, answer.text
            assert len(answer.json()["results"]["bindings"]) == count, pattern
