"""Live copies of databases in the recovery region, and the master secret that goes with them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph, Secret, targets
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status

from .conftest import GraphOf, find, text
from .reading import inputs

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
FUNCTION = "aws:serverlessrepository/cloudFormationStack:CloudFormationStack"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
KEY = "aws:kms/key:Key"
THERE = "eu-central-1"
AURORA = {"engine": "aurora-postgresql", "instance_class": "db.r7g.large"}


def strategy(graph_of: GraphOf, name: str, **database: Any) -> ResourceGraph:
    return graph_of({"continuity": {"strategy": name}, "databases": {"records": database}})


@pytest.fixture(scope="module")
def replica(graph_of: GraphOf) -> ResourceGraph:
    return strategy(graph_of, "pilot-light")


@pytest.fixture(scope="module")
def mysql(graph_of: GraphOf) -> ResourceGraph:
    return strategy(graph_of, "pilot-light", engine="mysql", version="8.4")


@pytest.fixture(scope="module")
def whole(graph_of: GraphOf) -> ResourceGraph:
    return strategy(graph_of, "pilot-light", **AURORA)


@pytest.fixture(scope="module")
def warm(graph_of: GraphOf) -> ResourceGraph:
    return strategy(graph_of, "warm-standby", **AURORA)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("replicateSourceDb", "<records.arn>"),
        ("identifier", "carnet-prod-records-replica"),
        ("storageEncrypted", True),
        ("kmsKeyId", "<recovery-copies.arn>"),
        ("performanceInsightsKmsKeyId", "<recovery-copies.arn>"),
        ("publiclyAccessible", False),
        ("deletionProtection", True),
        ("backupRetentionPeriod", 35),
        ("enabledCloudwatchLogsExports", ["postgresql", "upgrade"]),
        ("monitoringInterval", 60),
        ("multiAz", False),
        ("iamDatabaseAuthenticationEnabled", True),
    ],
)
def test_the_replica_of_an_instance(replica: ResourceGraph, name: str, value: object) -> None:
    assert inputs(replica, INSTANCE, "records-replica")[name] == value


def test_every_part_of_a_copy_stands_in_the_recovery_region(
    replica: ResourceGraph, warm: ResourceGraph
) -> None:
    for graph in (replica, warm):
        parts = [
            each for each in graph.resources if "DatabaseCopy$" in each.urn or "RecoveryNetwork$" in each.urn
        ]
        assert len(parts) > 20
        assert {each.region for each in parts if each.custom} == {THERE}


def test_nothing_reaches_a_copy(replica: ResourceGraph) -> None:
    group = find(replica, GROUP, "records-replica")
    rules = ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",)
    assert not [each for each in replica.of_type(*rules) if group.urn in targets(each, "securityGroupId")]
    assert not {"ingress", "egress"} & set(group.inputs)
    tables = [each for each in replica.of_type("aws:ec2/routeTable:RouteTable") if each.region == THERE]
    assert [each.inputs.get("routes") for each in tables] == [None]


def test_a_copy_has_its_log_groups_under_the_recovery_key(mysql: ResourceGraph) -> None:
    key = find(mysql, KEY, "recovery-copies")
    for export in ("audit", "error", "slowquery"):
        group = find(mysql, "aws:cloudwatch/logGroup:LogGroup", f"records-replica-{export}")
        assert group.inputs["name"] == f"/aws/rds/instance/carnet-prod-records-replica/{export}"
        assert targets(group, "kmsKeyId") == (key.urn,)
    statement = next(
        each for each in json.loads(text(key.inputs["policy"]))["Statement"] if each["Sid"] == "LogGroups"
    )
    assert statement["Principal"] == {"Service": f"logs.{THERE}.amazonaws.com"}


def test_the_replica_of_mysql_audits_too(mysql: ResourceGraph) -> None:
    options = find(mysql, "aws:rds/optionGroup:OptionGroup", "records-replica")
    assert options.region == THERE
    assert targets(find(mysql, INSTANCE, "records-replica"), "optionGroupName") == (options.urn,)


def test_a_promotion_is_no_drift(replica: ResourceGraph, whole: ResourceGraph) -> None:
    assert "replicateSourceDb" in find(replica, INSTANCE, "records-replica").options.ignore_changes
    assert "globalClusterIdentifier" in find(whole, CLUSTER, "records-replica").options.ignore_changes


def test_a_pilot_light_of_aurora_is_storage_alone(whole: ResourceGraph, warm: ResourceGraph) -> None:
    second = inputs(whole, CLUSTER, "records-replica")
    assert second["globalClusterIdentifier"] == "<records.id>"
    assert second["kmsKeyId"] == "<recovery-copies.arn>" and second["storageEncrypted"] is True
    assert second["deletionProtection"] is True
    assert not {"masterUsername", "masterPasswordWo", "databaseName"} & set(second)
    assert [each.name for each in whole.of_type(MEMBER)] == ["records-1", "records-2"]
    # a warm standby answers reads
    answering = [each for each in warm.of_type(MEMBER) if each.region == THERE]
    assert [each.name for each in answering] == ["records-replica-1"]


def test_the_global_database_holds_both(whole: ResourceGraph) -> None:
    made = find(whole, GLOBAL, "records")
    assert targets(made, "sourceDbClusterIdentifier") == (find(whole, CLUSTER, "records").urn,)
    assert (made.inputs["deletionProtection"], made.inputs["forceDestroy"]) == (True, False)
    members = {each.urn for each in whole.of_type(MEMBER)}
    assert members <= set(find(whole, CLUSTER, "records-replica").options.depends_on)


@pytest.mark.parametrize(
    ("fixture", "type_", "password"),
    [("replica", INSTANCE, "passwordWo"), ("whole", CLUSTER, "masterPasswordWo")],
)
def test_the_first_password_is_secret_and_written_once(
    request: pytest.FixtureRequest, fixture: str, type_: str, password: str
) -> None:
    graph = request.getfixturevalue(fixture)
    database, version = find(graph, type_, "records"), find(graph, VERSION, "records-master")
    assert isinstance(database.inputs[password], Secret)
    assert isinstance(version.inputs["secretStringWo"], Secret)
    # not ignored: a database that RDS kept the password of gets one. Its version says when it is written
    assert password not in database.options.ignore_changes
    assert (database.inputs[f"{password}Version"], version.inputs["secretStringWoVersion"]) == (1, 1)
    assert not {"password", "masterPassword", "manageMasterUserPassword"} & set(database.inputs)
    # RDS makes no read replica of an instance whose password it keeps
    assert "masterUserSecretKmsKeyId" not in database.inputs


def test_the_secret_is_rotated_and_goes_to_the_recovery_region(replica: ResourceGraph) -> None:
    secret = inputs(replica, SECRET, "records-master")
    assert secret["kmsKeyId"] == "<domain-data.arn>"
    assert secret["replicas"] == [{"region": THERE, "kmsKeyId": "<recovery-copies.arn>"}]
    rotation = inputs(replica, ROTATION, "records-master")
    assert (rotation["rotateImmediately"], rotation["rotationRules"]) == (True, {"automaticallyAfterDays": 7})


@pytest.mark.parametrize(("fixture", "engine"), [("replica", "PostgreSQL"), ("mysql", "MySQL")])
def test_the_rotation_function_reaches_the_database_and_aws_alone(
    request: pytest.FixtureRequest, fixture: str, engine: str
) -> None:
    graph = request.getfixturevalue(fixture)
    function = inputs(graph, FUNCTION, "records-rotation")
    assert str(function["applicationId"]).endswith(f"SecretsManagerRDS{engine}RotationSingleUser")
    assert function["parameters"]["endpoint"] == "https://secretsmanager.eu-west-3.amazonaws.com"
    group = find(graph, GROUP, "records-rotation")
    egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
    ports = {
        each.inputs["fromPort"]
        for each in graph.of_type(egress)
        if targets(each, "securityGroupId") == (group.urn,)
    }
    assert ports == {443, 5432 if engine == "PostgreSQL" else 3306}


def test_workloads_read_the_secret_and_start_anew_after_a_rotation(replica: ResourceGraph) -> None:
    secret = find(replica, VERSION, "records-master")
    rule = find(replica, "aws:cloudwatch/eventRule:EventRule", "fhir-restart")
    assert secret.urn in targets(rule, "eventPattern")


def test_a_copy_that_does_not_keep_up_is_told_of(replica: ResourceGraph, production: ResourceGraph) -> None:
    type_, name = "aws:cloudwatch/metricAlarm:MetricAlarm", "database-records-copy-behind"
    assert inputs(replica, type_, name)["metricName"] == "OldestReplicationSlotLag"
    assert not [each for each in production.of_type(type_) if each.name == name]


def test_the_second_cluster_has_the_exact_version_of_the_first(whole: ResourceGraph) -> None:
    second = find(whole, CLUSTER, "records-replica")
    assert inputs(whole, CLUSTER, "records-replica")["engineVersion"] == "<records.engineVersionActual>"
    assert "engineVersion" in second.options.ignore_changes


def test_without_a_strategy_nothing_of_it_is_made(production: ResourceGraph) -> None:
    assert not [
        each for each in production.resources if "recovery_network" in each.urn or each.type == SECRET
    ]


@pytest.mark.parametrize("fixture", ["replica", "mysql", "whole", "warm"])
def test_no_rule_fails(request: pytest.FixtureRequest, fixture: str) -> None:
    verdict = evaluate(request.getfixturevalue(fixture), as_of=None)
    assert [(each.rule, each.urn) for each in verdict.with_status(Status.FAIL)] == []
