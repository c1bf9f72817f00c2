"""What AWS refuses of caches, file systems and search domains, and what it takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import grpc
import pytest

from tests.simulated_aws.client import GROUP, LOG_GROUP, SUBNET, VPC, Client, Created, two_subnets

CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
CACHE_SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
CACHE_PARAMETERS = "aws:elasticache/parameterGroup:ParameterGroup"
USER = "aws:elasticache/user:User"
USERS = "aws:elasticache/userGroup:UserGroup"
FILE_SYSTEM = "aws:efs/fileSystem:FileSystem"
MOUNT_TARGET = "aws:efs/mountTarget:MountTarget"
ACCESS_POINT = "aws:efs/accessPoint:AccessPoint"
FILE_POLICY = "aws:efs/fileSystemPolicy:FileSystemPolicy"
COPY = "aws:efs/replicationConfiguration:ReplicationConfiguration"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
DOMAIN = "aws:opensearch/domain:Domain"
DOMAIN_POLICY = "aws:opensearch/domainPolicy:DomainPolicy"
SERVICE_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"

USER_INPUTS = {
    "userId": "sessions",
    "userName": "sessions",
    "engine": "valkey",
    "accessString": "on ~* +@all",
    "authenticationMode": {"type": "iam"},
}
CACHE_INPUTS: dict[str, Any] = {
    "replicationGroupId": "sessions",
    "description": "Sessions",
    "engine": "valkey",
    "engineVersion": "8.1",
    "numCacheClusters": 2,
    "automaticFailoverEnabled": True,
    "multiAzEnabled": True,
    "transitEncryptionEnabled": True,
    "subnetGroupName": "data",
    "parameterGroupName": "sessions-valkey8",
    "userGroupIds": ["sessions"],
}


def cache_parts(client: Client) -> None:
    """What a cache names: subnets, parameters, a user and its group."""
    client.create(CACHE_SUBNETS, "data", {"name": "data", "subnetIds": two_subnets(client)})
    client.create(CACHE_PARAMETERS, "valkey8", {"name": "sessions-valkey8", "family": "valkey8"})
    client.create(CACHE_PARAMETERS, "redis7", {"name": "sessions-redis7", "family": "redis7"})
    client.create(USER, "sessions", USER_INPUTS)
    client.create(USERS, "sessions", {"userGroupId": "sessions", "engine": "valkey", "userIds": ["sessions"]})


def test_a_cache_has_its_addresses(client: Client) -> None:
    cache_parts(client)
    made = client.create(CACHE, "sessions", CACHE_INPUTS)
    assert made.id == "sessions"
    assert made.outputs["primaryEndpointAddress"].startswith("master.sessions.")
    assert made.outputs["arn"].endswith(":replicationgroup:sessions")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"engineVersion": "3.2.6"}, "Cannot find version"),
        ({"engine": "memory"}, "Invalid cache engine"),
        ({"numCacheClusters": 1}, "at least 2 cache clusters"),
        ({"automaticFailoverEnabled": False}, "Multi-AZ needs automatic failover"),
        ({"transitEncryptionEnabled": False}, "requires encryption-in-transit"),
        ({"userGroupIds": ["nobody"]}, "UserGroupNotFoundFault"),
        ({"subnetGroupName": "nowhere"}, "CacheSubnetGroupNotFoundFault"),
        ({"parameterGroupName": "nothing"}, "CacheParameterGroupNotFoundFault"),
        ({"parameterGroupName": "sessions-redis7"}, "family valkey8"),
        (
            {"engine": "redis", "engineVersion": "7.1", "parameterGroupName": None},
            "cannot be used with Redis",
        ),
        (
            {
                "logDeliveryConfigurations": [
                    {
                        "destinationType": "cloudwatch-logs",
                        "destination": "/none",
                        "logFormat": "json",
                        "logType": "slow-log",
                    }
                ]
            },
            "log group /none",
        ),
    ],
)
def test_a_cache_that_cannot_be(client: Client, changes: Mapping[str, Any], code: str) -> None:
    cache_parts(client)
    with pytest.raises(grpc.RpcError, match=code):
        client.create(CACHE, "sessions", {**CACHE_INPUTS, **changes})


def test_a_cache_behind_the_door_of_another_network(client: Client) -> None:
    cache_parts(client)
    elsewhere = client.create(VPC, "elsewhere", {"cidrBlock": "10.9.0.0/16"})
    door = client.create(GROUP, "door", {"vpcId": elsewhere.id})
    with pytest.raises(grpc.RpcError, match="different networks"):
        client.create(CACHE, "sessions", {**CACHE_INPUTS, "securityGroupIds": [door.id]})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"replicationGroupId": "two--hyphens"}, "does not match"),
        ({"replicationGroupId": "a" * 41}, "above the maximum of 40"),
        ({"numCacheClusters": 7}, "above the maximum of 6"),
        ({"snapshotRetentionLimit": 36}, "above the maximum of 35"),
        ({"transitEncryptionMode": "always"}, "is not one of preferred, required"),
    ],
)
def test_limits_of_caches(client: Client, change: dict[str, Any], reason: str) -> None:
    [found] = client.failures(CACHE, {**CACHE_INPUTS, **change}).values()
    assert reason in found


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"userName": "other"}, "User Id and User name must be same"),
        ({"authenticationMode": {"type": "no-password-required"}}, "authenticates"),
    ],
)
def test_a_user_that_cannot_be(client: Client, changes: Mapping[str, Any], code: str) -> None:
    with pytest.raises(grpc.RpcError, match=code):
        client.create(USER, "sessions", {**USER_INPUTS, **changes})


def test_a_group_of_redis_asks_for_the_default_user(client: Client) -> None:
    client.create(USER, "sessions", {**USER_INPUTS, "engine": "redis"})
    group = {"userGroupId": "sessions", "engine": "redis", "userIds": ["sessions"]}
    with pytest.raises(grpc.RpcError, match="DefaultUserRequired"):
        client.create(USERS, "sessions", group)
    with pytest.raises(grpc.RpcError, match="UserNotFoundFault"):
        client.create(USERS, "sessions", {**group, "userIds": ["nobody"]})
    off = {"type": "no-password-required"}
    shut = {"userId": "off", "userName": "default", "engine": "redis", "accessString": "off -@all"}
    client.create(USER, "default", {**shut, "authenticationMode": off})
    client.create(USERS, "sessions", {**group, "userIds": ["sessions", "off"]})


def test_what_a_cache_uses_stays(client: Client) -> None:
    cache_parts(client)
    client.create(CACHE, "sessions", CACHE_INPUTS)
    for type_, name in ((CACHE_SUBNETS, "data"), (USERS, "sessions"), (USER, "sessions")):
        with pytest.raises(grpc.RpcError, match="in use"):
            client.delete(Created(type_, name, name, {}, {}))


@pytest.mark.parametrize(
    ("property_", "value", "replaces"),
    [
        ("nodeType", "cache.m7g.large", False),
        ("numCacheClusters", 3, False),
        ("snapshotRetentionLimit", 14, False),
        ("engineVersion", "8.2", False),
        ("parameterGroupName", "other", False),
        ("kmsKeyId", "arn:aws:kms:eu-west-3:123456789012:key/1", True),
        ("subnetGroupName", "other", True),
        ("atRestEncryptionEnabled", True, True),
    ],
)
def test_what_makes_a_new_cache(client: Client, property_: str, value: Any, replaces: bool) -> None:
    cache_parts(client)
    made = client.create(CACHE, "sessions", CACHE_INPUTS)
    news = {**made.inputs, property_: value}
    answer = client.diff(made, {name: each for name, each in news.items() if each is not None})
    assert bool(answer.replaces) is replaces


def files(client: Client) -> tuple[str, list[str]]:
    made = client.create(FILE_SYSTEM, "shared", {"creationToken": "shared", "encrypted": True})
    return made.id, two_subnets(client)


def test_a_mount_target_knows_its_zone(client: Client) -> None:
    file_system, subnets = files(client)
    target = client.create(MOUNT_TARGET, "a", {"fileSystemId": file_system, "subnetId": subnets[0]})
    assert target.outputs["availabilityZoneName"] == "eu-west-3a"
    client.create(MOUNT_TARGET, "b", {"fileSystemId": file_system, "subnetId": subnets[1]})


def test_a_second_mount_target_in_a_zone_is_refused(client: Client) -> None:
    file_system, subnets = files(client)
    client.create(MOUNT_TARGET, "a", {"fileSystemId": file_system, "subnetId": subnets[0]})
    with pytest.raises(grpc.RpcError, match="MountTargetConflict"):
        client.create(MOUNT_TARGET, "again", {"fileSystemId": file_system, "subnetId": subnets[0]})


def test_mount_targets_stand_in_one_network(client: Client) -> None:
    file_system, subnets = files(client)
    client.create(MOUNT_TARGET, "a", {"fileSystemId": file_system, "subnetId": subnets[0]})
    vpc = client.create(VPC, "elsewhere", {"cidrBlock": "10.9.0.0/16"})
    place = {"vpcId": vpc.id, "cidrBlock": "10.9.0.0/24", "availabilityZone": "eu-west-3c"}
    far = client.create(SUBNET, "far", place)
    with pytest.raises(grpc.RpcError, match="another VPC"):
        client.create(MOUNT_TARGET, "far", {"fileSystemId": file_system, "subnetId": far.id})


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (ACCESS_POINT, {"fileSystemId": "fs-0123456789abcdef0"}),
        (MOUNT_TARGET, {"fileSystemId": "fs-0123456789abcdef0", "subnetId": "subnet-0123456789abcdef0"}),
        (FILE_POLICY, {"fileSystemId": "fs-0123456789abcdef0", "policy": json.dumps({"Statement": []})}),
    ],
)
def test_parts_of_a_file_system_that_is_not_there(client: Client, type_: str, inputs: dict[str, Any]) -> None:
    with pytest.raises(grpc.RpcError, match=r"FileSystemNotFound|InvalidSubnetID"):
        client.create(type_, "part", inputs)


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"kmsKeyId": "alias/records"}, "only for an encrypted file system"),
        ({"throughputMode": "provisioned"}, "provisioned mode"),
        ({"creationToken": "shared"}, "FileSystemAlreadyExists"),
    ],
)
def test_a_file_system_that_cannot_be(client: Client, inputs: dict[str, Any], code: str) -> None:
    files(client)
    with pytest.raises(grpc.RpcError, match=code):
        client.create(FILE_SYSTEM, "other", inputs)


def test_one_copy_and_no_deletion_while_it_is_mounted(client: Client) -> None:
    shared = client.create(FILE_SYSTEM, "shared", {"encrypted": True})
    copy = {"sourceFileSystemId": shared.id, "destination": {"region": "eu-central-1"}}
    made = client.create(COPY, "copy", copy)
    with pytest.raises(grpc.RpcError, match="ConflictException"):
        client.create(COPY, "again", copy)
    with pytest.raises(grpc.RpcError, match="FileSystemInUse"):
        client.delete(shared)
    client.delete(made)
    client.delete(shared)


def test_a_volume_through_an_access_point_is_encrypted_on_its_way(client: Client) -> None:
    volume = {"fileSystemId": "fs-0", "authorizationConfig": {"accessPointId": "fsap-0", "iam": "ENABLED"}}
    task = {"family": "web", "containerDefinitions": "[]", "volumes": [{"name": "shared"}]}
    task["volumes"] = [{"name": "shared", "efsVolumeConfiguration": volume}]
    with pytest.raises(grpc.RpcError, match="transit encryption"):
        client.create(TASK, "web", task)


def domain_inputs(client: Client, **changes: Any) -> dict[str, Any]:
    """A domain over two zones, with all that it needs."""
    subnets = two_subnets(client)
    client.create(SERVICE_ROLE, "search", {"awsServiceName": "opensearchservice.amazonaws.com"})
    logs = client.create(LOG_GROUP, "audit", {"name": "/search/audit"})
    policy = json.dumps(
        {
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "es.amazonaws.com"},
                    "Action": "logs:PutLogEvents",
                    "Resource": f"{logs.outputs['arn']}:*",
                }
            ]
        }
    )
    client.create(LOG_POLICY, "search", {"policyName": "search", "policyDocument": policy})
    return {
        "domainName": "letters",
        "engineVersion": "OpenSearch_2.19",
        "clusterConfig": {"instanceCount": 2, "zoneAwarenessEnabled": True},
        "vpcOptions": {"subnetIds": subnets},
        "encryptAtRest": {"enabled": True},
        "nodeToNodeEncryption": {"enabled": True},
        "domainEndpointOptions": {"enforceHttps": True},
        "advancedSecurityOptions": {
            "enabled": True,
            "masterUserOptions": {"masterUserArn": "arn:aws:iam::210987654321:role/search"},
        },
        "logPublishingOptions": [
            {"logType": "AUDIT_LOGS", "cloudwatchLogGroupArn": logs.outputs["arn"]},
        ],
        **changes,
    }


def test_a_domain_has_an_address_in_the_network(client: Client) -> None:
    made = client.create(DOMAIN, "letters", domain_inputs(client))
    assert made.outputs["endpoint"].startswith("vpc-letters-")
    policy = {"domainName": "letters", "accessPolicies": json.dumps({"Statement": []})}
    client.create(DOMAIN_POLICY, "letters", policy)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clusterConfig": {"instanceCount": 3, "zoneAwarenessEnabled": True}}, "equal numbers"),
        ({"clusterConfig": {"instanceCount": 2}}, "exactly 1 subnets"),
        (
            {
                "clusterConfig": {
                    "instanceCount": 3,
                    "zoneAwarenessEnabled": True,
                    "zoneAwarenessConfig": {"availabilityZoneCount": 3},
                }
            },
            "exactly 3 subnets",
        ),
        (
            {
                "clusterConfig": {
                    "instanceCount": 2,
                    "zoneAwarenessEnabled": True,
                    "dedicatedMasterEnabled": True,
                    "dedicatedMasterCount": 2,
                }
            },
            "three or five",
        ),
        ({"encryptAtRest": {"enabled": False}}, "encryption at rest"),
        ({"nodeToNodeEncryption": {"enabled": False}}, "node-to-node"),
        ({"domainEndpointOptions": {"enforceHttps": False}}, "HTTPS"),
        ({"advancedSecurityOptions": {"enabled": False}}, "Audit logs need"),
        ({"advancedSecurityOptions": {"enabled": True}}, "master user"),
        (
            {
                "logPublishingOptions": [
                    {"logType": "AUDIT_LOGS", "cloudwatchLogGroupArn": "arn:aws:logs:eu-west-3:1:log-group:x"}
                ]
            },
            "Resource Access Policy",
        ),
    ],
)
def test_a_domain_that_cannot_be(client: Client, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(grpc.RpcError, match=code):
        client.create(DOMAIN, "letters", domain_inputs(client, **changes))


def test_a_domain_needs_the_role_of_its_service_and_an_account_has_one(client: Client) -> None:
    role = {"awsServiceName": "opensearchservice.amazonaws.com"}
    place = {"domainName": "letters", "vpcOptions": {"subnetIds": two_subnets(client)[:1]}}
    with pytest.raises(grpc.RpcError, match="service-linked role"):
        client.create(DOMAIN, "letters", place)
    made = client.create(SERVICE_ROLE, "search", role)
    assert made.outputs["name"] == "AWSServiceRoleForAmazonOpenSearchService"
    client.create(DOMAIN, "letters", place)
    with pytest.raises(grpc.RpcError, match="has been taken in this account"):
        client.create(SERVICE_ROLE, "again", role)


def test_a_policy_of_a_domain_that_is_not_there(client: Client) -> None:
    policy = {"domainName": "letters", "accessPolicies": json.dumps({"Statement": []})}
    with pytest.raises(grpc.RpcError, match="Domain not found"):
        client.create(DOMAIN_POLICY, "letters", policy)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"domainName": "ab"}, "below the minimum of 3"),
        ({"domainName": "a" * 29}, "above the maximum of 28"),
        ({"domainName": "Letters"}, "does not match"),
        ({"engineVersion": "2.19"}, "below the minimum"),
    ],
)
def test_limits_of_domains(client: Client, change: dict[str, Any], reason: str) -> None:
    [found] = client.failures(DOMAIN, {"domainName": "letters", **change}).values()
    assert reason in found


@pytest.mark.parametrize(
    ("property_", "value", "replaces"),
    [
        ("clusterConfig", {"instanceCount": 4, "zoneAwarenessEnabled": True}, False),
        ("ebsOptions", {"ebsEnabled": True, "volumeSize": 200}, False),
        ("engineVersion", "OpenSearch_3.1", False),
        ("vpcOptions", {"subnetIds": ["subnet-0123456789abcdef0"]}, False),
        ("vpcOptions", None, True),
        ("encryptAtRest", {"enabled": True, "kmsKeyId": "alias/other"}, True),
        ("domainName", "other", True),
    ],
)
def test_what_makes_a_new_domain(client: Client, property_: str, value: Any, replaces: bool) -> None:
    made = client.create(DOMAIN, "letters", domain_inputs(client))
    news = {**made.inputs, property_: value}
    answer = client.diff(made, {name: each for name, each in news.items() if each is not None})
    assert bool(answer.replaces) is replaces
