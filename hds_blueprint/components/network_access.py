"""Who may reach whom in the network: security groups and their rules."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from itertools import product

import pulumi
import pulumi_aws as aws

from hds_blueprint.components import network_acls
from hds_blueprint.components.component import Component
from hds_blueprint.components.network_acls import Protocol
from hds_blueprint.components.network_routes import EVERYWHERE
from hds_blueprint.hosting.network import Network as NetworkSection


class NetworkAccess(Component):
    """What a network lets its security groups reach: each other, AWS, destinations outside, linked networks.

    A group is empty until one of these methods opens it. `Network` sets the attributes.
    """

    section: NetworkSection
    vpc: aws.ec2.Vpc
    internet: bool  # whether there is a way out
    exposed: bool  # whether the load balancers are public
    endpoint_group: aws.ec2.SecurityGroup  # of the private endpoints of AWS services
    gateways: Mapping[str, aws.ec2.VpcEndpoint]  # S3 and DynamoDB, reached by prefix list

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
        _let_out(
            name,
            parent=parent,
            source=source,
            port=port,
            description=description,
            protocol=protocol,
            referenced_security_group_id=target.id,
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
        for source in self.sources if self.exposed else (self.section.cidr, *self.sources):
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
            target=self.endpoint_group,
            port=443,
            description="TLS to the endpoints of AWS services",
        )
        for service, endpoint in self.gateways.items():
            _let_out(
                f"{name}-to-{service}",
                parent=parent,
                source=source,
                port=443,
                description=f"TLS to {service} through its gateway endpoint",
                prefix_list_id=endpoint.prefix_list_id,
            )
        for port in self.ports_outside:
            _let_out(
                f"{name}-to-internet" if port == 443 else f"{name}-to-internet-{port}",
                parent=parent,
                source=source,
                port=port,
                description="TLS to the internet through NAT",
                cidr_ipv4=EVERYWHERE,
            )
        for index, vpn in enumerate(self.section.vpns):
            for cidr, port in product(vpn.ranges, dict.fromkeys(vpn.reached_ports)):
                _let_out(
                    f"{name}-to-linked-{str(cidr).replace('/', '-')}-{port}",
                    parent=parent,
                    source=source,
                    port=port,
                    description=f"To the linked network {index + 1}, through its tunnel",
                    cidr_ipv4=str(cidr),
                )

    @property
    def ports_outside(self) -> tuple[int, ...]:
        """The TCP ports on which destinations of the internet are reached."""
        if not self.internet:
            return ()
        return tuple(dict.fromkeys(each.port for each in self.section.egress)) or (443,)

    @property
    def sources(self) -> tuple[IPv4Network, ...]:
        named = dict.fromkeys(self.section.ingress.allowed_sources)
        if not self.exposed:
            named.pop(network_acls.ANYWHERE, None)
            named.pop(self.section.cidr, None)
        return tuple(named)


def _let_out(
    name: str,
    *,
    parent: Component,
    source: aws.ec2.SecurityGroup,
    port: int,
    description: str,
    protocol: Protocol = "tcp",
    referenced_security_group_id: pulumi.Input[str] | None = None,
    prefix_list_id: pulumi.Input[str] | None = None,
    cidr_ipv4: str | None = None,
) -> None:
    """Lets `source` reach a destination on a port: another group, a prefix list or a range of addresses."""
    aws.vpc.SecurityGroupEgressRule(
        name,
        security_group_id=source.id,
        referenced_security_group_id=referenced_security_group_id,
        prefix_list_id=prefix_list_id,
        cidr_ipv4=cidr_ipv4,
        ip_protocol=protocol,
        from_port=port,
        to_port=port,
        description=description,
        opts=parent.child(),
    )
