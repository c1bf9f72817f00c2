"""A rule of what leaves security groups: the whole internet is reached on named ports only."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.ingress import (
    DEFAULT_GROUP,
    EGRESS_RULE,
    GROUP,
    OLD_RULE,
    Opening,
    leavings,
    settled,
)
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.network_firewall import FIREWALL

# DNS, HTTP, NTP, HTTPS
OUTWARD = frozenset({53, 80, 123, 443})
GROUPS = (GROUP, DEFAULT_GROUP)


@rule("security-group-egress-restricted", *GROUPS, OLD_RULE, EGRESS_RULE)
def egress_restricted(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    found = leavings(holder, facts)
    if found is None:
        return iter((not_applicable(),))
    return (_judge(opening, holder, facts) for opening in found) if found else iter((passed("egress"),))


def _judge(opening: Opening, holder: Resource, facts: Facts) -> Outcome:
    if (outcome := settled(opening)) is not None:
        return outcome
    if opening.port in OUTWARD or (opening.port is not None and _behind_firewall(holder, facts)):
        return passed(opening.path, opening.source)
    if opening.port is not None and not facts.complete:
        return unknown(opening.path)  # a firewall may follow
    return failed(opening.path, opening.source, ports=opening.described)


def _behind_firewall(holder: Resource, facts: Facts) -> bool:
    """Whether a firewall of the same network names the destinations; rules of its own judge it."""
    groups = [holder] if holder.type in GROUPS else facts.target_resources(holder, "securityGroupId", *GROUPS)
    networks = {urn for group in groups for urn in facts.targets(group, "vpcId")}
    return any(networks.intersection(facts.targets(each, "vpcId")) for each in facts.graph.of_type(FIREWALL))
