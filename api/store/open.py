"""Chooses the engine."""

from __future__ import annotations

from ...settings import Settings
from .embedded import EmbeddedEngine
from .engine import Engine
from .remote import RemoteEngine


def open_engine(settings: Settings) -> Engine:
    """The engine that the settings ask for, not started yet."""
    return RemoteEngine(settings) if settings.store else EmbeddedEngine(settings)
