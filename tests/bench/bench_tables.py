"""How fast the tables are served over fifty documents: the shipped ones, and annotated ones beside them.

    python tests/bench/bench_tables.py [--documents 45] [--rounds 5]

The server is a real process asked over one kept-alive connection by one client. *Cold* is the first table of its kind
after the server started; *first* are addresses that nobody asked for before, once the kind is known; *again* ones that
were asked before. Prints milliseconds, and the bytes of pages and files; asserts nothing about time.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import httpx
from bench_pages import serving, show, timed
from fifty import built

from duikou.api.tables.definitions import tables

LANGUAGE = {"Accept": "text/html", "Accept-Language": "zh", "Accept-Encoding": "identity"}
NARROWED = ("?area=green-ecology", "?topic=green-energy", "?city=440300", "?q=产业", "?document=x", "?page=2")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=45)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(built(Path(folder), annotated=asked.documents)) as (client, _),
    ):
        measured(client, asked.rounds)


def measured(client: httpx.Client, rounds: int) -> None:
    """Asks for every table as page, narrowed page and file, and prints what it took."""
    client.get("/", headers=LANGUAGE)
    first, again, longest = [], [], 0
    for name, table in tables().items():
        cold = timed(lambda n=name: client.get(f"/tables/{n}", headers=LANGUAGE))
        print(f"{name:<34} cold {cold:8.2f} ms", flush=True)
        queries = ("?per_page=25", *(f"?sort={column.name}" for column in table.columns[:3]), *NARROWED)
        addresses = [f"/tables/{name}{query}" for query in queries]
        first += [timed(lambda a=address: client.get(a, headers=LANGUAGE)) for address in addresses]
        again += [timed(lambda n=name: client.get(f"/tables/{n}", headers=LANGUAGE)) for _ in range(rounds)]
        every = ",".join(column.name for column in table.columns)
        page = client.get(f"/tables/{name}", params={"columns": every, "per_page": 100}, headers=LANGUAGE)
        longest = max(longest, len(page.content))
    show("pages, first", first)
    show("pages, again", again)
    print(f"the longest page has {longest} bytes")
    for name in ("measures", "assignments"):
        for suffix in ("csv", "json", "xlsx"):
            took = timed(lambda a=f"/tables/{name}.{suffix}": client.get(a))
            size = len(client.get(f"/tables/{name}.{suffix}").content)
            print(f"{name}.{suffix:<25} {took:8.0f} ms   {size} bytes", flush=True)


if __name__ == "__main__":
    main()
