"""Checkov's keys as Pulumi paths, and verdicts that rest on what nobody knows yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_blueprint.checkov.catalogue import readings
from hds_blueprint.checkov.certainty import certain
from hds_blueprint.checkov.property_paths import Place, places, places_read
from hds_blueprint.checkov.runner import run
from hds_blueprint.graph.model import Join, Ref, Secret, Unknown, Value
from hds_blueprint.policies.verdict import Status
from tests.policies.graphs import BUCKET, DATABASE, graph, resource, urn

GROUP = "aws:ec2/securityGroup:SecurityGroup"
PARAMETER = urn("aws:ssm/parameter:Parameter", "p")
NETWORK = urn("aws:ec2/vpc:Vpc", "v")
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
    ("said", "name", "value", "status"),
    [
        ("PASS", "publiclyAccessible", False, "PASS"),
        ("PASS", "publiclyAccessible", None, "PASS"),
        ("PASS", "publiclyAccessible", Unknown(), "UNKNOWN"),
        ("PASS", "publiclyAccessible", Unknown((KEY.urn,)), "UNKNOWN"),
        ("PASS", "publiclyAccessible", Ref(PARAMETER, "value"), "UNKNOWN"),
        ("PASS", "publiclyAccessible", Secret(), "UNKNOWN"),
        ("PASS", "publiclyAccessible", Secret(Ref(PARAMETER, "value")), "UNKNOWN"),
        ("PASS", "policy", Join(("a", KEY)), "PASS"),
        ("PASS", "policy", Join(("a", Ref(PARAMETER, "value"))), "UNKNOWN"),
        ("PASS", "policy", Unknown((KEY.urn,)), "UNKNOWN"),
        ("PASS", "kmsKeyId", KEY, "PASS"),
        ("PASS", "kmsKeyId", Unknown((KEY.urn,)), "PASS"),
        ("PASS", "kmsKeyId", Unknown(), "UNKNOWN"),
        ("PASS", "securityGroups", [Unknown((KEY.urn,))], "PASS"),
        ("PASS", "cidrBlocks", [Unknown((KEY.urn,))], "UNKNOWN"),
        ("PASS", "cidrBlocks", [Ref(NETWORK, "cidrBlock")], "PASS"),
        ("PASS", "ingress", [{"cidrBlocks": ["10.0.0.0/8", Ref(PARAMETER, "value")]}], "UNKNOWN"),
        ("PASS", "ingress", [{"cidrBlocks": ["10.0.0.0/8"], "securityGroups": [KEY]}], "PASS"),
        ("PASS", "environment", {"variables": {"TOKEN": Secret()}}, "UNKNOWN"),
        ("PASS", "valid", Unknown((KEY.urn,)), "UNKNOWN"),
        ("FAIL", "storageEncrypted", False, "FAIL"),
        ("FAIL", "storageEncrypted", None, "FAIL"),
        ("FAIL", "storageEncrypted", Unknown(), "UNKNOWN"),
        ("FAIL", "storageEncrypted", KEY, "UNKNOWN"),
        ("UNKNOWN", "storageEncrypted", True, "UNKNOWN"),
    ],
)
def test_verdicts_on_values_that_nobody_knows(said: str, name: str, value: Value, status: str) -> None:
    place = Place(f"block[0].{name}", value)
    for evaluated, read in (([place], []), ([], [place])):
        assert certain(Status(said), evaluated, read)[0] == status


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ([None, Unknown((KEY.urn,))], "UNKNOWN"),
        ([Unknown(), False], "FAIL"),
        ([], "FAIL"),
    ],
)
def test_a_failure_stands_if_something_known_may_be_why(values: list[Value], status: str) -> None:
    assert certain(Status.FAIL, [Place("p", value) for value in values], [])[0] == status


def test_a_check_that_asks_whether_something_is_set() -> None:
    """Any value will do, so that the value need not be known; one that may be empty still must."""
    for value in (Ref(PARAMETER, "value"), Secret(), Unknown((KEY.urn,))):
        assert certain(Status.PASS, [Place("kmsKey", value)], [], presence=True)[0] is Status.PASS
    assert certain(Status.PASS, [Place("kmsKey", Unknown())], [], presence=True)[0] is Status.UNKNOWN


def test_the_place_that_decides() -> None:
    hidden, known = Place("ingress", Unknown()), Place("description", "d")
    assert certain(Status.PASS, [known], [known, hidden]) == (Status.UNKNOWN, hidden)
    assert certain(Status.PASS, [known], []) == (Status.PASS, None)
    assert certain(Status.FAIL, [known], [hidden]) == (Status.FAIL, known)
    missing = Place("dropInvalidHeaderFields", None)  # missing, and what may make it needless is not known
    assert certain(Status.FAIL, [missing], [hidden]) == (Status.UNKNOWN, hidden)


def test_what_a_check_reads_by_its_source() -> None:
    group = resource(GROUP, "g", {"ingress": Unknown(), "description": "d", "tags": {}})
    assert [place.path for place in places_read(group, readings()["CKV_AWS_24"])] == ["ingress"]
    assert [place.path for place in places_read(group, None)] == ["ingress", "description", "tags"]


def test_no_pass_rests_on_what_nobody_knows(environment: Path) -> None:
    """One resource per way in which checks say, or do not say, what they looked at."""
    hidden: list[Value] = [Unknown(), Unknown((PARAMETER,)), Secret(), Ref(PARAMETER, "value")]
    tried = [
        (resource(type_, f"r{index}-{number}", inputs), check)
        for index, value in enumerate(hidden)
        for number, (type_, inputs, check) in enumerate(resting_on(value))
    ]
    found = {(f.urn, f.rule): f.status for f in run(graph(*(r for r, _ in tried))).findings}
    said = {(r.name, check): found[r.urn, check] for r, check in tried if (r.urn, check) in found}
    assert [key for key, status in said.items() if status is Status.PASS] == []
    assert len(said) >= 24  # Checkov itself gives no verdict on some


def resting_on(value: Value) -> list[tuple[str, dict[str, Value], str]]:
    return [
        (GROUP, {"ingress": value}, "CKV_AWS_24"),
        (GROUP, {"ingress": [{"fromPort": 22, "toPort": 22, "cidrBlocks": [value]}]}, "CKV_AWS_24"),
        (GROUP, {"ingress": [{"fromPort": value, "toPort": 9, "cidrBlocks": ["0.0.0.0/0"]}]}, "CKV_AWS_24"),
        (DATABASE, {"publiclyAccessible": value}, "CKV_AWS_17"),
        ("aws:iam/policy:Policy", {"policy": value}, "CKV_AWS_62"),
        ("aws:iam/policy:Policy", {"policy": value}, "CKV_AWS_286"),
        ("aws:iam/policy:Policy", {"policy": value}, "CKV2_AWS_40"),
        ("aws:iam/role:Role", {"assumeRolePolicy": value}, "CKV_AWS_60"),
        ("aws:kms/key:Key", {"policy": value}, "CKV_AWS_33"),
        ("aws:lb/listener:Listener", {"protocol": value}, "CKV_AWS_2"),
    ]
