"""The resource graph of a Pulumi project of somebody else: run offline, as a child process.

Nothing of it is imported into ours. The child gets an allow-listed environment, an empty home folder
and a limited time; it has no credentials, and what it registers is recorded and not created.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.foreign import child_process, project
from hds_blueprint.foreign.child_process import Failure
from hds_blueprint.foreign.messages import message
from hds_blueprint.foreign.project import Project
from hds_blueprint.foreign.server import Heard, served
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import Ref, ResourceGraph
from hds_blueprint.graph.recording import RecordingMonitor
from hds_blueprint.policies.metadata import Language
from hds_blueprint.problem import InputError, Problem

TIMEOUT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run a project; see the options of `hds checkov`. `timeout` is in seconds."""

    stack: str | None = None
    config: tuple[str, ...] = ()
    answers: Path | None = None
    python: Path | None = None
    language: Language = "en"
    timeout: float = TIMEOUT_SECONDS


def graph_of(folder: Path, settings: Settings) -> ResourceGraph:
    """The graph of the project in a folder.

    A program that fails on values known only after apply is run a second time with them unknown.

    Raises:
        InputError: the project cannot be read or run; the problem names the program's file and line.
    """
    found = project.read(
        folder,
        stack=settings.stack,
        config=settings.config,
        python=settings.python,
        language=settings.language,
    )
    answers = _answers(settings.answers)
    try:
        return _recorded(found, answers, settings, frozenset())
    except _FailedError as first:
        try:
            graph = _recorded(found, answers, settings, None)
        except _FailedError:
            raise first.told from None
    notice = message("outputs_unknown", settings.language)
    return ResourceGraph(
        graph.project,
        graph.stack,
        graph.source,
        graph.resources,
        outputs=graph.outputs,
        notices=(*graph.notices, notice),
    )


class _FailedError(Exception):
    """The program itself failed; it may succeed with less known."""

    def __init__(self, told: InputError) -> None:
        super().__init__(str(told))
        self.told = told


def _recorded(
    found: Project,
    answers: Mapping[str, Mapping[str, Any]],
    settings: Settings,
    withheld: frozenset[Ref] | None,
) -> ResourceGraph:
    monitor = RecordingMonitor(
        project=found.name, stack=found.stack, config=found.config, answers=answers, withheld=withheld
    )
    with served(monitor) as (address, heard):
        failure = child_process.run(found, address, timeout=settings.timeout)
    if heard.refused:
        raise _placed(heard.refused[0], failure)
    if failure is not None:
        told = _told(failure, heard, found)
        raise _FailedError(told) if failure.of_program else told
    if heard.logged:
        raise _FailedError(_told(Failure("", heard.logged[0], of_program=True), heard, found))
    return ResourceGraph(
        found.name,
        found.stack,
        "program",
        monitor.resources(),
        outputs=monitor.outputs,
        notices=found.notices,
    )


def _placed(error: InputError, failure: Failure | None) -> InputError:
    """The monitor says what is wrong; where in the program, the child says."""
    if failure is None or failure.file is None or any(problem.file for problem in error.problems):
        return error
    return GraphError(replace(each, file=failure.file, line=failure.line) for each in error.problems)


def _told(failure: Failure, heard: Heard, found: Project) -> GraphError:
    text = failure.message.strip().splitlines()
    first = text[0][:300] if text else ""
    kind = f"{failure.kind}: " if failure.kind else ""
    reason = f"the program failed: {kind}{first}"
    if failure.kind == "SystemExit":
        reason = f"the program ended itself with code {first}"
    elif not failure.of_program:
        reason = first
    elif heard.logged and heard.logged[0].strip() not in failure.message:
        reason += f" (it logged: {heard.logged[0].strip().splitlines()[0][:300]})"
    return GraphError(
        [
            Problem(
                reason,
                file=failure.file or str(found.folder),
                line=failure.line,
                suggestion=_suggestion(failure),
                code="program-failed",
            )
        ]
    )


def _suggestion(failure: Failure) -> str | None:
    if "Missing required configuration variable" in failure.message:
        return "Give the value with --config KEY=VALUE."
    if failure.kind in ("ModuleNotFoundError", "ImportError"):
        return "Install the project's packages (`pulumi install`), or name their Python with --python."
    return failure.suggestion


def _answers(file: Path | None) -> Mapping[str, Mapping[str, Any]]:
    if file is None:
        return {}
    try:
        content: Any = yaml.safe_load(file.read_text("utf-8"))  # JSON is YAML too
        json.dumps(content)
    except OSError as error:
        raise InputError.of(
            f"the file cannot be read: {error.strerror}", file=str(file), code="bad-answers"
        ) from error
    except (ValueError, TypeError, yaml.YAMLError, RecursionError):
        content = None
    if not isinstance(content, dict) or not all(isinstance(answer, dict) for answer in content.values()):
        raise InputError.of(
            "the answers are not a mapping of data sources to results",
            file=str(file),
            suggestion='Write `"aws:ec2/getAmi:getAmi": {id: ami-1, architecture: x86_64}`.',
            code="bad-answers",
        )
    return {str(token): answer for token, answer in content.items()}
