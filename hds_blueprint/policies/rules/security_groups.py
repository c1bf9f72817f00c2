"""Rules of security groups: who may come in, in all the forms a rule can be written."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.ingress import (
    DEFAULT_GROUP,
    GROUP,
    INGRESS_RULE,
    OLD_RULE,
    PRIVATE_PORTS,
    WEB_PORTS,
    Opening,
    entries_of_load_balancers,
    openings,
    settled,
)
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule


@rule("security-group-ingress-restricted", GROUP, DEFAULT_GROUP, OLD_RULE, INGRESS_RULE)
def ingress_restricted(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    found = openings(holder, facts)
    if found is None:
        return iter((not_applicable(),))
    if not found:
        return iter((passed("ingress"),))
    return (_judge(holder, facts, opening) for opening in found)


def _judge(holder: Resource, facts: Facts, opening: Opening) -> Outcome:
    if (outcome := settled(opening)) is not None:
        return outcome
    if opening.port is None or opening.port in PRIVATE_PORTS:
        return failed(opening.path, opening.source, ports=opening.described)
    group = (
        holder.urn
        if holder.type in (GROUP, DEFAULT_GROUP)
        else next(iter(facts.targets(holder, "securityGroupId", GROUP)), None)
    )
    entries = facts.once(entries_of_load_balancers)
    if group is not None and (ports := entries.get(group)) is not None:
        if opening.port in ports:
            return passed(opening.path, opening.source)
        if None in ports:
            # a listener's port is not known yet
            return unknown(opening.path)
    elif not facts.complete or (group is None and opening.port in WEB_PORTS):
        # which group it opens, and whether a load balancer uses it, is not known here
        return unknown(opening.path)
    return failed(opening.path, opening.source, ports=opening.described)
