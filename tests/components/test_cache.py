from __future__ import annotations

import pytest

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find
from .reading import inputs, statements, texts

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
USER = "aws:elasticache/user:User"
USERS = "aws:elasticache/userGroup:UserGroup"
PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
CACHES = {
    "workloads": {
        "web": {
            "uses": ["caches.sessions"],
            "environment": {"CACHE": "${caches.sessions.host}:${caches.sessions.port}"},
        }
    },
    "caches": {
        "sessions": {"data_class": "personal", "key_domain": "sessions"},
        "pages": {"engine": "redis", "data_class": "technical", "snapshot_days": 0},
    },
}


@pytest.fixture(scope="module")
def cached(small_graph: GraphOf) -> ResourceGraph:
    return small_graph(CACHES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("replicationGroupId", "carnet-prod-sessions"),
        ("engine", "valkey"),
        ("engineVersion", "8.1"),
        ("nodeType", "cache.t4g.small"),
        ("numCacheClusters", 2),
        ("automaticFailoverEnabled", True),
        ("multiAzEnabled", True),
        ("transitEncryptionEnabled", True),
        ("transitEncryptionMode", "required"),
        ("atRestEncryptionEnabled", True),
        ("kmsKeyId", "<domain-sessions.arn>"),
        ("snapshotRetentionLimit", 7),
        ("finalSnapshotIdentifier", "carnet-prod-sessions-final"),
        ("autoMinorVersionUpgrade", True),
        ("applyImmediately", False),
        ("userGroupIds", ["carnet-prod-sessions"]),
        ("securityGroupIds", ["<cache-sessions.id>"]),
    ],
)
def test_the_replication_group(cached: ResourceGraph, name: str, value: object) -> None:
    assert inputs(cached, GROUP, "cache-sessions")[name] == value


def test_no_password_and_no_token_are_in_the_program(cached: ResourceGraph) -> None:
    assert not {"authToken", "authTokenWo"} & set(find(cached, GROUP, "cache-sessions").inputs)
    for user in cached.of_type(USER):
        assert not {"passwords", "passwordsWo"} & set(user.inputs), user.name


def test_the_user_signs_in_through_iam_and_administers_nothing(cached: ResourceGraph) -> None:
    user = inputs(cached, USER, "cache-sessions")
    assert user["authenticationMode"] == {"type": "iam"}
    assert user["userId"] == user["userName"], "what IAM asks for"
    words = user["accessString"].split()
    assert words[0] == "on"
    assert {"-@admin", "-@dangerous"} <= set(words)
    assert words.index("+@all") < words.index("-@admin")
    assert inputs(cached, USERS, "cache-sessions")["userIds"] == ["carnet-prod-sessions"]


def test_redis_has_a_default_user_that_is_shut_off(cached: ResourceGraph) -> None:
    default = inputs(cached, USER, "cache-pages-default")
    assert (default["userName"], default["accessString"]) == ("default", "off -@all")
    members = inputs(cached, USERS, "cache-pages")["userIds"]
    assert members == ["carnet-prod-pages", "carnet-prod-pages-default"]


def test_the_workload_signs_in_to_its_own_cache_only(cached: ResourceGraph) -> None:
    policy = statements(cached, "aws:iam/rolePolicy:RolePolicy", "web-task")
    assert texts(policy["SignInToCaches"]["Action"]) == ["elasticache:Connect"]
    assert texts(policy["SignInToCaches"]["Resource"]) == ["<cache-sessions.arn>"] * 2


def test_it_stands_in_the_data_tier_behind_its_own_door(cached: ResourceGraph) -> None:
    subnets = find(cached, "aws:elasticache/subnetGroup:SubnetGroup", "cache-sessions")
    assert {cached.by_urn[urn].name for urn in targets(subnets, "subnetIds")} == {
        "data-a",
        "data-b",
        "data-c",
    }
    door = find(cached, SECURITY_GROUP, "cache-sessions")
    rules = [
        rule
        for rule in cached.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
        if targets(rule, "securityGroupId") == (door.urn,)
    ]
    web = find(cached, SECURITY_GROUP, "web").urn
    assert [targets(rule, "referencedSecurityGroupId") for rule in rules] == [(web,)]
    assert (rules[0].inputs["fromPort"], rules[0].inputs["toPort"]) == (6379, 6379)


def test_the_slow_log_has_the_key_of_the_data(cached: ResourceGraph) -> None:
    slow = inputs(cached, LOG_GROUP, "cache-sessions-slow-log")
    assert slow["kmsKeyId"] == "<domain-sessions.arn>", "it repeats what clients send"
    assert inputs(cached, LOG_GROUP, "cache-sessions-engine-log")["kmsKeyId"] == "<logs.arn>"
    folder = "/aws/vendedlogs/elasticache/carnet-prod-sessions"
    delivered = inputs(cached, GROUP, "cache-sessions")["logDeliveryConfigurations"]
    assert {(each["logType"], each["destination"]) for each in delivered} == {
        ("slow-log", f"{folder}/slow-log"),
        ("engine-log", f"{folder}/engine-log"),
    }
    key = statements(cached, "aws:kms/key:Key", "domain-sessions")
    assert key["LogGroups"]["Principal"] == {"Service": "logs.eu-west-3.amazonaws.com"}


def test_parameters_are_of_the_engine_and_its_version(cached: ResourceGraph) -> None:
    assert inputs(cached, PARAMETERS, "cache-sessions")["family"] == "valkey8"
    pages = inputs(cached, PARAMETERS, "cache-pages")
    assert pages["family"] == "redis7"
    assert {each["name"]: each["value"] for each in pages["parameters"]}["timeout"] == "3600"


def test_every_node_is_watched(cached: ResourceGraph) -> None:
    nodes = {
        inputs(cached, ALARM, f"cache-sessions-{number}-memory")["dimensions"]["CacheClusterId"]
        for number in ("001", "002")
    }
    assert nodes == {f"carnet-prod-sessions-{number}" for number in ("001", "002")}


def test_protected_caches_outlive_the_stack(cached: ResourceGraph) -> None:
    options = find(cached, GROUP, "cache-sessions").options
    assert (options.protect, options.retain_on_delete) == (True, True)
    assert "finalSnapshotIdentifier" not in find(cached, GROUP, "cache-pages").inputs


def test_a_cheap_cache_has_one_node(small_graph: GraphOf) -> None:
    graph = small_graph(
        {"service": {"environment": "development"}, "caches": {"sessions": {"multi_az": False}}}, stack="dev"
    )
    group = find(graph, GROUP, "cache-sessions")
    assert group.inputs["numCacheClusters"] == 1
    assert (group.inputs["automaticFailoverEnabled"], group.inputs["multiAzEnabled"]) == (False, False)
    assert (group.options.protect, group.inputs["transitEncryptionEnabled"]) == (False, True)


def test_the_workload_knows_where_it_is(cached: ResourceGraph) -> None:
    definition = inputs(cached, "aws:ecs/taskDefinition:TaskDefinition", "web")["containerDefinitions"]
    assert '"value": "<cache-sessions.primaryEndpointAddress>:6379"' in definition
