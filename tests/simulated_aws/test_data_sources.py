"""Data sources: answers about the account, the region and what is in the world."""

from __future__ import annotations

import json

import grpc
import pytest

from hds_blueprint.simulated_aws.world import ACCOUNT_ID
from tests.simulated_aws.client import BUCKET, KEY, QUEUE, ROLE, TRUST, UNKNOWN, VPC, Client, connected

ROLES = {"assumeRoles": [{"roleArn": "arn:aws:iam::210987654321:role/deployer"}]}


def test_the_account_is_the_example_one_or_that_of_the_assumed_role(port: int) -> None:
    token = "aws:index/getCallerIdentity:getCallerIdentity"
    with connected(port) as client:
        answer = client.invoke(token)
    assert answer["accountId"] == answer["id"] == ACCOUNT_ID
    assert answer["arn"].startswith(f"arn:aws:sts::{ACCOUNT_ID}:")
    with connected(port, "eu-west-3", **ROLES) as client:
        assert client.invoke(token)["accountId"] == "210987654321"


def test_the_region_is_that_of_the_provider_or_the_one_asked_for(client: Client) -> None:
    token = "aws:index/getRegion:getRegion"
    assert client.invoke(token)["region"] == "eu-west-3"
    asked = client.invoke(token, region="eu-central-1")
    assert (asked["name"], asked["description"]) == ("eu-central-1", "Europe (Frankfurt)")
    with pytest.raises(grpc.RpcError, match="does not know the region eu-nowhere-1"):
        client.invoke(token, region="eu-nowhere-1")


def test_zones_are_those_of_the_region_less_the_excluded(client: Client) -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"
    answer = client.invoke(token, state="available")
    assert answer["names"] == ["eu-west-3a", "eu-west-3b", "eu-west-3c"]
    assert answer["zoneIds"] == ["euw3-az1", "euw3-az2", "euw3-az3"]
    assert client.invoke(token, excludeNames=["eu-west-3a"])["names"] == ["eu-west-3b", "eu-west-3c"]
    assert client.invoke(token, region="eu-west-1")["names"][0] == "eu-west-1a"


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [("eu-west-3", "aws", "amazonaws.com"), ("eusc-de-east-1", "aws-eusc", "amazonaws.eu")],
)
def test_the_partition_follows_the_region(port: int, region: str, partition: str, suffix: str) -> None:
    with connected(port, region) as client:
        answer = client.invoke("aws:index/getPartition:getPartition")
    assert (answer["partition"], answer["dnsSuffix"]) == (partition, suffix)


def test_the_service_principal_needs_a_service(client: Client) -> None:
    token = "aws:index/getServicePrincipal:getServicePrincipal"
    assert client.invoke(token, serviceName="s3")["name"] == "s3.amazonaws.com"
    with pytest.raises(grpc.RpcError, match="serviceName"):
        client.invoke(token)


def test_default_tags_are_those_of_the_instance(port: int) -> None:
    with connected(port, "eu-west-3", defaultTags={"tags": {"a": "b"}}) as client:
        assert client.invoke("aws:index/getDefaultTags:getDefaultTags")["tags"] == {"a": "b"}


def test_the_account_of_load_balancing_is_known_where_there_is_one(client: Client) -> None:
    token = "aws:elb/getServiceAccount:getServiceAccount"
    assert client.invoke(token)["arn"] == "arn:aws:iam::009996457667:root"
    with pytest.raises(grpc.RpcError, match="logdelivery"):
        client.invoke(token, region="eu-south-2")


def test_a_policy_document_is_written_from_its_statements(client: Client) -> None:
    token = "aws:iam/getPolicyDocument:getPolicyDocument"
    statement = {"effect": "Deny", "actions": ["s3:PutObject"], "resources": ["*"], "sid": "NoWrites"}
    written = json.loads(client.invoke(token, statements=[statement])["json"])
    assert written["Version"] == "2012-10-17"
    (only,) = written["Statement"]
    assert (only["Sid"], only["Effect"], only["Action"]) == ("NoWrites", "Deny", "s3:PutObject")
    with pytest.raises(grpc.RpcError, match="not JSON"):
        client.invoke(token, sourcePolicyDocuments=["{"])


