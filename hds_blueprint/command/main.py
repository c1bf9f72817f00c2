"""The `hds` command: one file per subcommand, heavy imports only where they are used."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from hds_blueprint.problem import InputError

app = typer.Typer(
    name="hds",
    help="Health-data hosting on AWS, from a requirements document to a verified stack and its file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# Each module has one function `command`; its name is the subcommand.
SUBCOMMANDS = ("validate", "schema", "plan", "check", "docs", "up", "destroy", "bootstrap")


def _register() -> None:
    for name in SUBCOMMANDS:
        app.command(name)(import_module(f"hds_blueprint.command.{name}").command)


def main() -> None:
    """Entry point: runs a subcommand; bad input ends with its problems on stderr and exit code 2."""
    _register()
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        raise SystemExit(141) from None
