"""What `hds up`, `destroy`, `status` and `bootstrap` share: questions, errors of the engine, output forms."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import typer

from hds_blueprint.problem import InputError

if TYPE_CHECKING:
    from hds_blueprint.deployment.report import Report


def parse_format(name: str) -> bool:
    """Whether `--format` asks for JSON. Raises InputError for anything but text and json."""
    if name not in ("text", "json"):
        raise InputError.of(
            "unknown format", path="--format", value=name[:40], bound="text, json", code="format"
        )
    return name == "json"


def parse_resolutions(given: Sequence[str]) -> dict[str, str]:
    """The answers of `--resolve URN=ID`. Raises InputError for another form."""
    answers: dict[str, str] = {}
    for text in given:
        urn, separator, answer = text.partition("=")
        if not separator or not urn.startswith("urn:pulumi:") or not answer:
            raise InputError.of(
                "an answer has the form URN=ID or URN=none",
                path="--resolve",
                value=text[:300],
                code="resolve",
            )
        answers[urn] = answer
    return answers


def confirmation(*, yes: bool) -> Callable[[str], bool] | None:
    """How the user is asked before changes: not at all with `yes`, else on the terminal.

    Raises:
        InputError: there is nobody to ask.
    """
    if yes:
        return None
    if not sys.stdin.isatty():
        raise InputError.of(
            "there is no terminal to ask on before resources change",
            suggestion="Run with --yes, or on a terminal.",
            code="not-confirmed",
        )
    return lambda changes: typer.confirm(f"{changes}. Go on?")


@contextmanager
def running(*, as_json: bool) -> Generator[Report]:
    """The report of a command; an engine that stopped ends the command with its reason and exit code 1.

    With JSON on stdout the report goes to stderr.
    """
    from rich.console import Console

    from hds_blueprint.deployment.report import Report
    from hds_blueprint.deployment.session import DeploymentError

    try:
        yield Report(Console(highlight=False, soft_wrap=True, stderr=as_json))
    except DeploymentError as error:
        print(f"error: {error}", file=sys.stderr)
        print("Nothing is lost: the state knows what was done. Run the command again.", file=sys.stderr)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        print("Interrupted. Run the command again: it goes on where this one stopped.", file=sys.stderr)
        raise typer.Exit(130) from None


def emit(data: dict[str, Any]) -> None:
    """Prints data as JSON."""
    print(json.dumps(data, indent=2, ensure_ascii=False))


def flat(outputs: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Outputs one a line: `databases.records` and its address."""
    for name, value in outputs.items():
        if isinstance(value, Mapping):
            yield from flat(cast("Mapping[str, Any]", value), f"{above}{name}.")
        else:
            yield f"{above}{name}", value
