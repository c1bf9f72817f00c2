"""Runs a Pulumi program of somebody else in its own interpreter, against the monitor it is told of.

This file is run as a script, by an interpreter that has the program's packages and not ours: it
imports the standard library and pulumi alone, and works with Python 3.9 too. Standard input is a JSON
object: program, root (the project's folder), project, stack, monitor, engine, report. `report` is a file
that says, in the end, that the program ended by itself, or with what error and where.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import runpy
import sys
import traceback
from pathlib import Path
from typing import Any


def main() -> None:
    """Run the program and report its end."""
    settings: dict[str, str] = json.load(sys.stdin)
    program = settings["program"]
    folder = str(Path(program).parent)
    sys.argv = [program]
    sys.path[0] = folder
    said: dict[str, Any] = {"ended": True}
    failures: list[dict[str, Any]] = []
    try:
        run(program, settings, failures)
    except BaseException as error:  # noqa: BLE001 - reported to the parent, whatever it is
        failures.append(described(error, folder))
        said = {"ended": False, **failures[0]}
    Path(settings["report"]).write_text(json.dumps(said), "utf-8")
    sys.stdout.flush()
    sys.stderr.flush()
    # threads that the program left behind do not keep the process
    os._exit(0 if said["ended"] else 1)


def run(program: str, settings: dict[str, str], failures: list[dict[str, Any]]) -> None:
    """Run the program as the Pulumi engine's Python host does; `failures` gets what it raised itself."""
    import pulumi.runtime

    own: dict[str, Any] = {
        "monitor": settings["monitor"],
        "engine": settings["engine"],
        "project": settings["project"],
        "stack": settings["stack"],
        "parallel": 16,
        "dry_run": True,
        "organization": "organization",
        "root_directory": settings["root"],
    }
    known = inspect.signature(pulumi.runtime.Settings.__init__).parameters  # an older SDK has fewer
    pulumi.runtime.configure(pulumi.runtime.Settings(**{k: v for k, v in own.items() if k in known}))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    def execute() -> None:
        try:
            runpy.run_path(program, run_name="__main__")
        except BaseException as error:
            # now: where a call failed, the SDK puts the trace of the call's task in place of this one
            failures.append(described(error, str(Path(program).parent)))
            raise

    loop.run_until_complete(pulumi.runtime.run_in_stack(execute))


def described(error: BaseException, folder: str) -> dict[str, Any]:
    """Type, message, and the innermost place in the program's own folder."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    traces = [
        frame
        for link in reversed(chain)
        for frame in [*traceback.extract_tb(link.__traceback__), *_unread(link)]
    ]
    places = [
        (frame.filename, frame.lineno)
        for frame in traces
        if frame.filename.startswith(folder + os.sep) and "site-packages" not in frame.filename
    ]
    file, line = places[-1] if places else (None, None)
    text = str(error.code) if isinstance(error, SystemExit) else str(error)
    if isinstance(error, SyntaxError):
        text = error.msg
    return {"type": type(error).__name__, "message": text[:2000], "file": file, "line": line}


def _unread(error: BaseException) -> list[traceback.FrameSummary]:
    """The place of what is no Python, which no frame has."""
    if isinstance(error, SyntaxError) and error.filename is not None:
        return [traceback.FrameSummary(error.filename, error.lineno, "")]
    return []


if __name__ == "__main__":
    main()
