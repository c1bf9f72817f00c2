"""Rules of who may write logs, and of how long buckets keep them."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import (
    BUCKETS,
    LIFECYCLE,
    Setting,
    each_setting,
    holds_configuration,
    holds_trail,
    receives_access_logs,
)
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, unknown
from hds_blueprint.policies.retention_basis import judged_with_basis
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import each_statement, listed_actions
from hds_blueprint.policies.values import MISSING, Found, block, entries, is_open, number, within

LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
_PATH = "policyDocument"


@rule("log-resource-policy-private", LOG_POLICY)
def writers_known(policy: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        return "Principal: *" if statement.allows and statement.for_anyone else None

    return each_statement(policy, _PATH, facts, broken, absent=not_applicable())


@rule("log-resource-policy-actions-listed", LOG_POLICY)
def actions_listed(policy: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(policy, facts, _PATH)


def _days(rule_: Found, name: str) -> Found:
    """The days of an end, which a resource of its own and the bucket name each in their way."""
    _, end = block(rule_, "", name)
    old = within(end, "noncurrentDays")
    return within(end, "days") if old is MISSING else old


@rule("s3-log-bucket-retention-justified", *BUCKETS)
def retention_justified(
    bucket: Resource, facts: Facts, *, minimum_days: int, maximum_days: int, maximum_days_with_basis: int
) -> Iterator[Outcome]:
    """How long traces stay where load balancers, buckets, the trail and AWS Config write them.

    What a lock keeps is not gone with its end here: then another rule speaks of the shortest time.
    """
    locked = holds_trail(bucket, facts) or holds_configuration(bucket, facts)
    receives = receives_access_logs(bucket, facts)
    if receives is None and not locked:
        yield unknown("lifecycleRules")
    if not receives and not locked:
        return

    def judge(setting: Setting) -> Outcome:
        path = f"{setting.path}.expiration.days"
        if is_open(setting.value):
            return unknown(path, holder=setting.holder)
        ends = [
            (days, _days(each, "noncurrentVersionExpiration"))
            for _, each in entries(setting.value, setting.path)
            if (days := _days(each, "expiration")) is not MISSING
        ]
        if any(is_open(part) for end in ends for part in end):
            return unknown(path, holder=setting.holder)
        # the first end is the one that counts, and without one they stay for ever; what ended stays on as
        # an old version for some time
        days = min(((number(end) or 0) + (number(old) or 0) for end, old in ends), default=float("inf"))
        value = int(days) if ends else MISSING
        if days < minimum_days and not locked:
            return failed(path, value, holder=setting.holder)
        return judged_with_basis(
            bucket,
            path,
            value,
            days,
            maximum_days=maximum_days,
            maximum_days_with_basis=maximum_days_with_basis,
            holder=setting.holder,
        )

    yield from each_setting(bucket, facts, LIFECYCLE, judge, absent=failed("lifecycleRules"))
