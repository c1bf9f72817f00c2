"""Places in the document, profile and health data, from the components' inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from hds_blueprint.graph.model import Origin
from hds_blueprint.graph.origin import with_document
from hds_blueprint.graph.program import build
from hds_blueprint.hosting.document import LoadedDocument, Position
from hds_blueprint.hosting.loader import load
from tests.graph.programs import Group, named, recorded

EXAMPLE = Path(__file__).parents[2] / "stacks" / "examples" / "hapi-fhir.yaml"
POSITIONS = {
    "": Position(1, 1, "prod.yaml"),
    "databases": Position(10, 1, "prod.yaml"),
    "databases.records": Position(11, 3, "base.yaml"),
}


class Platform(pulumi.ComponentResource):
    def __init__(self, **inputs: Any) -> None:
        super().__init__("hds:platform:Platform", "platform", {"document": "", **inputs})


def test_the_origin_is_the_place_of_the_nearest_component() -> None:
    def program() -> None:
        platform = Platform()
        group = Group("group", "databases.records.storage", pulumi.ResourceOptions(parent=platform))
        inner = aws.sqs.Queue("inner", opts=pulumi.ResourceOptions(parent=group))
        aws.sqs.Queue("deeper", opts=pulumi.ResourceOptions(parent=inner))
        aws.sqs.Queue("direct", opts=pulumi.ResourceOptions(parent=platform))
        aws.sqs.Queue("outside")

    document = LoadedDocument(load(EXAMPLE).requirements, "prod.yaml", POSITIONS)
    graph = with_document(recorded(program), document)
    inside = Origin(file="base.yaml", path="databases.records.storage", line=11)
    assert [named(graph, name).origin for name in ("group", "inner", "deeper")] == [inside] * 3
    assert named(graph, "direct").origin == Origin(file="prod.yaml", path="", line=1)
    assert named(graph, "outside").origin is None
    assert named(graph, "clinic-test").origin is None


@pytest.mark.parametrize(
    ("inputs", "profile", "health_data"),
    [
        ({"profile": "development", "healthData": False}, "development", False),
        ({"profile": "staging"}, "staging", True),
        ({"profile": "unheard-of", "healthData": "no"}, "production", True),
        ({}, "production", True),
    ],
)
def test_profile_and_health_data_are_the_platforms(
    inputs: dict[str, Any], profile: str, health_data: bool
) -> None:
    graph = recorded(lambda: Platform(**inputs))
    assert (graph.profile, graph.health_data) == (profile, health_data)


def test_a_program_without_a_platform_is_judged_as_production() -> None:
    graph = recorded(lambda: aws.sqs.Queue("queue"))
    assert (graph.profile, graph.health_data) == ("production", True)


def test_the_graph_of_a_document() -> None:
    document = load(EXAMPLE)
    graph = build(document, stack="example", project="clinic")
    assert (graph.project, graph.stack, graph.profile, graph.health_data) == (
        "clinic", "example", "production", True,
    )  # fmt: skip
    assert named(graph, "platform").type == "hds:platform:Platform"
    databases = graph.of_type("aws:rds/instance:Instance")
    assert databases
    for database in databases:
        assert database.origin is not None
        assert database.origin.path == "databases.records"
        assert "records:" in EXAMPLE.read_text().splitlines()[database.origin.line - 1]
    for resource in graph.resources:
        if resource.custom and not resource.type.startswith("pulumi:"):
            assert resource.origin is not None, resource.urn
            assert resource.region is not None, resource.urn
    assert build(document, stack="example", project="clinic") == graph
