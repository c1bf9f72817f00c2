"""MySQL on an instance, both engines of Aurora, and sign-ins by the workload's own role."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.components.instance_classes import connection_limit
from hds_blueprint.graph.model import ResourceGraph, targets
from hds_blueprint.hosting.stores import Database

from .conftest import GraphOf, find, text
from .reading import inputs, statements

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
OPTIONS = "aws:rds/optionGroup:OptionGroup"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def of(graph_of: GraphOf, **database: Any) -> ResourceGraph:
    return graph_of({"databases": {"records": database}})


@pytest.fixture(scope="module")
def mysql(graph_of: GraphOf) -> ResourceGraph:
    return of(graph_of, engine="mysql", version="8.4")


@pytest.fixture(scope="module")
def aurora(graph_of: GraphOf) -> ResourceGraph:
    settings = {"version": "17.5", "instance_class": "db.r7g.large", "readers": 1, "iam_user": "app"}
    return of(graph_of, engine="aurora-postgresql", **settings)


@pytest.fixture(scope="module")
def serverless(graph_of: GraphOf) -> ResourceGraph:
    settings = {"version": "8.0", "instance_class": "db.serverless", "max_capacity": 8, "multi_az": False}
    return of(graph_of, engine="aurora-mysql", **settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("engine", "mysql"),
        ("engineVersion", "8.4"),
        ("port", 3306),
        ("multiAz", True),
        ("storageEncrypted", True),
        ("kmsKeyId", "<domain-data.arn>"),
        ("manageMasterUserPassword", True),
        ("masterUserSecretKmsKeyId", "<domain-data.arn>"),
        ("iamDatabaseAuthenticationEnabled", True),
        ("publiclyAccessible", False),
        ("enabledCloudwatchLogsExports", ["audit", "error", "slowquery"]),
        ("databaseInsightsMode", "advanced"),
        ("performanceInsightsKmsKeyId", "<domain-data.arn>"),
        ("deletionProtection", True),
        ("finalSnapshotIdentifier", "carnet-prod-records-final"),
        ("maintenanceWindow", "sun:02:30-sun:03:30"),
    ],
)
def test_the_mysql_instance(mysql: ResourceGraph, name: str, value: object) -> None:
    assert inputs(mysql, INSTANCE, "records")[name] == value


@pytest.mark.parametrize(
    ("type_", "fixture", "parameter", "value"),
    [
        (PARAMETERS, "mysql", "require_secure_transport", "1"),
        (PARAMETERS, "mysql", "tls_version", "TLSv1.2,TLSv1.3"),
        (PARAMETERS, "mysql", "local_infile", "0"),
        (PARAMETERS, "mysql", "general_log", "0"),
        (PARAMETERS, "mysql", "slow_query_log", "1"),
        (CLUSTER_PARAMETERS, "serverless", "require_secure_transport", "ON"),
        (CLUSTER_PARAMETERS, "serverless", "server_audit_logging", "1"),
        # reads and writes would copy health data into the log
        (CLUSTER_PARAMETERS, "serverless", "server_audit_events", "CONNECT,QUERY_DCL,QUERY_DDL"),
        (CLUSTER_PARAMETERS, "aurora", "rds.force_ssl", "1"),
        (CLUSTER_PARAMETERS, "aurora", "pgaudit.log", "ddl,role"),
    ],
)
def test_parameters(
    request: pytest.FixtureRequest, type_: str, fixture: str, parameter: str, value: str
) -> None:
    group = inputs(request.getfixturevalue(fixture), type_, "records")
    assert {each["name"]: each["value"] for each in group["parameters"]}[parameter] == value


def test_families_and_names_of_groups(
    mysql: ResourceGraph, aurora: ResourceGraph, serverless: ResourceGraph
) -> None:
    found = [
        (group["family"], group["name"])
        for group in (
            inputs(mysql, PARAMETERS, "records"),
            inputs(aurora, CLUSTER_PARAMETERS, "records"),
            inputs(serverless, CLUSTER_PARAMETERS, "records"),
        )
    ]
    assert found == [
        ("mysql8.4", "carnet-prod-records-mysql8-4"),
        ("aurora-postgresql17", "carnet-prod-records-aurora-postgresql17"),
        ("aurora-mysql8.0", "carnet-prod-records-aurora-mysql8-0"),
    ]


def test_the_audit_plugin_records_no_reads_and_writes(mysql: ResourceGraph) -> None:
    options = inputs(mysql, OPTIONS, "records")
    assert (options["engineName"], options["majorEngineVersion"]) == ("mysql", "8.4")
    [plugin] = options["options"]
    assert plugin["optionName"] == "MARIADB_AUDIT_PLUGIN"
    [events] = plugin["optionSettings"]
    assert events == {"name": "SERVER_AUDIT_EVENTS", "value": "CONNECT,QUERY_DDL,QUERY_DCL"}
    group = find(mysql, OPTIONS, "records")
    assert targets(find(mysql, INSTANCE, "records"), "optionGroupName") == (group.urn,)


def test_a_small_mysql_class_goes_without_insights(graph_of: GraphOf) -> None:
    small = inputs(
        of(graph_of, engine="mysql", version="8.4", instance_class="db.t4g.small"), INSTANCE, "records"
    )
    assert (small["databaseInsightsMode"], small["performanceInsightsEnabled"]) == ("standard", False)
    assert "performanceInsightsRetentionPeriod" not in small


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("engine", "aurora-postgresql"),
        ("databaseName", "fhir"),
        ("storageEncrypted", True),
        ("kmsKeyId", "<domain-data.arn>"),
        ("manageMasterUserPassword", True),
        ("masterUserSecretKmsKeyId", "<domain-data.arn>"),
        ("iamDatabaseAuthenticationEnabled", True),
        ("backupRetentionPeriod", 35),
        ("preferredBackupWindow", "01:00-02:00"),
        ("copyTagsToSnapshot", True),
        ("deletionProtection", True),
        ("skipFinalSnapshot", False),
        ("deleteAutomatedBackups", False),
        ("applyImmediately", False),
        ("databaseInsightsMode", "advanced"),
        ("performanceInsightsRetentionPeriod", 465),
        ("performanceInsightsKmsKeyId", "<domain-data.arn>"),
        ("enabledCloudwatchLogsExports", ["postgresql"]),
    ],
)
def test_the_cluster(aurora: ResourceGraph, name: str, value: object) -> None:
    assert inputs(aurora, CLUSTER, "records")[name] == value


def test_instances_are_spread_over_the_zones(aurora: ResourceGraph) -> None:
    members = [inputs(aurora, MEMBER, f"records-{number}") for number in (1, 2, 3)]
    assert [member["availabilityZone"] for member in members] == ["eu-west-3a", "eu-west-3b", "eu-west-3c"]
    assert [member["promotionTier"] for member in members] == [0, 1, 2]
    for member in members:
        assert member["publiclyAccessible"] is False and member["monitoringInterval"] == 60
        assert member["performanceInsightsKmsKeyId"] == "<domain-data.arn>"
        assert member["autoMinorVersionUpgrade"] is True


def test_one_instance_where_neither_standby_nor_readers_are_asked(serverless: ResourceGraph) -> None:
    assert [member.name for member in serverless.of_type(MEMBER)] == ["records-1"]
    scaling = inputs(serverless, CLUSTER, "records")["serverlessv2ScalingConfiguration"]
    assert scaling == {"minCapacity": 0.5, "maxCapacity": 8}


@pytest.mark.parametrize(
    ("fixture", "kind", "exports"),
    [("mysql", "instance", ("audit", "error", "slowquery")), ("aurora", "cluster", ("postgresql",))],
)
def test_log_groups_are_ours(
    request: pytest.FixtureRequest, fixture: str, kind: str, exports: tuple[str, ...]
) -> None:
    graph = request.getfixturevalue(fixture)
    owner = find(graph, INSTANCE if kind == "instance" else CLUSTER, "records")
    for export in exports:
        group = find(graph, LOG_GROUP, f"records-{export}")
        assert group.inputs["name"] == f"/aws/rds/{kind}/carnet-prod-records/{export}"
        assert group.inputs["retentionInDays"] == 365
        assert group.urn in owner.options.depends_on


def test_the_owner_signs_in_by_role_where_the_document_names_a_user(aurora: ResourceGraph) -> None:
    statement = statements(aurora, "aws:iam/rolePolicy:RolePolicy", "fhir-task")["SignInToDatabase"]
    assert statement["Action"] == "rds-db:connect"
    assert statement["Resource"] == (
        "arn:aws:rds-db:eu-west-3:123456789012:dbuser:<records.clusterResourceId>/app"
    )


def test_nobody_signs_in_by_role_otherwise(mysql: ResourceGraph) -> None:
    policy = statements(mysql, "aws:iam/rolePolicy:RolePolicy", "fhir-task")
    assert "SignInToDatabase" not in policy


def test_alarms_of_a_cluster(aurora: ResourceGraph) -> None:
    alarms = {
        each.name: each
        for each in aurora.of_type(ALARM)
        if each.name.startswith("database-records") and each.inputs["namespace"] == "AWS/RDS"
    }
    assert set(alarms) == {f"database-records-{end}" for end in ("cpu", "connections", "behind")}
    dimensions = inputs(aurora, ALARM, "database-records-cpu")["dimensions"]
    assert set(dimensions) == {"DBClusterIdentifier"}


def test_protected_clusters_outlive_the_stack(aurora: ResourceGraph) -> None:
    options = find(aurora, CLUSTER, "records").options
    assert (options.protect, options.retain_on_delete) == (True, True)
    assert {"clusterIdentifier", "dbSubnetGroupName"} <= set(options.ignore_changes)


def test_backups_and_restore_tests_know_the_kind(aurora: ResourceGraph, mysql: ResourceGraph) -> None:
    type_ = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
    kinds = [inputs(graph, type_, "database-records")["protectedResourceType"] for graph in (aurora, mysql)]
    assert kinds == ["Aurora", "RDS"]


@pytest.mark.parametrize(
    ("instance_class", "engine", "capacity", "limit"),
    [
        ("db.m7g.large", "mysql", 0, 682),
        ("db.r7g.large", "aurora-postgresql", 0, 1802),
        ("db.r7g.large", "aurora-mysql", 0, 1069),
        ("db.serverless", "aurora-postgresql", 4, 901),
        ("db.serverless", "aurora-mysql", 1, 63),
        ("db.unheard.of", "mysql", 0, 85),
    ],
)
def test_connection_limits_follow_each_engine(
    instance_class: str, engine: str, capacity: float, limit: int
) -> None:
    assert connection_limit(instance_class, engine, capacity) == limit


@pytest.mark.parametrize("engine", ["postgresql", "aurora-postgresql"])
def test_every_attribute_that_the_document_offers_resolves(graph_of: GraphOf, engine: str) -> None:
    environment = {
        attribute.upper(): f"${{databases.records.{attribute}}}" for attribute in Database.ATTRIBUTES
    }
    secrets = {f"SECRET_{key.upper()}": f"databases.records.{key}" for key in Database.SECRETS}
    graph = graph_of(
        {
            "databases": {"records": {"engine": engine, "instance_class": "db.r7g.large"}},
            "workloads": {"fhir": {"environment": environment, "secrets": secrets}},
        }
    )
    definition = text(
        find(graph, "aws:ecs/taskDefinition:TaskDefinition", "fhir").inputs["containerDefinitions"]
    )
    [container] = json.loads(definition)
    given = {each["name"]: each["value"] for each in container["environment"]}
    owner = "instance" if engine == "postgresql" else "cluster"
    assert given["PORT"] == "5432"
    assert given["ADDRESS"] == given["HOST"]
    assert owner in given["READER"] and (given["READER"] == given["HOST"]) == (owner == "instance")
    assert set(secrets) <= {each["name"] for each in container["secrets"]}
