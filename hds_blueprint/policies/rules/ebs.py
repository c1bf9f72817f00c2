"""Rules of Amazon EBS volumes, also of those that come with a machine."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import AWS_MANAGED_ALIAS, customer_key, is_true, judge_boolean
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.machines import (
    DEFAULT_KEY,
    ENCRYPTION_BY_DEFAULT,
    MACHINES,
    disks,
    encrypted_by_default,
)
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.places import region_of
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

VOLUME = "aws:ebs/volume:Volume"
LIFECYCLE = "aws:dlm/lifecyclePolicy:LifecyclePolicy"


@rule("ebs-volume-encrypted", VOLUME)
def volume_encrypted(volume: Resource, facts: Facts) -> Outcome:
    return is_true(volume, "encrypted", default=encrypted_by_default(volume, facts))


@rule("ebs-volume-customer-key", VOLUME)
def volume_key(volume: Resource, facts: Facts) -> Outcome:
    if get(volume, "kmsKeyId") is MISSING and _default_key(volume, facts):
        return passed("kmsKeyId")
    return customer_key(volume, "kmsKeyId", facts)


def _default_key(resource: Resource, facts: Facts) -> bool:
    """Whether the graph sets a customer key for every new volume of the resource's region."""
    region = region_of(resource, facts)
    return any(region_of(setting, facts) == region for setting in facts.graph.of_type(DEFAULT_KEY))


@rule("ebs-volume-final-snapshot-taken", VOLUME)
def final_snapshot(volume: Resource, facts: Facts) -> Outcome:
    return is_true(volume, "finalSnapshot") if facts.production else not_applicable()


@rule("ec2-instance-disks-encrypted", *MACHINES)
def disks_encrypted(machine: Resource, facts: Facts) -> Iterator[Outcome]:
    by_default = encrypted_by_default(machine, facts)
    for path, disk in disks(machine):
        value = within(disk, "encrypted")
        place = path if is_open(disk) else f"{path}.encrypted"
        yield judge_boolean(value, place, wanted=True, default=by_default)


@rule("ec2-instance-disks-customer-key", *MACHINES)
def disks_key(machine: Resource, facts: Facts) -> Iterator[Outcome]:
    by_default = _default_key(machine, facts)
    for path, disk in disks(machine):
        place, value = f"{path}.kmsKeyId", within(disk, "kmsKeyId")
        if value is MISSING:
            yield passed(place) if by_default else failed(place)
        elif isinstance(value, str):
            yield failed(place, value) if AWS_MANAGED_ALIAS in value else passed(place, value)
        else:
            yield customer_key(machine, place, facts)


@rule("ebs-encryption-by-default-enabled", ENCRYPTION_BY_DEFAULT)
def by_default_enabled(setting: Resource, facts: Facts) -> Outcome:
    return is_true(setting, "enabled", default=True)


@rule("ebs-default-key-customer", DEFAULT_KEY)
def default_key(setting: Resource, facts: Facts) -> Outcome:
    return customer_key(setting, "keyArn", facts)


@rule("dlm-copies-encrypted", LIFECYCLE)
def copies_encrypted(policy: Resource, facts: Facts) -> Iterator[Outcome]:
    schedules = get(policy, "policyDetails.schedules")
    if is_open(schedules):
        yield unknown("policyDetails.schedules")
        return
    for path, schedule in entries(schedules, "policyDetails.schedules"):
        for place, copy in entries(within(schedule, "crossRegionCopyRules"), f"{path}.crossRegionCopyRules"):
            yield judge_boolean(within(copy, "encrypted"), f"{place}.encrypted", wanted=True, default=False)
