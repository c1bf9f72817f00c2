"""The network of the recovery region: the data tier alone, for the databases' copies."""

from __future__ import annotations

from ipaddress import IPv4Network

import pulumi
import pulumi_aws as aws

from hds_blueprint.components import network_acls
from hds_blueprint.components.address_plan import subnets
from hds_blueprint.components.component import Component
from hds_blueprint.components.flow_logs import flow_logs
from hds_blueprint.components.name_resolution import record_queries
from hds_blueprint.components.scope import Scope


class RecoveryNetwork(Component):
    """A VPC in the recovery region with a data tier over as many zones as the service's own network.

    Creates the VPC, its data subnets with a route table without any route out, an access list, flow
    logs, a record of the names that are looked up, and an empty default security group. The addresses are
    those of the service's own network: the two are never connected, and what is built here after the loss
    of the region finds the same plan.

    Cost: nothing but the flow logs' volume.

    Answers: ISO/IEC 27001:2022 A.8.14 (redundancy), A.5.29 and A.5.30 (continuity), A.8.20 to A.8.22
    (networks); HDS v2.0 EXI 05 (risk scenario G) in part.

    Args:
        name: logical name.
        scope: the platform, seen from the recovery region (`Scope.recovery`).
        cidr: the range of the service's own network.
        zones: over how many zones; two at the least, as RDS asks of a subnet group.
        key: the key of the recovery region.
        retention_months: how long its flow logs are kept.
    """

    token = "hds:recovery_network:RecoveryNetwork"  # noqa: S105 - a type, not a password

    vpc: aws.ec2.Vpc
    data_subnets: list[aws.ec2.Subnet]

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        cidr: IPv4Network,
        zones: int,
        key: aws.kms.Key,
        retention_months: int,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        here = pulumi.ResourceOptions(providers=[scope.provider])
        super().__init__(
            name,
            scope=scope,
            document="continuity",
            data_class="technical",
            options=pulumi.ResourceOptions.merge(options, here),
        )
        self.vpc = aws.ec2.Vpc(
            name,
            cidr_block=str(cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            opts=self.child(),
        )
        self.data_subnets = [
            aws.ec2.Subnet(
                f"{name}-{plan.name}",
                vpc_id=self.vpc.id,
                cidr_block=str(plan.cidr),
                availability_zone=f"{scope.region}{plan.letter}",
                map_public_ip_on_launch=False,
                opts=self.child(),
            )
            for plan in subnets(cidr, "data", max(zones, 2))
        ]
        self._close(name, cidr)
        flow_logs(self, self.vpc, retention_months=retention_months, key=key, name=f"{name}-flow-logs")
        record_queries(self, self.vpc, key=key, retention_months=retention_months)
        self.register_outputs({"vpcId": self.vpc.id})

    def security_group(self, name: str, description: str, *, parent: Component) -> aws.ec2.SecurityGroup:
        """An empty security group of the VPC: nothing in, nothing out, until the recovery says so."""
        return aws.ec2.SecurityGroup(
            name,
            description=description,
            vpc_id=self.vpc.id,
            revoke_rules_on_delete=True,
            opts=parent.child(),
        )

    def _close(self, name: str, cidr: IPv4Network) -> None:
        """What AWS creates open with a VPC is closed, and the data tier has no way out."""
        aws.ec2.DefaultSecurityGroup(name, vpc_id=self.vpc.id, ingress=[], egress=[], opts=self.child())
        aws.ec2.DefaultNetworkAcl(
            name,
            default_network_acl_id=self.vpc.default_network_acl_id,
            ingress=[],
            egress=[],
            opts=self.child(),
        )
        inward, outward = network_acls.data_tier(cidr)
        network_acls.tier_acl(
            f"{name}-data", self, self.vpc, self.data_subnets, inward=inward, outward=outward
        )
        table = aws.ec2.RouteTable(name, vpc_id=self.vpc.id, opts=self.child())
        for number, subnet in enumerate(self.data_subnets, start=1):
            aws.ec2.RouteTableAssociation(
                f"{name}-{number}", route_table_id=table.id, subnet_id=subnet.id, opts=self.child()
            )
