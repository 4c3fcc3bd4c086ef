"""A cache of a test's own, with what follows from the program alone in it."""

from __future__ import annotations

from pathlib import Path

from duikou.usercache import cache_folder


def own_cache(folder: Path) -> Path:
    """A new *folder* to be $XDG_CACHE_HOME: the compiled weights and the ground of graphs are linked from the user's
    cache, where they have been made; what a large model answered, and all that is written, is the test's own."""
    own = folder / "duikou"
    if not own.exists():
        own.mkdir(parents=True)
        for file in cache_folder().glob("*"):
            if file.is_file():
                (own / file.name).symlink_to(file.resolve())
    return folder
