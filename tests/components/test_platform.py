from __future__ import annotations

import pytest

from hds_blueprint.components.program import build
from hds_blueprint.graph.model import ResourceGraph, Secret, Value
from hds_blueprint.graph.program import record
from hds_blueprint.hosting.requirements import HostingRequirements

from .conftest import GraphOf, find
from .reading import plain
from .small_platform import DOCUMENT

PLATFORM = "hds:platform:Platform"
DATA_STORES = (
    "aws:backup/vault:Vault",
    "aws:kms/key:Key",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
)
# what another name would replace, and data or traces with it
KEPT_NAMES = {
    "aws:backup/vault:Vault": "name",
    "aws:cloudtrail/trail:Trail": "name",
    "aws:cloudwatch/logGroup:LogGroup": "name",
    "aws:s3/bucket:Bucket": "bucket",
    "aws:sns/topic:Topic": "name",
}


def secrets(value: Value) -> bool:
    if isinstance(value, dict):
        return any(secrets(item) for item in value.values())
    return isinstance(value, Secret)


def test_the_platform_says_what_it_is_for(small: ResourceGraph) -> None:
    platform = find(small, PLATFORM, "platform")
    assert dict(platform.inputs) == {
        "document": "",
        "healthData": True,
        "profile": "production",
        "service": "carnet",
    }
    assert (small.profile, small.health_data) == ("production", True)


def test_a_generic_service_hosts_no_health_data(small_graph: GraphOf) -> None:
    graph = small_graph({"service": {"profile": "generic"}, "data": {"data_class": "personal"}})
    assert graph.health_data is False


def test_every_component_names_its_section_of_the_document(small: ResourceGraph) -> None:
    paths = {r.type: r.inputs.get("document") for r in small.resources if r.type.startswith("hds:")}
    assert paths["hds:database:Postgresql"] == "databases.records"
    assert paths["hds:storage:Bucket"] == "buckets.documents"
    assert paths["hds:service:Service"] == "workloads.web"
    assert paths["hds:network:Network"] == "network"
    assert paths["hds:logging:Logging"] == "logging"
    assert all(isinstance(path, str) for path in paths.values())


@pytest.mark.parametrize(("environment", "protected"), [("production", True), ("development", False)])
def test_data_outlive_a_production_stack(small_graph: GraphOf, environment: str, protected: bool) -> None:
    graph = small_graph({"service": {"environment": environment}})
    stores = graph.of_type(*DATA_STORES)
    assert {store.type for store in stores} == set(DATA_STORES)
    for store in stores:
        assert store.options.protect is protected, store.urn
        assert store.options.retain_on_delete is protected, store.urn


def test_a_store_that_is_added_moves_nothing_that_exists(small_graph: GraphOf) -> None:
    before = small_graph()
    after = small_graph(
        {
            "databases": {"archive": {"key_domain": "archive"}},
            "buckets": {"exports": {"key_domain": "a-first-domain"}},
        }
    )
    stateful = {resource.urn: resource for resource in before.of_type(*DATA_STORES)}
    for urn, resource in stateful.items():
        assert after.by_urn[urn].inputs == resource.inputs
    assert set(before.by_urn) <= set(after.by_urn)


def test_a_zone_that_is_added_moves_nothing_that_exists(small_graph: GraphOf) -> None:
    two = small_graph({"network": {"zones": 2}})
    three = small_graph({"network": {"zones": 3}})
    assert set(two.by_urn) < set(three.by_urn)
    for subnet in two.of_type("aws:ec2/subnet:Subnet"):
        assert three.by_urn[subnet.urn].inputs == subnet.inputs


def test_a_service_that_is_renamed_keeps_its_urns_and_its_buckets(small_graph: GraphOf) -> None:
    renamed = small_graph({"service": {"name": "dossier"}})
    before = small_graph()
    assert set(renamed.by_urn) == set(before.by_urn)
    for type_token, name in KEPT_NAMES.items():
        for resource in renamed.of_type(type_token):
            assert name in resource.options.ignore_changes, resource.urn


def test_outputs_are_places_and_never_secrets(small: ResourceGraph) -> None:
    assert set(small.outputs) == {
        "alarmTopic",
        "auditBucket",
        "backupVault",
        "buckets",
        "certificateRecords",
        "databases",
        "endpoint",
        "hostnames",
        "loadBalancer",
        "target",
    }
    assert small.outputs["endpoint"] == "https://web.example.org"
    assert small.outputs["target"] == {"account": "123456789012", "region": "eu-west-3"}
    assert not secrets(dict(small.outputs))


def test_without_workloads_there_is_no_way_in(small_graph: GraphOf) -> None:
    graph = small_graph({"workloads": None})
    assert not graph.of_type("aws:lb/loadBalancer:LoadBalancer", "aws:ecs/cluster:Cluster")
    assert "endpoint" not in graph.outputs


def test_regions_are_those_of_the_document(small_graph: GraphOf) -> None:
    graph = small_graph({"location": {"region": "eu-central-1", "recovery_region": "eu-west-1"}})
    providers = {
        provider.name: provider.inputs["region"] for provider in graph.of_type("pulumi:providers:aws")
    }
    assert providers == {"main": "eu-central-1", "recovery": "eu-west-1"}
    assert find(graph, "aws:ec2/vpc:Vpc", "vpc").region == "eu-central-1"
    assert find(graph, "aws:kms/key:Key", "recovery-copies").region == "eu-west-1"


def test_the_account_of_the_stack_is_the_only_one_that_is_deployed_to() -> None:
    requirements = HostingRequirements.model_validate(DOCUMENT)
    config = {"hds:account": "123456789012"}
    graph = record(lambda: build(requirements), project="hds-blueprint", stack="prod", config=config)
    providers = graph.of_type("pulumi:providers:aws")
    assert len(providers) == 2
    for provider in providers:
        # provider settings travel as JSON texts
        assert "123456789012" in str(provider.inputs["allowedAccountIds"])


def test_without_an_account_given_the_credentials_decide(small: ResourceGraph) -> None:
    for provider in small.of_type("pulumi:providers:aws"):
        assert "allowedAccountIds" not in provider.inputs


def test_the_window_of_the_document_is_that_of_every_store(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "continuity": {"maintenance": [{"day": "saturday", "start": "21:30"}]},
            "caches": {"sessions": {"data_class": "personal"}},
            "search": {"records": {"nodes": 1, "dedicated_masters": False}},
        }
    )
    [database] = graph.of_type("aws:rds/instance:Instance")
    [cache] = graph.of_type("aws:elasticache/replicationGroup:ReplicationGroup")
    [domain] = graph.of_type("aws:opensearch/domain:Domain")
    assert database.inputs["maintenanceWindow"] == "sat:21:30-sat:22:30"
    assert cache.inputs["maintenanceWindow"] == "sat:21:30-sat:22:30"
    window = plain(domain.inputs["offPeakWindowOptions"])["offPeakWindow"]["windowStartTime"]
    assert window == {"hours": 21, "minutes": 30}
