"""Rules of what a bucket with data of its own refuses: old TLS, and uploads under another's key."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies import data_stores
from hds_blueprint.policies.buckets import BUCKETS, POLICY, Setting, each_setting
from hds_blueprint.policies.documents import Readability, Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import number

# TLS 1.0 and 1.1 are obsolete (RFC 8996)
OLDEST_TLS = 1.2
UPLOAD_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"


def _refuses(bucket: Resource, facts: Facts, wanted: Callable[[Statement], bool]) -> Iterator[Outcome]:
    """Whether the policies of a bucket hold a refusal; nothing is said of buckets of logs and of copies."""
    if not data_stores.holds_data(bucket, facts):
        yield not_applicable() if facts.complete else unknown(None)
        return
    yield from refused_by_policy(bucket, facts, wanted)


def refused_by_policy(
    bucket: Resource, facts: Facts, wanted: Callable[[Statement], bool]
) -> Iterator[Outcome]:
    """Whether the policies of a bucket hold a refusal of this kind, for anybody."""

    def judge(setting: Setting) -> Outcome:
        document = facts.document(setting.resource, setting.path)
        if any(each.denies and each.for_anyone and wanted(each) for each in document.statements):
            return passed(setting.path, holder=setting.holder)
        if document.readability is Readability.UNKNOWN or any(each.open for each in document.statements):
            return unknown(setting.path, holder=setting.holder)
        return failed(setting.path, holder=setting.holder)

    yield from each_setting(bucket, facts, POLICY, judge, absent=failed("policy"))


@rule("s3-bucket-tls-current", *BUCKETS)
def tls_current(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def refuses_old(statement: Statement) -> bool:
        bounds = [
            number(value) if isinstance(value, str) else None
            for condition in statement.condition("s3:tlsversion")
            if condition.operator.startswith("NumericLessThan")
            for value in condition.values
        ]
        return len(statement.conditions) == 1 and any(
            bound is not None and bound >= OLDEST_TLS for bound in bounds
        )

    return _refuses(bucket, facts, refuses_old)


@rule("s3-bucket-uploads-under-own-key", *BUCKETS)
def uploads_under_own_key(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def refuses_others(statement: Statement) -> bool:
        named = any(
            condition.operator.startswith(("StringNotEquals", "ArnNotEquals")) and condition.values
            for condition in statement.condition(UPLOAD_KEY)
        )
        return named and statement.covers("s3:PutObject") is not None

    return _refuses(bucket, facts, refuses_others)
