"""A program in Python, TypeScript or JavaScript is run against the recording monitor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hds_blueprint.foreign import answers as answer_file
from hds_blueprint.foreign import nodejs, python
from hds_blueprint.foreign.child_process import Failure
from hds_blueprint.foreign.graphs import finished, monitor_of
from hds_blueprint.foreign.messages import message
from hds_blueprint.foreign.project import Project
from hds_blueprint.foreign.server import Heard, served
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import Ref, ResourceGraph
from hds_blueprint.problem import InputError

_HOSTS = {"python": python.run, "nodejs": nodejs.run}


def record(project: Project, settings: Settings, home: Path) -> ResourceGraph:
    """The graph of a project that is code; `home` is a folder to write to.

    A program that fails on values known only after apply is run a second time with them unknown.

    Raises:
        InputError: the project cannot be run; the problem names the program's file and line.
    """
    answers = answer_file.read(settings.answers, settings.language)
    try:
        return _recorded(project, answers, settings, home, frozenset())
    except _FailedError as first:
        try:
            graph = _recorded(project, answers, settings, home, None)
        except _FailedError:
            raise first.told from None
    return replace(graph, notices=(*graph.notices, message("outputs_unknown", settings.language)))


class _FailedError(Exception):
    """The program itself failed; it may succeed with less known."""

    def __init__(self, told: InputError) -> None:
        super().__init__(str(told))
        self.told = told


def _recorded(
    project: Project,
    answers: Mapping[str, Mapping[str, Any]],
    settings: Settings,
    home: Path,
    withheld: frozenset[Ref] | None,
) -> ResourceGraph:
    monitor = monitor_of(project, answers, withheld=withheld)
    notices: list[str] = []
    with served(monitor) as (address, heard):
        failure = _HOSTS[project.runtime](project, settings, address, home, heard, notices)
    if heard.refused:
        raise _placed(heard.refused[0], failure)
    if failure is None and heard.logged:
        failure = Failure("", heard.logged[0], of_program=True)
    if failure is not None:
        told = _told(failure, heard, project)
        # what has a known remedy does not come from values that are not known yet
        again = failure.of_program and _suggestion(failure) is None
        raise _FailedError(told) if again else told
    return finished(project, monitor, settings.language, *notices)


def _placed(error: InputError, failure: Failure | None) -> InputError:
    """The monitor says what is wrong; where in the program, the child says."""
    if failure is None or failure.file is None or any(problem.file for problem in error.problems):
        return error
    return GraphError(replace(each, file=failure.file, line=failure.line) for each in error.problems)


def _told(failure: Failure, heard: Heard, project: Project) -> InputError:
    first = _first_line(failure.message)
    kind = f"{failure.kind}: " if failure.kind else ""
    reason = f"the program failed: {kind}{first}"
    if failure.kind == "SystemExit":
        reason = f"the program ended itself with code {first}"
    elif not failure.of_program:
        reason = first
    elif heard.logged and heard.logged[0].strip() not in failure.message and not failure.logged:
        reason += f" (it logged: {_first_line(heard.logged[0])})"
    return GraphError.of(
        reason,
        file=failure.file or str(project.folder),
        line=failure.line,
        suggestion=_suggestion(failure),
        code="program-failed",
    )


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0][:300] if lines else ""


def _suggestion(failure: Failure) -> str | None:
    if "Missing required configuration variable" in failure.message:
        return "Give the value with --config KEY=VALUE."
    return failure.suggestion
