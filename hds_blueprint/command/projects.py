"""Pulumi projects on the command line: what names one, and the options that say how it is run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hds_blueprint.foreign import PROJECT_FILES

if TYPE_CHECKING:
    from hds_blueprint.foreign.settings import Settings

HELP = "a folder with a Pulumi.yaml (Python, TypeScript, JavaScript or YAML), which is run or read offline"
_LISTS = ("config", "config_secret")

StackOption = Annotated[
    str | None, typer.Option(help="PROJECT: the stack whose Pulumi.STACK.yaml gives the configuration.")
]
ConfigOption = Annotated[
    list[str] | None,
    typer.Option(help="PROJECT: a configuration value; may be repeated.", metavar="KEY=VALUE"),
]
ConfigSecretOption = Annotated[
    list[str] | None,
    typer.Option(help="PROJECT: the same for a secret value, which no report holds.", metavar="KEY=VALUE"),
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
    return target is not None and any((target / name).is_file() for name in PROJECT_FILES)


def settings(language: Literal["en", "fr"] = "en", **options: Any) -> Settings:
    """How a project is run; `options` are those above, as a command was given them."""
    from hds_blueprint.foreign.settings import Settings

    given: dict[str, Any] = {
        name: tuple(value) if name in _LISTS else value for name, value in options.items() if value
    }
    return Settings(language=language, **given)


def refuse_options(**given: object) -> None:
    """Options of projects say nothing about anything else.

    Raises:
        InputError: one of them is given.
    """
    from hds_blueprint.problem import InputError

    for name, value in given.items():
        if value:
            shown = " ".join(map(str, value)) if isinstance(value, list) else str(value)
            raise InputError.of(
                "this option is for the folder of a Pulumi project",
                path=f"--{name.replace('_', '-')}",
                value=None if name == "config_secret" else shown,
                suggestion="Name the folder that holds the project's Pulumi.yaml, or leave the option out.",
                code="option-of-projects",
            )
