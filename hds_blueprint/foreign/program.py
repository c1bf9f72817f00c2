"""The resource graph of a Pulumi project of somebody else, made in a process with nothing of ours.

That process (recorder.py) reads the project and, where it is code, runs it as a child of its own. Both
get an allow-listed environment, a bounded memory and a bounded time; where the operating system lets
them, they have a network in which they reach each other alone. What is registered is recorded and not
created.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hds_blueprint
from hds_blueprint.child_processes import bare_environment, confined, ended_in_time, is_own, report_of
from hds_blueprint.foreign.project import project_of
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.graph import serialize
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.problem import InputError, Problem

# A program may be run twice (recording.py), each time with its own limit; the rest is ours.
_RUNS, _OWN_SECONDS = 2, 30.0

__all__ = ["Settings", "graph_of", "project_of"]


def graph_of(folder: Path, settings: Settings) -> ResourceGraph:
    """The graph of the project in a folder, its notices with it.

    Raises:
        InputError: the project cannot be read or run; the problem names the file and the line.
    """
    with tempfile.TemporaryDirectory(prefix="hds-program-") as temporary:
        home = Path(temporary)
        graph, report = home / "graph.json", home / "report.json"
        task = {
            "folder": str(folder),
            "settings": asdict(settings),
            "home": str(home),
            "graph": str(graph),
            "report": str(report),
        }
        _run(task, home, folder, settings)
        problems = report_of(report).get("problems")
        if problems:
            raise InputError(Problem(**problem) for problem in problems)
        if problems is None or not is_own(graph):
            raise GraphError.of(
                "the program ended early, and its recording with it",
                file=str(folder),
                bound=f"{settings.memory >> 20} MiB of memory",
                code="program-failed",
            )
        return serialize.load(graph)


def _run(task: dict[str, Any], home: Path, folder: Path, settings: Settings) -> None:
    # -P: the working folder is the caller's, and modules in it are not ours
    recorder = [sys.executable, "-P", "-m", "hds_blueprint.foreign.recorder"]
    # the folders of the caller's path, which hold no secret, are where Node is looked for
    ours = {
        "PYTHONPATH": str(Path(hds_blueprint.__path__[0]).parent),
        "PATH": os.environ.get("PATH", os.defpath),
    }
    if not ended_in_time(
        confined(recorder, memory=settings.memory),
        task,
        environment={**bare_environment(Path(sys.executable), home), **ours},
        timeout=_RUNS * settings.timeout + _OWN_SECONDS,
    ):
        raise GraphError.of(
            f"the program did not end within {settings.timeout:g} seconds",
            file=str(folder),
            code="program-failed",
        )
