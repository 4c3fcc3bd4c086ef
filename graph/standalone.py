"""Proves every quote of a release without Duikou: python3 verify.py [FOLDER OF DOCUMENTS ...]

Python 3.9 and its standard library are all it needs. Beside it stands what it reads:
  build.json   version: the id of the release; documents: file, encoding, and the hashes of the texts below
  graph.nq     the facts; the id is the start of its SHA-256. Evidence has oa:hasSource, the document, and selectors:
               oa:exact has the words, oa:start and oa:end their place in code points from 0. A document's file
               (prov:wasDerivedFrom) has its SHA-256 (dk:sha256)
  texts/*.txt  each document's text as it was read, in UTF-8 (text_sha256); an asterisk stands for each code point that
               is none of its own words (of menus, markup, contact lines), so that every place stays
With folders each file's SHA-256 is compared, too, and in files that are text themselves (plain text, HTML: read_sha256)
the quotes are proved; `duikou verify` does so in all formats. Exit code 0: proved, 1: faults, 2: cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any


def read_facts(dump: Iterable[bytes], base: str) -> dict[str, dict[str, list[str]]]:
    """What N-Quads say of evidence and files: the values by local name of the property and by subject."""
    names = [f"http://www.w3.org/ns/oa#{name}" for name in ("hasSource", "hasSelector", "exact", "start", "end")]
    names += ["http://www.w3.org/ns/prov#wasDerivedFrom", f"{base}ontology#sha256"]
    facts: dict[str, dict[str, list[str]]] = {name.rpartition("#")[2]: {} for name in names}
    wanted = {f"<{name}>".encode(): facts[name.rpartition("#")[2]] for name in names}
    for line in dump:
        subject, predicate, term = line.split(b" ", 2)
        if predicate in wanted:
            end = term.rindex(b'"') + 1 if term.startswith(b'"') else 0  # a literal is escaped as in JSON
            value = json.loads(term[:end].decode(), strict=False) if end else term[1 : term.index(b">")].decode()
            wanted[predicate].setdefault(subject[1:-1].decode(), []).append(value)
    return facts


def quotes_of(facts: dict[str, dict[str, list[str]]]) -> dict[str, list[tuple[int, int, str, str]]]:
    """The evidence by document: start, end, words and IRI. A piece without words or place starts at -1."""
    quotes: dict[str, list[tuple[int, int, str, str]]] = {}
    for node, selectors in facts["hasSelector"].items():
        found = [[value for one in selectors for value in facts[key].get(one, ())] for key in ("start", "end", "exact")]
        start, end, words = [values[0] for values in found] if all(found) else ("-1", "-1", "")
        quotes.setdefault(facts["hasSource"].get(node, [""])[0], []).append((int(start), int(end), words, node))
    return quotes


def check(
    release: Path, graph: Path, find: Callable[[str], Iterable[Path]] | None, read: Callable[[Path], str] | None = None
) -> tuple[int, list[str]]:
    """How many quotes *graph* has, and a line for each fault. *find* gives the files of a name, *read* their text."""
    build, dump = json.loads((release / "build.json").read_bytes()), graph.read_bytes()
    if graph.parent == release and (digest := sha256(dump).hexdigest()[:16]) != build["version"]:
        return 0, [f"graph.nq: changed: the release is {build['version']}, its hash {digest}; its quotes were not read"]
    faults: list[str] = []
    quotes = quotes_of(facts := read_facts(dump.splitlines(), build["base"]))
    for state in (state for state in build["documents"] if state["status"] in ("published", "kept")):
        document = f"{build['base']}id/document/{state['slug']}"
        hashes = [one for file in facts["wasDerivedFrom"].get(document, ()) for one in facts["sha256"].get(file, ())]
        faults += of_document(release, {**state, "sha256": hashes}, sorted(quotes.pop(document, [])), find, read)
    faults += [f"{document}: quoted, but no document of the release" for document in quotes]
    return len(facts["hasSelector"]), faults


def bytes_of(path: Path) -> bytes:
    """Those of a file; of a folder the lines that sha256sum writes of the files in it."""
    if path.is_file():
        return path.read_bytes()
    files = [
        file for file in sorted(path.iterdir()) if file.name[0] != "." and file.is_file() and not file.is_symlink()
    ]
    return "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files).encode()


def of_document(release: Path, state: Mapping[str, Any], quotes: list[Any], find: Any, read: Any) -> Iterator[str]:
    """The faults of one document: files that are missing or changed, and quotes that do not stand in its texts."""
    kept, name, texts = f"texts/{state['slug']}.txt", state["file"], {}
    data = (release / kept).read_bytes() if (release / kept).is_file() else b""
    if sha256(data).hexdigest() == state.get("text_sha256"):
        texts[kept] = data.decode()
    else:
        yield f"{kept}: {'changed since the build' if data else 'missing'}"
    files = [(bytes_of(path), path) for path in find(name) if path.exists()] if find else []
    same = [(data, path) for data, path in files if sha256(data).hexdigest() in state["sha256"]]
    if find and not same:
        yield f"{name}: {'changed since it was read' if files else 'missing'}"
    for data, path in same[:1]:
        text = data.decode(state.get("encoding") or "utf-8", "replace")
        if sha256(text.encode()).hexdigest() == state.get("read_sha256"):
            texts[name] = text
        elif read:
            texts[name] = read(path)
    if quotes and not texts:
        yield f"{name}: no text is left to prove its {len(quotes)} quotes in"
    for place, text in texts.items():
        for start, end, words, node in quotes:
            if (found := text[start:end] if 0 <= start < end else "no words at a place") != words:
                yield f"{place}:{start}-{end}: has {found[:60]!r}, not {words[:60]!r} ({node})"


if __name__ == "__main__":
    here, folders = Path(__file__).resolve().parent, [Path(name) for name in sys.argv[1:]]
    try:
        number, lines = check(here, here / "graph.nq", (lambda name: [f / name for f in folders]) if folders else None)
    except (OSError, ValueError, LookupError) as error:
        print(f"verify.py: {error}", file=sys.stderr)
        sys.exit(2)
    print(*lines, f"{number} quotes, {len(lines)} faults", sep="\n")
    sys.exit(1 if lines else 0)
