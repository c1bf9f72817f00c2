"""Ways through the network: route tables, the internet gateway and NAT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pulumi_aws as aws

from hds_blueprint.components.address_plan import ZONE_LETTERS
from hds_blueprint.components.component import Component

EVERYWHERE = "0.0.0.0/0"


class NetworkRoutes:
    """One route table for the public tier, one for each zone of the private tier, one for the data tier.

    The private tables exist for each zone whatever NAT is asked for, so that a change from one
    NAT gateway to one a zone changes routes and no table.
    """

    private: list[aws.ec2.RouteTable]

    def __init__(
        self,
        parent: Component,
        *,
        vpc: aws.ec2.Vpc,
        nat: Literal["none", "single", "per-zone"],
        public: Sequence[aws.ec2.Subnet],
        private: Sequence[aws.ec2.Subnet],
        data: Sequence[aws.ec2.Subnet],
    ) -> None:
        self._parent = parent
        self._vpc = vpc
        self._internet = self._internet_gateway(public) if public else None
        self._table("data", data)
        gateways = self._nat_gateways(nat, public)
        self.private = []
        for index, subnet in enumerate(private):
            letter = ZONE_LETTERS[index]
            route_table = self._table(f"private-{letter}", [subnet], letters=letter)
            self.private.append(route_table)
            if gateways:
                aws.ec2.Route(
                    f"private-{letter}",
                    route_table_id=route_table.id,
                    destination_cidr_block=EVERYWHERE,
                    nat_gateway_id=gateways[min(index, len(gateways) - 1)].id,
                    opts=parent.child(),
                )

    def _internet_gateway(self, public: Sequence[aws.ec2.Subnet]) -> aws.ec2.InternetGateway:
        gateway = aws.ec2.InternetGateway("internet", vpc_id=self._vpc.id, opts=self._parent.child())
        route_table = self._table("public", public)
        aws.ec2.Route(
            "public",
            route_table_id=route_table.id,
            destination_cidr_block=EVERYWHERE,
            gateway_id=gateway.id,
            opts=self._parent.child(),
        )
        return gateway

    def _nat_gateways(self, nat: str, public: Sequence[aws.ec2.Subnet]) -> list[aws.ec2.NatGateway]:
        if nat == "none":
            return []
        wanted = public[:1] if nat == "single" else public
        return [self._nat_gateway(ZONE_LETTERS[index], subnet) for index, subnet in enumerate(wanted)]

    def _nat_gateway(self, letter: str, subnet: aws.ec2.Subnet) -> aws.ec2.NatGateway:
        # an address of a VPC without internet gateway is refused by AWS
        internet = [self._internet] if self._internet else []
        address = aws.ec2.Eip(f"nat-{letter}", domain="vpc", opts=self._parent.child(depends_on=internet))
        return aws.ec2.NatGateway(
            f"nat-{letter}",
            subnet_id=subnet.id,
            allocation_id=address.allocation_id,
            connectivity_type="public",
            opts=self._parent.child(depends_on=internet),
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
