"""Programs that are not trusted run in a child process: what it sees of us, and how all of it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path


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


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends a child that leads a session of its own, and whatever it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
