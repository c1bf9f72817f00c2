"""Checks of one property that many rules share."""

from __future__ import annotations

from hds_blueprint.graph.model import Join, Ref, Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.values import MISSING, Found, boolean, get, is_open, number

KEY_TYPES = (
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
    "aws:kms/alias:Alias",
)
# AWS managed keys are named by aliases with this prefix; nobody but AWS sets their policy.
AWS_MANAGED_ALIAS = "alias/aws/"


def is_true(resource: Resource, path: str, *, default: bool = False) -> Outcome:
    """The property must be true; `default` is what AWS does where it is not set."""
    return judge_boolean(get(resource, path), path, wanted=True, default=default)


def is_false(resource: Resource, path: str, *, default: bool = False) -> Outcome:
    """The property must be false; `default` is what AWS does where it is not set."""
    return judge_boolean(get(resource, path), path, wanted=False, default=default)


def judge_boolean(
    value: Found, path: str, *, wanted: bool, default: bool, holder: str | None = None
) -> Outcome:
    """PASS where the value, or AWS's default in its absence, is the wanted one."""
    if is_open(value):
        return unknown(path, holder=holder)
    actual = default if value is MISSING else boolean(value)
    return passed(path, value, holder=holder) if actual is wanted else failed(path, value, holder=holder)


def at_least(resource: Resource, path: str, minimum: float, *, default: float) -> Outcome:
    """The number must not be below the minimum; `default` is what AWS does where it is not set."""
    value = get(resource, path)
    if is_open(value):
        return unknown(path)
    actual = default if value is MISSING else number(value)
    return passed(path, value) if actual is not None and actual >= minimum else failed(path, value)


def is_set(resource: Resource, path: str) -> Outcome:
    """The property must have a value, which may be another resource's output."""
    value = get(resource, path)
    if value is MISSING or value == "":
        return failed(path)
    return passed(path, value) if isinstance(value, Ref | Join) or not is_open(value) else unknown(path)


def customer_key(resource: Resource, path: str, facts: Facts) -> Outcome:
    """The property must name a customer managed key: one of the graph, or a literal key id or ARN."""
    value = get(resource, path)
    if value is MISSING or value == "":
        return failed(path)
    if isinstance(value, str):
        return failed(path, value) if AWS_MANAGED_ALIAS in value else passed(path, value)
    if isinstance(value, Join) and any(isinstance(p, str) and AWS_MANAGED_ALIAS in p for p in value.parts):
        return failed(path, value)
    return passed(path, value) if facts.targets(resource, path, *KEY_TYPES) else unknown(path)
