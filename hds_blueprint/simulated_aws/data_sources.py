"""Answers to the data sources of pulumi_aws that a program may ask."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.operations import ProviderState
from hds_blueprint.simulated_aws.policy_document import policy_document
from hds_blueprint.simulated_aws.regions import partition_of, region_facts, zone_id
from hds_blueprint.simulated_aws.tagging import tagged
from hds_blueprint.simulated_aws.world import World


class DataSourceError(Exception):
    """A data source cannot be answered; the message says why, for people."""


def invoke(token: str, arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    """The answer to a data source (`aws:index/getRegion:getRegion`).

    `arguments` are plain values. Raises DataSourceError for one that simulated AWS does not know
    or whose object does not exist.
    """
    source = _SOURCES.get(token)
    if source is None:
        known = ", ".join(sorted(name.rsplit(":", 1)[-1] for name in _SOURCES))
        raise DataSourceError(
            f"Simulated AWS does not answer the data source {token}. It knows: {known}. "
            "Add it to hds_blueprint/simulated_aws/data_sources.py"
        )
    return source(arguments, state, world)


def _region(arguments: Mapping[str, Any], state: ProviderState) -> str:
    return str(arguments.get("region") or arguments.get("name") or state.region)


def _caller_identity(_: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    partition, _suffix = partition_of(state.region)
    return {
        "id": state.account,
        "accountId": state.account,
        "arn": f"arn:{partition}:sts::{state.account}:assumed-role/simulated/simulated",
        "userId": "AROASIMULATEDAWS00000:simulated",
    }


def _get_region(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    region = _region(arguments, state)
    facts = region_facts(region)
    if facts is None:
        raise DataSourceError(f"Simulated AWS does not know the region {region}")
    endpoint = f"ec2.{region}.{partition_of(region)[1]}"
    return {
        "id": region,
        "name": region,
        "region": region,
        "description": facts["description"],
        "endpoint": endpoint,
    }


def _zones(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    region = _region(arguments, state)
    facts = region_facts(region)
    if facts is None:
        raise DataSourceError(f"Simulated AWS does not know the zones of {region}")
    names = [f"{region}{letter}" for letter in facts["zones"]]
    names = [
        name
        for name in names
        if name not in (arguments.get("excludeNames") or [])
        and zone_id(name) not in (arguments.get("excludeZoneIds") or [])
    ]
    return {
        "id": region,
        "region": region,
        "names": names,
        "zoneIds": [zone_id(name) for name in names],
        "groupNames": [f"{region}-zg-1"],
        "state": arguments.get("state", "available"),
    }


def _partition(_: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    partition, suffix = partition_of(state.region)
    reverse = ".".join(reversed(suffix.split(".")))
    return {"id": partition, "partition": partition, "dnsSuffix": suffix, "reverseDnsPrefix": reverse}


def _policy(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    try:
        rendered = policy_document(arguments)
    except ValueError as error:
        raise DataSourceError(f"getPolicyDocument: a given document is not JSON ({error})") from error
    return {**arguments, "id": str(_hash(rendered["json"])), **rendered}


def _hash(text: str) -> int:
    """A stable number for a text, as the provider uses for ids of data sources."""
    return zlib.crc32(text.encode())


def _prefix_list(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    region = _region({"region": arguments.get("region")}, state)
    name = arguments.get("name") or ""
    for filtered in arguments.get("filters") or []:
        if filtered.get("name") == "prefix-list-name" and filtered.get("values"):
            name = filtered["values"][0]
    name = name or f"com.amazonaws.{region}.s3"
    if not re.fullmatch(rf"com\.amazonaws\.{region}\.(s3|dynamodb|s3express)", name):
        raise DataSourceError(f"no matching prefix list found: {name} in {region}")
    identifier = arguments.get("prefixListId") or f"pl-{_hash(name):08x}"
    partition, _ = partition_of(region)
    return {
        "id": identifier,
        "prefixListId": identifier,
        "name": name,
        "region": region,
        "cidrBlocks": ["198.51.100.0/24"],
        "addressFamily": "IPv4",
        "arn": f"arn:{partition}:ec2:{region}:aws:prefix-list/{identifier}",
        "entries": [{"cidr": "198.51.100.0/24", "description": ""}],
        "maxEntries": 0,
        "ownerId": "AWS",
        "tags": {},
        "version": 0,
    }


def _elb_account(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    region = _region(arguments, state)
    account = (region_facts(region) or {}).get("elb_account")
    if account is None:
        raise DataSourceError(
            f"{region} has no account of Elastic Load Balancing: "
            "name the service principal logdelivery.elasticloadbalancing.amazonaws.com instead"
        )
    partition, _ = partition_of(region)
    return {"id": account, "region": region, "arn": f"arn:{partition}:iam::{account}:root"}


def _service_principal(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    if not arguments.get("serviceName"):
        raise DataSourceError("getServicePrincipal: Missing required argument: 'serviceName'")
    service, region = str(arguments["serviceName"]), _region(arguments, state)
    name = f"{service}.amazonaws.com"
    return {
        "id": f"{service}.{region}",
        "name": name,
        "region": region,
        "serviceName": service,
        "suffix": "amazonaws.com",
    }


def _tagged(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    return tagged(arguments, _region({"region": arguments.get("region")}, state), state.account, world)


def _default_tags(_: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    return {"id": "default_tags", "tags": dict(state.default_tags)}


def _lookup(type_: str, *keys: str) -> Callable[[Mapping[str, Any], ProviderState, World], dict[str, Any]]:
    """A data source that finds a resource of the world by one of its properties."""

    def source(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
        wanted = {key: arguments[key] for key in keys if arguments.get(key) is not None}
        region = arguments.get("region") or state.region
        for found in world.find(type=type_, account=state.account):
            if found.region not in (region, "global") or found.status != "live":
                continue
            values = {**found.outputs, "id": found.id, "keyId": found.outputs.get("keyId", found.id)}
            if all(wanted[key] in (values.get(key), found.arn, found.physical_name) for key in wanted):
                return {**values, **arguments}
        described = ", ".join(f"{key} {value}" for key, value in wanted.items()) or "any"
        raise DataSourceError(f"no {type_} in this world with {described}")

    return source


def _random_password(arguments: Mapping[str, Any], state: ProviderState, world: World) -> dict[str, Any]:
    """Another password with each change of the account, of the length that is asked for."""
    digest = hashlib.sha512(f"{state.account}|{len(world.journal())}".encode()).hexdigest()
    length = int(arguments.get("passwordLength") or 32)
    return {"id": state.region, "region": state.region, "randomPassword": (digest * 32)[:length], **arguments}


_SOURCES: Final[dict[str, Callable[[Mapping[str, Any], ProviderState, World], dict[str, Any]]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getRegion:getRegion": _get_region,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:index/getPartition:getPartition": _partition,
    "aws:secretsmanager/getRandomPassword:getRandomPassword": _random_password,
    "aws:index/getServicePrincipal:getServicePrincipal": _service_principal,
    "aws:index/getDefaultTags:getDefaultTags": _default_tags,
    "aws:resourcegroupstaggingapi/getResources:getResources": _tagged,
    "aws:iam/getPolicyDocument:getPolicyDocument": _policy,
    "aws:ec2/getPrefixList:getPrefixList": _prefix_list,
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": _prefix_list,
    "aws:elb/getServiceAccount:getServiceAccount": _elb_account,
    "aws:ec2/getVpc:getVpc": _lookup("aws:ec2/vpc:Vpc", "id", "cidrBlock"),
    "aws:ec2/getSubnet:getSubnet": _lookup("aws:ec2/subnet:Subnet", "id", "cidrBlock", "vpcId"),
    "aws:ec2/getSecurityGroup:getSecurityGroup": _lookup(
        "aws:ec2/securityGroup:SecurityGroup", "id", "name", "vpcId"
    ),
    "aws:kms/getKey:getKey": _lookup("aws:kms/key:Key", "keyId"),
    "aws:kms/getAlias:getAlias": _lookup("aws:kms/alias:Alias", "name"),
    "aws:iam/getRole:getRole": _lookup("aws:iam/role:Role", "name"),
    "aws:iam/getPolicy:getPolicy": _lookup("aws:iam/policy:Policy", "arn", "name"),
    "aws:s3/getBucket:getBucket": _lookup("aws:s3/bucket:Bucket", "bucket"),
    "aws:acm/getCertificate:getCertificate": _lookup(
        "aws:acm/certificate:Certificate", "domain", "domainName"
    ),
    "aws:route53/getZone:getZone": _lookup("aws:route53/zone:Zone", "name", "zoneId"),
    "aws:secretsmanager/getSecret:getSecret": _lookup("aws:secretsmanager/secret:Secret", "arn", "name"),
}
