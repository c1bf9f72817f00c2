"""The child process that builds a graph: what it is given, how long it may take, what it says."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from hds_blueprint.child_processes import bare_environment, confined, ended_in_time, is_own, report_of
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import DEFAULT_PROJECT, ResourceGraph
from hds_blueprint.hosting.printable import printable
from hds_blueprint.problem import InputError, Problem

TIMEOUT_SECONDS = 120.0
MEMORY_BYTES = 4 << 30
# what an interpreter and its libraries read besides their own folders
_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/nix/store",
    "/opt",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/urandom",
    "/dev/null",
)
_EARLY = {"error": "it ended early (it may have asked for more memory than it may have)"}
_COMMAND = (sys.executable, str(Path(__file__).with_name("program_child.py")))


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
    project: str = DEFAULT_PROJECT,
    timeout: float = TIMEOUT_SECONDS,
    memory: int = MEMORY_BYTES,
) -> ResourceGraph:
    """The graph that a program makes of a document, built in a process with nothing of our environment.

    `name` is how the document is called, in the graph and in what is said of it.
    The child gets an allow-list of variables (no token, no credential, no proxy), an empty home folder,
    `timeout` seconds and `memory` bytes. On Linux, as far as the kernel lets a process give them up, it has
    no network, sees no other process, reads the program and the project alone and writes to its home alone.

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
            "project": project,
            "as_of": as_of.isoformat(),
            "graph": str(graph),
            "report": str(report),
        }
        readable = _readable(program, document.resolve().parent)
        command = confined(_COMMAND, memory=memory, readable=readable, writable=[home, Path(os.devnull)])
        environment = bare_environment(Path(sys.executable), home)
        if not ended_in_time(command, settings, environment=environment, timeout=timeout):
            raise _failed(name, f"the program did not end within {timeout:g} seconds")
        said = report_of(report) or _EARLY
        if said.get("problems"):
            raise _refused(said["problems"], str(document.resolve()), name)
        if "error" in said or not is_own(graph):
            reason = printable(str(said.get("error", "it ended without a word")), 500)
            raise _failed(name, f"the program failed: {reason}")
        return _named(serialize.load(graph), str(document.resolve()), name)


def _readable(program: Program, documents: Path) -> list[Path]:
    """The interpreter with its libraries, the program, and of project and documents what is not hidden.

    Hidden is where tools keep what is not the program's: `.git` with its credentials, `.env`.
    """
    folders = dict.fromkeys((program.project.resolve(), documents))
    shown = [entry for folder in folders for entry in folder.iterdir() if not entry.name.startswith(".")]
    interpreter = [Path(sys.prefix), Path(sys.base_prefix)]
    ours = [Path(__file__).parent, program.package.resolve() / "hds_blueprint"]
    return [*map(Path, _SYSTEM), *interpreter, *ours, *shown]


def _refused(problems: object, own: str, name: str) -> InputError:
    """What the program says is wrong with the document, which it calls `own` and its user `name`."""
    try:
        found = [Problem(**problem) for problem in cast("list[dict[str, Any]]", problems)]
        return InputError([replace(each, file=name if each.file == own else each.file) for each in found])
    except TypeError:
        return _failed(name, "the program failed: its report cannot be read")


def _named(graph: ResourceGraph, document: str, name: str) -> ResourceGraph:
    """The graph with the document called as its user calls it."""
    resources = tuple(
        replace(each, origin=replace(each.origin, file=name))
        if each.origin and each.origin.file == document
        else each
        for each in graph.resources
    )
    return replace(graph, resources=resources)


def _failed(name: str, reason: str) -> InputError:
    return InputError.of(reason, file=name, code="program-failed")
