from __future__ import annotations

from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find
from .reading import inputs, statements, texts

DOMAIN = "aws:opensearch/domain:Domain"
POLICY = "aws:opensearch/domainPolicy:DomainPolicy"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
SERVICE_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
ACCOUNT = "123456789012"
SEARCH: dict[str, Any] = {
    "workloads": {
        "web": {
            "uses": ["search.letters"],
            "environment": {"SEARCH": "${search.letters.url}", "ROLE": "${search.letters.administrator}"},
        },
        "other": {"image": "registry.example.org/other:3", "uses": ["search.letters"]},
    },
    "search": {"letters": {"administered_by": "workloads.web", "storage_gb": 100, "key_domain": "letters"}},
}


@pytest.fixture(scope="module")
def searched(small_graph: GraphOf) -> ResourceGraph:
    return small_graph(SEARCH)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("domainName", "carnet-prod-letters"),
        ("engineVersion", "OpenSearch_2.19"),
        ("encryptAtRest", {"enabled": True, "kmsKeyId": "<domain-letters.arn>"}),
        ("nodeToNodeEncryption", {"enabled": True}),
        (
            "domainEndpointOptions",
            {"enforceHttps": True, "tlsSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
        ),
        ("ebsOptions", {"ebsEnabled": True, "volumeType": "gp3", "volumeSize": 100}),
        (
            "advancedSecurityOptions",
            {
                "enabled": True,
                "anonymousAuthEnabled": False,
                "internalUserDatabaseEnabled": False,
                "masterUserOptions": {"masterUserArn": "<search-letters-administration.arn>"},
            },
        ),
        ("softwareUpdateOptions", {"autoSoftwareUpdateEnabled": True}),
        ("autoTuneOptions", {"desiredState": "ENABLED", "useOffPeakWindow": True}),
    ],
)
def test_the_domain(searched: ResourceGraph, name: str, value: object) -> None:
    assert inputs(searched, DOMAIN, "search-letters")[name] == value


def test_nodes_and_masters_are_spread_over_three_zones(searched: ResourceGraph) -> None:
    cluster = inputs(searched, DOMAIN, "search-letters")["clusterConfig"]
    assert cluster == {
        "instanceType": "m7g.large.search",
        "instanceCount": 3,
        "zoneAwarenessEnabled": True,
        "zoneAwarenessConfig": {"availabilityZoneCount": 3},
        "dedicatedMasterEnabled": True,
        "dedicatedMasterType": "m7g.large.search",
        "dedicatedMasterCount": 3,
    }
    place = inputs(searched, DOMAIN, "search-letters")["vpcOptions"]
    assert place == {
        "subnetIds": ["<data-a.id>", "<data-b.id>", "<data-c.id>"],
        "securityGroupIds": ["<search-letters.id>"],
    }


@pytest.mark.parametrize(
    ("nodes", "zones", "spread"), [(1, 3, 1), (4, 3, 2), (6, 3, 3), (4, 2, 2), (3, 2, 1), (6, 1, 1)]
)
def test_as_many_subnets_as_zones(small_graph: GraphOf, nodes: int, zones: int, spread: int) -> None:
    graph = small_graph({"network": {"zones": zones}, "search": {"letters": {"nodes": nodes}}})
    domain = inputs(graph, DOMAIN, "search-letters")
    assert len(domain["vpcOptions"]["subnetIds"]) == spread
    assert domain["clusterConfig"]["zoneAwarenessEnabled"] is (spread > 1)


def test_only_the_roles_that_use_it_are_admitted(searched: ResourceGraph) -> None:
    admitted = statements(searched, POLICY, "search-letters", "accessPolicies")["AdmitRoles"]
    assert admitted["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert admitted["Condition"]["ArnEquals"]["aws:PrincipalArn"] == [
        "<search-letters-administration.arn>",
        f"arn:aws:iam::{ACCOUNT}:role/{find(searched, ROLE, 'web-task').inputs['name']}",
        f"arn:aws:iam::{ACCOUNT}:role/{find(searched, ROLE, 'other-task').inputs['name']}",
    ]
    assert all(action.startswith("es:ESHttp") for action in texts(admitted["Action"]))
    assert admitted["Resource"] == "<search-letters.arn>/*"


def test_the_role_of_a_job_is_named_as_its_job_makes_it(small_graph: GraphOf) -> None:
    image = "registry.example.org/load:1"
    graph = small_graph(
        {
            "jobs": {"load": {"image": image, "schedule": "30 1 * * *", "uses": ["search.letters"]}},
            "search": {"letters": {}},
        }
    )
    admitted = statements(graph, POLICY, "search-letters", "accessPolicies")["AdmitRoles"]
    name = find(graph, ROLE, "job_load-task").inputs["name"]
    assert f"arn:aws:iam::{ACCOUNT}:role/{name}" in admitted["Condition"]["ArnEquals"]["aws:PrincipalArn"]


