"""Rules of the private network: default group, subnets, flow logs."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_false
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"


@rule("vpc-default-security-group-closed", VPC)
def default_group_closed(vpc: Resource, facts: Facts) -> Iterator[Outcome]:
    attached = facts.attached(vpc, "vpcId", DEFAULT_GROUP)
    if not attached.resources:
        # AWS's own default group lets its members reach each other and anything outside
        yield unknown("defaultSecurityGroup") if attached.uncertain else failed("defaultSecurityGroup")
    for group in attached.resources:
        for direction in ("ingress", "egress"):
            value = get(group, direction)
            if is_open(value):
                yield unknown(direction, holder=group.urn)
            elif value is MISSING or value == []:
                yield passed(direction, holder=group.urn)
            else:
                yield failed(direction, value, holder=group.urn)


@rule("vpc-flow-logged", VPC)
def flow_logged(vpc: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(vpc, "vpcId", FLOW_LOG)
    if not attached.resources:
        return unknown("flowLog") if attached.uncertain else failed("flowLog")
    # ACCEPT alone would leave out what was refused, REJECT alone what came in; one that takes all is enough
    logs = {log.urn: get(log, "trafficType") for log in attached.resources}
    for urn, traffic in logs.items():
        if traffic == "ALL":
            return passed("trafficType", traffic, holder=urn)
    if uncertain := [urn for urn, traffic in logs.items() if is_open(traffic)]:
        return unknown("trafficType", holder=uncertain[0])
    log = attached.resources[0]
    return failed("trafficType", logs[log.urn], holder=log.urn)


@rule("vpc-subnet-without-public-addresses", SUBNET)
def without_public_addresses(subnet: Resource, facts: Facts) -> Outcome:
    return is_false(subnet, "mapPublicIpOnLaunch")
