"""The process that makes a project's graph: standard input says which, two files hold what became of it.

Standard input is a JSON object: folder, settings (see settings.py), home (a folder to write to), graph
and report (files to write). The report holds the problems, none of them where the graph was written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hds_blueprint.foreign.project import Project, read
from hds_blueprint.foreign.recording import record
from hds_blueprint.foreign.redaction import Redaction
from hds_blueprint.foreign.settings import Settings
from hds_blueprint.graph import serialize
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.problem import InputError

_PATHS = ("answers", "python")
_LISTS = ("config", "config_secret")


def main() -> None:
    """Make the graph, and report."""
    task: dict[str, Any] = json.load(sys.stdin)
    problems: list[dict[str, Any]] = []
    try:
        graph = _graph(Path(task["folder"]), _settings(task["settings"]), Path(task["home"]))
        serialize.write(graph, Path(task["graph"]))
    except InputError as error:
        problems = [asdict(problem) for problem in error.problems]
    Path(task["report"]).write_text(json.dumps({"problems": problems}), "utf-8")


def _graph(folder: Path, settings: Settings, home: Path) -> ResourceGraph:
    project = read(folder, settings)
    redaction = Redaction(project.configuration.hidden)
    try:
        return redaction.graph(_recorded(project, settings, home))
    except InputError as error:
        raise InputError(redaction.problem(problem) for problem in error.problems) from None


def _recorded(project: Project, settings: Settings, home: Path) -> ResourceGraph:
    if project.runtime == "yaml":
        from hds_blueprint.foreign.yaml_program.evaluation import evaluate

        return evaluate(project, settings)
    return record(project, settings, home)


def _settings(values: Mapping[str, Any]) -> Settings:
    paths: dict[str, Any] = {name: Path(values[name]) for name in _PATHS if values[name] is not None}
    lists: dict[str, Any] = {name: tuple(values[name]) for name in _LISTS}
    given: dict[str, Any] = {**values, **lists, **paths}
    return Settings(**given)


if __name__ == "__main__":
    main()
