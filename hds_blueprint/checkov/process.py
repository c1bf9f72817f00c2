"""Checkov as a child process: offline, with nothing of the caller's environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hds_blueprint.checkov.install import folder
from hds_blueprint.problem import InputError

TIMEOUT_SECONDS = 300


def scan(plan: dict[str, Any], external_checks: Sequence[Path] = ()) -> list[dict[str, Any]]:
    """Checkov's reports on a plan, one per framework that it found something in.

    `external_checks` are folders of a user's own checks.

    Raises:
        InputError: Checkov ends with an error, does not end in time, or says something unreadable.
    """
    with tempfile.TemporaryDirectory(prefix="hds-checkov-") as temporary:
        home = Path(temporary)
        file = home / "plan.json"
        file.write_text(plan_text(plan), "ascii")
        command = [
            *(str(_python()), str(folder() / "bin" / "checkov")),
            *("--file", str(file), "--framework", "terraform_plan", "--output", "json"),
            *("--skip-download", "--compact", "--soft-fail"),
        ]
        for checks in external_checks:
            command += ["--external-checks-dir", str(checks.resolve())]
        try:
            done = subprocess.run(
                command,
                env=_environment(home),
                cwd=home,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _failed(f"it did not end within {TIMEOUT_SECONDS} seconds") from None
        except OSError as error:
            raise _failed(f"it cannot be started: {error.strerror}") from error
        return _reports(done)


def plan_text(plan: dict[str, Any]) -> str:
    """A plan as JSON that Checkov can read: it reads JSON as YAML, which has no pairs of surrogates
    and takes no raw control character. What is outside of Unicode's first plane becomes U+FFFD."""
    text = re.sub("[\ud800-\udfff\U00010000-\U0010ffff]", "\ufffd", json.dumps(plan, ensure_ascii=False))
    return re.sub(r"[^\x00-\x7e]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _python() -> Path:
    return folder() / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _environment(home: Path) -> dict[str, str]:
    """An allow-list: no token, no cloud credential and no proxy of the caller reaches Checkov."""
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "LOG_LEVEL": "ERROR",
        "CKV_SKIP_PACKAGE_UPDATE_CHECK": "True",  # it asks the package registry for a newer release otherwise
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "CHECKOV_ENABLE_NESTED_MODULES": "False",
    }


def _reports(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    try:
        said: Any = json.loads(done.stdout)
    except ValueError:
        said = None
    reports: list[Any] = said if isinstance(said, list) else [said]
    if done.returncode != 0 or not all(isinstance(report, dict) for report in reports):
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise _failed(lines[-1][:300] if lines else f"exit code {done.returncode}")
    for report in reports:
        summary = report.get("summary", report)  # where nothing was found, the summary is all there is
        if summary.get("parsing_errors"):
            raise _failed("it could not read the plan")
    return [report for report in reports if "results" in report]


def _failed(reason: str) -> InputError:
    return InputError.of(
        f"Checkov did not end well: {reason}",
        suggestion="Make its environment anew with `make setup`, or go on with --no-checkov.",
        code="checkov-failed",
    )
