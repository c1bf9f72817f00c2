"""Where subnets stand, read from references alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hds_blueprint.dossier.topology import account_of, subnets_of, tiers, vpc_of, zone_of
from hds_blueprint.graph.model import Ref, Resource, Unknown
from tests.policies.graphs import graph, resource, urn

VPC, SUBNET = "aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"
TABLE, ROUTE = "aws:ec2/routeTable:RouteTable", "aws:ec2/route:Route"
GATEWAY, NAT = "aws:ec2/internetGateway:InternetGateway", "aws:ec2/natGateway:NatGateway"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
SUBNET_GROUP, DATABASE = "aws:rds/subnetGroup:SubnetGroup", "aws:rds/instance:Instance"


def _ref(type_: str, name: str, property_: str = "id") -> Ref:
    return Ref(urn(type_, name), property_)


def _subnet(name: str, zone: object = "eu-west-3a") -> Resource:
    return resource(SUBNET, name, {"vpcId": _ref(VPC, "main"), "availabilityZone": zone})


def _association(name: str, table: str) -> Resource:
    return resource(ASSOCIATION, name, {"subnetId": _ref(SUBNET, name), "routeTableId": _ref(TABLE, table)})


BASE = (
    resource(VPC, "main", {"cidrBlock": "10.0.0.0/16"}),
    resource(GATEWAY, "internet", {"vpcId": _ref(VPC, "main")}),
    _subnet("front"),
    _subnet("middle"),
    _subnet("back"),
    _association("front", "open"),
    _association("middle", "closed"),
    resource(SUBNET_GROUP, "records", {"subnetIds": [_ref(SUBNET, "back")]}),
)
OPEN_ROUTE = resource(
    ROUTE, "out", {"routeTableId": _ref(TABLE, "open"), "gatewayId": _ref(GATEWAY, "internet")}
)


def test_the_route_decides_what_is_public_and_the_subnet_group_what_is_data() -> None:
    made = graph(*BASE, resource(TABLE, "open"), resource(TABLE, "closed"), OPEN_ROUTE)
    assert tiers(made) == {
        urn(SUBNET, "front"): "public",
        urn(SUBNET, "middle"): "private",
        urn(SUBNET, "back"): "data",
    }


def test_routes_inside_the_table_count_too() -> None:
    table = resource(
        TABLE, "open", {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": _ref(GATEWAY, "internet")}]}
    )
    assert tiers(graph(*BASE, table, resource(TABLE, "closed")))[urn(SUBNET, "front")] == "public"


def test_a_route_through_a_nat_gateway_leaves_a_subnet_private() -> None:
    nat = resource(ROUTE, "nat", {"routeTableId": _ref(TABLE, "closed"), "natGatewayId": _ref(NAT, "nat")})
    made = graph(*BASE, resource(TABLE, "open"), resource(TABLE, "closed"), resource(NAT, "nat"), nat)
    assert tiers(made)[urn(SUBNET, "middle")] == "private"


def test_a_database_stands_in_the_subnets_of_its_group() -> None:
    database = resource(DATABASE, "records", {"dbSubnetGroupName": _ref(SUBNET_GROUP, "records", "name")})
    made = graph(*BASE, database)
    assert subnets_of(made, database) == (urn(SUBNET, "back"),)
    assert vpc_of(made, urn(SUBNET, "back")) == urn(VPC, "main")


def test_dependencies_serve_where_values_are_unknown() -> None:
    database = resource(
        DATABASE,
        "records",
        {"dbSubnetGroupName": Unknown()},
        dependencies={"dbSubnetGroupName": (urn(SUBNET_GROUP, "records"),)},
    )
    assert subnets_of(graph(*BASE, database), database) == (urn(SUBNET, "back"),)


def test_a_reference_to_a_resource_outside_of_the_graph_is_no_place() -> None:
    database = resource(DATABASE, "records", {"subnetId": _ref(SUBNET, "elsewhere")})
    assert subnets_of(graph(*BASE, database), database) == ()


def test_a_zone_known_only_after_apply_is_not_invented() -> None:
    assert zone_of(_subnet("front", Unknown())) == ""


PROVIDER = "pulumi:providers:aws"
ROLE = "arn:aws:iam::111122223333:role/hds-backup-copies"


@pytest.mark.parametrize(
    ("settings", "account"),
    [
        ({"assumeRoles": [{"roleArn": ROLE}]}, "111122223333"),
        ({"assumeRoles": json.dumps([{"roleArn": ROLE}])}, "111122223333"),
        ({"assumeRole": {"roleArn": ROLE}, "allowedAccountIds": ["444455556666"]}, "111122223333"),
        ({"allowedAccountIds": '["444455556666"]'}, "444455556666"),
        ({"allowedAccountIds": ["444455556666", "777788889999"]}, ""),
        ({"assumeRoles": "[[[", "allowedAccountIds": "none"}, ""),
        ({"assumeRoles": [{"roleArn": Unknown()}]}, ""),
        ({"region": "eu-west-3"}, ""),
    ],
)
def test_the_provider_says_the_account(settings: dict[str, Any], account: str) -> None:
    provider = resource(PROVIDER, "copies", settings)
    vault = replace(resource("aws:backup/vault:Vault", "copies"), provider=provider.urn)
    assert account_of(graph(provider, vault), vault) == account


def test_without_a_provider_no_account_is_invented() -> None:
    vault = resource("aws:backup/vault:Vault", "copies")
    assert account_of(graph(vault), vault) == ""