def test_a_prefix_list_is_found_by_its_service(client: Client) -> None:
    token = "aws:ec2/getPrefixList:getPrefixList"
    answer = client.invoke(token, name="com.amazonaws.eu-west-3.s3")
    assert answer["id"].startswith("pl-")
    with pytest.raises(grpc.RpcError, match="no matching prefix list"):
        client.invoke(token, name="com.amazonaws.eu-west-1.s3")


def test_objects_of_the_world_are_found_and_absent_ones_are_errors(client: Client) -> None:
    vpc = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    bucket = client.create(BUCKET, "records", {"bucket": "records-of-care"})
    key = client.create(KEY, "records")
    role = client.create(ROLE, "reader", {**TRUST, "name": "reader"})
    assert client.invoke("aws:ec2/getVpc:getVpc", id=vpc.id)["cidrBlock"] == "10.0.0.0/16"
    found = client.invoke("aws:s3/getBucket:getBucket", bucket="records-of-care")
    assert found["arn"] == bucket.outputs["arn"]
    assert client.invoke("aws:kms/getKey:getKey", keyId=key.id)["arn"] == key.outputs["arn"]
    assert client.invoke("aws:iam/getRole:getRole", name="reader")["arn"] == role.outputs["arn"]
    with pytest.raises(grpc.RpcError, match="no aws:ec2/vpc:Vpc in this world with id vpc-0"):
        client.invoke("aws:ec2/getVpc:getVpc", id="vpc-0")


def test_objects_of_another_region_or_account_are_not_found(client: Client, port: int) -> None:
    vpc = client.create(VPC, "main", {"cidrBlock": "10.0.0.0/16"})
    role = client.create(ROLE, "reader", {**TRUST, "name": "reader"})
    with (
        connected(port, "eu-west-1") as elsewhere,
        pytest.raises(grpc.RpcError, match="no aws:ec2/vpc:Vpc"),
    ):
        elsewhere.invoke("aws:ec2/getVpc:getVpc", id=vpc.id)
    with (
        connected(port, "eu-west-3", **ROLES) as other,
        pytest.raises(grpc.RpcError, match="no aws:iam/role:Role"),
    ):
        other.invoke("aws:iam/getRole:getRole", name=role.id)


def test_a_deleted_key_that_waits_is_not_found(client: Client) -> None:
    key = client.create(KEY, "records")
    client.delete(key)
    with pytest.raises(grpc.RpcError, match="no aws:kms/key:Key"):
        client.invoke("aws:kms/getKey:getKey", keyId=key.id)


def test_resources_are_found_by_their_tags(client: Client, port: int) -> None:
    token = "aws:resourcegroupstaggingapi/getResources:getResources"
    made = client.create(QUEUE, "orders", {"tags": {"service": "records"}})
    client.create(QUEUE, "other", {"tags": {"service": "billing"}})
    wanted = [{"key": "service", "values": ["records"]}]
    (found,) = client.invoke(token, tagFilters=wanted)["resourceTagMappingLists"]
    assert found["resourceArn"] == made.outputs["arn"]
    assert len(client.invoke(token, tagFilters=[{"key": "service"}])["resourceTagMappingLists"]) == 2
    with connected(port, "eu-west-3", **ROLES) as other:
        assert other.invoke(token, tagFilters=wanted)["resourceTagMappingLists"] == []


def test_arguments_that_are_not_known_make_the_answer_unknown(client: Client) -> None:
    assert client.invoke("aws:ec2/getVpc:getVpc", id=UNKNOWN)["id"] is UNKNOWN


def test_an_unknown_data_source_is_an_error_that_names_the_known_ones(client: Client) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        client.invoke("aws:ec2/getAmi:getAmi")
    assert "does not answer the data source aws:ec2/getAmi:getAmi" in caught.value.details()
    assert "getCallerIdentity" in caught.value.details()
