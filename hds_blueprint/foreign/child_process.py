"""The child process that runs a foreign program: what it gets, how long it may take, how it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

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
                _end(process)
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
    """An allow-list: no token, credential or proxy of the caller reaches the program."""
    return {
        "PATH": os.pathsep.join((str(project.python.parent), os.defpath)),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PULUMI_CONFIG": json.dumps(dict(project.config)),
        "PULUMI_CONFIG_SECRET_KEYS": "[]",
        # without an address of its own, the SDK would look for credentials on the instance's network
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the child and whatever it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_words(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - _LAST_BYTES))
    lines = [line.strip() for line in output.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""


def _shown(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file
