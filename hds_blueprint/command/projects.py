"""Pulumi projects on the command line: what names one, and the options that say how it is run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from hds_blueprint.foreign.settings import Settings

HELP = "a folder with a Pulumi.yaml (Python, TypeScript, JavaScript or YAML), which is run or read offline"
FILES = ("Pulumi.yaml", "Pulumi.yml")

StackOption = Annotated[
    str | None, typer.Option(help="PROJECT: the stack whose Pulumi.STACK.yaml gives the configuration.")
]
ConfigOption = Annotated[
    list[str] | None,
    typer.Option(help="PROJECT: a configuration value; may be repeated.", metavar="KEY=VALUE"),
]
AnswersOption = Annotated[
    Path | None,
    typer.Option(help="PROJECT: answers to data sources, by token (YAML or JSON).", metavar="FILE"),
]
PythonOption = Annotated[
    Path | None,
    typer.Option(help="PROJECT in Python: the interpreter that has its packages.", metavar="FILE"),
]


def is_project(target: Path | None) -> bool:
    """Whether this is the folder of a Pulumi project, rather than a document or a folder of documents."""
    return target is not None and any((target / name).is_file() for name in FILES)


def settings(
    stack: str | None,
    config: list[str] | None,
    answers: Path | None,
    python: Path | None,
    language: Literal["en", "fr"] = "en",
) -> Settings:
    """How the project is run."""
    from hds_blueprint.foreign.settings import Settings

    return Settings(stack, tuple(config or ()), answers, python, language)


def refuse_options(**given: object) -> None:
    """Options of projects say nothing about anything else.

    Raises:
        InputError: one of them is given.
    """
    from hds_blueprint.problem import InputError

    for name, value in given.items():
        if value:
            raise InputError.of(
                "this option is for the folder of a Pulumi project",
                path=f"--{name}",
                value=" ".join(map(str, value)) if isinstance(value, list) else str(value),
                suggestion="Name the folder that holds the project's Pulumi.yaml, or leave the option out.",
                code="option-of-projects",
            )
