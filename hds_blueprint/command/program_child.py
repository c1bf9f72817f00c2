"""Builds the graph of a document with the program of a given folder, in a process of its own.

Run as a script: standard input is a JSON object with `program` (the folder that holds the package
hds_blueprint), `folder` (the project's, whose extensions count), `document`, `stack`, `project`, `as_of`,
`graph` and `report` (files to write). Only the standard library is imported before the package of that
folder, so that the program is that folder's and not the caller's.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any


def main() -> None:
    """Build the graph, write it, and report how it went."""
    settings: dict[str, Any] = json.load(sys.stdin)
    sys.path.pop(0)  # this script's own folder
    os.chdir(settings["folder"])
    try:
        take_package(Path(settings["program"]) / "hds_blueprint")
        problems = build(settings)
    except BaseException as error:  # noqa: BLE001 - reported to the caller, whatever it is
        said: dict[str, Any] = {"error": f"{type(error).__name__}: {str(error)[:500]}"}
    else:
        said = {"problems": problems}
    Path(settings["report"]).write_text(json.dumps(said), "utf-8")
    sys.stdout.flush()
    os._exit(0)


def take_package(folder: Path) -> None:
    """Makes this folder the package hds_blueprint, whatever else stands on the path or beside it."""
    spec = spec_from_file_location("hds_blueprint", folder / "__init__.py")
    if spec is None or spec.loader is None:
        raise ImportError(str(folder))
    sys.modules["hds_blueprint"] = package = module_from_spec(spec)
    spec.loader.exec_module(package)


def build(settings: dict[str, Any]) -> list[dict[str, Any]]:
    """Writes the graph; the problems of a document that cannot be used."""
    from hds_blueprint.graph import program, serialize
    from hds_blueprint.hosting.loader import load
    from hds_blueprint.problem import InputError

    try:
        document = load(Path(settings["document"]), as_of=date.fromisoformat(settings["as_of"]))
        graph = program.build(document, stack=settings["stack"], project=settings["project"])
        serialize.write(graph, Path(settings["graph"]))
    except InputError as error:
        return [asdict(problem) for problem in error.problems]
    return []


if __name__ == "__main__":
    main()
