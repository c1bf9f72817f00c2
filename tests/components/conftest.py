"""Platforms as resource graphs, and ways to look into them."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml

from hds_blueprint.components.program import build
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Value, name_of, type_of
from hds_blueprint.graph.program import record
from hds_blueprint.hosting.requirements import HostingRequirements

from . import small_platform

EXAMPLE = Path(__file__).parents[2] / "stacks" / "examples" / "hapi-fhir.yaml"


class GraphOf(Protocol):
    """Builds the platform of the example document, called `carnet`, with changes laid over it."""

    def __call__(self, changes: Mapping[str, Any] | None = None, *, stack: str = "prod") -> ResourceGraph: ...


def find(graph: ResourceGraph, type_token: str, name: str) -> Resource:
    """The only resource of a type and logical name."""
    found = [resource for resource in graph.of_type(type_token) if resource.name == name]
    assert len(found) == 1, f"{len(found)} resources {name} of {type_token}: {[r.urn for r in found]}"
    return found[0]


def text(value: Value) -> str:
    """A text with its references written as `${type::name.property}`."""
    if isinstance(value, Ref):
        return f"${{{type_of(value.urn)}::{name_of(value.urn)}.{value.property}}}"
    if isinstance(value, Join):
        return "".join(part if isinstance(part, str) else text(part) for part in value.parts)
    assert isinstance(value, str), value
    return value


def policy(resource: Resource, key: str = "policy") -> dict[str, Any]:
    """The statements of a resource's policy by their Sid."""
    document = json.loads(text(resource.inputs[key]))
    return {statement["Sid"]: statement for statement in document["Statement"]}


def _merged(document: Any, changes: Any) -> Any:
    if not isinstance(document, dict) or not isinstance(changes, Mapping):
        return copy.deepcopy(changes)
    merged = dict(document)
    for key, value in changes.items():
        merged[key] = _merged(merged.get(key), value)
    return merged


@pytest.fixture(scope="session")
def graph_of() -> GraphOf:
    document = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    document["service"]["name"] = "carnet"

    def graph(changes: Mapping[str, Any] | None = None, *, stack: str = "prod") -> ResourceGraph:
        requirements = HostingRequirements.model_validate(_merged(document, changes or {}))
        return record(lambda: build(requirements), project="hds-blueprint", stack=stack)

    return graph


@pytest.fixture(scope="session")
def production(graph_of: GraphOf) -> ResourceGraph:
    """The example as it stands."""
    return graph_of()


@pytest.fixture(scope="session")
def wide(graph_of: GraphOf) -> ResourceGraph:
    """The example with what it does not use: replication, archive, expiry, a worker, a second hostname."""
    return graph_of(
        {
            "buckets": {"documents": {"replicate": True, "archive_after_days": 90, "expire_days": 7305}},
            "workloads": {
                "portal": {
                    "image": "123456789012.dkr.ecr.eu-west-3.amazonaws.com/team/portal:1.4.2",
                    "hostname": "portal.example.org",
                    "secrets": {"SESSION_KEY": "portal/session"},
                },
                "worker": {"image": "registry.example.org/worker:3", "buckets": ["documents"]},
            },
            "backup": {"lock": {"mode": "compliance", "cooling_off_days": 7, "reason": "ransom risk"}},
        }
    )


@pytest.fixture(scope="session")
def development(graph_of: GraphOf) -> ResourceGraph:
    """The example where data are neither real nor protected."""
    return graph_of(
        {
            "service": {"environment": "development"},
            "databases": {"records": {"multi_az": False}},
            "network": {"nat": "single", "zones": 2},
            "backup": {"lock": None, "copy_to_recovery_region": False, "monthly_retention_days": None},
        },
        stack="dev",
    )


@pytest.fixture(scope="session")
def small(small_graph: GraphOf) -> ResourceGraph:
    """A small production service with the defaults of every section that it does not write."""
    return small_graph()


@pytest.fixture(scope="session")
def small_graph() -> GraphOf:
    """Builds the small service with changes laid over its document."""
    return small_platform.graph_of
