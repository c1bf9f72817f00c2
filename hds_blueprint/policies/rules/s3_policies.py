"""Rules of S3 bucket policies and of what must not change or leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from hds_blueprint.graph.model import Join, Ref, Resource, type_of
from hds_blueprint.policies.buckets import BUCKETS, OBJECT_LOCK, POLICY, Setting, each_setting, holds_trail
from hds_blueprint.policies.data_classes import PERSONS
from hds_blueprint.policies.data_classes import TAG as CLASS_TAG
from hds_blueprint.policies.documents import Readability, Statement, Term
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.retention_basis import judged_with_basis
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import closed_to_strangers, refuses_plain_transport
from hds_blueprint.policies.values import MISSING, boolean, get, is_open, number, within

BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
DAYS_PER_YEAR = 366
_OTHER = "another-bucket"


@rule("s3-bucket-policy-private", BUCKET_POLICY, *BUCKETS)
def policy_private(holder: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(holder, "policy", facts, absent=not_applicable())


@rule("s3-bucket-tls-only", *BUCKETS)
def tls_only(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        document = facts.document(setting.resource, setting.path)
        refusals = [part for part in document.statements if _refuses_plain_http(part)]
        reached = {_reach(resource, bucket) for refusal in refusals for resource in refusal.resources}
        # the bucket itself too: keys of objects, which a list of it shows, may name patients
        if "*" in reached or {"", "/*"} <= reached:
            return passed(setting.path, holder=setting.holder)
        if document.readability is Readability.UNKNOWN or any(part.open for part in document.statements):
            return unknown(setting.path, holder=setting.holder)
        return failed(setting.path, holder=setting.holder)

    return each_setting(bucket, facts, POLICY, judge, absent=failed("policy"))


def _refuses_plain_http(statement: Statement) -> bool:
    return refuses_plain_transport(statement) and statement.covers("s3:*") is not None


def _reach(resource: Term, bucket: Resource) -> str | None:
    """What a policy names in the bucket: "" itself, `/*` its objects, `*` both; None for another bucket."""
    parts = resource.parts if isinstance(resource, Join) else (resource,)
    own = get(bucket, "bucket")
    # a reference to anything but another bucket may hold the bucket's own name
    text = "".join(part if isinstance(part, str) else _bucket_named(part, bucket) for part in parts)
    name, slash, objects = re.sub(r"^arn:[a-z-]+:s3:::", "", text).partition("/")
    if name == _OTHER or (isinstance(own, str) and own != name and not fnmatchcase(own, name)):
        return None
    return f"{slash}{objects}" if slash or not name.endswith("*") else "*"


def _bucket_named(part: Term, bucket: Resource) -> str:
    if isinstance(part, Ref) and part.urn != bucket.urn and type_of(part.urn) in BUCKETS:
        return _OTHER
    own = get(bucket, "bucket")
    return own if isinstance(own, str) else "own"


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
