"""Corpora: folders of documents side by side, each under a name of its own.

A folder may say what it is called in ``corpus.toml``: ``name`` (in addresses), ``zh`` and ``en`` (its titles).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pyoxigraph import NamedNode, Quad

from ..extract.knowledge.lexicon import parse
from ..extract.knowledge.schemas.fields import Lexicon
from ..extract.read import slug
from ..ontology.terms import Vocabulary
from ..printable import printable
from .catalogue import ABOUT_CORPUS, Words
from .iris import Minter
from .kept import DocumentState
from .namespaces import DCAT, DCT, VOID
from .sink import Sink, chinese, english

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "documents"
"""The corpus that comes with the program."""


class About(Lexicon):
    """What a folder says of itself."""

    name: Annotated[str, Field(pattern=r"^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$", max_length=80)] = ""
    zh: Words = ""
    en: Words = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of documents. *name* stands for it in addresses, *zh* and *en* are what people call it."""

    name: str
    folder: Path
    zh: str = ""
    en: str = ""
    home: Path | None = None

    @property
    def rows(self) -> Path:
        """The folder in which its corrections/ stands: that of the documents, or its *home* where these are a part of
        the program, which is put in anew and which not everybody may write."""
        return self.home or self.folder


def read_corpus(folder: Path, called: str = "") -> Corpus:
    """The corpus in *folder*: *called* so, or as its corpus.toml says, or like the folder.

    Raises FileNotFoundError when there is no such folder, and ValueError when its corpus.toml is wrong.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no such folder of documents")
    file = folder / ABOUT_CORPUS
    about = parse(file.read_bytes(), About, str(file)) if file.is_file() else About()
    words = printable(called or about.name or folder.resolve().name)
    return Corpus(slug(f"{words}."), folder, about.zh or words, about.en)


def read_corpora(given: Iterable[str | Path], home: Path | None = None) -> tuple[Corpus, ...]:
    """The corpora that are *given* as FOLDER or NAME=FOLDER, in that order. What stands before = is no name when it
    holds a slash. The corrections of the shipped corpus stand in *home*.

    Raises ValueError when one folder is given twice or two have the same name, and what read_corpus raises.
    """
    found: dict[str, Corpus] = {}
    folders: dict[Path, Corpus] = {}
    for one in given:
        corpus = read_corpus(*_named(str(one)))
        if corpus.folder.resolve() == SHIPPED:
            corpus = replace(corpus, home=home)
        if corpus.folder.resolve() in folders:
            raise ValueError(f"{corpus.folder}: is given twice")
        if other := found.get(corpus.name):
            raise ValueError(
                f"{corpus.folder}: is called {corpus.name} as {other.folder} is; give it a name: NAME={corpus.folder}"
            )
        found[corpus.name] = folders[corpus.folder.resolve()] = corpus
    return tuple(found.values())


def _named(given: str) -> tuple[Path, str]:
    name, equals, folder = given.partition("=")
    return (Path(folder), name) if equals and name and folder and "/" not in name else (Path(given), "")


def corpus_quads(corpora: Sequence[Corpus], states: Iterable[DocumentState], vocabulary: Vocabulary) -> list[Quad]:
    """What the corpora are and which document is of which, as a part of the description of the data set."""
    mint = Minter(vocabulary)
    sink = Sink(mint.graph("dataset"), vocabulary)
    dataset = NamedNode(f"{vocabulary.base}dataset")
    held = [state for state in states if state.held]
    sizes = Counter(state.corpus for state in held)
    for corpus in corpora:
        node, size = mint.corpus(corpus.name), sizes[corpus.name]
        english_name = corpus.en or corpus.zh
        sink.a(node, "Corpus", DCAT.Dataset, VOID.Dataset)
        sink.label(node, corpus.zh, corpus.en)
        sink.add_all(node, DCT.title, [chinese(corpus.zh), english(english_name)])
        sink.add_all(
            node,
            DCT.description,
            [
                chinese(f"文件集“{corpus.zh}”,收文件{size}份。"),
                english(f"The corpus {english_name}: {size} document{'' if size == 1 else 's'}."),
            ],
        )
        sink.add(dataset, DCT.hasPart, node)
    for state in held:
        node = mint.corpus(state.corpus)
        sink.add(mint.document(state.slug), DCT.isPartOf, node)
        sink.add(node, VOID.subset, mint.document_graph(state.slug))
    return sink.quads()


def summary_of(corpora: Sequence[Corpus], states: Iterable[DocumentState]) -> list[dict[str, object]]:
    """The corpora as a release's build.json has them. It names no folder of the machine."""
    sizes = Counter(state.corpus for state in states if state.held)
    return [
        {"name": corpus.name, "zh": corpus.zh, "en": corpus.en, "documents": sizes[corpus.name]} for corpus in corpora
    ]
