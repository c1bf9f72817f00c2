"""A Python traceback in the engine's words, as one line for people: where in the program, and why."""

from __future__ import annotations

import re
from pathlib import PurePath

_START = "Traceback (most recent call last):"
_FRAME = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>[0-9]+)', re.MULTILINE)
# code that stands between a program and the engine, and our own
_NOT_THE_USERS = ("site-packages", "dist-packages", "asyncio", "hds_blueprint", "pulumi-language-python-exec")


def shortened(text: str) -> str:
    """The text with its last traceback told as `file:line: reason`; without one, the text as it is."""
    if _START not in text:
        return text
    trace = text.rpartition(_START)[2]
    lines = [line for line in trace.splitlines() if line.strip()]
    # the reason starts at the first line that is not indented
    said = next((number for number, line in enumerate(lines) if not line.startswith(" ")), None)
    reason = " ".join(line.strip() for line in lines[said:]) if said is not None else "no reason given"
    place = _place(trace)
    return f"{place}: {reason}" if place else reason


def _place(trace: str) -> str | None:
    """The innermost frame of the user's own code: `extensions/relay.py:12`."""
    frames = [(PurePath(found["file"]), found["line"]) for found in _FRAME.finditer(trace)]
    for path, line in reversed(frames):
        if "extensions" in path.parts:
            start = len(path.parts) - 1 - path.parts[::-1].index("extensions")
            return f"{PurePath(*path.parts[start:])}:{line}"
    for path, line in reversed(frames):
        if not any(part in path.parts for part in _NOT_THE_USERS) and not str(path).startswith("<"):
            return f"{path.name}:{line}"
    return None
