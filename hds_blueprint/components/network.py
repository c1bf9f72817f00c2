"""The private network of the service."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.network import Network as NetworkSection


class Network(Component):
    token = "hds:network:Network"

    section: NetworkSection
    vpc: aws.ec2.Vpc
    public_subnets: list[aws.ec2.Subnet]  # the load balancer; empty where exposure is private
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
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        raise NotImplementedError

    def security_group(self, name: str, description: str, *, parent: Component) -> aws.ec2.SecurityGroup:
        """An empty security group of the VPC: nothing in, nothing out, until `allow_*` says so."""
        raise NotImplementedError

    def allow(
        self,
        name: str,
        *,
        parent: Component,
        source: aws.ec2.SecurityGroup,
        target: aws.ec2.SecurityGroup,
        port: int,
        description: str,
    ) -> None:
        """Lets `source` reach `target` on a TCP port: an egress rule on one, an ingress rule on the other.

        `name` is the logical name's stem (`fhir-to-records`).
        """
        raise NotImplementedError

    def allow_sources(
        self, name: str, *, parent: Component, target: aws.ec2.SecurityGroup, port: int, description: str
    ) -> None:
        """Lets the document's `allowed_sources` reach `target` (the load balancer) on a TCP port."""
        raise NotImplementedError

    def allow_aws_services(self, name: str, *, parent: Component, source: aws.ec2.SecurityGroup) -> None:
        """Lets `source` reach AWS's services over TLS: the VPC's endpoints, and the internet where NAT exists."""
        raise NotImplementedError
