"""The private network of the service."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network
from itertools import product

import pulumi
import pulumi_aws as aws

from hds_blueprint.components import network_acls
from hds_blueprint.components.address_plan import SubnetPlan, subnets
from hds_blueprint.components.component import Component
from hds_blueprint.components.flow_logs import flow_logs
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.name_resolution import answer_only, record_queries
from hds_blueprint.components.network_acls import Entry, Protocol
from hds_blueprint.components.network_endpoints import gateway_endpoints, interface_endpoints
from hds_blueprint.components.network_firewall import egress_firewall
from hds_blueprint.components.network_routes import EVERYWHERE, NetworkRoutes
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.network import Network as NetworkSection


class Network(Component):
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

    section: NetworkSection
    vpc: aws.ec2.Vpc
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
        self._endpoint_group = self.security_group("endpoints", "Endpoints of AWS services", parent=self)
        self._gateways = gateway_endpoints(self, self.vpc, self._routes.private)
        self.endpoints = interface_endpoints(
            self,
            self.vpc,
            self.private_subnets,
            self._endpoint_group,
            # a list of destinations names partners: AWS itself is reached by its endpoints
            internet=self.internet and not network.egress,
            sections=sections,
        )
        flow_logs(self, self.vpc, retention_months=retention_months, key=keys.logs)
        record_queries(self, self.vpc, retention_months=retention_months, key=keys.logs)
        self.register_outputs({"vpcId": self.vpc.id})

    def security_group(self, name: str, description: str, *, parent: Component) -> aws.ec2.SecurityGroup:
        """An empty security group of the VPC: nothing in, nothing out, until `allow_*` says so.

        Its physical name is left to Pulumi, so that a replacement can exist beside it while it is in use.
        """
        return aws.ec2.SecurityGroup(
            name,
            description=description,
            vpc_id=self.vpc.id,
            # the rules of a group that refers to this one must not block its deletion
            revoke_rules_on_delete=True,
            opts=parent.child(),
        )

    def allow(
        self,
        name: str,
        *,
        parent: Component,
        source: aws.ec2.SecurityGroup,
        target: aws.ec2.SecurityGroup,
        port: int,
        description: str,
        protocol: Protocol = "tcp",
    ) -> None:
        """Lets `source` reach `target` on a port: an egress rule on one, an ingress rule on the other.

        `name` is the logical name's stem (`fhir_to_records`).
        """
        aws.vpc.SecurityGroupEgressRule(
            name,
            security_group_id=source.id,
            referenced_security_group_id=target.id,
            ip_protocol=protocol,
            from_port=port,
            to_port=port,
            description=description,
            opts=parent.child(),
        )
        aws.vpc.SecurityGroupIngressRule(
            name,
            security_group_id=target.id,
            referenced_security_group_id=source.id,
            ip_protocol=protocol,
            from_port=port,
            to_port=port,
            description=description,
            opts=parent.child(),
        )

    def allow_sources(
        self,
        name: str,
        *,
        parent: Component,
        target: aws.ec2.SecurityGroup,
        port: int,
        description: str,
        protocol: Protocol = "tcp",
    ) -> None:
        """Lets the document's `allowed_sources` reach `target` (a load balancer) on a port.

        A private service is reached from the network itself and from the ranges that are named; the
        default, everywhere, names none.
        """
        for source in self._sources if self.exposed else (self.section.cidr, *self._sources):
            aws.vpc.SecurityGroupIngressRule(
                f"{name}-{str(source).replace('/', '-')}",
                security_group_id=target.id,
                cidr_ipv4=str(source),
                ip_protocol=protocol,
                from_port=port,
                to_port=port,
                description=description,
                opts=parent.child(),
            )

    def allow_aws_services(self, name: str, *, parent: Component, source: aws.ec2.SecurityGroup) -> None:
        """Lets `source` reach AWS over TLS: the endpoints of the VPC, and the internet where NAT exists."""
        self.allow(
            f"{name}-to-endpoints",
            parent=parent,
            source=source,
            target=self._endpoint_group,
            port=443,
            description="TLS to the endpoints of AWS services",
        )
        for service, endpoint in self._gateways.items():
            aws.vpc.SecurityGroupEgressRule(
                f"{name}-to-{service}",
                security_group_id=source.id,
                prefix_list_id=endpoint.prefix_list_id,
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
                description=f"TLS to {service} through its gateway endpoint",
                opts=parent.child(),
            )
        for port in self._ports_outside:
            aws.vpc.SecurityGroupEgressRule(
                f"{name}-to-internet" if port == 443 else f"{name}-to-internet-{port}",
                security_group_id=source.id,
                cidr_ipv4=EVERYWHERE,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description="TLS to the internet through NAT",
                opts=parent.child(),
            )
        for index, vpn in enumerate(self.section.vpns):
            for cidr, port in product(vpn.ranges, dict.fromkeys(vpn.reached_ports)):
                aws.vpc.SecurityGroupEgressRule(
                    f"{name}-to-linked-{str(cidr).replace('/', '-')}-{port}",
                    security_group_id=source.id,
                    cidr_ipv4=str(cidr),
                    ip_protocol="tcp",
                    from_port=port,
                    to_port=port,
                    description=f"To the linked network {index + 1}, through its tunnel",
                    opts=parent.child(),
                )

    @property
    def private_tier(self) -> list[str]:
        """The logical name of each subnet of the workloads (`private-a`)."""
        return [plan.name for plan in subnets(self.section.cidr, "private", self.section.zones)]

    @property
    def private_route_tables(self) -> list[aws.ec2.RouteTable]:
        """The route table of each zone's workloads."""
        return self._routes.private

    @property
    def _ports_outside(self) -> tuple[int, ...]:
        """The TCP ports on which destinations of the internet are reached."""
        if not self.internet:
            return ()
        return tuple(dict.fromkeys(each.port for each in self.section.egress)) or (443,)

    @property
    def _sources(self) -> tuple[IPv4Network, ...]:
        named = dict.fromkeys(self.section.ingress.allowed_sources)
        if not self.exposed:
            named.pop(network_acls.ANYWHERE, None)
            named.pop(self.section.cidr, None)
        return tuple(named)

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
        cidr, sources = self.section.cidr, self._sources
        ports = self._ports_outside
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
