"""What AWS refuses because of what else is in the account."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from hds_blueprint.simulated_aws.world import World
from tests.simulated_aws.client import (
    BUCKET,
    DATABASE,
    DATABASE_INPUTS,
    GROUP,
    KEY,
    LOG_GROUP,
    QUEUE,
    ROLE,
    SUBNET,
    TRUST,
    VPC,
    Client,
    connected,
    two_subnets,
)


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (QUEUE, {"name": "orders"}),
        (ROLE, {**TRUST, "name": "reader"}),
        (LOG_GROUP, {"name": "/service/records"}),
        (DATABASE, {**DATABASE_INPUTS, "identifier": "records"}),
        ("aws:kms/alias:Alias", {"name": "alias/records", "targetKeyId": "k"}),
    ],
)
def test_a_second_resource_of_the_same_name_is_refused(
    client: Client, world: World, type_: str, inputs: dict[str, Any]
) -> None:
    first = client.create(type_, "first", inputs)
    with pytest.raises(grpc.RpcError, match="already exists") as caught:
        client.create(type_, "second", inputs)
    assert type_ in caught.value.details()
    assert [found.id for found in world.list()] == [first.id]
    made, refused = (entry.outcome for entry in world.journal())
    assert made == "done"
    assert refused not in ("done", "started")


def test_a_name_is_free_again_after_its_deletion(client: Client) -> None:
    client.delete(client.create(QUEUE, "first", {"name": "orders"}))
    assert client.create(QUEUE, "second", {"name": "orders"}).id.endswith("/orders")


def test_the_same_name_in_another_region_is_another_resource(client: Client, port: int, world: World) -> None:
    client.create(QUEUE, "orders", {"name": "orders"})
    with connected(port, "eu-west-1") as elsewhere:
        elsewhere.create(QUEUE, "orders", {"name": "orders"})
    assert [found.region for found in world.list()] == ["eu-west-3", "eu-west-1"]


def test_the_name_of_a_bucket_is_taken_in_every_region(client: Client, port: int, world: World) -> None:
    client.create(BUCKET, "records", {"bucket": "records-of-care"})
    with connected(port, "eu-west-1") as elsewhere, pytest.raises(grpc.RpcError, match="Bucket"):
        elsewhere.create(BUCKET, "records", {"bucket": "records-of-care"})
    assert len(world.list()) == 1


@pytest.mark.parametrize(
    ("type_", "inputs", "code"),
    [
        (SUBNET, {"vpcId": "vpc-0123456789abcdef0", "cidrBlock": "10.0.0.0/24"}, "InvalidVpcID.NotFound"),
        (GROUP, {"vpcId": "vpc-0123456789abcdef0"}, "InvalidVpcID.NotFound"),
        (
            "aws:rds/subnetGroup:SubnetGroup",
            {"subnetIds": ["subnet-0123456789abcdef0"]},
            "InvalidSubnetID.NotFound",
        ),
        (
            DATABASE,
            {**DATABASE_INPUTS, "vpcSecurityGroupIds": ["sg-0123456789abcdef0"]},
            "InvalidGroup.NotFound",
        ),
        (
            LOG_GROUP,
            {"kmsKeyId": "arn:aws:kms:eu-west-3:123456789012:key/00000000-0000-4000-a000-000000000000"},
            "NotFoundException",
        ),
        (
            "aws:iam/instanceProfile:InstanceProfile",
            {"path": "/", "tags": {"role": "arn:aws:iam::123456789012:role/nobody"}},
            "NoSuchEntity",
        ),
    ],
)
def test_a_reference_to_what_does_not_exist_is_refused(
    client: Client, world: World, type_: str, inputs: dict[str, Any], code: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        client.create(type_, "one", inputs)
    assert code in caught.value.details()
    assert "does not exist" in caught.value.details()
    assert world.list() == []
    assert [entry.outcome for entry in world.journal()] == [code]


def test_references_to_what_exists_are_taken(client: Client) -> None:
    subnets = two_subnets(client)
    key = client.create(KEY, "records")
    assert client.create(LOG_GROUP, "records", {"kmsKeyId": key.outputs["arn"]}).id
    group = client.create("aws:rds/subnetGroup:SubnetGroup", "db", {"subnetIds": subnets})
    assert group.outputs["subnetIds"] == subnets


def test_an_update_to_what_does_not_exist_is_refused(client: Client) -> None:
    made = client.create(DATABASE, "records", DATABASE_INPUTS)
    with pytest.raises(grpc.RpcError, match=r"InvalidGroup\.NotFound"):
        client.update(made, {**DATABASE_INPUTS, "vpcSecurityGroupIds": ["sg-0123456789abcdef0"]})
    assert "vpcSecurityGroupIds" not in client.read(made)[2]


def test_what_others_need_is_not_deleted_before_them(client: Client, world: World) -> None:
    vpc = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    subnet = client.create(SUBNET, "a", {"vpcId": vpc.id, "cidrBlock": "10.0.0.0/24"})
    with pytest.raises(grpc.RpcError, match="DependencyViolation"):
        client.delete(vpc)
    client.delete(subnet)
    client.delete(vpc)
    assert world.list() == []


def test_subnets_lie_inside_of_their_vpc_and_beside_each_other(client: Client) -> None:
    vpc = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    client.create(SUBNET, "a", {"vpcId": vpc.id, "cidrBlock": "10.0.0.0/20"})
    with pytest.raises(grpc.RpcError, match=r"InvalidSubnet\.Conflict"):
        client.create(SUBNET, "b", {"vpcId": vpc.id, "cidrBlock": "10.0.8.0/24"})
    with pytest.raises(grpc.RpcError, match=r"InvalidSubnet\.Range"):
        client.create(SUBNET, "c", {"vpcId": vpc.id, "cidrBlock": "10.1.0.0/24"})
    assert client.create(SUBNET, "d", {"vpcId": vpc.id, "cidrBlock": "10.0.16.0/20"}).id


def test_groups_and_subnets_of_two_networks_do_not_go_together(client: Client) -> None:
    one = client.create(VPC, "one", {"cidrBlock": "10.0.0.0/16"})
    two = client.create(VPC, "two", {"cidrBlock": "10.1.0.0/16"})
    subnet = client.create(SUBNET, "a", {"vpcId": one.id, "cidrBlock": "10.0.0.0/24"})
    group = client.create(GROUP, "front", {"vpcId": two.id})
    inputs = {"subnets": [subnet.id], "securityGroups": [group.id]}
    with pytest.raises(grpc.RpcError, match="belong to different networks"):
        client.create("aws:lb/loadBalancer:LoadBalancer", "front", inputs)
