"""What AWS refuses because of what else is in the account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_network
from typing import Any, Final

from hds_blueprint.simulated_aws import (
    account_refusals,
    cache_refusals,
    database_refusals,
    file_system_refusals,
    messaging_refusals,
    network_refusals,
    run_refusals,
    search_refusals,
    storage_refusals,
)
from hds_blueprint.simulated_aws.argument_classes import ResourceType
from hds_blueprint.simulated_aws.data_files import table
from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.world import World, WorldResource

Find = Callable[[str], WorldResource | None]
"""Looks a resource up by id, ARN or physical name."""

WAITS_BEFORE_DELETION: Final = frozenset({"aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"})
"""Types that stay in the account, unusable, for a waiting period after their deletion."""

SUBNET, GROUP, VPC = "aws:ec2/subnet:Subnet", "aws:ec2/securityGroup:SecurityGroup", "aws:ec2/vpc:Vpc"
NEEDED_BY_OTHERS: Final = frozenset({SUBNET, GROUP, VPC})

_SPREAD: Final = {
    "aws:rds/subnetGroup:SubnetGroup": "subnetIds",
    "aws:lb/loadBalancer:LoadBalancer": "subnets",
}
"""Types whose subnets must lie in two zones, with the property that names the subnets."""

_PROTECTIONS: Final = ("deletionProtection", "enableDeletionProtection", "deleteProtection")
"""Arguments that keep a resource from being deleted: databases, load balancers, firewalls."""

_ID = re.compile(r"(vpc|subnet|sg|rtb|igw|nat|eipalloc)-[0-9a-f]{8,17}")
_ARN = re.compile(r"arn:[a-z-]+:(?:iam::(\d{12}):(role)/.+|kms:[a-z0-9-]+:(\d{12}):(key)/.+)")


def check_create(
    world: World,
    find: Find,
    resource_type: ResourceType,
    inputs: Mapping[str, Any],
    region: str,
    account: str,
) -> None:
    """Raise AwsError where AWS would not make this resource."""
    _check_references(world, find, inputs, account)
    if resource_type.token == SUBNET:
        _check_subnet(world, find, inputs)
    _check_networks(find, inputs)
    _check_zones(find, resource_type.token, inputs)
    storage_refusals.check_log_delivery(world, resource_type.token, inputs)
    messaging_refusals.check(find, resource_type.token, inputs)
    run_refusals.check(world, find, resource_type.token, inputs)
    network_refusals.check(world, find, resource_type.token, inputs, new=True)
    _check_stores(world, find, resource_type.token, inputs, new=True)
    database_refusals.check(world, find, resource_type.token, inputs, region=region, new=True)
    account_refusals.check_account(world, find, resource_type.token, inputs, region, account)


def check_update(
    world: World, find: Find, resource_type: ResourceType, inputs: Mapping[str, Any], found: WorldResource
) -> None:
    """Raise AwsError where AWS would not change the resource to these inputs."""
    _check_references(world, find, inputs, found.account)
    _check_networks(find, inputs)
    _check_zones(find, resource_type.token, inputs)
    storage_refusals.check_log_delivery(world, resource_type.token, inputs)
    messaging_refusals.check(find, resource_type.token, inputs)
    run_refusals.check(world, find, resource_type.token, inputs)
    network_refusals.check(world, find, resource_type.token, inputs, new=False)
    _check_stores(world, find, resource_type.token, inputs, new=False)
    database_refusals.check(world, find, resource_type.token, inputs, region=found.region, new=False)
    database_refusals.check_password_kept(found, inputs)
    account_refusals.check_policies(find, inputs, found.account)


def check_delete(world: World, found: WorldResource) -> None:
    """Raise AwsError where AWS would not delete this resource."""
    kind = found.type.split(":")[-1]
    if any(found.inputs.get(name) is True for name in _PROTECTIONS):
        raise refusal("deletion-protected", what=kind, name=found.id)
    storage_refusals.check_emptiness(world, found)
    cache_refusals.check_delete(world, found)
    database_refusals.check_delete(world, found)
    file_system_refusals.check_delete(world, found)
    if found.type not in NEEDED_BY_OTHERS:
        return
    for other in world.list():
        if other.urn != found.urn and other.id != found.id and found.id in _texts(other.inputs):
            raise refusal("in-use", what=kind, name=found.id, other=f"{other.type.split(':')[-1]} {other.id}")


def _check_stores(world: World, find: Find, token: str, inputs: Mapping[str, Any], *, new: bool) -> None:
    """Caches, file systems and search domains."""
    cache_refusals.check(world, find, token, inputs)
    file_system_refusals.check(world, find, token, inputs, new=new)
    search_refusals.check(world, find, token, inputs)


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _check_references(world: World, find: Find, inputs: Mapping[str, Any], account: str) -> None:
    """Ids and ARNs of this account must be those of something that exists."""
    for name, value in inputs.items():
        for text in _texts(value):
            kind = _kind_of_reference(text, account)
            if kind is None or find(text) is not None or _made_with_a_vpc(world, text):
                continue
            code = table("refusals.yaml")["reference-codes"][kind]
            raise refusal("reference-missing", code=code, property=name, reference=text)


def _kind_of_reference(text: str, account: str) -> str | None:
    if match := _ID.fullmatch(text):
        return match[1]
    if (match := _ARN.fullmatch(text)) is not None and account in (match[1], match[3]):
        return match[2] or match[4]
    return None


def _made_with_a_vpc(world: World, text: str) -> bool:
    """Whether this is the default group or route table that every VPC comes with."""
    return any(text in _texts(vpc.outputs) for vpc in world.find(type=VPC))


def _check_subnet(world: World, find: Find, inputs: Mapping[str, Any]) -> None:
    """A subnet lies within its VPC and overlaps no other."""
    vpc = find(str(inputs.get("vpcId")))
    if vpc is None or not isinstance(inputs.get("cidrBlock"), str):
        return
    own = ip_network(inputs["cidrBlock"], strict=False)
    whole = ip_network(vpc.inputs.get("cidrBlock") or "0.0.0.0/0", strict=False)
    if own.version != whole.version or not own.subnet_of(whole):  # pyright: ignore[reportArgumentType]
        raise refusal("subnet-outside-vpc", cidr=own, vpc=whole)
    for other in world.find(type=SUBNET):
        block = other.inputs.get("cidrBlock")
        if other.inputs.get("vpcId") != inputs.get("vpcId") or not isinstance(block, str):
            continue
        if own.overlaps(ip_network(block, strict=False)):
            raise refusal("subnet-conflict", cidr=own, other=block)


def _check_zones(find: Find, token: str, inputs: Mapping[str, Any]) -> None:
    """Subnet groups of databases and application load balancers cover at least two zones."""
    name = _SPREAD.get(token)
    if name is None or inputs.get("loadBalancerType", "application") != "application":
        return
    found = [find(text) for text in _texts(inputs.get(name) or [])]
    zones = {item.outputs.get("availabilityZone") for item in found if item is not None}
    if found and len(zones) < 2:
        raise refusal("too-few-zones", property=name, zones=", ".join(sorted(map(str, zones))))


def _check_networks(find: Find, inputs: Mapping[str, Any]) -> None:
    """Subnets and security groups named together are of one VPC."""
    placed: dict[str, tuple[str, str]] = {}
    for text in _texts(inputs):
        found = find(text) if _ID.fullmatch(text) else None
        if found is not None and found.type in (SUBNET, GROUP):
            placed.setdefault(str(found.inputs.get("vpcId")), (found.type, found.id))
    if len(placed) < 2:
        return
    (first_type, first), (second_type, second) = list(placed.values())[:2]
    if first_type == second_type == GROUP:
        raise refusal("rule-across-vpcs", group=first, other=second)
    group, subnet = (first, second) if first_type == GROUP else (second, first)
    raise refusal("group-of-another-vpc", group=group, subnet=subnet)
