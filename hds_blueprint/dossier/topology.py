"""Where resources stand: which subnets, tier and zone, read from references alone.

Works on any graph of pulumi_aws resources, not only on ours: a subnet is public where its
route table leads to an Internet gateway, of the data tier where a database's or cache's
subnet group names it, private otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from hds_blueprint.graph.model import Resource, ResourceGraph, Value, references, targets, type_of

Tier: TypeAlias = Literal["public", "private", "data"]
TIERS: tuple[Tier, ...] = ("public", "private", "data")

SUBNET = "aws:ec2/subnet:Subnet"
VPC = "aws:ec2/vpc:Vpc"
SUBNET_GROUPS = (
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:elasticache/subnetGroup:SubnetGroup",
    "aws:docdb/subnetGroup:SubnetGroup",
    "aws:neptune/subnetGroup:SubnetGroup",
)
ROUTES = ("aws:ec2/route:Route", "aws:ec2/routeTable:RouteTable")
ROUTE_TABLE_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
ACCOUNT_IN_ARN = 4  # arn:partition:service:region:account:resource


def _used(graph: ResourceGraph, resource: Resource) -> Iterable[str]:
    urns = dict.fromkeys(reference.urn for reference in references(dict(resource.inputs)))
    for name in resource.inputs:
        urns.update(dict.fromkeys(targets(resource, name)))
    return (urn for urn in urns if urn in graph.by_urn)


def _public_subnets(graph: ResourceGraph) -> set[str]:
    tables: set[str] = set()
    for route in graph.of_type(*ROUTES):
        used = list(_used(graph, route))
        if any(type_of(urn) == INTERNET_GATEWAY for urn in used):
            tables.update(urn for urn in used if type_of(urn) == "aws:ec2/routeTable:RouteTable")
            if route.type == "aws:ec2/routeTable:RouteTable":
                tables.add(route.urn)
    public: set[str] = set()
    for association in graph.of_type(ROUTE_TABLE_ASSOCIATION):
        if set(targets(association, "routeTableId")) & tables:
            public.update(targets(association, "subnetId"))
    return public


def tiers(graph: ResourceGraph) -> dict[str, Tier]:
    """The tier of every subnet, by URN."""
    public = _public_subnets(graph)
    data = {urn for group in graph.of_type(*SUBNET_GROUPS) for urn in _used(graph, group)}
    return {
        subnet.urn: "public" if subnet.urn in public else "data" if subnet.urn in data else "private"
        for subnet in graph.of_type(SUBNET)
    }


def subnets_of(graph: ResourceGraph, resource: Resource) -> tuple[str, ...]:
    """The URNs of the subnets that a resource stands in, directly or through its subnet group."""
    found: dict[str, None] = {}
    for urn in _used(graph, resource):
        if type_of(urn) == SUBNET:
            found[urn] = None
        elif type_of(urn) in SUBNET_GROUPS:
            found.update(dict.fromkeys(u for u in _used(graph, graph.by_urn[urn]) if type_of(u) == SUBNET))
    return tuple(found)


def vpc_of(graph: ResourceGraph, urn: str) -> str | None:
    """The URN of the VPC that a subnet (or any resource that names one) belongs to."""
    resource = graph.by_urn[urn]
    return next((target for target in targets(resource, "vpcId") if type_of(target) == VPC), None)


def account_of(graph: ResourceGraph, resource: Resource) -> str:
    """The id of the account that a resource's provider acts in; empty where the provider does not say.

    A provider says it by the role that it takes, else by the one account that it allows.
    """
    provider = graph.by_urn.get(resource.provider or "")
    if provider is None:
        return ""
    taken = (*_listed(provider.inputs.get("assumeRoles")), *_listed(provider.inputs.get("assumeRole")))
    for role in taken:
        arn = text(role.get("roleArn")) if isinstance(role, Mapping) else None
        if arn is not None and len(parts := arn.split(":")) > ACCOUNT_IN_ARN:
            return parts[ACCOUNT_IN_ARN]
    allowed = _listed(provider.inputs.get("allowedAccountIds"))
    return (text(allowed[0]) or "") if len(allowed) == 1 else ""


def _listed(value: Value) -> Sequence[Value]:
    """A setting of a provider as a list; the engine hands on lists and objects of providers as JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return ()
    if isinstance(value, Mapping):
        return (value,)
    return value if isinstance(value, list) else ()


def zone_of(subnet: Resource) -> str:
    """The availability zone of a subnet as text; empty where it is known only after apply."""
    zone = text(subnet.inputs.get("availabilityZone")) or text(subnet.inputs.get("availabilityZoneId"))
    return zone or ""


def text(value: Value) -> str | None:
    """A known string, else nothing."""
    return value if isinstance(value, str) else None
