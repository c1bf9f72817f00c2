"""Rules of the way out of the private network: NAT that a zone does not share with another."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.vpc import SUBNET
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open

GATEWAY = "aws:ec2/natGateway:NatGateway"
TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"


@rule("nat-gateway-of-own-zone", GATEWAY)
def of_own_zone(gateway: Resource, facts: Facts) -> Iterator[Outcome]:
    mode = get(gateway, "availabilityMode")
    if not facts.production or not facts.complete:
        yield not_applicable() if facts.complete else unknown("subnetId")
    elif mode == "regional" or is_open(mode):
        # a regional gateway stands in every zone by itself
        yield unknown("availabilityMode") if is_open(mode) else passed("availabilityMode", mode)
    else:
        own = [_zone(subnet) for subnet in facts.target_resources(gateway, "subnetId", SUBNET)]
        for subnet in _behind(gateway, facts):
            yield _judge(own[0] if own else MISSING, subnet)


def _judge(own: Found, subnet: Resource) -> Outcome:
    zone, path = _zone(subnet), "subnetId"
    if zone is not MISSING and zone == own:
        return passed(path)
    if not isinstance(zone, str) or not isinstance(own, str):
        return unknown(path)
    return failed(path, own, subnet=subnet.name, zone=zone)


def _zone(subnet: Resource) -> Found:
    """The zone by name, else by id; a reference is equal to itself alone."""
    name = get(subnet, "availabilityZone")
    return get(subnet, "availabilityZoneId") if name is MISSING else name


def _behind(gateway: Resource, facts: Facts) -> Iterator[Resource]:
    """The subnets whose route table sends something to the gateway."""
    routes = facts.attached(gateway, "natGatewayId", ROUTE).resources
    tables = {
        table.urn: table for each in routes for table in facts.target_resources(each, "routeTableId", TABLE)
    }
    inline = facts.once(_inline_routes)
    tables.update((table.urn, table) for table in inline.get(gateway.urn, ()))
    for table in tables.values():
        for association in facts.attached(table, "routeTableId", ASSOCIATION).resources:
            yield from facts.target_resources(association, "subnetId", SUBNET)


def _inline_routes(facts: Facts) -> dict[str, list[Resource]]:
    """The route tables by the NAT gateways that their own routes name."""
    found: dict[str, list[Resource]] = {}
    for table in facts.graph.of_type(TABLE):
        for path, _ in entries(get(table, "routes"), "routes"):
            for urn in facts.targets(table, f"{path}.natGatewayId", GATEWAY):
                found.setdefault(urn, []).append(table)
    return found
