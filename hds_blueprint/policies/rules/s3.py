"""Rules of Amazon S3 buckets: public access, ownership, versions, encryption, logs."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import (
    ACCESS_LOGS,
    ACL,
    BUCKETS,
    DISTRIBUTION,
    ENCRYPTION,
    LIFECYCLE,
    OWNERSHIP,
    PUBLIC_ACCESS,
    VERSIONING,
    Setting,
    each_setting,
    receives_access_logs,
    replication_source,
)
from hds_blueprint.policies.checks import AWS_MANAGED_ALIAS, KEY_TYPES, judge_boolean
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, summary, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, Found, block, boolean, entries, get, is_open, within

BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
# canned ACLs that let in others than the owner's account and AWS's log delivery
PUBLIC_ACLS = ("public-read", "public-read-write", "authenticated-read", "website")
PUBLIC_GROUPS = ("/AllUsers", "/AuthenticatedUsers")
KMS_ALGORITHMS = ("aws:kms", "aws:kms:dsse")


@rule("s3-bucket-public-access-blocked", *BUCKETS)
def public_access_blocked(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        blocks = (
            judge_boolean(get(setting.resource, b), b, wanted=True, default=False, holder=setting.holder)
            for b in BLOCKS
        )
        return summary(blocks)[0]

    # what is blocked for the whole account is blocked for each of its buckets
    blocked = next((each for each in facts.graph.of_type(ACCOUNT_BLOCK) if _blocks_all(each, bucket)), None)
    absent = (
        failed("publicAccessBlock") if blocked is None else passed("publicAccessBlock", holder=blocked.urn)
    )
    return each_setting(bucket, facts, PUBLIC_ACCESS, judge, absent=absent)


def _blocks_all(block: Resource, bucket: Resource) -> bool:
    return block.provider == bucket.provider and all(boolean(get(block, name)) is True for name in BLOCKS)


@rule("s3-bucket-versioned", *BUCKETS)
def versioned(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        name = "enabled" if setting.holder is None else "status"
        path, value = f"{setting.path}.{name}", within(setting.value, name)
        if is_open(value):
            return unknown(path, holder=setting.holder)
        enabled = value == "Enabled" or boolean(value) is True
        return (
            passed(path, value, holder=setting.holder)
            if enabled
            else failed(path, value, holder=setting.holder)
        )

    return each_setting(bucket, facts, VERSIONING, judge, absent=failed("versioning"))


@rule("s3-bucket-customer-key", *BUCKETS)
def customer_key(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    receives = receives_access_logs(bucket, facts)
    if receives:
        yield not_applicable()
        return

    def judge(setting: Setting) -> Outcome:
        for path, rule_ in entries(setting.value, setting.path):
            default, encryption = block(rule_, path, "applyServerSideEncryptionByDefault")
            return _judge_key(setting, default, encryption, facts)
        return failed(setting.path, holder=setting.holder)

    for outcome in each_setting(
        bucket, facts, ENCRYPTION, judge, absent=failed("serverSideEncryptionConfiguration")
    ):
        # a bucket for access logs cannot have the key, and what is written to it may be unknown here
        yield unknown(outcome.path, holder=outcome.holder) if receives is None else outcome


def _judge_key(setting: Setting, path: str, encryption: Found, facts: Facts) -> Outcome:
    algorithm = within(encryption, "sseAlgorithm")
    key = within(encryption, "kmsMasterKeyId")
    if is_open(algorithm):
        return unknown(f"{path}.sseAlgorithm", holder=setting.holder)
    if algorithm not in KMS_ALGORITHMS:
        return failed(f"{path}.sseAlgorithm", algorithm, holder=setting.holder)
    path = f"{path}.kmsMasterKeyId"
    if key is MISSING or (isinstance(key, str) and AWS_MANAGED_ALIAS in key):
        return failed(path, key, holder=setting.holder)
    known = isinstance(key, str) or facts.targets(setting.resource, path, *KEY_TYPES)
    return passed(path, key, holder=setting.holder) if known else unknown(path, holder=setting.holder)


@rule("s3-bucket-owner-enforced", *BUCKETS)
def owner_enforced(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        path, value = "rule.objectOwnership", get(setting.resource, "rule.objectOwnership")
        if is_open(value):
            return unknown(path, holder=setting.holder)
        enforced = value == "BucketOwnerEnforced"
        return (
            passed(path, value, holder=setting.holder)
            if enforced
            else failed(path, value, holder=setting.holder)
        )

    delivered = facts.attached(bucket, "loggingConfig.bucket", DISTRIBUTION)
    if delivered.resources:
        # CloudFront writes its standard logs by an access list (its developer guide, "Standard logging")
        yield not_applicable()
        return
    for outcome in each_setting(bucket, facts, OWNERSHIP, judge, absent=failed("ownershipControls")):
        yield unknown(outcome.path, holder=outcome.holder) if delivered.uncertain else outcome


@rule("s3-bucket-acl-private", *BUCKETS)
def acl_private(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        if is_open(setting.value):
            return unknown(setting.path, holder=setting.holder)
        if setting.value in PUBLIC_ACLS:
            return failed(setting.path, setting.value, holder=setting.holder)
        if setting.holder is None:
            return passed(setting.path, setting.value)
        granted = _grants(setting.resource, "accessControlPolicy.grants", "grantee.uri", setting.holder)
        return summary([passed(setting.path, setting.value, holder=setting.holder), *granted])[0]

    yield from _grants(bucket, "grants", "uri", None)
    yield from each_setting(bucket, facts, ACL, judge, absent=passed())


def _grants(resource: Resource, base: str, group: str, holder: str | None) -> Iterator[Outcome]:
    """A failure for each grant to everybody, written on the bucket or as a resource of its own."""
    for path, grant in entries(get(resource, base), base):
        place, value = f"{path}.{group}", within(grant, group)
        if is_open(value):
            yield unknown(place, holder=holder)
        elif isinstance(value, str) and value.endswith(PUBLIC_GROUPS):
            yield failed(place, value, holder=holder)


@rule("s3-bucket-access-logged", *BUCKETS)
def access_logged(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    receives = receives_access_logs(bucket, facts)
    # a bucket of logs that logged into itself would never stop; a replica is written to by S3 only,
    # and its log bucket would have to stand in its own region
    if receives or replication_source(bucket, facts):
        yield not_applicable()
        return

    def judge(setting: Setting) -> Outcome:
        if setting.value is MISSING or setting.value == "":
            return failed(setting.path, holder=setting.holder)
        return passed(setting.path, setting.value, holder=setting.holder)

    for outcome in each_setting(bucket, facts, ACCESS_LOGS, judge, absent=failed("logging")):
        yield unknown(outcome.path) if receives is None else outcome


@rule("s3-bucket-noncurrent-versions-expire", *BUCKETS)
def noncurrent_versions_expire(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        if is_open(setting.value):
            return unknown(setting.path, holder=setting.holder)
        for path, rule_ in entries(setting.value, setting.path):
            place, days = block(rule_, path, "noncurrentVersionExpiration")
            if days is not MISSING and is_enabled(rule_):
                return passed(place, days, holder=setting.holder)
        return failed(setting.path, holder=setting.holder)

    return each_setting(bucket, facts, LIFECYCLE, judge, absent=failed("lifecycleRules"))


def is_enabled(rule_: Found) -> bool:
    return within(rule_, "status") == "Enabled" or boolean(within(rule_, "enabled")) is True
