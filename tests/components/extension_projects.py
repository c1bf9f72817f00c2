"""Projects with an extension, as their users would write one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from hds_blueprint.components.program import build
from hds_blueprint.graph.model import ResourceGraph
from hds_blueprint.graph.program import record
from hds_blueprint.hosting.requirements import HostingRequirements

from .small_platform import DOCUMENT, merged


def project(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with a Pulumi.yaml and these files below `extensions/`."""
    (folder / "Pulumi.yaml").write_text("name: hds-blueprint\nruntime: python\n")
    for name, text in files.items():
        path = folder / "extensions" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return folder


def graph_with(*names: str) -> ResourceGraph:
    """The small platform with these extensions of the project in the current folder."""
    document = merged(DOCUMENT, {"extensions": list(names)})
    requirements = HostingRequirements.model_validate(document)
    return record(lambda: build(requirements), project="hds-blueprint", stack="prod")
