"""The formats a check can be written in."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.verdict import Verdict
from hds_blueprint.problem import InputError

# Format to the module of this package that renders it.
FORMATS = {
    "text": "console",
    "json": "json",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown",
    "csv": "csv",
}


class Renderer(Protocol):
    """A module of this package."""

    def render(self, verdicts: Sequence[Verdict], language: Language) -> str: ...


def renderer(name: str) -> Renderer:
    """The renderer of a format. Raises InputError for an unknown one."""
    if name not in FORMATS:
        raise InputError.of(
            "there is no such report format",
            path="--format",
            value=name,
            suggestion=f"Choose one of {', '.join(FORMATS)}.",
            code="unknown-format",
        )
    return cast("Renderer", import_module(f"hds_blueprint.reports.{FORMATS[name]}"))
