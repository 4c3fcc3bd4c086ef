"""The ``duikou`` command: its name, its version and its list of commands."""

from __future__ import annotations

from typing import Annotated

import typer

from . import __version__
from .commands.build import build_command, shipped_documents
from .commands.convert import convert_command
from .commands.corrections import corrections_app
from .commands.coverage import coverage_command
from .commands.diff import diff_command
from .commands.evaluate import evaluate_command
from .commands.explain import explain_command
from .commands.export import export_command
from .commands.extract import extract_command
from .commands.fit import fit_command
from .commands.gold import gold_app
from .commands.mcp import mcp_command
from .commands.query import query_command
from .commands.say import FAILED
from .commands.serve import serve_command
from .commands.suggest import suggest_command
from .commands.validate import validate_command
from .commands.verify import verify_command

__all__ = ["FAILED", "app", "shipped_documents"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="对口合作政策文件 → 知识图谱。Reads policy documents on paired cooperation into a linked-data graph.",
)


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="显示版本 / Show the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


app.command("build")(build_command)
app.command("extract")(extract_command)
app.command("convert")(convert_command)
app.command("validate")(validate_command)
app.command("verify")(verify_command)
app.command("explain")(explain_command)
app.command("fit")(fit_command)
app.add_typer(gold_app, name="gold")
corrections_app.command("suggest")(suggest_command)
app.add_typer(corrections_app, name="corrections")
app.command("evaluate")(evaluate_command)
app.command("coverage")(coverage_command)
app.command("diff")(diff_command)
app.command("query")(query_command)
app.command("export")(export_command)
app.command("serve")(serve_command)
app.command("mcp")(mcp_command)
