"""Which documents a folder holds: each file with the one key that stands for it everywhere, its slug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..extract.read import slug
from ..printable import printable
from .catalogue import CATALOGUE, NOTHING, SIDECAR, Entry, read_catalogue


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the corpus."""

    path: Path
    name: str
    """Its name as people see it."""
    slug: str
    refused: str = ""
    """Why it is not even opened, in words that go on from its name."""
    entry: Entry = NOTHING
    """What the table beside it says of it."""


def discover(folder: Path, served: Mapping[str, str]) -> list[Document]:
    """The documents of *folder*, by name, each with what the catalogue says of it. Hidden files, folders and the
    catalogue's files are none. Raises ValueError when the catalogue is wrong.

    A slug that the catalogue sets is taken first. *served* has the slugs under which files are published now, by name:
    a document keeps its address. Of names that sound alike, one that is its own slug goes before others, then the order
    of names decides; the rest get eight digits.
    """
    root = folder.resolve()
    files = [path for path in folder.iterdir() if not path.name.startswith(".") and path.name != CATALOGUE]
    stated = {path.stem for path in files if path.suffix != SIDECAR}
    files = [path for path in files if path.suffix != SIDECAR or path.stem not in stated]
    entries = read_catalogue(folder, [path.name for path in files])
    taken: dict[str, Path] = {}
    stems: dict[str, Path] = {}
    found = []
    for path in sorted(
        (path for path in files if not path.is_dir()), key=lambda path: _standing(path, served, entries)
    ):
        name, entry = printable(path.name), entries.get(path.name, NOTHING)
        key, refused = _key(path, served.get(name, ""), entry.slug, taken), _refusal(path, root)
        if (holder := stems.setdefault(path.stem, path)) is not path:
            refused = f"has the same name as {printable(holder.name)}; a name can stand for one document only"
        elif not key:
            key = entry.slug or slug(path.name)
            refused = f"sounds like {printable(taken[key].name)}: give it another name"
        else:
            taken[key] = path
        found.append(Document(path, name, key, refused, entry))
    return sorted(found, key=lambda document: document.path.name)


def _standing(path: Path, served: Mapping[str, str], entries: Mapping[str, Entry]) -> tuple[bool, bool, bool, str]:
    """Sorts first what has the best claim to its slug."""
    own = slug(path.name)
    kept = served.get(printable(path.name)) in (own, slug(path.name, distinct=True))
    return not entries.get(path.name, NOTHING).slug, not kept, path.stem != own, path.name


def _key(path: Path, served: str, stated: str, taken: Mapping[str, Path]) -> str:
    """The first free slug that may stand for a file, or the *stated* one; empty when there is none."""
    if stated:
        return "" if stated in taken else stated
    possible = [slug(path.name), slug(path.name, distinct=True)]
    return next((key for key in ([served] if served in possible else []) + possible if key not in taken), "")


def _refusal(path: Path, root: Path) -> str:
    """Why the file must not be opened; empty for a plain file, or a link to one inside the folder."""
    try:
        target = path.resolve(strict=True)
        if not target.is_relative_to(root):
            return "a link out of the folder of documents"
        return "" if target.is_file() else "neither a file nor a folder"
    except OSError as error:
        return (error.strerror or "a link that leads nowhere").lower()
    except RuntimeError:  # links in a circle
        return "a link that leads nowhere"
