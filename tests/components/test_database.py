from __future__ import annotations

import pytest

from hds_blueprint.components.instance_classes import connection_limit
from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find
from .reading import inputs, statements

INSTANCE = "aws:rds/instance:Instance"
GROUP = "aws:ec2/securityGroup:SecurityGroup"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("engine", "postgres"),
        ("engineVersion", "17"),
        ("multiAz", True),
        ("publiclyAccessible", False),
        ("storageEncrypted", True),
        ("kmsKeyId", "<domain-data.arn>"),
        ("storageType", "gp3"),
        ("allocatedStorage", 100),
        ("maxAllocatedStorage", 500),
        ("iamDatabaseAuthenticationEnabled", True),
        ("manageMasterUserPassword", True),
        ("masterUserSecretKmsKeyId", "<domain-data.arn>"),
        ("enabledCloudwatchLogsExports", ["postgresql", "upgrade"]),
        ("databaseInsightsMode", "advanced"),
        ("performanceInsightsEnabled", True),
        ("performanceInsightsKmsKeyId", "<domain-data.arn>"),
        ("performanceInsightsRetentionPeriod", 465),
        ("monitoringInterval", 60),
        ("deletionProtection", True),
        ("skipFinalSnapshot", False),
        ("finalSnapshotIdentifier", "carnet-prod-records-final"),
        ("deleteAutomatedBackups", False),
        ("copyTagsToSnapshot", True),
        ("backupRetentionPeriod", 35),
        ("autoMinorVersionUpgrade", True),
        ("allowMajorVersionUpgrade", False),
        ("applyImmediately", False),
    ],
)
def test_the_instance(production: ResourceGraph, name: str, value: object) -> None:
    assert inputs(production, INSTANCE, "records")[name] == value


def test_no_password_is_in_the_program(production: ResourceGraph) -> None:
    given = find(production, INSTANCE, "records").inputs
    assert not {"password", "passwordWo"} & set(given)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("rds.force_ssl", "1"),
        ("ssl_min_protocol_version", "TLSv1.2"),
        ("rds.accepted_password_auth_method", "scram"),
        ("shared_preload_libraries", "pgaudit,pg_stat_statements"),
        ("pgaudit.log", "ddl,role"),
        ("log_connections", "1"),
        ("log_statement", "ddl"),
        # values bound to statements are health data: they stay out of the log
        ("log_parameter_max_length", "0"),
        ("pgaudit.log_parameter", "0"),
    ],
)
def test_parameters(production: ResourceGraph, parameter: str, value: str) -> None:
    group = inputs(production, "aws:rds/parameterGroup:ParameterGroup", "records")
    assert group["family"] == "postgres17"
    assert {each["name"]: each["value"] for each in group["parameters"]}[parameter] == value


def test_static_parameters_wait_for_a_restart(production: ResourceGraph) -> None:
    group = inputs(production, "aws:rds/parameterGroup:ParameterGroup", "records")
    waiting = {each["name"] for each in group["parameters"] if each["applyMethod"] == "pending-reboot"}
    assert waiting == {"shared_preload_libraries"}


def test_it_stands_in_the_data_tier(production: ResourceGraph) -> None:
    group = find(production, "aws:rds/subnetGroup:SubnetGroup", "records")
    tier = {production.by_urn[urn].name for urn in targets(group, "subnetIds")}
    assert tier == {"data-a", "data-b", "data-c"}
    assert inputs(production, INSTANCE, "records")["dbSubnetGroupName"] == group.inputs["name"]


def test_only_the_workload_that_lists_it_reaches_it(wide: ResourceGraph) -> None:
    type_ = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    database = find(wide, GROUP, "records")
    workload = find(wide, GROUP, "fhir")
    rules = [r for r in wide.of_type(type_) if targets(r, "securityGroupId") == (database.urn,)]
    assert [targets(rule, "referencedSecurityGroupId") for rule in rules] == [(workload.urn,)]
    assert (rules[0].inputs["fromPort"], rules[0].inputs["toPort"]) == (5432, 5432)
    assert "cidrIpv4" not in rules[0].inputs


def test_log_groups_exist_before_rds_makes_its_own(production: ResourceGraph) -> None:
    instance = find(production, INSTANCE, "records")
    for export in ("postgresql", "upgrade"):
        group = find(production, "aws:cloudwatch/logGroup:LogGroup", f"records-{export}")
        assert group.inputs["name"] == f"/aws/rds/instance/{instance.inputs['identifier']}/{export}"
        assert group.inputs["retentionInDays"] == 365
        assert targets(group, "kmsKeyId") == (find(production, "aws:kms/key:Key", "logs").urn,)
        assert group.urn in instance.options.depends_on


def test_the_monitoring_role_writes_measures_only(production: ResourceGraph) -> None:
    policy = statements(production, "aws:iam/rolePolicy:RolePolicy", "records-monitoring")
    group = "arn:aws:logs:eu-west-3:123456789012:log-group:RDSOSMetrics"
    assert policy["MeasuresGroup"]["Resource"] == group
    assert policy["Measures"]["Resource"] == f"{group}:log-stream:*"
    trust = statements(production, "aws:iam/role:Role", "records-monitoring", "assumeRolePolicy")
    assert trust["ServiceAssumesRole"]["Condition"]["ArnLike"] == {
        "aws:SourceArn": "arn:aws:rds:eu-west-3:123456789012:db:carnet-prod-records"
    }


def test_protected_data_outlive_the_stack(production: ResourceGraph) -> None:
    options = find(production, INSTANCE, "records").options
    assert (options.protect, options.retain_on_delete) == (True, True)
    assert options.ignore_changes == ("identifier", "dbSubnetGroupName")


def test_unprotected_data_end_with_the_stack(development: ResourceGraph) -> None:
    instance = find(development, INSTANCE, "records")
    assert (instance.options.protect, instance.options.retain_on_delete) == (False, False)
    assert instance.inputs["deletionProtection"] is False
    assert instance.inputs["skipFinalSnapshot"] is True
    assert "finalSnapshotIdentifier" not in instance.inputs
    assert instance.inputs["multiAz"] is False


def test_storage_that_may_not_grow_is_not_said_to(graph_of: GraphOf) -> None:
    graph = graph_of({"databases": {"records": {"storage_gb": 500, "max_storage_gb": 500}}})
    assert "maxAllocatedStorage" not in find(graph, INSTANCE, "records").inputs


@pytest.mark.parametrize(
    ("instance_class", "limit"),
    [
        ("db.t4g.micro", 112),
        ("db.t4g.medium", 450),
        ("db.m7g.large", 901),
        ("db.r7g.2xlarge", 5000),
        ("db.m7g.xlarge", 1802),
        ("db.unheard.of", 112),
    ],
)
def test_connection_limit_follows_the_formula_of_rds(instance_class: str, limit: int) -> None:
    assert connection_limit(instance_class) == limit
