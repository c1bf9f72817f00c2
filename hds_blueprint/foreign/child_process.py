"""The child process that runs a foreign program: what it gets, how long it may take, how it ended."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from hds_blueprint.child_processes import bare_environment, end_group
from hds_blueprint.foreign.project import Project

_LAST_BYTES = 20_000  # of what the program printed, enough to hold its last words


@dataclass(frozen=True, slots=True)
class Failure:
    """How a run failed. `of_program` says that the program raised it, rather than the run around it."""

    kind: str
    message: str
    file: str | None = None
    line: int | None = None
    suggestion: str | None = None
    of_program: bool = False


def run(project: Project, address: str, *, timeout: float) -> Failure | None:
    """Run the program against the monitor and engine at an address; None where it ended well.

    `timeout` is in seconds; what is left of the child after it is ended with its whole process group.
    """
    with tempfile.TemporaryDirectory(prefix="hds-program-") as temporary:
        home = Path(temporary)
        report = home / "report.json"
        settings = {
            "program": str(project.program),
            "project": project.name,
            "stack": project.stack,
            "monitor": address,
            "engine": address,
            "report": str(report),
        }
        script = str(files("hds_blueprint.foreign").joinpath("child.py"))
        with (home / "output").open("w+b") as output:
            try:
                process = subprocess.Popen(
                    [str(project.python), script],
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=project.program.parent,
                    env=_environment(project, home),
                    start_new_session=True,
                )
            except OSError as error:
                return Failure("", f"{project.python} cannot be started: {error.strerror}")
            try:
                process.communicate(json.dumps(settings).encode(), timeout=timeout)
            except subprocess.TimeoutExpired:
                return Failure(
                    "",
                    f"the program did not end within {timeout:g} seconds",
                    suggestion="It may wait for a service that cannot be reached offline, or for an answer.",
                )
            finally:
                end_group(process)
            return _outcome(report, process.returncode, output)


def _outcome(report: Path, code: int, output: IO[bytes]) -> Failure | None:
    try:
        said: Any = json.loads(report.read_text("utf-8"))
    except (OSError, ValueError):
        words = _last_words(output)
        return Failure("", f"the program ended early, with code {code}" + (f": {words}" if words else ""))
    if not isinstance(said, dict) or said.get("ended"):
        return None
    file, line = said.get("file"), said.get("line")
    return Failure(
        str(said.get("type")),
        str(said.get("message")),
        _shown(file) if isinstance(file, str) else None,
        line if isinstance(line, int) else None,
        of_program=True,
    )


def _environment(project: Project, home: Path) -> dict[str, str]:
    return {
        **bare_environment(project.python, home),
        "PYTHONUNBUFFERED": "1",
        "PULUMI_CONFIG": json.dumps(dict(project.config)),
        "PULUMI_CONFIG_SECRET_KEYS": "[]",
    }


def _last_words(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - _LAST_BYTES))
    lines = [line.strip() for line in output.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""


def _shown(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file
