"""The Pulumi CLI: the one on the PATH where it fits, else that in `.tools/`, else the official release."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hds_blueprint.data_files import read_data
from hds_blueprint.problem import InputError

if TYPE_CHECKING:
    from pulumi.automation import PulumiCommand

Origin = Literal["PATH", "tools", "installed"]


@dataclass(frozen=True)
class PulumiCli:
    """A usable CLI: the Automation API's handle, its version and where it was found."""

    command: PulumiCommand
    version: str
    origin: Origin


class CliMissingError(InputError):
    """No Pulumi CLI can be found or installed; the problem says in one line how to get one."""


@cache
def versions() -> dict[str, Any]:
    """The range of versions that serve and the limits of the installation (cli_versions.yaml)."""
    return read_data("hds_blueprint.deployment", "cli_versions.yaml")


def find_cli(
    root: Path, *, allow_install: bool = False, announce: Callable[[str], None] | None = None
) -> PulumiCli:
    """The CLI that serves for the project in `root`.

    `allow_install` permits the download of the official release into `.tools/pulumi`; it is
    given only where the user asked for a deployment. `announce` is told before a download.

    Raises:
        CliMissingError: none is found, and none may be or could be installed.
    """
    unfit: list[str] = []
    on_path = shutil.which("pulumi")
    if on_path is not None and (found := _usable(Path(on_path).parent.parent, on_path, "PATH", unfit)):
        return found
    own = root / ".tools" / "pulumi"
    if (own / "bin" / "pulumi").is_file() and (found := _usable(own, None, "tools", unfit)):
        return found
    if allow_install:
        if announce is not None:
            announce(f"Installing the Pulumi CLI {sdk_version()} (official release) into .tools/pulumi")
        if _install(own) and (found := _usable(own, None, "installed", unfit)):
            return found
    raise _missing(unfit, tried=allow_install)


def sdk_version() -> str:
    """The version of the installed Pulumi SDK, which is also that of the CLI to install."""
    from importlib.metadata import version

    return version("pulumi")


def fits(version: str) -> bool:
    """Whether a CLI of this version serves; what is no version does not."""
    from semver import VersionInfo

    try:
        found = VersionInfo.parse(version)
    except ValueError:
        return False
    return (
        VersionInfo.parse(str(versions()["minimum"])) <= found < VersionInfo.parse(str(versions()["below"]))
    )


def _usable(root: Path, executable: str | None, origin: Origin, unfit: list[str]) -> PulumiCli | None:
    from pulumi.automation import PulumiCommand

    try:
        command = PulumiCommand(root=str(root) if executable is None else None, skip_version_check=True)
    except (OSError, subprocess.SubprocessError, ValueError):
        unfit.append(f"{executable or root} cannot be run")
        return None
    if command.version is None or not fits(str(command.version)):
        unfit.append(f"{executable or root} has version {command.version}")
        return None
    return PulumiCli(command, str(command.version), origin)


def _installer(destination: Path) -> list[str]:
    """The command that runs the SDK's own installer."""
    program = "import sys, pulumi.automation as api; api.PulumiCommand.install(root=sys.argv[1])"
    return [sys.executable, "-c", program, str(destination)]


def _install(destination: Path) -> bool:
    """Runs the SDK's installer in a process of its own, because it has no time limit, and keeps only
    a whole installation."""
    partial = destination.with_name(f"{destination.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        _installer(partial.resolve()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(timeout=float(versions()["install_time_limit_seconds"]))
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        code = 1
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if code != 0 or not (partial / "bin" / "pulumi").is_file():
        shutil.rmtree(partial, ignore_errors=True)
        return False
    shutil.rmtree(destination, ignore_errors=True)
    partial.rename(destination)
    return True


def _missing(unfit: list[str], *, tried: bool) -> CliMissingError:
    wanted = f"{versions()['minimum']} or newer, below {versions()['below']}"
    found = f"; {' and '.join(unfit)}" if unfit else ""
    attempt = ", and the official release could not be installed (no network?)" if tried else ""
    return CliMissingError.of(  # pyright: ignore[reportReturnType]
        f"the Pulumi CLI ({wanted}) is not on the PATH{found}{attempt}",
        suggestion=f"Install it: {versions()['install_guide']}",
        code="pulumi-missing",
    )
