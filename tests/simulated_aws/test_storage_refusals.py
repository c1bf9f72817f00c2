"""What is refused of buckets, vaults and of subnets in one zone."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from hds_blueprint.simulated_aws.world import World
from tests.simulated_aws.client import BALANCER, BUCKET, SUBNET, VPC, Client, Created

LOGGING = "aws:s3/bucketLogging:BucketLogging"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
VAULT = "aws:backup/vault:Vault"
SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup"


def encryption(algorithm: str) -> dict[str, Any]:
    return {
        "bucket": "logs",
        "rules": [
            {"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}, "bucketKeyEnabled": True}
        ],
    }


def refused(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    return error.value.details()  # type: ignore[attr-defined]


def subnets(client: Client, *zones: str) -> list[str]:
    vpc = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    return [
        client.create(
            SUBNET,
            f"subnet-{number}",
            {"vpcId": vpc.id, "cidrBlock": f"10.0.{number}.0/24", "availabilityZone": zone},
        ).id
        for number, zone in enumerate(zones)
    ]


@pytest.fixture
def log_bucket(client: Client) -> Created:
    client.create(BUCKET, "source", {"bucket": "source"})
    return client.create(BUCKET, "logs", {"bucket": "logs"})


def deliver(client: Client) -> Created:
    return client.create(
        LOGGING, "logging", {"bucket": "source", "targetBucket": "logs", "targetPrefix": "s3/"}
    )


def test_access_logs_go_to_a_bucket_with_the_keys_of_s3(client: Client, log_bucket: Created) -> None:
    client.create(ENCRYPTION, "logs", encryption("AES256"))
    assert deliver(client).id == "source"


def test_access_logs_do_not_go_to_a_bucket_with_kms(client: Client, log_bucket: Created) -> None:
    client.create(ENCRYPTION, "logs", encryption("aws:kms"))
    with pytest.raises(grpc.RpcError) as error:
        deliver(client)
    assert "InvalidTargetBucketForLogging" in refused(error)


def test_access_logs_do_not_go_to_a_bucket_with_a_default_lock(client: Client, log_bucket: Created) -> None:
    rule = {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}}
    versions = {"bucket": "logs", "versioningConfiguration": {"status": "Enabled"}}
    client.create("aws:s3/bucketVersioning:BucketVersioning", "logs", versions)
    client.create(LOCK, "logs", {"bucket": "logs", "rule": rule})
    with pytest.raises(grpc.RpcError) as error:
        deliver(client)
    assert "default object lock retention" in refused(error)


def test_the_inline_form_of_encryption_counts_too(client: Client) -> None:
    client.create(BUCKET, "source", {"bucket": "source"})
    inline = {"rule": {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}}
    client.create(BUCKET, "logs", {"bucket": "logs", "serverSideEncryptionConfiguration": inline})
    with pytest.raises(grpc.RpcError):
        deliver(client)


@pytest.mark.parametrize("property_", ["accessLogs", "connectionLogs"])
def test_logs_of_a_balancer_do_not_go_to_a_bucket_with_kms(
    client: Client, log_bucket: Created, property_: str
) -> None:
    client.create(ENCRYPTION, "logs", encryption("aws:kms"))
    inputs = {
        "subnets": subnets(client, "eu-west-3a", "eu-west-3b"),
        property_: {"bucket": "logs", "enabled": True},
    }
    with pytest.raises(grpc.RpcError) as error:
        client.create(BALANCER, "front", inputs)
    assert "SSE-KMS" in refused(error)
    inputs[property_] = {"bucket": "logs", "enabled": False}
    assert client.create(BALANCER, "front", inputs).id


def test_a_bucket_with_objects_is_not_deleted(client: Client) -> None:
    bucket = client.create(BUCKET, "records", {"bucket": "records"})
    held = client.create(OBJECT, "scan", {"bucket": "records", "key": "scan.dcm", "content": "x"})
    with pytest.raises(grpc.RpcError) as error:
        client.delete(bucket)
    assert "BucketNotEmpty" in refused(error)
    client.delete(held)
    client.delete(bucket)
    assert client.read(bucket)[0] == ""


def test_a_bucket_that_may_be_emptied_is_deleted_with_its_objects(client: Client) -> None:
    bucket = client.create(BUCKET, "scratch", {"bucket": "scratch", "forceDestroy": True})
    client.create(OBJECT, "scan", {"bucket": "scratch", "key": "a", "content": "x"})
    client.delete(bucket)
    assert client.read(bucket)[0] == ""


def test_a_vault_with_recovery_points_is_not_deleted(client: Client, world: World) -> None:
    vault = client.create(VAULT, "vault", {"name": "records"})
    world.drift(VAULT, vault.id, recoveryPoints=3)
    with pytest.raises(grpc.RpcError) as error:
        client.delete(vault)
    assert "contains 3 recovery points" in refused(error)
    world.drift(VAULT, vault.id, recoveryPoints=0)
    client.delete(vault)
    assert world.get(VAULT, vault.id) is None


@pytest.mark.parametrize(("type_", "property_"), [(SUBNET_GROUP, "subnetIds"), (BALANCER, "subnets")])
def test_subnets_of_one_zone_do_not_do(client: Client, type_: str, property_: str) -> None:
    first, second, third = subnets(client, "eu-west-3a", "eu-west-3a", "eu-west-3b")
    with pytest.raises(grpc.RpcError) as error:
        client.create(type_, "one-zone", {property_: [first, second]})
    assert "at least two Availability Zones" in refused(error)
    assert "eu-west-3a" in refused(error)
    assert client.create(type_, "two-zones", {property_: [first, third]}).id


def test_a_network_balancer_may_stand_in_one_zone(client: Client) -> None:
    inputs = {"subnets": subnets(client, "eu-west-3a"), "loadBalancerType": "network"}
    assert client.create(BALANCER, "relay", inputs).id


def test_an_engine_that_rds_does_not_have_is_refused(client: Client) -> None:
    inputs = {"instanceClass": "db.t4g.micro", "engine": "postgresql", "allocatedStorage": 20}
    failures = client.failures("aws:rds/instance:Instance", inputs)
    assert "'postgresql' is not one of" in failures["engine"]


def test_a_name_that_the_provider_chose_does_not_ask_for_deletion_first(client: Client) -> None:
    automatic = client.create(BUCKET, "documents", {})
    changed = client.check(BUCKET, "documents", {"objectLockEnabled": True}, automatic.inputs)
    difference = client.diff(automatic, changed)
    assert list(difference.replaces) == ["objectLockEnabled"]
    assert not difference.deleteBeforeReplace
    given = client.create(BUCKET, "given", {"bucket": "given-by-hand"})
    changed = client.check(
        BUCKET, "given", {"bucket": "given-by-hand", "objectLockEnabled": True}, given.inputs
    )
    assert client.diff(given, changed).deleteBeforeReplace
