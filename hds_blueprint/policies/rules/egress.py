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
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed
from hds_blueprint.policies.rule import rule

# DNS, HTTP, NTP, HTTPS
OUTWARD = frozenset({53, 80, 123, 443})


@rule("security-group-egress-restricted", GROUP, DEFAULT_GROUP, OLD_RULE, EGRESS_RULE)
def egress_restricted(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    found = leavings(holder, facts)
    if found is None:
        return iter((not_applicable(),))
    return (_judge(opening) for opening in found) if found else iter((passed("egress"),))


def _judge(opening: Opening) -> Outcome:
    if (outcome := settled(opening)) is not None:
        return outcome
    if opening.port in OUTWARD:
        return passed(opening.path, opening.source)
    return failed(opening.path, opening.source, ports=opening.described)
