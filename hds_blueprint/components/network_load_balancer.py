"""Network load balancers: connections and packets passed on, with security groups of their own."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.entry import NAME_LIMIT
from hds_blueprint.components.log_buckets import NETWORK_LOAD_BALANCER_PREFIX
from hds_blueprint.components.logging import Logging


def network_load_balancer(
    name: str,
    *,
    parent: Component,
    internal: bool,
    subnets: Sequence[aws.ec2.Subnet],
    group: aws.ec2.SecurityGroup,
    logging: Logging,
    judge_private_link: bool = True,
) -> aws.lb.LoadBalancer:
    """A network load balancer over the zones of `subnets`, protected from deletion where data are.

    `judge_private_link` says whether connections by AWS PrivateLink meet the security group's rules:
    they come from addresses of the consumer's own network, which nobody here knows.

    Cost: about 20 USD a month and the traffic.
    """
    return aws.lb.LoadBalancer(
        name,
        name=parent.scope.physical_name(name, maximum=NAME_LIMIT),
        load_balancer_type="network",
        internal=internal,
        subnets=[subnet.id for subnet in subnets],
        security_groups=[group.id],
        enforce_security_group_inbound_rules_on_private_link_traffic="on" if judge_private_link else "off",
        # a zone without a healthy target sends on to the others
        enable_cross_zone_load_balancing=True,
        enable_deletion_protection=parent.scope.protect_data,
        # written for listeners with TLS, the only connections that it knows more of than flow logs do
        access_logs=aws.lb.LoadBalancerAccessLogsArgs(
            bucket=logging.delivery.bucket, prefix=NETWORK_LOAD_BALANCER_PREFIX, enabled=True
        ),
        # a service that is renamed keeps its way in: AWS refuses to delete a protected one
        opts=parent.child(depends_on=logging.delivery_ready, ignore_changes=["name"]),
    )


def pass_on(
    name: str,
    *,
    parent: Component,
    load_balancer: aws.lb.LoadBalancer,
    target_group: aws.lb.TargetGroup,
    port: int,
    protocol: str,
    ssl_policy: str | None = None,
    certificate_arn: pulumi.Input[str] | None = None,
) -> aws.lb.Listener:
    """A listener that passes everything on a port to one target group."""
    return aws.lb.Listener(
        name,
        load_balancer_arn=load_balancer.arn,
        port=port,
        protocol=protocol,
        ssl_policy=ssl_policy,
        certificate_arn=certificate_arn,
        default_actions=[aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target_group.arn)],
        opts=parent.child(),
    )
