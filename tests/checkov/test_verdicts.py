"""Checkov's keys as Pulumi paths, and verdicts that rest on what nobody knows yet."""

from __future__ import annotations

import pytest

from hds_blueprint.checkov.certainty import certain
from hds_blueprint.checkov.property_paths import Place, places
from hds_blueprint.graph.model import Join, Ref, Secret, Unknown, Value
from hds_blueprint.policies.verdict import Status
from tests.policies.graphs import BUCKET, DATABASE, resource, urn

KEY = Ref(urn("aws:kms/key:Key", "k"), "arn")
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"


@pytest.mark.parametrize(
    ("type_", "inputs", "key", "path"),
    [
        (DATABASE, {"storageEncrypted": False}, "storage_encrypted", "storageEncrypted"),
        (DATABASE, {}, "storage_encrypted", "storageEncrypted"),
        (DATABASE, {}, "iam_database_authentication_enabled/[0]", "iamDatabaseAuthenticationEnabled"),
        (BUCKET, {"versioning": {"enabled": False}}, "versioning/[0]/enabled", "versioning.enabled"),
        (
            ENCRYPTION,
            {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
            "rule/[0]/apply_server_side_encryption_by_default/[0]/sse_algorithm",
            "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm",
        ),
        (
            "aws:ec2/securityGroup:SecurityGroup",
            {"ingress": [{"cidrBlocks": ["10.0.0.0/8"]}, {"cidrBlocks": ["0.0.0.0/0"]}]},
            "ingress/[1]/cidr_blocks",
            "ingress[1].cidrBlocks",
        ),
        ("aws:lambda/function:Function", {"name": "f"}, "function_name", "name"),
        (BUCKET, {"versioning": {"enabled": False}}, "versioning/[0]/invented", "versioning"),
    ],
)
def test_paths(type_: str, inputs: dict[str, Value], key: str, path: str) -> None:
    assert [place.path for place in places(resource(type_, "r", inputs), [key])] == [path]


@pytest.mark.parametrize("key", ["invented", "", "/", "[0]", "resource_type", "__startline__", 5, None])
def test_keys_that_name_nothing(key: object) -> None:
    assert places(resource(DATABASE, "r"), [key]) == ()


def test_a_type_that_is_not_of_aws() -> None:
    assert places(resource("random:index/randomId:RandomId", "r"), ["byte_length"]) == ()


def test_below_an_unknown_block_everything_is_unknown() -> None:
    bucket = resource(BUCKET, "b", {"versioning": Unknown()})
    assert places(bucket, ["versioning/[0]/enabled"]) == (Place("versioning.enabled", Unknown()),)


@pytest.mark.parametrize(
    ("said", "values", "status"),
    [
        ("PASS", [True], "PASS"),
        ("PASS", [None], "PASS"),
        ("PASS", [KEY], "PASS"),
        ("PASS", [Join(("a", KEY))], "PASS"),
        ("PASS", [Unknown((KEY.urn,))], "PASS"),
        ("PASS", [Unknown()], "UNKNOWN"),
        ("PASS", [Secret()], "UNKNOWN"),
        ("PASS", [{"variables": {"TOKEN": Secret()}}], "UNKNOWN"),
        ("PASS", [[True, Unknown()]], "UNKNOWN"),
        ("PASS", [True, Unknown()], "UNKNOWN"),
        ("FAIL", [False], "FAIL"),
        ("FAIL", [None], "FAIL"),
        ("FAIL", [], "FAIL"),
        ("FAIL", [Unknown()], "UNKNOWN"),
        ("FAIL", [Unknown((KEY.urn,)), None], "UNKNOWN"),
        ("FAIL", [KEY], "UNKNOWN"),
        ("FAIL", [Unknown(), False], "FAIL"),
        ("UNKNOWN", [True], "UNKNOWN"),
    ],
)
def test_verdicts_on_values_that_nobody_knows(said: str, values: list[Value], status: str) -> None:
    found = certain(Status(said), [Place("p", value) for value in values])
    assert found is Status(status)
