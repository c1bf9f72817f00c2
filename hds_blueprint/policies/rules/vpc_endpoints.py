"""Rules of VPC endpoints: the way to AWS services without the internet."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import each_statement, is_public, listed_actions
from hds_blueprint.policies.values import get, is_open

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
# these kinds have no policy or no DNS name of their own
WITHOUT_POLICY = ("GatewayLoadBalancer",)


@rule("vpc-endpoint-policy-bounded", ENDPOINT)
def policy_bounded(endpoint: Resource, facts: Facts) -> list[Outcome]:
    if get(endpoint, "vpcEndpointType") in WITHOUT_POLICY:
        return [not_applicable()]

    def broken(statement: Statement) -> str | None:
        return "Principal: *, Resource: *" if statement.any_resource and is_public(statement) else None

    # without a policy of its own an endpoint lets anyone do anything with any account
    return each_statement(endpoint, "policy", facts, broken, absent=failed("policy"))


@rule("vpc-endpoint-actions-listed", ENDPOINT)
def actions_listed(endpoint: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(endpoint, facts)


@rule("vpc-endpoint-private-dns-enabled", ENDPOINT)
def private_dns(endpoint: Resource, facts: Facts) -> Outcome:
    kind = get(endpoint, "vpcEndpointType")
    if is_open(kind):
        return unknown("vpcEndpointType")
    return is_true(endpoint, "privateDnsEnabled") if kind == "Interface" else not_applicable()


@rule("vpc-endpoint-security-groups-named", ENDPOINT)
def security_groups_named(endpoint: Resource, facts: Facts) -> Outcome:
    if get(endpoint, "vpcEndpointType") != "Interface":
        return unknown("vpcEndpointType") if is_open(get(endpoint, "vpcEndpointType")) else not_applicable()
    groups = get(endpoint, "securityGroupIds")
    named = not isinstance(groups, list) or groups != []
    # without one the endpoint takes the network's default group
    if "securityGroupIds" not in endpoint.inputs or not named:
        return failed("securityGroupIds", groups)
    return unknown("securityGroupIds") if is_open(groups) else passed("securityGroupIds", groups)
