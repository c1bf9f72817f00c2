"""Programs that are not trusted run in a child process: what it sees of us, and how all of it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Any


def bare_environment(python: Path, home: Path) -> dict[str, str]:
    """An allow-list: no token, credential or proxy of the caller reaches the child.

    `python` is the interpreter that runs it, `home` the temporary folder that it may write to.
    """
    return {
        "PATH": os.pathsep.join((str(python.parent), os.defpath)),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        # without an address of its own, an SDK would look for credentials on the instance's network
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def confined(
    command: Sequence[str], *, memory: int, readable: Iterable[Path] = (), writable: Iterable[Path] = ()
) -> list[str]:
    """The command with at most `memory` bytes and, as far as the operating system lets it, no network.

    Where `readable` files and folders are given, it is kept to them and to the `writable` ones.
    """
    script = files("hds_blueprint").joinpath("confined.py")
    settings: dict[str, object] = {"memory": memory}
    if kept := [str(path) for path in readable]:
        settings |= {"readable": kept, "writable": [str(path) for path in writable]}
    return [sys.executable, "-I", "-S", str(script), json.dumps(settings), *command]


def ended_in_time(
    command: Sequence[str], task: object, *, environment: Mapping[str, str], timeout: float
) -> bool:
    """Runs a command that reads its task from standard input, as JSON, and prints for nobody.

    It sees the given environment and nothing else. After `timeout` seconds, or when it is done, it is
    ended with whatever it started.
    """
    process = subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=dict(environment),
        start_new_session=True,
    )
    try:
        process.communicate(json.dumps(task, default=str).encode(), timeout=timeout)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end_group(process)
    return True


def is_own(path: Path) -> bool:
    """Whether a child wrote this file, and no link to one that only we may read."""
    return path.is_file() and not path.is_symlink()


def report_of(path: Path) -> dict[str, Any]:
    """The JSON object that a child wrote about its work; empty where it wrote none."""
    try:
        said: Any = json.loads(path.read_text("utf-8")) if is_own(path) else None
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends a child that leads a session of its own, and whatever it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
