"""Rules of S3 bucket policies' allowances, and of what uploads leave behind."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import (
    BUCKETS,
    LIFECYCLE,
    OBJECT_LOCK,
    Setting,
    each_setting,
    holds_trail,
)
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.s3 import is_enabled
from hds_blueprint.policies.rules.s3_policies import BUCKET_POLICY, DAYS_PER_YEAR
from hds_blueprint.policies.statements import bounded_services, listed_actions
from hds_blueprint.policies.values import MISSING, entries, is_open, number, within


@rule("s3-bucket-policy-actions-listed", BUCKET_POLICY, *BUCKETS)
def actions_listed(holder: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(holder, facts)


@rule("s3-bucket-policy-services-bounded", BUCKET_POLICY, *BUCKETS)
def services_bounded(holder: Resource, facts: Facts) -> list[Outcome]:
    return bounded_services(holder, facts)


@rule("s3-incomplete-uploads-aborted", *BUCKETS)
def incomplete_uploads_aborted(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        if is_open(setting.value):
            return unknown(setting.path, holder=setting.holder)
        for path, each in entries(setting.value, setting.path):
            name = (
                "abortIncompleteMultipartUpload" if setting.holder else "abortIncompleteMultipartUploadDays"
            )
            days = within(each, f"{name}.daysAfterInitiation" if setting.holder else name)
            if days is not MISSING and is_enabled(each):
                return passed(f"{path}.{name}", days, holder=setting.holder)
        return failed(setting.path, holder=setting.holder)

    return each_setting(bucket, facts, LIFECYCLE, judge, absent=failed("lifecycleRules"))


@rule("s3-audit-bucket-retention-sufficient", *BUCKETS)
def audit_retention_sufficient(bucket: Resource, facts: Facts, *, minimum_days: int) -> Iterator[Outcome]:
    if not holds_trail(bucket, facts):
        yield not_applicable() if facts.complete else unknown(None)
        return

    def judge(setting: Setting) -> Outcome:
        days, years = within(setting.value, "days"), within(setting.value, "years")
        if is_open(days) or is_open(years):
            return unknown(setting.path, holder=setting.holder)
        total = (number(days) or 0) + (number(years) or 0) * DAYS_PER_YEAR
        verdict = passed if total >= minimum_days else failed
        return verdict(setting.path, setting.value, holder=setting.holder)

    # whether the bucket is locked at all is a rule of its own
    yield from each_setting(bucket, facts, OBJECT_LOCK, judge, absent=not_applicable())
