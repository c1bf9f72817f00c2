"""Rules of CloudWatch log groups."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, unknown
from hds_blueprint.policies.retention_basis import judged_with_basis
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import get, is_open, number

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


@rule("log-group-customer-key", LOG_GROUP)
def own_key(group: Resource, facts: Facts) -> Outcome:
    return customer_key(group, "kmsKeyId", facts)


@rule("log-group-retention-justified", LOG_GROUP)
def retention_justified(
    group: Resource, facts: Facts, *, minimum_days: int, maximum_days: int, maximum_days_with_basis: int
) -> Outcome:
    value = get(group, "retentionInDays")
    if is_open(value):
        return unknown("retentionInDays")
    # not set, or 0, keeps for ever
    days = number(value) or float("inf")
    if days < minimum_days:
        return failed("retentionInDays", value)
    return judged_with_basis(
        group,
        "retentionInDays",
        value,
        days,
        maximum_days=maximum_days,
        maximum_days_with_basis=maximum_days_with_basis,
    )
