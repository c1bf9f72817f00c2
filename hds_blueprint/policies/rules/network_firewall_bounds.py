"""Rules of AWS Network Firewall: zones, and changes that would take it out of the way."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.choices import counts_at_least
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.network_firewall import FIREWALL
from hds_blueprint.policies.values import MISSING, get


@rule("network-firewall-zones-redundant", FIREWALL)
def zones_redundant(firewall: Resource, facts: Facts) -> Outcome:
    if not facts.production or get(firewall, "subnetMappings") is MISSING:
        # attached to a transit gateway, which has zones of its own
        return not_applicable()
    return counts_at_least(firewall, "subnetMappings", 2)


@rule("network-firewall-policy-protected", FIREWALL)
def policy_protected(firewall: Resource, facts: Facts) -> Outcome:
    return is_true(firewall, "firewallPolicyChangeProtection") if facts.production else not_applicable()


@rule("network-firewall-subnets-protected", FIREWALL)
def subnets_protected(firewall: Resource, facts: Facts) -> Outcome:
    return is_true(firewall, "subnetChangeProtection") if facts.production else not_applicable()
