"""The ``duikou`` command: its name, its version and its list of commands."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from .commands.say import FAILED
from .commands.shipped import shipped_documents

__all__ = ["FAILED", "app", "shipped_documents"]

COMMANDS = {
    "build": "build_command",
    "extract": "extract_command",
    "convert": "convert_command",
    "validate": "validate_command",
    "verify": "verify_command",
    "explain": "explain_command",
    "fit": "fit_command",
    "evaluate": "evaluate_command",
    "coverage": "coverage_command",
    "diff": "diff_command",
    "query": "query_command",
    "export": "export_command",
    "serve": "serve_command",
    "mcp": "mcp_command",
    "gold": "gold_app",
    "corrections": "corrections_app",
}
"""What does it, a command or a group of them, by the name of the command and of its module in commands/."""


class Commands(TyperGroup):
    """The commands, each loaded when it is asked for: all of them take longer than some of them have to do."""

    def list_commands(self, ctx: Any) -> list[str]:
        return [*COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            self.commands.update({name: _loaded(name) for name in COMMANDS})  # the error tells of those like it
        elif cmd_name not in self.commands:
            self.commands[cmd_name] = _loaded(cmd_name)
        return self.commands.get(cmd_name)


def _loaded(name: str) -> Any:
    made: typer.Typer | Callable[..., None] = getattr(import_module(f".commands.{name}", __package__), COMMANDS[name])
    if isinstance(made, typer.Typer):
        found = get_group(made)
        found.name = name
        return found
    alone = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
    alone.command(name)(made)
    return get_command(alone)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="对口合作政策文件 → 知识图谱。Reads policy documents on paired cooperation into a linked-data graph.",
)


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="显示版本 / Show the version.")] = False) -> None:
    if version:
        from . import __version__  # noqa: PLC0415 - to look it up takes longer than to start

        typer.echo(__version__)
        raise typer.Exit
