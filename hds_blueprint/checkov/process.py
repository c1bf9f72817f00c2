"""Checkov as a child process: offline, with nothing of the caller's environment."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hds_blueprint.checkov.install import folder
from hds_blueprint.checkov.own_checks import refuse_left_out
from hds_blueprint.checkov.plan_text import plan_text
from hds_blueprint.child_processes import bare_environment
from hds_blueprint.problem import InputError

TIMEOUT_SECONDS = 300


def scan(plan: dict[str, Any], external_checks: Sequence[Path] = ()) -> list[dict[str, Any]]:
    """Checkov's reports on a plan, one per framework that it found something in.

    `external_checks` are folders of a user's own checks.

    Raises:
        InputError: Checkov ends with an error, does not end in time, says something unreadable, or goes on
            without a check of the user's.
    """
    with tempfile.TemporaryDirectory(prefix="hds-checkov-", ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        file = home / "plan.json"
        command = [
            *(str(_python()), str(folder() / "bin" / "checkov")),
            *("--file", str(file), "--framework", "terraform_plan", "--output", "json"),
            *("--skip-download", "--compact", "--soft-fail"),
        ]
        for checks in external_checks:
            command += ["--external-checks-dir", str(checks.resolve())]
        environment = _environment(home)
        if external_checks:
            environment["LOG_LEVEL"] = "WARNING"  # so that it says which of them it cannot load
        said, complaints = home / "stdout", home / "stderr"
        try:
            file.write_text(plan_text(plan), "ascii")
            # files, not pipes: a pipe stays open as long as anything that Checkov may have started
            with said.open("wb") as out, complaints.open("wb") as error:
                done = subprocess.run(
                    command,
                    env=environment,
                    cwd=home,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=error,
                    timeout=TIMEOUT_SECONDS,
                    check=False,
                )
        except subprocess.TimeoutExpired:
            raise _failed(f"it did not end within {TIMEOUT_SECONDS} seconds") from None
        except OSError as error:
            raise _failed(f"it cannot be started: {error.strerror}") from error
        reports = _reports(done.returncode, said.read_bytes(), complaints.read_bytes())
        if external_checks:
            refuse_left_out(complaints.read_text("utf-8", "replace"))
        return reports


def _python() -> Path:
    return folder() / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _environment(home: Path) -> dict[str, str]:
    """An allow-list: no token, no cloud credential and no proxy of the caller reaches Checkov."""
    return {
        **bare_environment(_python(), home),
        "LOG_LEVEL": "ERROR",
        "CKV_SKIP_PACKAGE_UPDATE_CHECK": "True",  # it asks the package registry for a newer release otherwise
        "PYTHONHASHSEED": "0",
        "CHECKOV_ENABLE_NESTED_MODULES": "False",
    }


def _reports(code: int, out: bytes, complaints: bytes) -> list[dict[str, Any]]:
    try:
        said: Any = json.loads(out)
    except (ValueError, RecursionError):
        said = None
    reports: list[Any] = said if isinstance(said, list) else [said]
    if code != 0 or not all(isinstance(report, dict) for report in reports):
        lines = (complaints.strip() or out).decode("utf-8", "replace").strip().splitlines()
        raise _failed(_ended_by(code) or (lines[-1][:300] if lines else f"exit code {code}"))
    for report in reports:
        summary = report.get("summary", report)  # where nothing was found, the summary is all there is
        if summary.get("parsing_errors"):
            raise _failed("it could not read the plan")
    return [report for report in reports if "results" in report]


def _ended_by(code: int) -> str:
    """The signal that ended a process, as where memory runs out; empty where it ended itself."""
    if code >= 0:
        return ""
    try:
        return f"it was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"it was ended by signal {-code}"


def _failed(reason: str) -> InputError:
    return InputError.of(
        f"Checkov did not end well: {reason}",
        suggestion="Make its environment anew with `make setup`, or go on with --no-checkov.",
        code="checkov-failed",
    )
