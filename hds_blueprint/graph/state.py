"""A graph from `pulumi stack export`: the stack as it was last deployed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hds_blueprint.graph import resource_states
from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.graph.origin import with_profile
from hds_blueprint.graph.preview import identity
from hds_blueprint.graph.reading import Reader, consistent

_OLDEST, _NEWEST = 3, 4


def read(path: Path) -> ResourceGraph:
    """Reads an exported state, or the checkpoint file of a local backend.

    Outputs and ids are known; secrets are `Secret` whether they are encrypted or were exported in
    plain text. Resources that wait for their deletion are left out; operations that a broken
    deployment left pending are told in the graph's notices.

    Raises:
        GraphError: the file is not a state; file and path are named.
    """
    reader = Reader(str(path))
    content = reader.mapping(reader.json(path), "")
    deployment, place = _deployment(reader, content)
    found: list[tuple[Resource, str]] = []
    leaving = 0
    for number, item in enumerate(reader.resources(deployment.get("resources") or [], f"{place}.resources")):
        own = f"{place}.resources[{number}]"
        if reader.mapping(item, own).get("delete") is True:
            leaving += 1
            continue
        found.append((resource_states.read(reader, item, own), f"{own}.urn"))
    resources = resource_states.with_regions(consistent(reader, found))
    project, stack, outputs = identity(resources)
    return with_profile(
        ResourceGraph(
            project=project,
            stack=stack,
            source="state",
            resources=resources,
            outputs=outputs,
            notices=(*_pending(reader, deployment, place), *_leaving(leaving)),
        )
    )


def _deployment(reader: Reader, content: dict[str, Any]) -> tuple[dict[str, Any], str]:
    if "deployment" not in content and "checkpoint" not in content:
        hint = "Read it with --preview." if "steps" in content else "Make one with pulumi stack export."
        reader.fail("", "this is not a state of Pulumi", hint=hint)
    version = content.get("version")
    if not isinstance(version, int) or not _OLDEST <= version <= _NEWEST:
        reader.fail(
            "version", "this version of a state is not known", value=version, bound=f"{_OLDEST} or {_NEWEST}"
        )
    if "deployment" in content:
        return reader.mapping(content["deployment"] or {}, "deployment"), "deployment"
    checkpoint = reader.mapping(content["checkpoint"], "checkpoint")
    return reader.mapping(checkpoint.get("latest") or {}, "checkpoint.latest"), "checkpoint.latest"


def _pending(reader: Reader, deployment: dict[str, Any], place: str) -> tuple[str, ...]:
    notices: list[str] = []
    operations = reader.items(deployment.get("pending_operations") or [], f"{place}.pending_operations")
    for number, item in enumerate(operations):
        own = f"{place}.pending_operations[{number}]"
        operation = reader.mapping(item, own)
        resource = reader.mapping(operation.get("resource"), f"{own}.resource")
        urn = reader.urn(resource.get("urn"), f"{own}.resource.urn")
        kind = reader.text(operation.get("type"), f"{own}.type")
        notices.append(
            f"A deployment was interrupted while {kind} {urn}; "
            "whether it was done is not known from the state."
        )
    return tuple(notices)


def _leaving(number: int) -> tuple[str, ...]:
    return (f"{number} replaced resources wait for their deletion and are left out.",) if number else ()
