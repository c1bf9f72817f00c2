"""Checkov's own environment: where it is, whether it is current, how it is made."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from hds_blueprint.files import cache_folder
from hds_blueprint.problem import InputError

TIMEOUT_SECONDS = 600


def project() -> Path:
    """The folder with the locked requirements of the environment."""
    return Path(str(files("hds_blueprint.checkov").joinpath("environment")))


def folder() -> Path:
    """Where the environment is: `.tools/checkov` in a checkout, else the user's cache folder."""
    checkout = Path(__file__).parents[2]
    if (checkout / "Pulumi.yaml").is_file() and (checkout / "pyproject.toml").is_file():
        return checkout / ".tools" / "checkov"
    return cache_folder() / "checkov"


def is_current() -> bool:
    """Whether the environment was made from today's lock file."""
    stamp = folder() / ".lock-sha256"
    return stamp.is_file() and stamp.read_text("ascii").strip() == _fingerprint()


def install() -> Path:
    """Make the environment from its lock file, with the network; nothing happens where it is current.

    Raises:
        InputError: it cannot be made, with the last line that the installer said.
    """
    if is_current():
        return folder()
    import uv

    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(folder()), "UV_PYTHON": sys.executable}
    environment.pop("VIRTUAL_ENV", None)
    command = [
        uv.find_uv_bin(),
        "sync",
        "--frozen",
        "--no-dev",
        "--compile-bytecode",
        "--project",
        str(project()),
    ]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(str(error)) from error
    if done.returncode != 0:
        raise _failed((done.stderr.strip().splitlines() or ["no reason given"])[-1])
    (folder() / ".lock-sha256").write_text(_fingerprint(), "ascii")
    return folder()


def _failed(reason: str) -> InputError:
    return InputError.of(
        f"Checkov's environment cannot be made: {reason}",
        suggestion="Check that the package registry can be reached, or go on with --no-checkov.",
        code="checkov-environment",
    )


def _fingerprint() -> str:
    return hashlib.sha256((project() / "uv.lock").read_bytes()).hexdigest()


if __name__ == "__main__":
    try:
        install()
    except InputError as error:
        print(f"warning: {error}", file=sys.stderr)
