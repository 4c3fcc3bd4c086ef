"""How every command speaks: one clear line on standard error, and an exit code."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import typer

from ..printable import printable

if TYPE_CHECKING:  # what to read them takes as long as to start the rest
    from rich.console import Console

    from ..settings import Settings

FAILED = 2
"""The exit code of a command that could not do all that it was asked to."""


@cache
def stderr() -> Console:
    """Where all of it is said."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def complain(message: str) -> None:
    """One line on standard error that says what is wrong."""
    stderr().print(printable(f"duikou: {message}"), style="red", markup=False)


def remark(line: str) -> None:
    """One line on standard error that is worth knowing."""
    stderr().print(printable(line), markup=False)


def fail(message: str) -> typer.Exit:
    """Complains; raise what it returns."""
    complain(message)
    return typer.Exit(FAILED)


def check_knowledge() -> None:
    """Reads every list of words that extraction goes by: a wrong one is named before any document is read."""
    from ..extract import checked

    try:
        checked.check_knowledge()
    except ValueError as error:
        raise fail(str(error)) from error


def configured() -> Settings:
    """The settings, from the environment, with what they say of the user's own knowledge set; a wrong one is named."""
    from pydantic import ValidationError

    from ..graph.knowledge import use_settings
    from ..settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(("DUIKOU", *(str(part).upper() for part in first["loc"])))
        raise fail(f"{name}={first['input']}: {first['msg']}") from error
    for name, folder in (("DUIKOU_MODEL", settings.model), ("DUIKOU_GAZETTEER", settings.gazetteer)):
        if folder and not folder.is_dir():
            raise fail(f"{name}={folder}: no such folder")
    try:
        use_settings(settings)
    except ValueError as error:
        raise fail(str(error)) from error
    return settings
