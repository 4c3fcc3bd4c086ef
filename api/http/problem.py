"""Refusals for programs: problem details (RFC 9457) with one clear line."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from .errors import LONGEST

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why there is no answer (RFC 9457)."""

    type: str = Field(default="about:blank", description="没有更多说明。\n\nThere is no page about it.")
    title: str = Field(description="状态码的名称。\n\nWhat the status is called.")
    status: int = Field(description="HTTP 状态码。\n\nThe HTTP status.")
    detail: str = Field(description="原因,一行。\n\nThe reason, one line.")


def documented(**reasons: str) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route for its description: ``documented(s404="No such thing")``."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {int(status[1:]): {"description": reason, "content": content} for status, reason in reasons.items()}


def problem(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that says why there is none."""
    made = Problem(title=HTTPStatus(status).phrase, status=status, detail=reason[:LONGEST])
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(made.model_dump(), status, kept, media_type=MEDIA_TYPE)
