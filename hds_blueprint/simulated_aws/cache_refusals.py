"""What AWS refuses of caches, their users and their groups (Amazon ElastiCache)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]

_GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
_SUBNETS: Final = "aws:elasticache/subnetGroup:SubnetGroup"
_PARAMETERS: Final = "aws:elasticache/parameterGroup:ParameterGroup"
_USER: Final = "aws:elasticache/user:User"
_USERS: Final = "aws:elasticache/userGroup:UserGroup"
_LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
# Properties by which a cache, or a group, names what cannot go before it.
_USED_BY: Final = {
    _SUBNETS: (_GROUP, "subnetGroupName"),
    _PARAMETERS: (_GROUP, "parameterGroupName"),
    _USERS: (_GROUP, "userGroupIds"),
    _USER: (_USERS, "userIds"),
}


def check(world: World, find: Find, token: str, inputs: Mapping[str, Any]) -> None:
    """Raise AwsError where AWS would not take the cache, user or group."""
    if token == _USER:
        _user(inputs)
    elif token == _USERS:
        _user_group(world, inputs)
    elif token == _GROUP:
        _version(inputs)
        _nodes(inputs)
        _sign_in(world, inputs)
        _parameters(world, inputs)
        _place(world, find, inputs)
        _logs(world, inputs)


def check_delete(world: World, found: WorldResource) -> None:
    """Raise AwsError where a group or user is still in use."""
    if found.type not in _USED_BY:
        return
    type_, name = _USED_BY[found.type]
    for other in world.find(type=type_):
        value = other.inputs.get(name)
        if found.id == value or (isinstance(value, list) and found.id in value):
            raise refusal("cache-part-in-use", what=found.type.split(":")[-1], name=found.id, other=other.id)


def _user(inputs: Mapping[str, Any]) -> None:
    mode = _mode(inputs)
    if mode == "iam" and inputs.get("userId") != inputs.get("userName"):
        raise refusal("cache-user-name")
    if mode == "no-password-required" and inputs.get("engine") == "valkey":
        raise refusal("cache-user-without-authentication")


def _mode(inputs: Mapping[str, Any]) -> str:
    mode = inputs.get("authenticationMode")
    if isinstance(mode, Mapping):
        return str(mode.get("type"))
    return "no-password-required" if inputs.get("noPasswordRequired") is True else "password"


def _user_group(world: World, inputs: Mapping[str, Any]) -> None:
    """Members exist; Redis asks for a user `default`, and Valkey for members that authenticate."""
    members = [_one(world, _USER, str(each), "UserNotFoundFault") for each in inputs.get("userIds") or []]
    names = [str(member.inputs.get("userName")) for member in members]
    if len(set(names)) < len(names):
        raise refusal("cache-user-twice")
    if inputs.get("engine") == "redis" and "default" not in names:
        raise refusal("cache-default-user")
    if inputs.get("engine") == "valkey" and any(
        _mode(member.inputs) == "no-password-required" for member in members
    ):
        raise refusal("cache-user-without-authentication")


def _version(inputs: Mapping[str, Any]) -> None:
    engine, version = str(inputs.get("engine", "redis")), inputs.get("engineVersion")
    offered = table("engine_versions.yaml")["elasticache"].get(engine)
    if offered is None:
        raise refusal("cache-engine", engine=engine)
    if isinstance(version, str) and version not in offered:
        raise refusal("cache-version", engine=engine, version=version)


def _nodes(inputs: Mapping[str, Any]) -> None:
    nodes = inputs.get("numCacheClusters")
    if inputs.get("automaticFailoverEnabled") is True and nodes == 1:
        raise refusal("cache-failover-nodes")
    if inputs.get("multiAzEnabled") is True and inputs.get("automaticFailoverEnabled") is not True:
        raise refusal("cache-zones-failover")


def _sign_in(world: World, inputs: Mapping[str, Any]) -> None:
    groups = inputs.get("userGroupIds") or []
    if groups and inputs.get("transitEncryptionEnabled") is not True:
        raise refusal("cache-users-without-tls")
    for name in groups:
        group = _one(world, _USERS, str(name), "UserGroupNotFoundFault")
        if inputs.get("engine") == "redis" and group.inputs.get("engine") == "valkey":
            raise refusal("cache-group-engine", name=name)


def _parameters(world: World, inputs: Mapping[str, Any]) -> None:
    name, version = inputs.get("parameterGroupName"), inputs.get("engineVersion")
    if not isinstance(name, str) or name.startswith("default."):
        return
    group = _one(world, _PARAMETERS, name, "CacheParameterGroupNotFoundFault")
    if isinstance(version, str):
        expected = f"{inputs.get('engine', 'redis')}{version.split('.', maxsplit=1)[0]}"
        family = str(group.inputs.get("family"))
        if family.removesuffix(".x") != expected:
            raise refusal("cache-family", expected=expected, family=family)


def _place(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """The subnet group exists, and the security groups are of its network."""
    name = inputs.get("subnetGroupName")
    if not isinstance(name, str):
        return
    network = _one(world, _SUBNETS, name, "CacheSubnetGroupNotFoundFault").outputs.get("vpcId")
    for group_id in inputs.get("securityGroupIds") or []:
        group = find(str(group_id))
        if group is not None and group.inputs.get("vpcId") != network:
            raise refusal("group-of-another-vpc", group=group_id, subnet=name)


def _logs(world: World, inputs: Mapping[str, Any]) -> None:
    for each in inputs.get("logDeliveryConfigurations") or []:
        destination = each.get("destination") if isinstance(each, Mapping) else None
        to_logs = isinstance(each, Mapping) and each.get("destinationType") == "cloudwatch-logs"
        if to_logs and not world.find(type=_LOG_GROUP, physical_name=str(destination)):
            raise refusal("cache-log-destination", destination=destination)


def _one(world: World, type_: str, name: str, code: str) -> WorldResource:
    found = world.find(type=type_, id=name)
    if not found:
        raise refusal("part-missing", code=code, what=type_.split(":")[-1], name=name)
    return found[0]
