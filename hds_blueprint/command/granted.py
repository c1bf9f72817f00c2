"""Waivers on the command line, for what has no requirements document that could hold them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from hds_blueprint.hosting.waiver_list import LoadedWaivers
    from hds_blueprint.policies.verdict import Verdict

WaiversOption = Annotated[
    Path | None,
    typer.Option(help="Waivers for what has no requirements document (YAML).", metavar="FILE"),
]


def granted(file: Path | None, language: Literal["en", "fr"]) -> LoadedWaivers:
    """The waivers of a file; none where none is named. Raises InputError where it cannot be used."""
    from hds_blueprint.hosting import waiver_list

    return waiver_list.load(file, language=language) if file is not None else waiver_list.NONE


def placed(verdict: Verdict, waivers: LoadedWaivers) -> Verdict:
    """The verdict with what is wrong with waivers shown where they are written."""
    problems = [
        replace(problem, file=position.file, line=position.line, column=position.column)
        if (position := waivers.positions.get(problem.path or ""))
        else problem
        for problem in verdict.problems
    ]
    return replace(verdict, problems=tuple(problems))
