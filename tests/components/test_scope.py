from __future__ import annotations

import re
from typing import Any, cast

import pytest

from hds_blueprint.components.scope import Scope
from hds_blueprint.graph.model import ResourceGraph

from .conftest import GraphOf, find

NEVER_USED = cast("Any", None)


def scope(*, service: str = "carnet", stack: str = "prod", region: str = "eu-west-3") -> Scope:
    return Scope(
        service=service,
        environment="production",
        profile="hds",
        data_class="health",
        owner="platform@example.org",
        project="hds-blueprint",
        stack=stack,
        region=region,
        recovery_region="eu-central-1",
        protect_data=True,
        account_id=NEVER_USED,
        provider=NEVER_USED,
        recovery_provider=NEVER_USED,
    )


@pytest.mark.parametrize(
    ("service", "stack", "prefix"),
    [
        ("carnet", "prod", "carnet-prod"),
        ("carnet", "carnet", "carnet"),
        ("carnet-dev", "dev", "carnet-dev"),
        ("carnetdev", "dev", "carnetdev-dev"),
        ("carnet", "Feature_42.x", "carnet-feature-42-x"),
    ],
)
def test_prefix_is_service_and_stack(service: str, stack: str, prefix: str) -> None:
    assert scope(service=service, stack=stack).prefix == prefix


def test_long_names_are_cut_and_stay_different() -> None:
    place = scope()
    first = place.physical_name("a" * 40, "one", maximum=32)
    second = place.physical_name("a" * 40, "two", maximum=32)
    assert len(first) <= 32
    assert len(second) <= 32
    assert first != second
    assert first == scope().physical_name("a" * 40, "one", maximum=32)


def test_short_names_are_whole() -> None:
    assert scope().physical_name("records", maximum=32) == "carnet-prod-records"


@pytest.mark.parametrize(("region", "partition"), [("eu-west-3", "aws"), ("eusc-de-east-1", "aws-eusc")])
def test_partition_follows_the_region(region: str, partition: str) -> None:
    assert scope(region=region).partition == partition


def test_bucket_names_are_unique_by_account_and_region_and_short_enough(small_graph: GraphOf) -> None:
    graph = small_graph({"service": {"name": "service-with-a-long-name"}}, stack="a-rather-long-stack-name")
    names = [bucket.inputs["bucket"] for bucket in graph.of_type("aws:s3/bucket:Bucket")]
    assert len(set(map(str, names))) == len(names) == 3
    for name in names:
        assert isinstance(name, str)
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", name)
        assert name.endswith("-123456789012-eu-west-3")


def test_two_stacks_of_one_service_share_no_physical_name(small_graph: GraphOf) -> None:
    def names(graph: ResourceGraph) -> set[str]:
        keys = ("name", "bucket", "identifier")
        return {
            f"{resource.type} {value}"
            for resource in graph.resources
            if resource.custom and resource.type.startswith("aws:")
            for key in keys
            if isinstance(value := resource.inputs.get(key), str) and resource.type not in NOT_UNIQUE
        }

    assert not names(small_graph(stack="prod")) & names(small_graph(stack="second"))


# names that need to be unique within their parent only
NOT_UNIQUE = {
    "aws:appautoscaling/policy:Policy",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    "aws:ecs/service:Service",
    "aws:iam/rolePolicy:RolePolicy",
}


def test_every_taggable_resource_says_what_it_belongs_to_and_how_to_find_it(
    small: ResourceGraph,
) -> None:
    tagged = [r for r in small.resources if r.type.startswith("aws:") and "tags" in r.inputs]
    assert len(tagged) > 50
    identities: set[str] = set()
    for resource in tagged:
        tags = resource.inputs["tags"]
        assert isinstance(tags, dict)
        assert tags["service"] == "carnet"
        assert tags["environment"] == "production"
        assert tags["data-class"] in {"health", "technical"}
        assert tags["hds-scope"] == "hds"
        assert tags["owner"] == "platform@example.org"
        identity = tags["hds:resource"]
        assert identity == f"hds-blueprint/prod/{resource.type}/{resource.name}"
        identities.add(identity)
    assert len(identities) == len(tagged), "two resources have one identity"


def test_data_class_of_a_store_is_its_own(small_graph: GraphOf) -> None:
    graph = small_graph({"buckets": {"exports": {"data_class": "technical"}}})
    own = find(graph, "aws:s3/bucket:Bucket", "exports").inputs["tags"]
    other = find(graph, "aws:s3/bucket:Bucket", "documents").inputs["tags"]
    assert isinstance(own, dict)
    assert own["data-class"] == "technical"
    assert isinstance(other, dict)
    assert other["data-class"] == "health"


def test_every_resource_has_an_explicit_provider(small: ResourceGraph) -> None:
    for resource in small.resources:
        if resource.custom and resource.type.startswith("aws:"):
            assert resource.provider is not None
            assert resource.provider.rsplit("::", 1)[1] in {"main", "recovery"}, resource.urn
            assert resource.region in {"eu-west-3", "eu-central-1"}, resource.urn


def test_every_resource_has_a_component_as_ancestor(small: ResourceGraph) -> None:
    for resource in small.resources:
        if resource.type.startswith("aws:"):
            ancestors = [ancestor.type for ancestor in small.ancestors(resource)]
            assert "hds:platform:Platform" in ancestors, resource.urn
