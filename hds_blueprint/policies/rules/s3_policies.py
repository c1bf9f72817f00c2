"""Rules of S3 bucket policies and of what must not change or leave."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.buckets import BUCKETS, OBJECT_LOCK, POLICY, Setting, each_setting, holds_trail
from hds_blueprint.policies.data_classes import PERSONS
from hds_blueprint.policies.data_classes import TAG as CLASS_TAG
from hds_blueprint.policies.documents import Readability, Statement, Term
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.retention_basis import judged_with_basis
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers
from hds_blueprint.policies.values import MISSING, boolean, get, is_open, number, within

BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
DAYS_PER_YEAR = 366


@rule("s3-bucket-policy-private", BUCKET_POLICY, *BUCKETS)
def policy_private(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    return closed_to_strangers(holder, "policy", facts, absent=not_applicable())


@rule("s3-bucket-tls-only", *BUCKETS)
def tls_only(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        document = facts.document(setting.resource, setting.path)
        if any(_refuses_plain_http(statement) for statement in document.statements):
            return passed(setting.path, holder=setting.holder)
        if document.readability is Readability.UNKNOWN or any(part.open for part in document.statements):
            return unknown(setting.path, holder=setting.holder)
        return failed(setting.path, holder=setting.holder)

    return each_setting(bucket, facts, POLICY, judge, absent=failed("policy"))


def _refuses_plain_http(statement: Statement) -> bool:
    insecure = any(
        condition.operator in ("Bool", "BoolIfExists") and condition.values == ("false",)
        for condition in statement.condition("aws:securetransport")
    )
    # another condition beside it would let plain HTTP through where that one does not hold
    alone = len(statement.conditions) == 1
    everything = statement.covers("s3:*") is not None
    objects = any(_names_every_object(resource) for resource in statement.resources)
    return statement.denies and statement.for_anyone and insecure and alone and everything and objects


def _names_every_object(resource: Term) -> bool:
    """`BUCKET/*`, `BUCKET*` or `*`, and not the objects of one prefix."""
    if isinstance(resource, Join):
        # a reference stands for one name
        resource = "".join(part if isinstance(part, str) else "reference" for part in resource.parts)
    if not isinstance(resource, str) or not resource.endswith("*"):
        return False
    _, _, prefix = resource.rstrip("*").partition("/")
    return prefix == ""


@rule("s3-object-lock-retention-bounded", *BUCKETS)
def object_lock_bounded(
    bucket: Resource,
    facts: Facts,
    *,
    maximum_days: int,
    maximum_days_with_basis: int,
    maximum_days_of_records: int,
) -> Iterator[Outcome]:
    records = get(bucket, CLASS_TAG) in PERSONS
    locked = get(bucket, "objectLockEnabled")
    if is_open(locked):
        yield unknown("objectLockEnabled")
        return

    def judge(setting: Setting) -> Outcome:
        days = within(setting.value, "days")
        years = within(setting.value, "years")
        if is_open(days) or is_open(years):
            return unknown(setting.path, holder=setting.holder)
        total = (number(days) or 0) + (number(years) or 0) * DAYS_PER_YEAR
        if total <= 0:
            return failed(setting.path, setting.value, holder=setting.holder)
        return judged_with_basis(
            bucket,
            setting.path,
            setting.value,
            total,
            maximum_days=maximum_days,
            maximum_days_with_basis=maximum_days_of_records if records else maximum_days_with_basis,
            holder=setting.holder,
        )

    # a lock without a default retention keeps nothing by itself
    absent = failed("objectLockConfiguration") if boolean(locked) else not_applicable()
    yield from each_setting(bucket, facts, OBJECT_LOCK, judge, absent=absent)


@rule("s3-audit-bucket-immutable", *BUCKETS)
def audit_bucket_immutable(bucket: Resource, facts: Facts) -> Outcome:
    if not holds_trail(bucket, facts):
        return not_applicable() if facts.complete else unknown(None)
    locked = get(bucket, "objectLockEnabled")
    if is_open(locked):
        return unknown("objectLockEnabled")
    if locked is not MISSING and boolean(locked):
        return passed("objectLockEnabled", locked)
    return failed("objectLockEnabled", locked)
