"""Locks of a state: who holds them, and whether that process is still there.

The engine locks a state while it works on it. Killed, it leaves the lock behind, and every later
deployment stops there. `pulumi cancel` removes the locks of whoever holds them, so it is only
called when each of them is known to be held by nobody.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import unquote, urlsplit

Holder = Literal["gone", "running", "unknown"]

# The line of the CLI's error: "…/locks/….json: created by user@host (pid 12) at 2026-11-24T08:58:45Z"
_LINE = re.compile(r"created by (?P<user>[^\s@]*)@(?P<host>\S+) \(pid (?P<pid>[0-9]+)\) at (?P<time>\S+)")


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock as the engine wrote it; `since` is an RFC 3339 time."""

    pid: int
    host: str
    user: str
    since: str

    def __str__(self) -> str:
        return f"process {self.pid} of {self.user} on {self.host}, since {self.since}"


def file_locks(backend: str | None, project: str, stack: str) -> list[Lock]:
    """The locks of a stack in a `file://` backend; none for other backends, whose locks only show
    in the CLI's error (`locks_in`)."""
    if backend is None or not backend.startswith("file://"):
        return []
    folder = Path(unquote(urlsplit(backend).path)) / ".pulumi" / "locks" / "organization" / project / stack
    locks: list[Lock] = []
    for file in sorted(folder.glob("*.json")):
        try:
            content: object = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            continue  # released just now
        except (OSError, ValueError):
            content = None
        locks.append(_lock(cast("dict[str, Any]", content) if isinstance(content, dict) else {}))
    return locks


def locks_in(message: str) -> list[Lock]:
    """The locks that the CLI's error about a locked stack lists; empty for another error."""
    return [
        Lock(int(found["pid"]), found["host"], found["user"], found["time"])
        for found in _LINE.finditer(message)
    ]


def _lock(content: dict[str, Any]) -> Lock:
    pid = content.get("pid")
    return Lock(
        pid if isinstance(pid, int) and 0 < pid < 2**31 else 0,
        str(content.get("hostname", "?")),
        str(content.get("username", "?")),
        str(content.get("timestamp", "?")),
    )


def holder(lock: Lock) -> Holder:
    """Whether the process that took a lock is gone, running, or on another machine and so unknown."""
    if lock.pid == 0 or lock.host != socket.gethostname():
        return "unknown"
    try:
        os.kill(lock.pid, 0)
    except ProcessLookupError:
        return "gone"
    except OSError:
        pass  # of another user, so it runs
    return "gone" if _is_no_engine(lock.pid) else "running"


def _is_no_engine(pid: int) -> bool:
    """Whether the process number belongs to a corpse, or by now to another program than pulumi.

    Known on systems with /proc only; elsewhere a process with that number counts as the engine. (The
    process's start is no better sign: a clock set forward would make a running engine look younger
    than its own lock.)
    """
    try:
        name = Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state in "ZX" or not name.startswith("pulumi")


def all_gone(locks: Iterable[Lock]) -> bool:
    """Whether every holder is known to be gone."""
    return all(holder(lock) == "gone" for lock in locks)
