"""Every setting of the program in one class, read once from DUIKOU_* and passed on from there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from .machine import memory

MEGABYTE = 1024 * 1024
MEMORY_PER_QUAD = 8 * 1024
"""A quad takes about 1 KiB in the copies in memory; each of many long queries may copy a third of that."""


def _words(value: object) -> object:
    """A list of words from one text, separated by commas or spaces, as environment variables hold it."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _paths(value: object) -> object:
    """A list of paths (or of NAME=PATH) from one text, separated as in PATH."""
    return tuple(filter(None, value.split(os.pathsep))) if isinstance(value, str) else value


Paths = Annotated[tuple[Path, ...], BeforeValidator(_paths)]
Folders = Annotated[tuple[str, ...], BeforeValidator(_paths)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
_PREFIX = "DUIKOU_"


class Settings(BaseModel):
    """Settings with their defaults; the environment variable is the name in capitals after ``DUIKOU_``, and where it is
    empty, it is as if it were not set. What is given by name goes before the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str = Field(
        default="https://w3id.org/duikou/", description="Base of every IRI that the graph mints; ends in / or #."
    )
    documents: Folders = Field(
        default=(), description="Folders of documents, FOLDER or NAME=FOLDER; the shipped corpus when not set."
    )
    with_shipped: bool = Field(default=False, description="Whether the shipped corpus stands beside these.")
    output: Path = Field(
        default=Path("build/graph"), description="Where builds go; current/ is the one that is served."
    )

    corrections: Path | None = Field(
        default=None, description="Folder in which corrections/ of the shipped corpus stands; the output when not set."
    )
    model: Path | None = Field(
        default=None, description="Folder of weights in place of the shipped ones; duikou fit --gold writes one."
    )
    gazetteer: Path | None = Field(default=None, description="Folder of tables with rows beside the gazetteer's.")

    releases: int = Field(
        default=3, ge=1, description="Old releases that stay on disk beside the served one, for ?release= and diff."
    )

    partitions: int = Field(
        default=256,
        ge=1,
        description="Into how many partitions the documents of a build on a cluster are dealt at most.",
    )

    # A large model that proposes facts
    llm_url: str = Field(
        default="", description="OpenAI-compatible address (http://127.0.0.1:8080/v1) of a model to ask; none is asked."
    )
    llm_model: str = Field(default="", description="What the model is called there.")
    llm_key: SecretStr | None = Field(default=None, description="Bearer token for that address.")
    llm_seconds: float = Field(default=60.0, gt=0, description="Wall-clock limit of one of its answers, in seconds.")
    llm_requests: int = Field(
        default=2, gt=0, le=32, description="Parts of a document that each process asks about at a time."
    )
    llm_plain: bool = Field(default=False, description="Whether it may be asked by plain http on another machine.")

    # Which store answers
    store: str | None = Field(
        default=None, description="URL of a SPARQL 1.1 endpoint to use in place of the embedded store."
    )
    store_update: str | None = Field(
        default=None, description="URL of that endpoint's update service; store's when not set."
    )
    store_data: str | None = Field(default=None, description="URL of that endpoint's graph store service.")
    store_user: str | None = Field(default=None, description="User name for that endpoint.")
    store_password: SecretStr | None = Field(default=None, description="Password or bearer token for that endpoint.")
    graphs: Paths = Field(default=(), description="RDF files to serve in place of the built graph.")
    memory_quads: int = Field(
        default_factory=lambda: memory() // MEMORY_PER_QUAD,
        ge=0,
        description="Up to this many quads strangers' queries run on a copy of the store in memory.",
    )

    # What a document may use up
    document_seconds: float = Field(
        default=60.0, gt=0, description="Seconds of the processor for one document; three times as many by the clock."
    )
    document_memory: int = Field(
        default_factory=lambda: min(2048 * MEGABYTE, memory() // 4),
        gt=0,
        description="Bytes of memory that one document may take beyond the program's own.",
    )
    document_bytes: int = Field(
        default=128 * MEGABYTE,
        gt=0,
        description="Bytes of the largest document that is read, and of its largest graph.",
    )

    # What a stranger may use up
    query_seconds: float = Field(default=10.0, gt=0, description="Wall-clock limit of one query, in seconds.")
    query_rows: int = Field(default=1_000_000, gt=0, description="Rows (or triples) after which a result is cut.")
    query_bytes: int = Field(default=256 * MEGABYTE, gt=0, description="Bytes after which a result is cut.")
    query_memory: int = Field(default=1024 * MEGABYTE, gt=0, description="Bytes of memory that one query may add.")
    queries: int = Field(default=16, gt=0, description="Queries that run at a time; more of them wait.")
    queries_waiting: int = Field(
        default=64, ge=0, description="Queries that may wait for their turn; more are refused (503)."
    )
    queries_per_client: int = Field(
        default=8, gt=0, description="Queries of one address that run or wait at a time (429)."
    )
    request_bytes: int = Field(default=MEGABYTE, gt=0, description="Longest query or form that is read.")
    requests_per_minute: int = Field(
        default=0, ge=0, description="Requests that one address may send in a minute; 0: any."
    )
    service: Words = Field(
        default=(), description="Endpoints that a SERVICE clause may name, as full URLs; none by default."
    )
    cache_bytes: int = Field(
        default=64 * MEGABYTE, ge=0, description="Memory for repeated answers; 0 switches the cache off."
    )

    # Writing and operating
    token: SecretStr | None = Field(
        default=None, description="Bearer token for updates and for /queries; off when not set."
    )
    mcp: Literal["auto", "no", "yes", "local"] = Field(
        default="auto",
        description="Whether agents are answered at /mcp: by everybody's names of this server (yes), by those of this "
        "machine (local), or, when it listens to this machine alone and the extra is installed, as local (auto).",
    )
    edit: bool = Field(default=False, description="Whether /edit is there; set by duikou serve --edit.")
    editors: SecretStr | None = Field(
        default=None,
        description="Editors over the network: NAME=TOKEN pairs with commas between, or a TOML file of them.",
    )
    editor: str = Field(default="", description="What the one editor at this machine is called, where there are none.")
    logins_per_minute: int = Field(default=10, gt=0, description="Log-ins that one address may try in a minute.")
    writes_per_minute: int = Field(default=240, gt=0, description="Writes that one editor may send in a minute.")
    upload_bytes: int = Field(
        default=32 * MEGABYTE, gt=0, description="Bytes of the largest document that an editor may bring."
    )
    drafts: Path | None = Field(
        default=None, description="Private folder of documents not published yet; drafts/ in the output when not set."
    )
    draft_hours: float = Field(default=48.0, gt=0, description="Hours after which such a document is thrown away.")
    draft_seconds: float = Field(
        default=20.0, gt=0, description="Seconds of the processor for reading one; document_seconds if that is less."
    )
    drafts_waiting: int = Field(default=8, ge=0, description="Such documents that may wait to be read (503).")
    fetch: bool = Field(default=False, description="Whether the server may ask web addresses for an editor.")
    update_bytes: int = Field(default=256 * MEGABYTE, gt=0, description="Longest update or graph that is read.")
    update_memory: int = Field(default=2048 * MEGABYTE, gt=0, description="Bytes of memory that one update may add.")
    update_seconds: float = Field(default=60.0, gt=0, description="Wall-clock limit of one update, in seconds.")
    log_format: Literal["json", "console"] = Field(default="json", description="How log lines are written.")
    run: Path | None = Field(default=None, description="Folder that the processes of one server share while they run.")
    opening: bool = Field(
        default=True, description="Whether a server works out its pages at its start and for each new release."
    )
    processes: int = Field(default=1, gt=0, description="Server processes that share the limits; set by duikou serve.")

    @model_validator(mode="before")
    @classmethod
    def _from_environment(cls, given: dict[str, object]) -> dict[str, object]:
        named = {name: os.environ.get(f"{_PREFIX}{name.upper()}", "") for name in cls.model_fields}
        return {name: value for name, value in named.items() if value} | given
