"""How long every page takes when it is asked for the first time, and how large it is, over fifty documents.

    python tests/bench/bench_views.py [--output DIR] [--each 60] [--language zh]

Pages are those of the sitemap and all to which the pages that list things lead, at most so many of *each* kind, spread
over all of that kind (0 for every one). The server is a process of its own, asked by one client over one connection,
once it has worked out what it does at its start. *Wall* is what the client waited; *processor* is what the server and
its workers spent, which is what counts on a machine that does other things too. Prints a line for each kind of page,
and every page over the bounds; asserts nothing about time.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from urllib.parse import urljoin, urlsplit

import httpx
from bench_pages import serving
from fifty import built

MOST_MS, MOST_BYTES = 100.0, 300_000
LISTS = (
    *("/", "/documents", "/pairs", "/cities", "/measures", "/tables", "/compare", "/topics", "/answers", "/pictures"),
    *("/networks", "/quality", "/query", "/downloads", "/changes", "/ontology", "/docs", "/context"),
    *("/search?q=教育", "/ask?q=深圳哪些部门负责绿色能源"),
)
FILES = re.compile(r"\.(docx|xlsx|csv|json|svg|png|gexf|graphml|gz|xml|atom|ttl|nt|nq|rdf|jsonld)$|^/originals/")


@dataclass(frozen=True, slots=True)
class View:
    """One page at its first asking: milliseconds that were waited and spent, and bytes of HTML before compression."""

    address: str
    wall: float
    spent: float
    size: int

    @property
    def kind(self) -> str:
        """Its path without what is particular to one thing."""
        parts = urlsplit(self.address).path.strip("/").split("/")
        depth = 2 if parts[0] in ("id", "tables", "pictures", "networks", "reports") else 1
        more = "/…" if len(parts) > depth else ""
        return f"/{'/'.join(parts[:depth])}{more}" + ("?" if "?" in self.address else "")


class Links(HTMLParser):
    """Where a page leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


def processor(root: int) -> float:
    """Milliseconds of the processor that a process and its descendants have spent."""
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children[int(fields[1])].append(int(stat.parent.name))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += children[pid]
        for one in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(one.read_text().split()[0])
            except OSError:
                continue
    return total / 1e6


def settle(pid: int) -> None:
    """Waits until a server has done nothing of its own for some seconds, on a busy machine too."""
    spent, quiet = processor(pid), 0
    while quiet < 5:
        time.sleep(1)
        now = processor(pid)
        quiet = quiet + 1 if now - spent < 20 else 0
        spent = now


def pages(client: httpx.Client, headers: dict[str, str], each: int) -> Iterator[str]:
    """The addresses of pages, none of which has been asked for yet but those that list."""
    sitemap = client.get("/sitemap.xml").text.split("<loc>")[1:]
    found = [str(httpx.URL(line.split("</loc>")[0]).raw_path, "ascii") for line in sitemap]
    for place in LISTS:
        answer = client.get(place, headers=headers)
        for href in Links(answer.text).found:
            target = urlsplit(urljoin(place, href))
            if not target.netloc and not target.scheme and not FILES.search(target.path):
                found.append(target.path + (f"?{target.query}" if target.query else ""))
    things = [path.removesuffix(".html").removeprefix("/id/") for path in found if path.startswith("/id/")]
    found += [f"/reports/{one}" for one in things if one.startswith(("agency/", "cooperation/", "place/"))]
    found += [f"/reports/document/{path.rpartition('/')[2]}" for path in found if re.match(r"/documents/[^/?]+$", path)]
    found += [f"/pictures/{name}/embed" for name in ("map", "timeline", "flows", "topics")]
    by_kind: dict[str, list[str]] = defaultdict(list)
    for path in dict.fromkeys(found):
        if path not in LISTS and "lang=" not in path and "cite=" not in path:
            by_kind[View(path, 0, 0, 0).kind].append(path)
    for paths in by_kind.values():
        yield from paths[:: max(1, len(paths) // each)] if each else paths


def measured(output: Path, each: int, language: str) -> list[View]:
    """Every page at its first asking. The lists come first, of a server that has answered nothing else."""
    headers = {"Accept": "text/html", "Accept-Language": language, "Accept-Encoding": "identity"}
    found: list[View | None] = []
    with serving(output) as (client, pid):
        settle(pid)
        found += [view(client, pid, place, headers) for place in LISTS]
        settle(pid)
        found += [view(client, pid, path, headers) for path in pages(client, headers, each)]
    return [one for one in found if one is not None]


def view(client: httpx.Client, pid: int, path: str, headers: dict[str, str]) -> View | None:
    """One page, or None where the address is no page (a redirect, a file, something gone)."""
    before, start = processor(pid), time.perf_counter()
    answer = client.get(path, headers=headers)
    wall = (time.perf_counter() - start) * 1000
    if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
        return None
    return View(path, wall, processor(pid) - before, len(answer.content))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path, help="builds to serve; fifty documents where nothing is there")
    parser.add_argument("--each", type=int, default=60)
    parser.add_argument("--language", default="zh")
    asked = parser.parse_args()
    if asked.output and asked.output.exists() and not (asked.output / "current").exists():
        parser.error(f"--output {asked.output}: no build is there (no 'current')")
    with tempfile.TemporaryDirectory() as folder:
        output = asked.output or Path(folder) / "output"
        if not output.exists():
            built(Path(folder), output)
        found = measured(output, asked.each, asked.language)
    by_kind: dict[str, list[View]] = defaultdict(list)
    for one in found:
        by_kind[one.kind].append(one)
    print(f"{'page':<34} {'n':>4} {'wall ms':>8} {'longest':>8} {'processor':>9} {'most':>8} {'largest':>9}")
    for kind, each in sorted(by_kind.items()):
        wall, spent = [one.wall for one in each], [one.spent for one in each]
        print(
            f"{kind:<34} {len(each):>4} {median(wall):>8.1f} {max(wall):>8.1f} {median(spent):>9.1f} {max(spent):>8.1f}"
            f" {max(one.size for one in each):>9}"
        )
    over = [one for one in found if min(one.wall, one.spent) > MOST_MS or one.size > MOST_BYTES]
    print(f"{len(found)} pages; over {MOST_MS:.0f} ms or {MOST_BYTES} bytes: {len(over)}")
    for one in sorted(over, key=lambda one: -one.spent):
        print(f"{one.wall:8.1f} ms  {one.spent:8.1f} ms processor  {one.size:>8} bytes  {one.address}")


if __name__ == "__main__":
    main()
