"""The bridge: inputs of a graph as a Terraform plan shows them."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from hds_blueprint.checkov.plan import BridgedPlan, terraform_plan
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, Secret, Unknown
from tests.policies.graphs import BUCKET, DATABASE, graph, resource, urn

KEY = "aws:kms/key:Key"
KEY_URN = urn(KEY, "data")


def bridged(*resources: Resource) -> BridgedPlan:
    return terraform_plan(graph(*resources))


def parts(found: BridgedPlan, address: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Planned values, unknown values and configured expressions of a resource."""
    plan = found.plan
    (planned,) = [r for r in plan["planned_values"]["root_module"]["resources"] if r["address"] == address]
    (change,) = [r for r in plan["resource_changes"] if r["address"] == address]
    (configured,) = [r for r in plan["configuration"]["root_module"]["resources"] if r["address"] == address]
    assert change["change"]["after"] == planned["values"]
    return planned["values"], change["change"]["after_unknown"], configured["expressions"]


def test_a_reference_is_left_out_of_the_values_and_named_in_the_configuration() -> None:
    database = resource(DATABASE, "records", {"kmsKeyId": Ref(KEY_URN, "arn"), "storageEncrypted": True})
    values, unknown, expressions = parts(bridged(resource(KEY, "data"), database), "aws_db_instance.records")
    assert values == {"storage_encrypted": True}
    assert unknown == {"kms_key_id": True}
    assert expressions["kms_key_id"] == {"references": ["aws_kms_key.data.arn", "aws_kms_key.data"]}
    assert expressions["storage_encrypted"] == {"constant_value": True}


def test_text_with_references_has_stand_ins_and_references() -> None:
    bucket = resource(BUCKET, "files")
    policy = resource(
        "aws:s3/bucketPolicy:BucketPolicy",
        "files",
        {"bucket": Ref(bucket.urn, "id"), "policy": Join(('{"Resource": "', Ref(bucket.urn, "arn"), '/*"}'))},
    )
    values, _, expressions = parts(bridged(bucket, policy), "aws_s3_bucket_policy.files")
    assert json.loads(values["policy"]) == {"Resource": "arn:aws:s3:::files/*"}
    assert expressions["policy"]["references"] == ["aws_s3_bucket.files.arn", "aws_s3_bucket.files"]


def test_an_object_where_terraform_takes_json_is_written_as_json() -> None:
    statement = {"Effect": "Allow", "Resource": Ref(KEY_URN, "arn")}
    policy = resource("aws:iam/policy:Policy", "use", {"policy": {"Statement": [statement]}})
    values, _, expressions = parts(bridged(resource(KEY, "data"), policy), "aws_iam_policy.use")
    assert json.loads(values["policy"])["Statement"][0]["Resource"].endswith(":kms_key/data")
    assert "aws_kms_key.data" in expressions["policy"]["references"]


def test_nothing_secret_or_unknown_gets_a_value() -> None:
    outputs = {"password": "hunter2-hunter2"}
    database = resource(
        DATABASE, "records", {"password": Secret(), "username": Unknown((KEY_URN,))}, outputs=outputs
    )
    found = bridged(resource(KEY, "data"), database)
    values, unknown, expressions = parts(found, "aws_db_instance.records")
    assert values == {"password": "(sensitive value)"}
    assert unknown == {"username": True}
    assert expressions["username"]["references"] == ["aws_kms_key.data"]
    assert "hunter2" not in json.dumps(found.plan)


def test_a_secret_of_another_resource_keeps_its_reference() -> None:
    secret = Secret(Ref(urn("random:index/randomPassword:RandomPassword", "p"), "result"))
    _, _, expressions = parts(
        bridged(resource(DATABASE, "records", {"password": secret})), "aws_db_instance.records"
    )
    assert "random_random_password.p.result" in expressions["password"]["references"]


def test_a_lone_object_is_a_block_in_a_list() -> None:
    bucket = resource(BUCKET, "files", {"versioning": {"enabled": True, "mfaDelete": False}})
    values, _, _ = parts(bridged(bucket), "aws_s3_bucket.files")
    assert values["versioning"] == [{"enabled": True, "mfa_delete": False}]


def test_blocks_and_references_inside_them() -> None:
    rule = {
        "applyServerSideEncryptionByDefault": {
            "sseAlgorithm": "aws:kms",
            "kmsMasterKeyId": Ref(KEY_URN, "arn"),
        }
    }
    type_ = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    values, unknown, expressions = parts(
        bridged(resource(KEY, "data"), resource(type_, "files", {"rules": [rule]})),
        "aws_s3_bucket_server_side_encryption_configuration.files",
    )
    default = "apply_server_side_encryption_by_default"
    assert values["rule"] == [{default: [{"sse_algorithm": "aws:kms"}]}]
    assert unknown["rule"] == [{default: [{"kms_master_key_id": True}]}]
    references = expressions["rule"][0][default][0]["kms_master_key_id"]["references"]
    assert references[0] == "aws_kms_key.data.arn"


