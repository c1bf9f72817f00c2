"""Rules of CloudWatch log groups."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import get, is_open, number

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


@rule("log-group-customer-key", LOG_GROUP)
def own_key(group: Resource, facts: Facts) -> Outcome:
    return customer_key(group, "kmsKeyId", facts)


@rule("log-group-retention-justified", LOG_GROUP)
def retention_justified(group: Resource, facts: Facts, *, minimum_days: int, maximum_days: int) -> Outcome:
    value = get(group, "retentionInDays")
    if is_open(value):
        return unknown("retentionInDays")
    # not set, or 0, keeps for ever
    days = number(value) or float("inf")
    within_bounds = minimum_days <= days <= maximum_days
    return passed("retentionInDays", value) if within_bounds else failed("retentionInDays", value)
