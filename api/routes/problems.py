"""Refusals of a route turned into problem details, whichever floor they come from."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from ..http.errors import RefusedError
from ..http.problem import problem
from ..pages.refusals import read_by_people
from ..store.engine import StoreError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def with_problems(handle: Handler) -> Handler:
    """*handle*, whose refusals, wrong parameters and missing things are answered as problem details; browsers, which
    ask for pages, are refused as everywhere."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except RefusedError as error:
            return _refused(request, error.status, error.reason, error.headers)
        except RequestValidationError as error:
            return _refused(request, 422, first_error(error))
        except LookupError as error:
            if isinstance(error, KeyError):  # a mistake of ours
                raise
            return _refused(request, 404, str(error))
        except StoreError as error:
            return _refused(request, 503, str(error), {"Retry-After": "5"})
        except ValueError as error:
            if isinstance(error, ValidationError):
                raise
            return _refused(request, 422, str(error))

    return answer


def _refused(request: Request, status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    if read_by_people(request):
        raise RefusedError(status, reason, headers)
    return problem(status, reason, headers)


def first_error(error: RequestValidationError) -> str:
    """The first thing that is wrong with a request, in one line: which parameter, and why."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"] if part not in ("query", "path", "body"))
    reason = "no such parameter" if first["type"] == "extra_forbidden" else str(first["msg"])
    return f"{name[:80]}: {reason}" if name else reason
