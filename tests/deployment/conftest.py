from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def example_types() -> list[str]:
    """The types of AWS resources that the example becomes."""
    from hds_blueprint.graph import program
    from hds_blueprint.hosting.loader import load

    graph = program.build(load(ROOT / "stacks/examples/hapi-fhir.yaml"), stack="hapi-fhir")
    return sorted({resource.type for resource in graph.resources if resource.type.startswith("aws:")})
