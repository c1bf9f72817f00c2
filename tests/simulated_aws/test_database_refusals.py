"""What is refused of databases, clusters, their groups and their copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import grpc
import pytest

from hds_blueprint.simulated_aws.world import World

from .client import Client, Created, connected

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
OPTIONS = "aws:rds/optionGroup:OptionGroup"
KEY = "aws:kms/key:Key"

POSTGRES: dict[str, Any] = {
    "identifier": "records",
    "engine": "postgres",
    "engineVersion": "17",
    "instanceClass": "db.m7g.large",
    "allocatedStorage": 50,
    "username": "owner",
    "storageEncrypted": True,
    "backupRetentionPeriod": 35,
    "skipFinalSnapshot": True,
}
AURORA: dict[str, Any] = {
    "clusterIdentifier": "visits",
    "engine": "aurora-mysql",
    "engineVersion": "8.0",
    "masterUsername": "owner",
    "storageEncrypted": True,
    "skipFinalSnapshot": True,
}
MANAGED = {"manageMasterUserPassword": True}
INSIGHTS = {"performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 465}


def without(inputs: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if name not in names}


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        ({"engineVersion": "8.4"}, "Cannot find version 8.4 for postgres"),
        ({"engineVersion": "1"}, "Cannot find version 1"),
        ({"enabledCloudwatchLogsExports": ["slowquery"]}, "log types 'slowquery'"),
        ({**MANAGED, "passwordWo": "x", "passwordWoVersion": 1}, "MasterUserPassword cannot be specified"),
        ({"masterUserSecretKmsKeyId": "alias/a"}, "MasterUserSecretKmsKeyId is valid only"),
        ({"databaseInsightsMode": "advanced"}, "465 days"),
        ({"databaseInsightsMode": "advanced", **INSIGHTS, "performanceInsightsRetentionPeriod": 7}, "465"),
        ({"performanceInsightsRetentionPeriod": 7}, "although it is turned off"),
        ({"monitoringInterval": 60}, "MonitoringRoleARN"),
        ({"backupWindow": "01:00-02:00", "maintenanceWindow": "sun:01:30-sun:02:30"}, "must not overlap"),
        ({"backupWindow": "23:30-00:30", "maintenanceWindow": "Sun:23:00-Mon:00:00"}, "must not overlap"),
        ({"parameterGroupName": "absent"}, "DBParameterGroupNotFound"),
        ({"optionGroupName": "absent"}, "OptionGroupNotFoundFault"),
        ({"dbSubnetGroupName": "absent"}, "DBSubnetGroupNotFoundFault"),
        ({"identifier": "-records"}, "does not match"),
    ],
)
def test_an_instance_that_rds_does_not_take(client: Client, inputs: dict[str, Any], reason: str) -> None:
    with pytest.raises((grpc.RpcError, AssertionError), match=reason):
        client.create(INSTANCE, "records", {**POSTGRES, **inputs})


@pytest.mark.parametrize(
    "inputs",
    [
        MANAGED,
        {"engineVersion": "17.6", "enabledCloudwatchLogsExports": ["postgresql", "upgrade"]},
        {"databaseInsightsMode": "advanced", **INSIGHTS},
        {"backupWindow": "01:00-02:00", "maintenanceWindow": "sun:02:00-sun:03:00"},
        {"engine": "mysql", "engineVersion": "8.4.7", "enabledCloudwatchLogsExports": ["audit", "error"]},
    ],
)
def test_an_instance_that_rds_takes(client: Client, inputs: dict[str, Any]) -> None:
    assert client.create(INSTANCE, "records", {**POSTGRES, **inputs}).outputs["address"]


def test_groups_fit_the_engine_and_its_version(client: Client, world: World) -> None:
    client.create(PARAMETERS, "old", {"name": "old", "family": "postgres16"})
    client.create(PARAMETERS, "new", {"name": "new", "family": "postgres17"})
    client.create(OPTIONS, "audit", {"name": "audit", "engineName": "mysql", "majorEngineVersion": "8.4"})
    with pytest.raises(grpc.RpcError, match="family postgres16"):
        client.create(INSTANCE, "records", {**POSTGRES, "parameterGroupName": "old"})
    with pytest.raises(grpc.RpcError, match="option group audit is for mysql"):
        client.create(INSTANCE, "records", {**POSTGRES, "optionGroupName": "audit"})
    made = client.create(INSTANCE, "records", {**POSTGRES, "parameterGroupName": "new"})
    [group] = [each for each in world.find(type=PARAMETERS) if each.id == "new"]
    with pytest.raises(grpc.RpcError, match="new is in use"):
        client.delete(Created(PARAMETERS, "new", "new", group.inputs, group.outputs))
    client.delete(made)


@pytest.mark.parametrize(
    ("type_", "inputs", "reason"),
    [
        (
            PARAMETERS,
            {"family": "mysql8.4", "parameters": [{"name": "rds.force_ssl", "value": "1"}]},
            "mysql8.4",
        ),
        (
            CLUSTER_PARAMETERS,
            {
                "family": "aurora-postgresql17",
                "parameters": [{"name": "require_secure_transport", "value": "ON"}],
            },
            "Could not find parameter",
        ),
        (
            OPTIONS,
            {"engineName": "mysql", "majorEngineVersion": "8.4", "options": [{"optionName": "TDE"}]},
            "TDE is not valid for mysql",
        ),
    ],
)
def test_groups_hold_what_their_engine_knows(
    client: Client, type_: str, inputs: dict[str, Any], reason: str
) -> None:
    with pytest.raises(grpc.RpcError, match=reason):
        client.create(type_, "group", {"name": "group", **inputs})


def test_an_instance_of_a_cluster_fits_it(client: Client) -> None:
    cluster = client.create(CLUSTER, "visits", AURORA)
    member = {"clusterIdentifier": cluster.id, "engine": "aurora-mysql", "instanceClass": "db.r7g.large"}
    with pytest.raises(grpc.RpcError, match="aurora-postgresql is not that of the cluster, aurora-mysql"):
        client.create(MEMBER, "visits-1", {**member, "engine": "aurora-postgresql"})
    with pytest.raises(grpc.RpcError, match="Serverless v2 scaling configuration"):
        client.create(MEMBER, "visits-1", {**member, "instanceClass": "db.serverless"})
    with pytest.raises(grpc.RpcError, match="DBClusterNotFoundFault"):
        client.create(MEMBER, "visits-1", {**member, "clusterIdentifier": "absent"})
    made = client.create(MEMBER, "visits-1", member)
    with pytest.raises(grpc.RpcError, match="still contains DB instances"):
        client.delete(cluster)
    client.delete(made)
    client.delete(cluster)


def test_a_final_snapshot_has_a_name(client: Client) -> None:
    made = client.create(CLUSTER, "visits", without(AURORA, "skipFinalSnapshot"))
    with pytest.raises(grpc.RpcError, match="FinalDBSnapshotIdentifier is required"):
        client.delete(made)
    named = client.update(made, {**without(AURORA, "skipFinalSnapshot"), "finalSnapshotIdentifier": "last"})
    client.delete(named)


def test_replicas_need_a_source_that_can_have_them(client: Client, port: int) -> None:
    good = client.create(INSTANCE, "good", {**POSTGRES, "identifier": "good"})
    managed = client.create(INSTANCE, "managed", {**POSTGRES, "identifier": "managed", **MANAGED})
    bare = client.create(INSTANCE, "bare", {**POSTGRES, "identifier": "bare", "backupRetentionPeriod": 0})
    clear = client.create(INSTANCE, "clear", {**POSTGRES, "identifier": "clear", "storageEncrypted": False})
    near = client.create(KEY, "near", {})
    with connected(port, "eu-central-1") as other:
        key = other.create(KEY, "far", {}).outputs["arn"]

        def replicate(source: Created, key_id: str | None) -> Created:
            inputs = {"replicateSourceDb": source.outputs["arn"], "instanceClass": "db.m7g.large"}
            return other.create(INSTANCE, "copy", inputs | ({"kmsKeyId": key_id} if key_id else {}))

        with pytest.raises(grpc.RpcError, match="ManageMasterUserPassword is enabled is not supported"):
            replicate(managed, key)
        with pytest.raises(grpc.RpcError, match="Automated backups are not enabled"):
            replicate(bare, key)
        with pytest.raises(grpc.RpcError, match="which is not encrypted"):
            replicate(clear, key)
        with pytest.raises(grpc.RpcError, match="needs a key of that region"):
            replicate(good, None)
        with pytest.raises(grpc.RpcError, match="needs a key of that region"):
            replicate(good, near.outputs["arn"])
        assert replicate(good, key).outputs["arn"].startswith("arn:aws:rds:eu-central-1:")


def test_a_global_database_has_no_managed_password(client: Client) -> None:
    managed = client.create(CLUSTER, "managed", {**AURORA, "clusterIdentifier": "managed", **MANAGED})
    own = client.create(CLUSTER, "own", {**AURORA, "clusterIdentifier": "own"})
    whole = {"globalClusterIdentifier": "whole"}
    with pytest.raises(grpc.RpcError, match="part of a global database"):
        client.create(GLOBAL, "whole", {**whole, "sourceDbClusterIdentifier": managed.outputs["arn"]})
    made = client.create(GLOBAL, "whole", {**whole, "sourceDbClusterIdentifier": own.outputs["arn"]})
    with pytest.raises(grpc.RpcError, match="part of a global database"):
        client.create(CLUSTER, "third", {**AURORA, "clusterIdentifier": "third", **whole, **MANAGED})
    second = without({**AURORA, "clusterIdentifier": "second", **whole}, "masterUsername")
    client.create(CLUSTER, "second", second)
    member = {"clusterIdentifier": "second", "engine": "aurora-mysql", "instanceClass": "db.t4g.medium"}
    with pytest.raises(grpc.RpcError, match="not supported in a global database"):
        client.create(MEMBER, "second-1", member)
    with pytest.raises(grpc.RpcError, match="is not empty"):
        client.delete(made)


@pytest.mark.parametrize(
    ("change", "replaced"),
    [
        ({"engineVersion": "8.0.mysql_aurora.3.10.0"}, False),
        ({"backupRetentionPeriod": 20}, False),
        ({"deletionProtection": True}, False),
        ({"serverlessv2ScalingConfiguration": {"minCapacity": 1, "maxCapacity": 8}}, False),
        ({"databaseName": "other"}, True),
        ({"masterUsername": "other"}, True),
        ({"storageEncrypted": False}, True),
        ({"engine": "aurora-postgresql", "engineVersion": "17"}, True),
    ],
)
def test_what_replaces_a_cluster(client: Client, change: dict[str, Any], replaced: bool) -> None:
    made = client.create(CLUSTER, "visits", {**AURORA, "databaseName": "visits"})
    answer = client.diff(made, {**made.inputs, **change})
    assert bool(answer.replaces) is replaced


def test_a_password_that_rds_kept_is_followed_by_another(client: Client) -> None:
    made = client.create(INSTANCE, "records", {**POSTGRES, **MANAGED})
    with pytest.raises(grpc.RpcError, match="MasterUserPassword is required"):
        client.update(made, {**made.inputs, "manageMasterUserPassword": False})
    own = without(made.inputs, "manageMasterUserPassword") | {"passwordWo": "first", "passwordWoVersion": 1}
    changed = client.update(made, own)
    # another value alone is never compared
    assert not client.diff(changed, {**own, "passwordWo": "second"}).diffs
    assert client.diff(changed, {**own, "passwordWo": "second", "passwordWoVersion": 2}).diffs
