"""A private way into the service from other AWS accounts (AWS PrivateLink)."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.edge import Edge
from hds_blueprint.components.entry import NAME_LIMIT
from hds_blueprint.components.logging import Logging
from hds_blueprint.components.network import Network
from hds_blueprint.components.network_load_balancer import network_load_balancer, pass_on
from hds_blueprint.components.scope import Scope

_HTTPS = 443


class PrivateLink(Component):
    """An endpoint service for the listed accounts, which leads to the load balancer of the hostnames.

    Creates the endpoint service (each connection is accepted by hand), and the network load balancer
    that it needs, which passes TLS on as it is: certificates, firewall and access logs are those of
    the entry that everybody else uses. A consumer resolves the hostname to the endpoint in its own
    network.

    Cost: about 20 USD a month for the load balancer and its traffic; the consumer pays the endpoint.
    Answers: ISO/IEC 27001:2022 A.8.20 to A.8.22 (networks, their services, segregation).

    Args:
        name: logical name.
        accounts: the twelve digits of each account that may connect, at least one.
        edge: the load balancer that it leads to.
        network: where it stands.
        logging: where access logs are delivered.
    """

    token = "hds:private_link:PrivateLink"  # noqa: S105 - a type, not a password

    service: aws.ec2.VpcEndpointService

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        accounts: Sequence[str],
        edge: Edge,
        network: Network,
        logging: Logging,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="network.private_link_accounts", options=options)
        group = network.security_group(name, "Entry from other accounts", parent=self)
        network.allow(
            f"{name}-to-edge",
            parent=self,
            source=group,
            target=edge.security_group,
            port=_HTTPS,
            description="Requests of other accounts to the load balancer",
        )
        balancer = network_load_balancer(
            name,
            parent=self,
            internal=True,
            subnets=network.private_subnets,
            group=group,
            logging=logging,
            # nothing else is let in: the group has no rule inward
            judge_private_link=False,
        )
        targets = aws.lb.TargetGroup(
            name,
            name=scope.physical_name(name, maximum=NAME_LIMIT),
            vpc_id=network.vpc.id,
            target_type="alb",
            port=_HTTPS,
            protocol="TCP",
            # a hostname that is no workload's is answered with 404: the load balancer is well
            health_check=aws.lb.TargetGroupHealthCheckArgs(
                enabled=True, protocol="HTTPS", path="/", matcher="200-404"
            ),
            opts=self.child(),
        )
        aws.lb.TargetGroupAttachment(
            name,
            target_group_arn=targets.arn,
            target_id=edge.load_balancer.arn,
            port=_HTTPS,
            # AWS refuses a load balancer as a target that does not listen on the port yet
            opts=self.child(depends_on=[edge.listener]),
        )
        pass_on(name, parent=self, load_balancer=balancer, target_group=targets, port=_HTTPS, protocol="TCP")
        self.service = aws.ec2.VpcEndpointService(
            name,
            network_load_balancer_arns=[balancer.arn],
            acceptance_required=True,
            allowed_principals=[f"arn:{scope.partition}:iam::{account}:root" for account in accounts],
            opts=self.child(),
        )
        self.register_outputs({"serviceName": self.service.service_name})
