"""The child process that builds a graph: what it is given, how long it may take, what it says."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from hds_blueprint.child_processes import bare_environment, confined, end_group
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.problem import InputError, Problem

TIMEOUT_SECONDS = 120.0
MEMORY_BYTES = 4 << 30


@dataclass(frozen=True, slots=True)
class Program:
    """A program: the folder that holds its package, and that of the project (extensions, Pulumi.yaml)."""

    package: Path
    project: Path


def installed() -> Path:
    """The folder that holds the package that is running."""
    return Path(__file__).parents[2]


def graph_of(
    document: Path,
    program: Program,
    *,
    name: str,
    stack: str,
    as_of: date,
    timeout: float = TIMEOUT_SECONDS,
    memory: int = MEMORY_BYTES,
) -> ResourceGraph:
    """The graph that a program makes of a document, built in a process with nothing of our environment.

    `name` is how the document is called, in the graph and in what is said of it.
    The child gets an allow-list of variables (no token, no credential, no proxy), an empty home folder,
    `timeout` seconds, `memory` bytes, and on Linux no network where the kernel lets a process give it up.

    Raises:
        InputError: the document is not valid for that program, or the program fails or does not end.
    """
    with tempfile.TemporaryDirectory(prefix="hds-program-") as folder:
        home = Path(folder)
        graph, report = home / "graph.json", home / "report.json"
        settings = {
            "program": str(program.package.resolve()),
            "folder": str(program.project.resolve()),
            "document": str(document.resolve()),
            "stack": stack,
            "as_of": as_of.isoformat(),
            "graph": str(graph),
            "report": str(report),
        }
        _run(settings, home, name, timeout, memory)
        said = _said(report)
        if said.get("problems"):
            own = str(document.resolve())
            found = (Problem(**problem) for problem in said["problems"])
            raise InputError(replace(each, file=name if each.file == own else each.file) for each in found)
        if "error" in said or not graph.is_file():
            reason = said.get("error", "it ended without a word")
            raise _failed(name, f"the program failed: {reason}")
        return _named(serialize.load(graph), str(document.resolve()), name)


def _named(graph: ResourceGraph, document: str, name: str) -> ResourceGraph:
    """The graph with the document called as its user calls it."""
    resources = tuple(
        replace(each, origin=replace(each.origin, file=name))
        if each.origin and each.origin.file == document
        else each
        for each in graph.resources
    )
    return replace(graph, resources=resources)


def _run(settings: dict[str, Any], home: Path, name: str, timeout: float, memory: int) -> None:
    script = str(files("hds_blueprint.command").joinpath("program_child.py"))
    process = subprocess.Popen(
        confined([sys.executable, script], memory=memory),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=bare_environment(Path(sys.executable), home),
        start_new_session=True,
    )
    try:
        process.communicate(json.dumps(settings).encode(), timeout=timeout)
    except subprocess.TimeoutExpired:
        raise _failed(name, f"the program did not end within {timeout:g} seconds") from None
    finally:
        end_group(process)


def _said(report: Path) -> dict[str, Any]:
    try:
        said: Any = json.loads(report.read_text("utf-8"))
    except (OSError, ValueError):
        return {"error": "it ended early (it may have asked for more memory than it may have)"}
    return said if isinstance(said, dict) else {}


def _failed(name: str, reason: str) -> InputError:
    return InputError.of(reason, file=name, code="program-failed")
