"""Which documents a folder holds: each file with the one key that stands for it everywhere, its slug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..extract.read import slug
from ..printable import printable

CATALOGUE = "documents.csv"
"""The table beside the documents that says where each came from; not a document itself."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the corpus."""

    path: Path
    name: str
    """Its name as people see it."""
    slug: str
    refused: str = ""
    """Why it is not even opened, in words that go on from its name."""


def discover(folder: Path, served: Mapping[str, str]) -> list[Document]:
    """The documents of *folder*, by name. Hidden files, folders and the catalogue are none.

    *served* has the slugs under which files are published now, by name: a document keeps its address. Of names that
    sound alike, one that is its own slug goes before others, then the order of names decides; the rest get eight
    digits.
    """
    root = folder.resolve()
    files = [path for path in folder.iterdir() if not path.name.startswith(".") and path.name != CATALOGUE]
    taken: dict[str, Path] = {}
    stems: dict[str, Path] = {}
    found = []
    for path in sorted((path for path in files if not path.is_dir()), key=lambda path: _standing(path, served)):
        name = printable(path.name)
        key, refused = _key(path, served.get(name, ""), taken), _refusal(path, root)
        if (holder := stems.setdefault(path.stem, path)) is not path:
            refused = f"has the same name as {printable(holder.name)}; a name can stand for one document only"
        elif not key:
            key, refused = (
                slug(path.name),
                f"sounds like {printable(taken[slug(path.name)].name)}: give it another name",
            )
        else:
            taken[key] = path
        found.append(Document(path, name, key, refused))
    return sorted(found, key=lambda document: document.path.name)


def _standing(path: Path, served: Mapping[str, str]) -> tuple[bool, bool, str]:
    """Sorts first what has the best claim to its slug."""
    own = slug(path.name)
    return served.get(printable(path.name)) not in (own, slug(path.name, distinct=True)), path.stem != own, path.name


def _key(path: Path, served: str, taken: Mapping[str, Path]) -> str:
    """The first free slug that may stand for a file; empty when there is none."""
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
