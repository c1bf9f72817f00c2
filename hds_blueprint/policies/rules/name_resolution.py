"""Rules of name resolution: look-ups are recorded, and a firewall of names fails closed."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

VPC = "aws:ec2/vpc:Vpc"
QUERY_LOG_ASSOCIATION = "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation"
FIREWALL_CONFIG = "aws:route53/resolverFirewallConfig:ResolverFirewallConfig"
GROUP_ASSOCIATION = "aws:route53/resolverFirewallRuleGroupAssociation:ResolverFirewallRuleGroupAssociation"


@rule("vpc-name-queries-logged", VPC)
def name_queries_logged(vpc: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(vpc, "resourceId", QUERY_LOG_ASSOCIATION)
    for association in attached.resources:
        return passed("resourceId", holder=association.urn)
    return unknown("resourceId") if attached.uncertain else failed("resourceId")


@rule("dns-firewall-fails-closed", FIREWALL_CONFIG)
def fails_closed(config: Resource, facts: Facts) -> Outcome:
    value = get(config, "firewallFailOpen")
    if is_open(value):
        return unknown("firewallFailOpen")
    # AWS refuses to answer where nothing is said
    closed = value in (MISSING, "DISABLED")
    return passed("firewallFailOpen", value) if closed else failed("firewallFailOpen", value)


@rule("dns-firewall-association-protected", GROUP_ASSOCIATION)
def association_protected(association: Resource, facts: Facts) -> Outcome:
    value = get(association, "mutationProtection")
    if is_open(value):
        return unknown("mutationProtection")
    return passed("mutationProtection", value) if value == "ENABLED" else failed("mutationProtection", value)
