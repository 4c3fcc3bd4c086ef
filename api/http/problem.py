"""Refusals for programs: problem details (RFC 9457) with one clear line."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError

from ..store.engine import StoreError
from .errors import LONGEST, RefusedError

MEDIA_TYPE = "application/problem+json"
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


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


def with_problems(handle: Handler) -> Handler:
    """*handle*, whose refusals, wrong parameters and missing things are answered as problem details."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except RefusedError as error:
            return problem(error.status, error.reason, error.headers)
        except RequestValidationError as error:
            return problem(422, first_error(error))
        except LookupError as error:
            if isinstance(error, KeyError):  # a mistake of ours
                raise
            return problem(404, str(error))
        except StoreError as error:
            return problem(503, str(error), {"Retry-After": "5"})
        except ValueError as error:
            if isinstance(error, ValidationError):
                raise
            return problem(422, str(error))

    return answer


def first_error(error: RequestValidationError) -> str:
    """The first thing that is wrong with a request, in one line: which parameter, and why."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"] if part not in ("query", "path", "body"))
    reason = "no such parameter" if first["type"] == "extra_forbidden" else str(first["msg"])
    return f"{name[:80]}: {reason}" if name else reason
