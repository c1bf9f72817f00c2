"""Programs in Python: the interpreter with the project's packages, and how a run of it ended."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from hds_blueprint.child_processes import bare_environment
from hds_blueprint.foreign import child_process
from hds_blueprint.foreign.child_process import Ended, Failure
from hds_blueprint.foreign.messages import message
from hds_blueprint.foreign.project import Project
from hds_blueprint.foreign.server import Heard
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.problem import InputError

# Where `pulumi new`, uv and people put a project's environment.
_ENVIRONMENTS = ("venv", ".venv")


def run(
    project: Project, settings: Settings, address: str, home: Path, heard: Heard, notices: list[str]
) -> Failure | None:
    """Run the program against the monitor and engine at an address; None where it ended well.

    `notices` gets what was assumed.

    Raises:
        InputError: the program or the interpreter is not there.
    """
    interpreter = _interpreter(project, settings)
    if interpreter is None:
        interpreter = Path(sys.executable)
        notices.append(message("own_packages", settings.language, folder=project.folder))
    program = _program(project)
    report = home / "program.json"
    report.unlink(missing_ok=True)
    task = {
        "program": str(program),
        "root": str(project.folder.resolve()),
        "project": project.name,
        "stack": project.stack,
        "monitor": address,
        "engine": address,
        "report": str(report),
    }
    ended = child_process.run(
        [str(interpreter), str(files("hds_blueprint.foreign").joinpath("child.py"))],
        place=program.parent,
        environment={**bare_environment(interpreter, home), "PYTHONUNBUFFERED": "1", **configured(project)},
        output=home / "output",
        timeout=settings.timeout,
        stdin=json.dumps(task),
    )
    return ended if isinstance(ended, Failure) else _outcome(ended, report)


def configured(project: Project) -> dict[str, str]:
    """The configuration, as the engine's language hosts hand it to a program of any language."""
    return {
        "PULUMI_CONFIG": json.dumps(project.configuration.texts),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(sorted(project.configuration.secrets)),
    }


def _outcome(ended: Ended, report: Path) -> Failure | None:
    try:
        said: Any = json.loads(report.read_text("utf-8"))
    except (OSError, ValueError):
        return ended.early()
    if not isinstance(said, dict) or said.get("ended"):
        return None
    kind, file, line = str(said.get("type")), said.get("file"), said.get("line")
    return Failure(
        kind,
        str(said.get("message")),
        child_process.shown(file) if isinstance(file, str) else None,
        line if isinstance(line, int) else None,
        suggestion=_suggestion(kind),
        of_program=True,
    )


def _suggestion(kind: str) -> str | None:
    if kind in ("ModuleNotFoundError", "ImportError"):
        return "Install the project's packages (`pulumi install`), or name their Python with --python."
    return None


def _program(project: Project) -> Path:
    program = project.place / "__main__.py" if project.place.is_dir() else project.place
    if not program.is_file():
        raise project.file.error("the program is not there", ("main",), value=program, code="program-missing")
    return program


def _interpreter(project: Project, settings: Settings) -> Path | None:
    if settings.python is not None:
        if not settings.python.is_file():
            raise InputError.of(
                "there is no such Python",
                path="--python",
                value=str(settings.python),
                code="interpreter-missing",
            )
        return settings.python.absolute()
    return _of_project(project.folder, project.options)


def _of_project(folder: Path, options: Mapping[str, Any]) -> Path | None:
    named = options.get("virtualenv")
    names = (named,) if isinstance(named, str) and named else _ENVIRONMENTS
    inside = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    for name in names:
        if (found := folder / name / inside).is_file():
            return found.absolute()
    return None
