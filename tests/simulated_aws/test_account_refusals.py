"""What exists once per account and region, bounds that must be there, and an archive that takes records."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.simulated_aws.client import BUCKET, POLICY, ROLE, TRUST, Client, connected

RECORDER = "aws:cfg/recorder:Recorder"
CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"
BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
ISSUER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
MANAGED = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ACCOUNT = "123456789012"

# type -> inputs of a first and a second one, and the code that refuses the second
ONCE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "aws:guardduty/detector:Detector": ({}, {}, "BadRequestException"),
    "aws:securityhub/account:Account": ({}, {}, "ResourceConflictException"),
    "aws:macie2/account:Account": ({}, {}, "ConflictException"),
    "aws:inspector2/enabler:Enabler": (
        {"accountIds": [ACCOUNT], "resourceTypes": ["ECR"]},
        {"accountIds": [ACCOUNT], "resourceTypes": ["EC2"]},
        "ALREADY_ENABLED",
    ),
    "aws:accessanalyzer/analyzer:Analyzer": (
        {"analyzerName": "one", "type": "ACCOUNT"},
        {"analyzerName": "two", "type": "ACCOUNT"},
        "ServiceQuotaExceededException",
    ),
    ISSUER: (
        {"url": "https://gitlab.com", "clientIdLists": ["a"]},
        {"url": "https://gitlab.com", "clientIdLists": ["b"]},
        "EntityAlreadyExists",
    ),
}


def refused(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    return error.value.details()  # type: ignore[attr-defined]


@pytest.mark.parametrize("type_", ONCE)
def test_a_second_one_is_refused_as_aws_does(client: Client, type_: str) -> None:
    first, second, code = ONCE[type_]
    client.create(type_, "first", first)
    with pytest.raises(grpc.RpcError) as error:
        client.create(type_, "second", second)
    assert f"api error {code}" in refused(error)


def test_a_second_recorder_and_channel_are_refused(client: Client) -> None:
    role = client.create(ROLE, "records", TRUST)
    client.create(BUCKET, "records", {"bucket": "records"})
    arn = role.outputs["arn"]
    client.create(RECORDER, "first", {"name": "first", "roleArn": arn})
    client.create(CHANNEL, "first", {"name": "first", "s3BucketName": "records"})
    with pytest.raises(grpc.RpcError) as error:
        client.create(RECORDER, "second", {"name": "second", "roleArn": arn})
    assert "MaxNumberOfConfigurationRecordersExceededException" in refused(error)
    with pytest.raises(grpc.RpcError) as error:
        client.create(CHANNEL, "second", {"name": "second", "s3BucketName": "records"})
    assert "MaxNumberOfDeliveryChannelsExceededException" in refused(error)


def test_each_region_has_one_of_its_own(client: Client, port: int) -> None:
    client.create("aws:guardduty/detector:Detector", "main", {})
    with connected(port, region="eu-central-1") as elsewhere:
        elsewhere.create("aws:guardduty/detector:Detector", "recovery", {})


def test_an_account_has_several_issuers(client: Client) -> None:
    client.create(ISSUER, "github", {"url": "https://github.example.org", "clientIdLists": ["a"]})
    client.create(ISSUER, "gitlab", {"url": "https://gitlab.com", "clientIdLists": ["a"]})


def test_a_second_public_access_block_is_refused_where_aws_would_overwrite_the_first(client: Client) -> None:
    """PutPublicAccessBlock knows no error for it; two stacks that claim one setting are a mistake still."""
    client.create(BLOCK, "first", {"blockPublicAcls": True})
    with pytest.raises(grpc.RpcError) as error:
        client.create(BLOCK, "second", {"blockPublicAcls": False})
    assert "already exists" in refused(error)


def test_what_is_deleted_can_be_made_again(client: Client) -> None:
    first = client.create("aws:guardduty/detector:Detector", "first", {})
    client.delete(first)
    client.create("aws:guardduty/detector:Detector", "second", {})


def test_a_role_needs_its_boundary(client: Client) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/bound"
    with pytest.raises(grpc.RpcError) as error:
        client.create(ROLE, "task", {**TRUST, "permissionsBoundary": arn})
    assert f"NoSuchEntity: Scope ARN: {arn} does not exist or is not attachable" in refused(error)
    client.create(MANAGED, "bound", {"name": "bound", "policy": POLICY})
    client.create(ROLE, "task", {**TRUST, "permissionsBoundary": arn})


def test_an_attached_policy_of_the_account_exists_and_one_of_aws_always_does(client: Client) -> None:
    role = client.create(ROLE, "task", TRUST)
    named = {"role": role.id, "policyArn": "arn:aws:iam::aws:policy/SecurityAudit"}
    client.create(ATTACHMENT, "audit", named)
    with pytest.raises(grpc.RpcError) as error:
        own = f"arn:aws:iam::{ACCOUNT}:policy/own"
        client.create(ATTACHMENT, "own", {"role": role.id, "policyArn": own})
    assert "NoSuchEntity: Policy" in refused(error)


def test_records_do_not_go_to_a_locked_bucket(client: Client) -> None:
    client.create(BUCKET, "records", {"bucket": "records", "objectLockEnabled": True})
    rule = {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}}
    client.create(LOCK, "records", {"bucket": "records", "rule": rule})
    with pytest.raises(grpc.RpcError) as error:
        client.create(CHANNEL, "records", {"s3BucketName": "records"})
    assert "InsufficientDeliveryPolicyException" in refused(error)
