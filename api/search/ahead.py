"""The search index of a release before it is published, in a process of its own, whose memory goes with it.

    python -m duikou.api.search.ahead FOLDER

*FOLDER* is what is served of a large release (graph/served.py).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import QuerySolutions, Store

from ...graph.knowledge import use_settings
from ...graph.release import STORE
from ...ontology.terms import Vocabulary
from ...settings import Settings
from ..queries import Queries
from ..store.engine import Row
from .index import FILE_NAME, build
from .opening import short_names


def index_ahead(folder: Path) -> bool:
    """Makes the index beside the store in *folder*. Returns whether it is there; where it is not, a server makes it."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "duikou.api.search.ahead", str(folder)], stdout=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0


def make(folder: Path, base: str) -> None:
    """Makes the index of the store in *folder*, whose default graph is the union of all graphs."""
    store, vocabulary = Store.read_only(str(folder / STORE)), Vocabulary(base)

    def rows(query: str) -> Iterator[Row]:
        found = store.query(query)
        assert isinstance(found, QuerySolutions)
        names = [variable.value for variable in found.variables]
        return ({name: value for name, value in zip(names, row, strict=True) if value is not None} for row in found)

    names = short_names(str(vocabulary.id["agency/"]))
    build(rows, Queries("duikou.api", "queries", base), vocabulary, folder / FILE_NAME, names)


def main() -> None:
    """Makes the index of the folder that the command line names, by the settings."""
    settings = Settings()
    use_settings(settings)
    make(Path(sys.argv[1]), settings.base)


if __name__ == "__main__":
    main()
