"""Rules of services reached by AWS PrivateLink, and of load balancers that pass connections on."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import LOAD_BALANCERS
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.choices import judge_choice
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open

SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService"
PRINCIPAL = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple"


@rule("endpoint-service-connections-accepted", SERVICE)
def connections_accepted(service: Resource, facts: Facts) -> Outcome:
    return is_true(service, "acceptanceRequired")


@rule("endpoint-service-principals-named", SERVICE, PRINCIPAL)
def principals_named(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    if holder.type == PRINCIPAL:
        yield _named("principalArn", get(holder, "principalArn"))
        return
    allowed = get(holder, "allowedPrincipals")
    if is_open(allowed):
        yield unknown("allowedPrincipals")
        return
    yield passed("allowedPrincipals")
    for path, principal in entries(allowed, "allowedPrincipals"):
        yield _named(path, principal)


def _named(path: str, principal: object) -> Outcome:
    if isinstance(principal, str):
        return failed(path, principal) if "*" in principal else passed(path, principal)
    return unknown(path)


@rule("elb-network-security-group-present", *LOAD_BALANCERS)
def security_group_present(balancer: Resource, facts: Facts) -> Outcome:
    kind = get(balancer, "loadBalancerType")
    if is_open(kind):
        return unknown("loadBalancerType")
    if kind != "network":
        return not_applicable()
    groups = get(balancer, "securityGroups")
    if is_open(groups):
        return unknown("securityGroups")
    # one that was made without any can never be given one (Elastic Load Balancing user guide)
    return failed("securityGroups") if groups is MISSING or groups == [] else passed("securityGroups", groups)


@rule("elb-private-link-filtered", *LOAD_BALANCERS)
def private_link_filtered(balancer: Resource, facts: Facts) -> Outcome:
    kind = get(balancer, "loadBalancerType")
    if is_open(kind):
        return unknown("loadBalancerType")
    path = "enforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
    return (
        judge_choice(get(balancer, path), path, ("on",), default="on")
        if kind == "network"
        else not_applicable()
    )
