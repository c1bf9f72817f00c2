"""What both ways in have alike: the one for HTTP and the one for other protocols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.certificate import IssuedCertificate
from hds_blueprint.components.component import Component

NAME_LIMIT = 32  # characters, quota of load balancer and target group names
# TLS 1.3 and 1.2 with forward secrecy and authenticated encryption only, as ANSSI recommends for TLS
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"


@dataclass(frozen=True, slots=True)
class Route:
    """Where the requests for a hostname go, and the rule or listener that sends them there."""

    target_group: aws.lb.TargetGroup
    rule: aws.lb.ListenerRule | aws.lb.Listener


class Entry(Component):
    """The base class of load balancers that workloads are reached by; a subclass sets the attributes."""

    load_balancer: aws.lb.LoadBalancer
    security_group: aws.ec2.SecurityGroup
    issued: Mapping[str, IssuedCertificate]  # by workload

    @property
    def certificates(self) -> Mapping[str, pulumi.Output[str]]:
        """Workload to the ARN of its certificate."""
        return {workload: each.arn for workload, each in self.issued.items()}

    @property
    def validation_records(self) -> Mapping[str, pulumi.Output[str]]:
        """Workload to the DNS record that proves its hostname to ACM (`NAME CNAME VALUE`)."""
        return {workload: each.validation_record for workload, each in self.issued.items()}
