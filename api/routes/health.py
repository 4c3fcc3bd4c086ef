"""Is the service up, and does its store answer?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from ..dependencies import EngineDep

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """State of the service."""

    status: str = Field(description="ready, or why not")
    version: Annotated[str, Field(description="version of the data")] = ""
    quads: int = 0


@router.get("/health", responses={503: {"model": Health}})
async def health(engine: EngineDep, response: Response) -> Health:
    """200 when the store answers, 503 with the reason when it does not."""
    reason = await engine.ready()
    if reason is not None:
        response.status_code = 503
        return Health(status=reason)
    return Health(status="ready", version=engine.version, quads=engine.size())
