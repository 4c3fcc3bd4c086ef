"""Every setting of the program in one class, read once from DUIKOU_* and passed on from there."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings with their defaults; the environment variable is the name in capitals after ``DUIKOU_``."""

    model_config = SettingsConfigDict(env_prefix="DUIKOU_", frozen=True)

    base: str = Field("https://w3id.org/duikou/", description="Base of every IRI that the graph mints; ends in / or #.")
    documents: Path | None = Field(None, description="Folder of documents; the shipped corpus when not set.")
    output: Path = Field(Path("build/graph"), description="Where builds go; current/ is the one that is served.")
