"""The private network of the service."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pulumi
import pulumi_aws as aws

from hds_blueprint.components import network_acls
from hds_blueprint.components.address_plan import SubnetPlan, subnets
from hds_blueprint.components.flow_logs import flow_logs
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.name_resolution import answer_only, record_queries
from hds_blueprint.components.network_access import NetworkAccess
from hds_blueprint.components.network_acls import Entry
from hds_blueprint.components.network_endpoints import gateway_endpoints, interface_endpoints
from hds_blueprint.components.network_firewall import egress_firewall
from hds_blueprint.components.network_routes import NetworkRoutes
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.network import Network as NetworkSection


class Network(NetworkAccess):
    """A VPC over one to three zones with a private tier, a data tier and, where asked, a public one.

    Creates subnets, route tables, an internet gateway only for public ingress or NAT, NAT
    gateways as asked, endpoints of AWS services with policies, flow logs, a record of the names that
    are looked up, access lists for each tier, and an empty default security group. Nothing in the
    data tier has a route out of the VPC. Where destinations outside are listed, other names are not
    answered and, by default, a firewall between the workloads and NAT drops what is not listed.

    Cost: NAT about 35 USD a month each; interface endpoints about 8 USD a month for each and each
    zone (three with NAT, eight without); flow logs by volume. The rest is free.
    Answers: ISO/IEC 27001:2022 A.8.20 to A.8.22 (networks, their services, segregation), A.8.15 (logging).
    """

    token = "hds:network:Network"  # noqa: S105 - a type, not a password

    public_subnets: list[aws.ec2.Subnet]  # the load balancer and NAT; empty where neither is public
    private_subnets: list[aws.ec2.Subnet]  # workloads (and a private load balancer)
    data_subnets: list[aws.ec2.Subnet]  # databases: no route out of the VPC

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        network: NetworkSection,
        keys: Keys,
        retention_months: int,
        entries: Sequence[Entry] = (),
        sections: frozenset[str] = frozenset(),
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="network", data_class="technical", options=options)
        self.section = network
        self._entries = tuple(entries)
        self.internet = network.nat != "none"
        self.exposed = network.ingress.exposure == "public"
        self.vpc = aws.ec2.Vpc(
            "vpc",
            cidr_block=str(network.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            opts=self.child(),
        )
        self.private_subnets = self._tier("private")
        self.data_subnets = self._tier("data")
        # where a firewall inspects what leaves, NAT stands apart from the load balancer
        self.inspected = network.inspected
        public = self.exposed or (self.internet and not self.inspected)
        self.public_subnets = self._tier("public") if public else []
        self._nat_subnets = self._tier("nat", nat=True) if self.inspected else self.public_subnets
        self._firewall_subnets = self._tier("firewall", nat=True) if self.inspected else []
        self._close_defaults()
        self._restrict_tiers()
        self._routes = NetworkRoutes(
            self,
            vpc=self.vpc,
            public=self.public_subnets,
            private=self.private_subnets,
            data=self.data_subnets,
        )
        self._let_out(keys.logs, retention_months)
        self.endpoint_group = self.security_group("endpoints", "Endpoints of AWS services", parent=self)
        self.gateways = gateway_endpoints(self, self.vpc, self._routes.private)
        self.endpoints = interface_endpoints(
            self,
            self.vpc,
            self.private_subnets,
            self.endpoint_group,
            # a list of destinations names partners: AWS itself is reached by its endpoints
            internet=self.internet and not network.egress,
            sections=sections,
        )
        flow_logs(self, self.vpc, retention_months=retention_months, key=keys.logs)
        record_queries(self, self.vpc, retention_months=retention_months, key=keys.logs)
        self.register_outputs({"vpcId": self.vpc.id})

    @property
    def private_tier(self) -> list[str]:
        """The logical name of each subnet of the workloads (`private-a`)."""
        return [plan.name for plan in subnets(self.section.cidr, "private", self.section.zones)]

    @property
    def private_route_tables(self) -> list[aws.ec2.RouteTable]:
        """The route table of each zone's workloads."""
        return self._routes.private

    def _tier(self, tier: str, *, nat: bool = False) -> list[aws.ec2.Subnet]:
        """The subnets of a tier: in every zone, or with `nat` in every zone that has a NAT gateway."""
        zones = 1 if nat and self.section.nat == "single" else self.section.zones
        return [self._subnet(plan) for plan in subnets(self.section.cidr, tier, zones)]

    def _let_out(self, key: aws.kms.Key, retention_months: int) -> None:
        """The way out that the document asks for, and its list of destinations."""
        network = self.section
        if network.nat == "none":
            return
        if network.egress:
            answer_only(self, self.vpc, allowed=network.egress)
        if not self.inspected:
            self._routes.route_out(network.nat, self.public_subnets)
            return
        endpoints = egress_firewall(
            self,
            self.vpc,
            cidr=str(network.cidr),
            subnets=self._firewall_subnets,
            allowed=network.egress,
            key=key,
            retention_months=retention_months,
        )
        self._routes.route_through(
            network.nat, subnets=self._nat_subnets, firewall=self._firewall_subnets, endpoints=endpoints
        )

    def _subnet(self, plan: SubnetPlan) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(
            plan.name,
            vpc_id=self.vpc.id,
            cidr_block=str(plan.cidr),
            availability_zone=f"{self.scope.region}{plan.letter}",
            map_public_ip_on_launch=False,
            opts=self.child(),
        )

    def _close_defaults(self) -> None:
        """What AWS creates open with a VPC: closed, so that nothing works by forgetting a setting."""
        aws.ec2.DefaultSecurityGroup("default", vpc_id=self.vpc.id, ingress=[], egress=[], opts=self.child())
        aws.ec2.DefaultNetworkAcl(
            "default",
            default_network_acl_id=self.vpc.default_network_acl_id,
            ingress=[],
            egress=[],
            opts=self.child(),
        )

    def _restrict_tiers(self) -> None:
        cidr, sources = self.section.cidr, self.sources
        ports = self.ports_outside
        leaving = network_acls.public_tier(cidr, (), exposed=False, ports=ports)
        linked = [
            network_acls.Passage((port, port), range_)
            for vpn in self.section.vpns
            for range_, port in product(vpn.ranges, dict.fromkeys(vpn.reached_ports))
        ]
        tiers = {
            # the load balancer of a private service stands there
            "private": (
                self.private_subnets,
                network_acls.private_tier(
                    cidr,
                    () if self.exposed else sources,
                    entries=self._entries,
                    ports=ports,
                    linked=linked,
                    clients=sources,
                ),
            ),
            "data": (self.data_subnets, network_acls.data_tier(cidr)),
            "public": (
                self.public_subnets,
                network_acls.public_tier(
                    cidr,
                    sources,
                    exposed=self.exposed,
                    ports=() if self.inspected else ports,
                    entries=self._entries,
                ),
            ),
            "firewall": (self._firewall_subnets, leaving),
            "nat": (self._nat_subnets if self.inspected else [], leaving),
        }
        for tier, (members, (inward, outward)) in tiers.items():
            if members:
                network_acls.tier_acl(tier, self, self.vpc, members, inward=inward, outward=outward)
