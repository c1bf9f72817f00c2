"""The `hds` command: one file per subcommand, heavy imports only where they are used."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

import typer

from hds_blueprint.problem import InputError

# Each module has one function `command`; its name is the subcommand.
SUBCOMMANDS = (
    "new",
    "init",
    "validate",
    "schema",
    "plan",
    "check",
    "checkov",
    "rules",
    "docs",
    "upgrade",
    "up",
    "destroy",
    "status",
    "bootstrap",
    "demo",
)

# They end before a collection would pay; their input is bounded, so their memory is too.
BRIEF = ("validate", "schema")


def application(names: Sequence[str]) -> typer.Typer:
    """The command line with these subcommands."""
    app = typer.Typer(
        name="hds",
        help="Health-data hosting on AWS, from a requirements document to a verified stack and its file.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_group)
    for name in names:
        app.command(name)(import_module(f"hds_blueprint.command.{name}").command)
    return app


def _group() -> None:
    """Health-data hosting on AWS, from a requirements document to a verified stack and its file."""


def main() -> None:
    """Entry point: runs a subcommand; bad input ends with its problems on stderr and exit code 2.

    Only the subcommand that is asked for is imported: the others cost time at every start.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a file's name or a value may not fit the terminal's encoding
            stream.reconfigure(errors="backslashreplace")
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    names = (asked,) if asked in SUBCOMMANDS else SUBCOMMANDS
    if asked in BRIEF:
        gc.disable()
    try:
        try:
            application(names)()
        finally:
            sys.stdout.flush()  # a failure to write is told here, not lost at the interpreter's end
    except InputError as error:
        for problem in error.problems:
            print(problem.told(severity=True), file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        _drop_output()
        raise SystemExit(141) from None
    except OSError as error:  # a full disk behind stdout, a folder that is gone
        _drop_output()
        print(f"error: {error.strerror or error}", file=sys.stderr)
        raise SystemExit(2) from None


def _drop_output() -> None:
    """What is still buffered for stdout goes nowhere: the interpreter would fail on it again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