def test_one_container_and_people_with_a_second_factor_administer_it(searched: ResourceGraph) -> None:
    trust = statements(searched, ROLE, "search-letters-administration", "assumeRolePolicy")
    assert trust["PeopleTakeRole"]["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    web = find(searched, ROLE, "web-task").inputs["name"]
    assert trust["ContainerTakesRole"]["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/{web}"}
    }
    administers = statements(searched, ROLE_POLICY, "web-task")["AdministerSearch"]
    assert administers["Resource"] == "<search-letters-administration.arn>"
    assert "AdministerSearch" not in statements(searched, ROLE_POLICY, "other-task")


def test_without_a_container_people_alone_administer_it(small_graph: GraphOf) -> None:
    graph = small_graph({"search": {"letters": {}}})
    trust = statements(graph, ROLE, "search-letters-administration", "assumeRolePolicy")
    assert list(trust) == ["PeopleTakeRole"]


def test_requests_stand_in_logs_under_the_key_of_the_data(searched: ResourceGraph) -> None:
    keys = {
        ending: inputs(searched, LOG_GROUP, f"search-letters-{ending}")["kmsKeyId"]
        for ending in ("audit", "index-slow", "search-slow", "application")
    }
    assert keys == {
        "audit": "<domain-letters.arn>",
        "index-slow": "<domain-letters.arn>",
        "search-slow": "<domain-letters.arn>",
        "application": "<logs.arn>",
    }
    published = inputs(searched, DOMAIN, "search-letters")["logPublishingOptions"]
    assert {each["logType"]: each["cloudwatchLogGroupArn"] for each in published} == {
        "AUDIT_LOGS": "<search-letters-audit.arn>",
        "INDEX_SLOW_LOGS": "<search-letters-index-slow.arn>",
        "SEARCH_SLOW_LOGS": "<search-letters-search-slow.arn>",
        "ES_APPLICATION_LOGS": "<search-letters-application.arn>",
    }


def test_the_service_may_write_before_the_domain_asks(searched: ResourceGraph) -> None:
    type_ = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
    writes = statements(searched, type_, "search-letters", "policyDocument")["SearchWritesLogs"]
    assert writes["Principal"] == {"Service": "es.amazonaws.com"}
    assert writes["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert len(writes["Resource"]) == 4
    needed = find(searched, DOMAIN, "search-letters").options.depends_on
    assert find(searched, type_, "search-letters").urn in needed
    assert find(searched, SERVICE_ROLE, "search").urn in needed


def test_the_role_of_the_service_stands_in_the_baseline_where_one_is_named(small_graph: GraphOf) -> None:
    graph = small_graph({**SEARCH, "baseline": "hds"})
    assert list(graph.of_type(SERVICE_ROLE)) == []
    assert find(graph, DOMAIN, "search-letters")


def test_it_is_reached_on_443_across_the_data_tier(searched: ResourceGraph) -> None:
    door = find(searched, "aws:ec2/securityGroup:SecurityGroup", "search-letters")
    rules = [
        rule
        for rule in searched.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if targets(rule, "securityGroupId") == (door.urn,)
    ]
    assert {rule.inputs["fromPort"] for rule in rules} == {443}
    assert len(rules) == 2
    inward = inputs(searched, "aws:ec2/networkAcl:NetworkAcl", "data")["ingress"]
    assert any(each["fromPort"] <= 443 <= each["toPort"] for each in inward)


def test_a_cheap_index_is_one_small_node(small_graph: GraphOf) -> None:
    graph = small_graph(
        {
            "service": {"environment": "development"},
            "search": {"letters": {"nodes": 1, "instance_class": "t3.small.search", "storage_gb": 10}},
        },
        stack="dev",
    )
    domain = find(graph, DOMAIN, "search-letters")
    cluster = inputs(graph, DOMAIN, "search-letters")["clusterConfig"]
    assert cluster == {
        "instanceType": "t3.small.search",
        "instanceCount": 1,
        "zoneAwarenessEnabled": False,
        "dedicatedMasterEnabled": False,
    }
    assert domain.inputs["autoTuneOptions"]["desiredState"] == "DISABLED"
    assert (domain.options.protect, domain.inputs["encryptAtRest"]["enabled"]) == (False, True)
