from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph, targets
from hds_blueprint.problem import InputError

from .conftest import GraphOf, find
from .reading import inputs, statements, texts

SERVICE = "aws:ecs/service:Service"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
POLICY = "aws:iam/rolePolicy:RolePolicy"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
SECRET = "<records.masterUserSecrets[0].secretArn>"


def container(graph: ResourceGraph, name: str) -> dict[str, Any]:
    (definition,) = json.loads(inputs(graph, TASK, name)["containerDefinitions"])
    return definition


# --- the container ---------------------------------------------------------------------------


def test_the_container_is_hardened(production: ResourceGraph) -> None:
    definition = container(production, "fhir")
    assert definition["readonlyRootFilesystem"] is True
    assert definition["privileged"] is False
    assert definition["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}
    assert "user" not in definition or definition["user"] not in {"0", "root"}


def test_writable_paths_are_memory_that_any_user_can_write_to(production: ResourceGraph) -> None:
    (scratch,) = container(production, "fhir")["linuxParameters"]["tmpfs"]
    assert scratch == {
        "containerPath": "/tmp",
        "size": 256,
        "mountOptions": ["rw", "nosuid", "nodev", "mode=1777"],
    }


def test_placeholders_become_the_addresses_of_the_databases(production: ResourceGraph) -> None:
    assert container(production, "fhir")["environment"] == [
        {
            "name": "SPRING_DATASOURCE_URL",
            "value": "jdbc:postgresql://<records.address>:5432/fhir?sslmode=require",
        }
    ]


def test_secrets_are_references(wide: ResourceGraph) -> None:
    assert container(wide, "fhir")["secrets"] == [
        {"name": "SPRING_DATASOURCE_PASSWORD", "valueFrom": f"{SECRET}:password::"},
        {"name": "SPRING_DATASOURCE_USERNAME", "valueFrom": f"{SECRET}:username::"},
    ]
    (named,) = container(wide, "portal")["secrets"]
    assert named["valueFrom"] == "arn:aws:secretsmanager:eu-west-3:123456789012:secret:portal/session"


def test_the_log_goes_to_an_encrypted_group(production: ResourceGraph) -> None:
    options = container(production, "fhir")["logConfiguration"]["options"]
    group = find(production, "aws:cloudwatch/logGroup:LogGroup", "fhir")
    assert options["awslogs-group"] == group.inputs["name"]
    assert targets(group, "kmsKeyId") == (find(production, "aws:kms/key:Key", "logs").urn,)
    assert group.inputs["retentionInDays"] == 365


def test_a_workload_may_be_called_as_a_log_group_of_the_platform(graph_of: GraphOf) -> None:
    graph = graph_of({"workloads": {"sessions": {"image": "registry.example.org/sessions:1"}}})
    names = [group.inputs["name"] for group in graph.of_type("aws:cloudwatch/logGroup:LogGroup")]
    assert len(set(map(str, names))) == len(names)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"environment": {"URL": "${databases.other.address}"}}, "workloads.fhir.environment.URL"),
        ({"environment": {"URL": "${databases.records.password}"}}, "workloads.fhir.environment.URL"),
        ({"secrets": {"TOKEN": "databases.other.password"}}, "workloads.fhir.secrets.TOKEN"),
        ({"secrets": {"TOKEN": "databases.records.address"}}, "workloads.fhir.secrets.TOKEN"),
        ({"secrets": {"TOKEN": "not a name!"}}, "workloads.fhir.secrets.TOKEN"),
    ],
)
def test_what_names_nothing_is_refused(graph_of: GraphOf, change: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError) as error:
        graph_of({"workloads": {"fhir": change}})
    assert place in str(error.value)


def test_a_refused_secret_is_not_repeated(graph_of: GraphOf) -> None:
    with pytest.raises(InputError) as error:
        graph_of({"workloads": {"fhir": {"secrets": {"TOKEN": "s3cr3t pasted here"}}}})
    assert "s3cr3t" not in str(error.value)


# --- the service -----------------------------------------------------------------------------


def test_tasks_run_in_private_subnets_without_public_address(production: ResourceGraph) -> None:
    service = inputs(production, SERVICE, "fhir")
    network = service["networkConfiguration"]
    assert network["assignPublicIp"] is False
    assert network["subnets"] == ["<private-a.id>", "<private-b.id>", "<private-c.id>"]
    assert network["securityGroups"] == ["<fhir.id>"]
    assert service["launchType"] == "FARGATE"
    assert service["platformVersion"] == "LATEST"


def test_no_shell_is_opened_and_a_failed_deployment_goes_back(production: ResourceGraph) -> None:
    service = inputs(production, SERVICE, "fhir")
    assert service["enableExecuteCommand"] is False
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert service["deploymentMinimumHealthyPercent"] == 100
    assert service["healthCheckGracePeriodSeconds"] == 300


def test_the_service_waits_for_its_permissions_and_its_route(production: ResourceGraph) -> None:
    waits_for = find(production, SERVICE, "fhir").options.depends_on
    for type_, name in (
        (POLICY, "fhir-execution"),
        (POLICY, "fhir-task"),
        ("aws:lb/listenerRule:ListenerRule", "fhir"),
    ):
        assert find(production, type_, name).urn in waits_for


