from __future__ import annotations

import json

import pytest

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find
from .reading import inputs, statements, texts

FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
MOUNT_TARGET = "aws:efs/mountTarget:MountTarget"
ACCESS_POINT = "aws:efs/accessPoint:AccessPoint"
POLICY = "aws:efs/fileSystemPolicy:FileSystemPolicy"
COPY = "aws:efs/replicationConfiguration:ReplicationConfiguration"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
FILES = {
    "workloads": {
        "web": {"uses": ["file_systems.shared"], "environment": {"FILES": "${file_systems.shared.path}"}},
        "worker": {"image": "registry.example.org/worker:3", "uses": ["file_systems.shared"]},
    },
    "file_systems": {
        "shared": {"mount_path": "/srv/shared", "user_id": 1001, "group_id": 1002, "replicate": True},
        "unused": {"infrequent_after_days": None, "backed_up": False},
    },
}


@pytest.fixture(scope="module")
def filed(small_graph: GraphOf) -> ResourceGraph:
    return small_graph(FILES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("encrypted", True),
        ("kmsKeyId", "<domain-data.arn>"),
        ("throughputMode", "elastic"),
        ("performanceMode", "generalPurpose"),
        ("creationToken", "carnet-prod-shared"),
    ],
)
def test_the_file_system(filed: ResourceGraph, name: str, value: object) -> None:
    assert inputs(filed, FILE_SYSTEM, "file-system-shared")[name] == value


def test_files_that_nobody_reads_move_and_come_back(filed: ResourceGraph) -> None:
    policies = inputs(filed, FILE_SYSTEM, "file-system-shared")["lifecyclePolicies"]
    assert policies == [
        {"transitionToIa": "AFTER_30_DAYS"},
        {"transitionToPrimaryStorageClass": "AFTER_1_ACCESS"},
    ]
    assert "lifecyclePolicies" not in find(filed, FILE_SYSTEM, "file-system-unused").inputs


def test_a_mount_target_stands_in_each_zone_of_the_data_tier(filed: ResourceGraph) -> None:
    places = {
        target.name: filed.by_urn[targets(target, "subnetId")[0]].name
        for target in filed.of_type(MOUNT_TARGET)
        if "shared" in target.name
    }
    assert places == {f"file-system-shared-{letter}": f"data-{letter}" for letter in "abc"}
    groups = inputs(filed, MOUNT_TARGET, "file-system-shared-a")["securityGroups"]
    assert groups == ["<file-system-shared.id>"]


def test_the_policy_refuses_clear_text_strangers_and_root(filed: ResourceGraph) -> None:
    policy = statements(filed, POLICY, "file-system-shared")
    assert {each["Effect"] for each in policy.values()} == {"Deny"}
    assert policy["RefuseWithoutTls"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    without = policy["RefuseWithoutAccessPoint"]
    assert without["Condition"] == {"Null": {"elasticfilesystem:AccessPointArn": "true"}}
    assert policy["RefuseRoot"]["Action"] == "elasticfilesystem:ClientRootAccess"


def test_each_workload_has_an_access_point_of_its_own(filed: ResourceGraph) -> None:
    assert {point.name for point in filed.of_type(ACCESS_POINT)} == {
        "shared_for_workloads_web",
        "shared_for_workloads_worker",
    }
    point = inputs(filed, ACCESS_POINT, "shared_for_workloads_web")
    assert point["posixUser"] == {"uid": 1001, "gid": 1002}
    assert point["rootDirectory"]["path"] == "/data"
    assert point["rootDirectory"]["creationInfo"]["permissions"] == "0770"


def test_the_task_mounts_it_over_tls_with_its_own_role(filed: ResourceGraph) -> None:
    task = inputs(filed, TASK, "web")
    assert task["volumes"] == [
        {
            "name": "shared",
            "efsVolumeConfiguration": {
                "fileSystemId": "<file-system-shared.id>",
                "transitEncryption": "ENABLED",
                "authorizationConfig": {
                    "accessPointId": "<shared_for_workloads_web.id>",
                    "iam": "ENABLED",
                },
            },
        }
    ]
    container = json.loads(task["containerDefinitions"])[0]
    assert container["mountPoints"] == [
        {"sourceVolume": "shared", "containerPath": "/srv/shared", "readOnly": False}
    ]
    assert {"name": "FILES", "value": "/srv/shared"} in container["environment"]
    assert container["readonlyRootFilesystem"] is True


def test_a_role_may_mount_through_its_own_access_point_only(filed: ResourceGraph) -> None:
    statement = statements(filed, "aws:iam/rolePolicy:RolePolicy", "worker-task")["MountShared"]
    assert set(texts(statement["Action"])) == {
        "elasticfilesystem:ClientMount",
        "elasticfilesystem:ClientWrite",
    }
    assert statement["Resource"] == "<file-system-shared.arn>"
    assert statement["Condition"] == {
        "StringEquals": {"elasticfilesystem:AccessPointArn": "<shared_for_workloads_worker.arn>"}
    }


def test_tasks_start_once_everything_to_mount_is_there(filed: ResourceGraph) -> None:
    needed = set(find(filed, SERVICE, "web").options.depends_on)
    for target in filed.of_type(MOUNT_TARGET):
        assert (target.urn in needed) == ("shared" in target.name)
    assert find(filed, POLICY, "file-system-shared").urn in needed


def test_the_copy_has_a_key_of_the_recovery_region(filed: ResourceGraph) -> None:
    copy = inputs(filed, COPY, "file-system-shared")
    assert copy["destination"] == {"region": "eu-central-1", "kmsKeyId": "<recovery-copies.arn>"}
    assert [each.name for each in filed.of_type(COPY)] == ["file-system-shared"]
    alarm = inputs(filed, "aws:cloudwatch/metricAlarm:MetricAlarm", "file-system-shared-copy-behind")
    assert alarm["metricName"] == "TimeSinceLastSync"


def test_the_backups_hold_what_is_backed_up(filed: ResourceGraph) -> None:
    selected = [
        urn
        for selection in filed.of_type("aws:backup/selection:Selection")
        for urn in targets(selection, "resources")
    ]
    assert find(filed, FILE_SYSTEM, "file-system-shared").urn in selected
    assert find(filed, FILE_SYSTEM, "file-system-unused").urn not in selected
    tested = inputs(filed, "aws:backup/restoreTestingSelection:RestoreTestingSelection", "file-system-shared")
    assert tested["protectedResourceType"] == "EFS"
    assert tested["restoreMetadataOverrides"] == {"kmsKeyId": "<domain-data.arn>"}


def test_protected_files_outlive_the_stack(filed: ResourceGraph) -> None:
    options = find(filed, FILE_SYSTEM, "file-system-shared").options
    assert (options.protect, options.retain_on_delete) == (True, True)


def test_a_container_without_files_mounts_nothing(small: ResourceGraph) -> None:
    task = inputs(small, TASK, "web")
    assert "volumes" not in task
    assert "mountPoints" not in json.loads(task["containerDefinitions"])[0]
