"""A graph from `pulumi preview --json`: the stack as it would be after the deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from hds_blueprint.graph import resource_states, urns
from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.graph.origin import with_profile
from hds_blueprint.graph.reading import Reader, consistent

# After these steps the resource is gone, or what the step shows is the old one.
_ENDING: Final = frozenset(
    {"delete", "delete-replaced", "read-discard", "discard-replaced", "remove-pending-replace", "discard"}
)


def read(path: Path) -> ResourceGraph:
    """Reads a preview.

    Values that only apply knows are `Unknown` with the URNs they are computed from; secrets, which
    the engine blinds in previews, are `Secret`. Unchanged resources are part of a preview only with
    `--show-sames`; a notice says so where some are missing.

    Raises:
        GraphError: the file is not a preview; file and path are named.
    """
    reader = Reader(str(path))
    content = reader.mapping(reader.json(path), "")
    if "steps" not in content and "deployment" in content:
        reader.fail("", "this is a state, not a preview", hint="Read it with --state.")
    if "steps" not in content and "changeSummary" not in content:
        reader.fail("", "this is not the output of pulumi preview --json")
    found: dict[str, tuple[Resource, str]] = {}
    same = 0
    for number, item in enumerate(reader.resources(content.get("steps") or [], "steps")):
        place = f"steps[{number}]"
        step = reader.mapping(item, place)
        operation = reader.text(step.get("op"), f"{place}.op")
        same += operation == "same"
        if operation in _ENDING or step.get("newState") is None:
            reader.urn(step.get("urn"), f"{place}.urn")
            continue
        resource = resource_states.read(reader, step["newState"], f"{place}.newState")
        # a replacement shows the resource in several steps; the last one is the whole of it
        found[resource.urn] = (resource, f"{place}.newState.urn")
    resources = resource_states.with_regions(consistent(reader, found.values()))
    project, stack, outputs = identity(resources)
    return with_profile(
        ResourceGraph(
            project=project,
            stack=stack,
            source="preview",
            resources=resources,
            outputs=outputs,
            notices=_notices(content, same),
        )
    )


def identity(resources: tuple[Resource, ...]) -> tuple[str, str, dict[str, Any]]:
    """Project, stack and stack outputs; empty where there is no resource."""
    if not resources:
        return "", "", {}
    stack, project = resources[0].urn.removeprefix("urn:pulumi:").split("::", 2)[:2]
    root = next((resource for resource in resources if resource.type == urns.STACK_TYPE), None)
    return project, stack, dict(root.outputs) if root else {}


def _notices(content: dict[str, Any], same: int) -> tuple[str, ...]:
    summary = content.get("changeSummary")
    total = summary.get("same", 0) if isinstance(summary, dict) else 0
    missing = total - same if isinstance(total, int) else 0
    if missing <= 0:
        return ()
    return (
        f"{missing} unchanged resources are not part of this preview; "
        "pulumi preview --json --show-sames includes them.",
    )
