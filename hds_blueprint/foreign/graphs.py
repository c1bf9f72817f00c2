"""The monitor that a project is recorded by, and the graph that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from hds_blueprint.foreign.declared_types import in_declared_types
from hds_blueprint.foreign.messages import message
from hds_blueprint.foreign.project import Project
from hds_blueprint.graph.adopted import with_adopted
from hds_blueprint.graph.model import Ref, ResourceGraph, name_of, type_of
from hds_blueprint.graph.origin import with_profile
from hds_blueprint.graph.recording import RecordingMonitor
from hds_blueprint.policies.metadata import Language


def monitor_of(
    project: Project,
    answers: Mapping[str, Mapping[str, Any]],
    *,
    withheld: AbstractSet[Ref] | None = frozenset(),
) -> RecordingMonitor:
    """A monitor with the project's configuration; `answers` and `withheld` are as in recording.py."""
    return RecordingMonitor(
        project=project.name,
        stack=project.stack,
        config=project.configuration.texts,
        secrets=project.configuration.secrets,
        answers=answers,
        withheld=withheld,
        plugins=True,
    )


def finished(project: Project, monitor: RecordingMonitor, language: Language, *notices: str) -> ResourceGraph:
    """The graph of what was recorded, with `notices` after the project's own."""
    opaque = [message("component", language, name=name_of(urn), type=type_of(urn)) for urn in monitor.opaque]
    graph = ResourceGraph(
        project.name,
        project.stack,
        "program",
        tuple(in_declared_types(resource) for resource in monitor.resources()),
        outputs=monitor.outputs,
        notices=(*project.notices, *notices, *sorted(opaque)),
    )
    return with_adopted(with_profile(graph))
