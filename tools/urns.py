"""The golden lists of URNs: what each example's resources, and the baseline's, are called, for good.

A URN that changes is a resource that Pulumi deletes and makes anew. Whoever changes one on purpose gives the
resource an alias, and sees here what it is about.
"""

from __future__ import annotations

from pathlib import Path

from hds_blueprint.graph import program
from hds_blueprint.hosting.loader import load

REPOSITORY = Path(__file__).parents[1]
EXAMPLES = REPOSITORY / "stacks" / "examples"
BASELINE = REPOSITORY / "stacks" / "baseline.yaml"
FOLDER = "tests/components/urns"


def contents() -> dict[str, str]:
    """For each example and the baseline, its URNs below stack and project, in order, one a line."""
    return {f"{FOLDER}/{path.stem}.txt": _list(path) for path in (BASELINE, *sorted(EXAMPLES.glob("*.yaml")))}


def _list(path: Path) -> str:
    graph = program.build(load(path), stack=path.stem)
    # of `urn:pulumi:STACK::PROJECT::TYPES::NAME`, what does not depend on who deploys it
    lines = sorted(resource.urn.split("::", 2)[2] for resource in graph.resources)
    return "".join(f"{line}\n" for line in lines)
