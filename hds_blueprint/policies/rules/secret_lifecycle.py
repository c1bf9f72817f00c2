"""Rules of the life of secrets in AWS Secrets Manager: copies, rotation, deletion, policies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import AWS_MANAGED_ALIAS, KEY_TYPES, at_least, is_false, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.secretsmanager import SECRET, SECRET_POLICY
from hds_blueprint.policies.values import MISSING, Found, entries, get, is_open, number, within

ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
DEFAULT_WINDOW_DAYS = 30
_RATE = re.compile(r"rate\((\d+) days?\)")


@rule("secret-recovery-window-sufficient", SECRET)
def recovery_window(secret: Resource, facts: Facts, *, minimum_days: int) -> Outcome:
    # 0 deletes at once, with what it opened
    return at_least(secret, "recoveryWindowInDays", minimum_days, default=DEFAULT_WINDOW_DAYS)


@rule("secret-replica-customer-key", SECRET)
def replica_key(secret: Resource, facts: Facts) -> Iterator[Outcome]:
    replicas = get(secret, "replicas")
    if is_open(replicas):
        yield unknown("replicas")
    for path, replica in entries(replicas, "replicas"):
        place, key = f"{path}.kmsKeyId", within(replica, "kmsKeyId")
        if key is MISSING or (isinstance(key, str) and AWS_MANAGED_ALIAS in key):
            yield failed(place, key)
        elif isinstance(key, str) or facts.targets(secret, place, *KEY_TYPES):
            yield passed(place, key)
        else:
            yield unknown(place)


@rule("secret-replica-overwrite-refused", SECRET)
def overwrite_refused(secret: Resource, facts: Facts) -> Outcome:
    return is_false(secret, "forceOverwriteReplicaSecret")


@rule("secret-policy-public-blocked", SECRET_POLICY)
def public_blocked(policy: Resource, facts: Facts) -> Outcome:
    return is_true(policy, "blockPublicPolicy")


@rule("secret-rotation-frequent", ROTATION)
def rotation_frequent(rotation: Resource, facts: Facts, *, maximum_days: int) -> Outcome:
    path = "rotationRules.automaticallyAfterDays"
    days, schedule = get(rotation, path), get(rotation, "rotationRules.scheduleExpression")
    if days is MISSING and schedule is not MISSING:
        return _by_schedule(schedule, maximum_days)
    if is_open(days):
        return unknown(path)
    frequent = days is not MISSING and 0 < (number(days) or 0) <= maximum_days
    return passed(path, days) if frequent else failed(path, days)


def _by_schedule(schedule: Found, maximum_days: int) -> Outcome:
    """A rate is a number of days; how often any other expression comes round is not read here."""
    path = "rotationRules.scheduleExpression"
    rate = _RATE.fullmatch(schedule) if isinstance(schedule, str) else None
    if rate is None:
        return unknown(path) if is_open(schedule) else passed(path, schedule)
    return passed(path, schedule) if int(rate[1]) <= maximum_days else failed(path, schedule)
