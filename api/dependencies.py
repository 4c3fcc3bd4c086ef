"""What routes ask for by annotation: ``engine: EngineDep``."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from ..settings import Settings
from .store.engine import Engine


def get_engine(request: Request) -> Engine:
    """The engine of the running application; tests replace it through ``dependency_overrides``."""
    engine: Engine = request.app.state.engine
    return engine


def get_settings(request: Request) -> Settings:
    """The settings that the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


EngineDep = Annotated[Engine, Depends(get_engine)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