def test_it_scales_within_the_bounds_of_the_document(graph_of: GraphOf) -> None:
    scaling = {"minimum": 3, "maximum": 9, "target_cpu_percent": 50}
    graph = graph_of({"workloads": {"fhir": {"scaling": scaling}}})
    target = inputs(graph, "aws:appautoscaling/target:Target", "fhir")
    assert (target["minCapacity"], target["maxCapacity"]) == (3, 9)
    policy = inputs(graph, "aws:appautoscaling/policy:Policy", "fhir")
    assert policy["targetTrackingScalingPolicyConfiguration"]["targetValue"] == 50
    assert inputs(graph, SERVICE, "fhir")["desiredCount"] == 3
    assert find(graph, SERVICE, "fhir").options.ignore_changes == ("desiredCount",)


def test_sessions_in_containers_are_recorded_and_storage_is_encrypted(production: ResourceGraph) -> None:
    cluster = inputs(production, "aws:ecs/cluster:Cluster", "cluster")
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enhanced"}]
    session = cluster["configuration"]["executeCommandConfiguration"]
    assert session["logging"] == "OVERRIDE"
    assert session["kmsKeyId"] == "<logs.arn>"
    assert session["logConfiguration"]["cloudWatchEncryptionEnabled"] is True
    storage = cluster["configuration"]["managedStorageConfiguration"]
    assert storage["fargateEphemeralStorageKmsKeyId"].startswith("<domain-data.")


# --- what it reaches -------------------------------------------------------------------------


def reached(graph: ResourceGraph, name: str) -> set[str]:
    group = find(graph, GROUP, name)
    rules = [rule for rule in graph.of_type(EGRESS) if targets(rule, "securityGroupId") == (group.urn,)]
    found: set[str] = set()
    for rule in rules:
        for urn in targets(rule, "referencedSecurityGroupId") or targets(rule, "prefixListId"):
            found.add(graph.by_urn[urn].name)
        if "cidrIpv4" in rule.inputs:
            found.add(f"{rule.inputs['cidrIpv4']}:{rule.inputs['toPort']}")
        assert rule.inputs["ipProtocol"] == "tcp"
    return found


def test_a_workload_reaches_what_it_lists_and_aws_only(graph_of: GraphOf) -> None:
    graph = graph_of(
        {"network": {"nat": "none"}, "workloads": {"worker": {"image": "registry.example.org/worker:1"}}}
    )
    aws_services = {"endpoints", "s3", "dynamodb"}
    assert reached(graph, "fhir") == {"records", *aws_services}
    assert reached(graph, "worker") == aws_services


# --- roles -----------------------------------------------------------------------------------


def test_the_execution_role_reads_the_listed_secrets_only(wide: ResourceGraph) -> None:
    fhir = statements(wide, POLICY, "fhir-execution")
    assert fhir["ReadSecrets"]["Resource"] == SECRET
    assert fhir["DecryptSecrets"]["Resource"] == "<domain-data.arn>"
    assert fhir["DecryptSecrets"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.eu-west-3.amazonaws.com"}
    }
    assert fhir["WriteLog"]["Resource"] == "<fhir.arn>:log-stream:*"
    portal = statements(wide, POLICY, "portal-execution")
    secret = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:portal/session-??????"
    assert portal["ReadSecrets"]["Resource"] == secret
    assert "ReadSecrets" not in statements(wide, POLICY, "worker-execution")


def test_a_private_image_gives_the_right_to_pull_it_alone(wide: ResourceGraph) -> None:
    portal = statements(wide, POLICY, "portal-execution")
    assert portal["PullImage"]["Resource"] == "arn:aws:ecr:eu-west-3:123456789012:repository/team/portal"
    assert portal["LogInToRegistry"]["Action"] == "ecr:GetAuthorizationToken"
    assert not {"PullImage", "LogInToRegistry"} & set(statements(wide, POLICY, "fhir-execution"))


def test_the_task_role_uses_the_listed_buckets_only(wide: ResourceGraph) -> None:
    fhir = statements(wide, POLICY, "fhir-task")
    assert fhir["UseObjects"]["Resource"] == "<documents.arn>/*"
    assert fhir["ListBuckets"]["Resource"] == "<documents.arn>"
    assert fhir["UseKeys"]["Resource"] == "<domain-data.arn>"
    # what a workload deletes by mistake or by malice can be brought back
    assert "s3:DeleteObjectVersion" not in texts(fhir["UseObjects"]["Action"])
    assert [p for p in wide.of_type(POLICY) if p.name == "portal-task"] == []


def test_roles_are_assumed_by_tasks_of_this_account(production: ResourceGraph) -> None:
    for name in ("fhir-execution", "fhir-task"):
        role = statements(production, "aws:iam/role:Role", name, "assumeRolePolicy")["ServiceAssumesRole"]
        assert role["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert role["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}


def test_no_policy_of_a_role_is_wider_than_it_says(wide: ResourceGraph) -> None:
    for policy in wide.of_type(POLICY):
        for statement in statements(wide, POLICY, policy.name).values():
            assert not any("*" in action for action in texts(statement["Action"])), policy.name
            if "*" in texts(statement["Resource"]):
                # the only action among ours for which IAM knows no resource
                assert texts(statement["Action"]) == ["ecr:GetAuthorizationToken"], policy.name
