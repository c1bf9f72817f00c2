"""Ways through the network: route tables, the internet gateway and NAT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.address_plan import ZONE_LETTERS
from hds_blueprint.components.component import Component

EVERYWHERE = "0.0.0.0/0"
Thing = TypeVar("Thing")


class NetworkRoutes:
    """One route table for the public tier, one for each zone of the private tier, one for the data tier.

    The private tables exist for each zone whatever NAT is asked for, so that a change from one
    NAT gateway to one a zone changes routes and no table. `route_out` sends what leaves to NAT;
    where a firewall inspects it, `route_through` sends it there first, and answers back the same way.
    """

    private: list[aws.ec2.RouteTable]

    def __init__(
        self,
        parent: Component,
        *,
        vpc: aws.ec2.Vpc,
        public: Sequence[aws.ec2.Subnet],
        private: Sequence[aws.ec2.Subnet],
        data: Sequence[aws.ec2.Subnet],
    ) -> None:
        self._parent = parent
        self._vpc = vpc
        self._private_subnets = private
        self._gateway: aws.ec2.InternetGateway | None = None
        if public:
            self._to_internet("public", public)
        self._table("data", data)
        self.private = [
            self._table(f"private-{letter}", [subnet], letters=letter)
            for letter, subnet in zip(ZONE_LETTERS, private, strict=False)
        ]

    def route_out(self, nat: Literal["single", "per-zone"], subnets: Sequence[aws.ec2.Subnet]) -> None:
        """Gives the private tier its way out: through NAT gateways in these subnets."""
        gateways = self._nat_gateways(nat, subnets)
        for index, route_table in enumerate(self.private):
            gateway = _of_zone(gateways, index)
            self._route(f"private-{ZONE_LETTERS[index]}", route_table, nat_gateway_id=gateway.id)

    def route_through(
        self,
        nat: Literal["single", "per-zone"],
        *,
        subnets: Sequence[aws.ec2.Subnet],
        firewall: Sequence[aws.ec2.Subnet],
        endpoints: Sequence[pulumi.Output[str]],
    ) -> None:
        """Gives the private tier its way out through a firewall: to its endpoint, then to NAT.

        Args:
            nat: one gateway, or one a zone.
            subnets: where NAT gateways stand, in the order of the zones.
            firewall: where the firewall's endpoints stand, in as many zones as there are gateways.
            endpoints: the endpoint in each of these.

        Answers come from the NAT gateway's subnet, whose table sends them to the endpoint that the
        question passed: a firewall that sees half of a connection refuses it. Source: AWS Network
        Firewall developer guide, "Architecture with an internet gateway and a NAT gateway".
        """
        tables = [
            self._to_internet(f"nat-{letter}", [subnet], letters=letter)
            for letter, subnet in zip(ZONE_LETTERS, subnets, strict=False)
        ]
        gateways = self._nat_gateways(nat, subnets)
        for letter, subnet, gateway in zip(ZONE_LETTERS, firewall, gateways, strict=False):
            table = self._table(f"firewall-{letter}", [subnet], letters=letter)
            self._route(f"firewall-{letter}", table, nat_gateway_id=gateway.id)
        for index, route_table in enumerate(self.private):
            letter, endpoint = ZONE_LETTERS[index], _of_zone(endpoints, index)
            self._route(f"private-{letter}", route_table, vpc_endpoint_id=endpoint)
            asked = self._private_subnets[index].cidr_block
            self._route(f"answers-{letter}", _of_zone(tables, index), to=asked, vpc_endpoint_id=endpoint)

    def _to_internet(
        self, name: str, subnets: Sequence[aws.ec2.Subnet], *, letters: str = ZONE_LETTERS
    ) -> aws.ec2.RouteTable:
        if self._gateway is None:
            self._gateway = aws.ec2.InternetGateway(
                "internet", vpc_id=self._vpc.id, opts=self._parent.child()
            )
        route_table = self._table(name, subnets, letters=letters)
        self._route(name, route_table, gateway_id=self._gateway.id)
        return route_table

    def _nat_gateways(self, nat: str, subnets: Sequence[aws.ec2.Subnet]) -> list[aws.ec2.NatGateway]:
        wanted = subnets[:1] if nat == "single" else subnets
        return [self._nat_gateway(ZONE_LETTERS[index], subnet) for index, subnet in enumerate(wanted)]

    def _nat_gateway(self, letter: str, subnet: aws.ec2.Subnet) -> aws.ec2.NatGateway:
        # an address of a VPC without internet gateway is refused by AWS
        internet = [self._gateway] if self._gateway else []
        address = aws.ec2.Eip(f"nat-{letter}", domain="vpc", opts=self._parent.child(depends_on=internet))
        return aws.ec2.NatGateway(
            f"nat-{letter}",
            subnet_id=subnet.id,
            allocation_id=address.allocation_id,
            connectivity_type="public",
            # one that moves keeps its address, which partners have let in: the old one goes first
            opts=self._parent.child(depends_on=internet, delete_before_replace=True),
        )

    def _route(
        self,
        name: str,
        route_table: aws.ec2.RouteTable,
        *,
        to: pulumi.Input[str] = EVERYWHERE,
        gateway_id: pulumi.Input[str] | None = None,
        nat_gateway_id: pulumi.Input[str] | None = None,
        vpc_endpoint_id: pulumi.Input[str] | None = None,
    ) -> None:
        aws.ec2.Route(
            name,
            route_table_id=route_table.id,
            destination_cidr_block=to,
            gateway_id=gateway_id,
            nat_gateway_id=nat_gateway_id,
            vpc_endpoint_id=vpc_endpoint_id,
            opts=self._parent.child(),
        )

    def _table(
        self, name: str, subnets: Sequence[aws.ec2.Subnet], *, letters: str = ZONE_LETTERS
    ) -> aws.ec2.RouteTable:
        route_table = aws.ec2.RouteTable(name, vpc_id=self._vpc.id, opts=self._parent.child())
        stem = name.removesuffix(f"-{letters}")
        for letter, subnet in zip(letters, subnets, strict=False):
            aws.ec2.RouteTableAssociation(
                f"{stem}-{letter}",
                route_table_id=route_table.id,
                subnet_id=subnet.id,
                opts=self._parent.child(),
            )
        return route_table


def _of_zone(things: Sequence[Thing], index: int) -> Thing:
    """The one of a zone, or the only one there is."""
    return things[min(index, len(things) - 1)]
