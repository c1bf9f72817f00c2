"""The child process that runs a foreign program: what it gets, how long it may take, how it ended."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_STEP_SECONDS = 0.5
_LAST_SECONDS = 3.0
_LAST_BYTES = 20_000  # of what the program printed, enough to hold its last words


@dataclass(frozen=True, slots=True)
class Failure:
    """How a run failed.

    `of_program` says that the program raised it, rather than the run around it; `logged` that the text
    is what the program logged.
    """

    kind: str
    message: str
    file: str | None = None
    line: int | None = None
    suggestion: str | None = None
    of_program: bool = False
    logged: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """The exit code of a program that ended within its time, and the last line that it printed."""

    code: int
    words: str

    def early(self) -> Failure:
        """The failure of a program that ended before it was done."""
        words = f": {self.words}" if self.words else ""
        return Failure("", f"the program ended early, with code {self.code}{words}")


def run(
    command: Sequence[str],
    *,
    place: Path,
    environment: Mapping[str, str],
    output: Path,
    timeout: float,
    stdin: str = "",
    failed: Callable[[], bool] = lambda: False,
) -> Ended | Failure:
    """Run a command in a folder, with nothing but the given environment.

    `output` is a file for what it prints, `timeout` is in seconds. `failed` says that the program has
    failed already; then it gets a few seconds to end (Node's gRPC client holds it for some 40). What the
    program started may outlive it: whoever started this process ends them all.
    """
    with output.open("w+b") as printed:
        try:
            process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=printed,
                stderr=subprocess.STDOUT,
                cwd=place,
                env=dict(environment),
            )
        except OSError as error:
            return Failure("", f"{command[0]} cannot be started: {error.strerror}")
        if process.stdin is not None:
            with suppress(BrokenPipeError), process.stdin as pipe:
                pipe.write(stdin.encode())
        if not _ended(process, timeout, failed):
            process.kill()
            process.wait()
            if not failed():
                return Failure(
                    "",
                    f"the program did not end within {timeout:g} seconds",
                    suggestion="It may wait for a service that cannot be reached offline, or for an answer.",
                )
        return Ended(process.returncode, _last_words(printed))


def _ended(process: subprocess.Popen[bytes], timeout: float, failed: Callable[[], bool]) -> bool:
    """Waits; whether the process ended by itself."""
    deadline, doomed = time.monotonic() + timeout, False
    while (left := deadline - time.monotonic()) > 0:
        with suppress(subprocess.TimeoutExpired):
            process.wait(min(left, _STEP_SECONDS))
            return True
        if not doomed and failed():
            deadline, doomed = min(deadline, time.monotonic() + _LAST_SECONDS), True
    return False


def shown(file: str) -> str:
    """A file of the program as the user knows it: relative to the working folder where it is inside."""
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file


def _last_words(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - _LAST_BYTES))
    lines = [line.strip() for line in output.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