def test_one_value_where_terraform_has_a_list() -> None:
    fsx = resource("aws:fsx/lustreFileSystem:LustreFileSystem", "f", {"subnetIds": "subnet-1"})
    values, _, _ = parts(bridged(fsx), "aws_fsx_lustre_file_system.f")
    assert values["subnet_ids"] == ["subnet-1"]


def test_lists_keep_their_references() -> None:
    group = resource("aws:ec2/securityGroup:SecurityGroup", "g")
    database = resource(DATABASE, "records", {"vpcSecurityGroupIds": ["sg-1", Ref(group.urn, "id")]})
    values, unknown, expressions = parts(bridged(group, database), "aws_db_instance.records")
    assert values["vpc_security_group_ids"] == ["sg-1", None]
    assert unknown["vpc_security_group_ids"] == [False, True]
    assert "aws_security_group.g.id" in expressions["vpc_security_group_ids"]["references"]


def test_the_keys_of_a_map_are_the_users() -> None:
    tags = {"dataClass": "health", "Name": "files"}
    values, _, _ = parts(bridged(resource(BUCKET, "files", {"tags": tags})), "aws_s3_bucket.files")
    assert values["tags"] == tags


def test_recorded_dependencies_are_references() -> None:
    """A state knows values; what they were computed from is in the dependencies."""
    database = resource(
        DATABASE, "records", {"kmsKeyId": "arn:aws:kms:1"}, dependencies={"kmsKeyId": (KEY_URN,)}
    )
    values, _, expressions = parts(bridged(resource(KEY, "data"), database), "aws_db_instance.records")
    assert values["kms_key_id"] == "arn:aws:kms:1"
    assert expressions["kms_key_id"]["references"] == ["aws_kms_key.data"]


def test_what_is_only_read_is_not_in_the_plan_and_counts_as_set() -> None:
    key = resource(KEY, "data", external=True)
    found = bridged(key, resource(DATABASE, "records", {"kmsKeyId": Ref(KEY_URN, "arn")}))
    assert list(found.addresses) == ["aws_db_instance.records"]
    _, _, expressions = parts(found, "aws_db_instance.records")
    assert expressions["kms_key_id"]["references"][0] == "data.aws_kms_key.data.arn"


def test_what_has_no_counterpart_is_reported_once() -> None:
    cluster = {"defaultAddonsToRemoves": ["vpc-cni"], "name": "k", "invented": 1}
    found = bridged(
        resource("random:index/randomId:RandomId", "a"),
        resource("random:index/randomId:RandomId", "b"),
        resource("aws:eks/cluster:Cluster", "k", cluster),
        resource("aws:eks/cluster:Cluster", "l", cluster),
    )
    assert found.unmapped == (
        "random:index/randomId:RandomId",
        "aws:eks/cluster:Cluster.defaultAddonsToRemoves",
        "aws:eks/cluster:Cluster.invented",
    )
    assert parts(found, "aws_eks_cluster.k")[0] == {"name": "k"}


def test_an_unknown_nested_property_is_reported_by_its_path() -> None:
    group = resource(
        "aws:ec2/securityGroup:SecurityGroup",
        "g",
        {"ingress": [{"fromPort": 1}, {"frmPort": 2}, {"frmPort": 3}]},
    )
    assert bridged(group).unmapped == ("aws:ec2/securityGroup:SecurityGroup.ingress.frmPort",)


@pytest.mark.parametrize("name", ["a b", "é", "1st", "a.b", "", 'x"]', "a/../b", "x" * 300, "\n"])
def test_addresses_are_valid(name: str) -> None:
    (address,) = bridged(resource(BUCKET, name)).addresses
    assert re.fullmatch(r"aws_s3_bucket\.[A-Za-z_][A-Za-z0-9_-]*", address)


def test_addresses_are_unique_and_lead_back() -> None:
    names = ["a b", "a.b", "a_b", "a_b_2", "a/b"]
    resources = [resource(BUCKET, name) for name in names]
    found = bridged(*resources, resource("aws:s3/bucketV2:BucketV2", "a_b"))
    assert len(found.addresses) == len(names) + 1
    assert set(found.addresses.values()) >= {each.urn for each in resources}


def test_the_same_graph_gives_the_same_bytes() -> None:
    resources = [
        resource(KEY, "data"),
        resource(DATABASE, "r", {"kmsKeyId": Ref(KEY_URN, "arn"), "tags": {"b": "1", "a": "2"}}),
    ]
    first, second = (json.dumps(bridged(*resources).plan) for _ in range(2))
    assert first == second


def test_components_and_an_empty_graph() -> None:
    component = resource("hds:network:Network", "network", custom=False)
    assert bridged(component).addresses == {}
    assert bridged(component).unmapped == ()
    assert terraform_plan(ResourceGraph("p", "s", "file", ())).addresses == {}
