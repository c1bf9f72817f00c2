"""A rule of what buckets of data keep of objects that were replaced or deleted."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import BUCKETS, LIFECYCLE, Setting, each_setting
from hds_blueprint.policies.data_stores import holds_data
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, block, entries, is_open, number, within

_EXPIRATION = "noncurrentVersionExpiration"
# The name of the property in a resource of its own, and inline on the bucket.
_DAYS = ("noncurrentDays", "days")


@rule("s3-bucket-noncurrent-versions-kept", *BUCKETS)
def versions_kept(bucket: Resource, facts: Facts, *, minimum_days: int) -> Iterator[Outcome]:
    if not holds_data(bucket, facts):
        return

    def judge(setting: Setting) -> Outcome:
        path = f"{setting.path}.{_EXPIRATION}.{_DAYS[0]}"
        if is_open(setting.value):
            return unknown(path, holder=setting.holder)
        for place, each in entries(setting.value, setting.path):
            base, end = block(each, place, _EXPIRATION)
            name = next((name for name in _DAYS if within(end, name) is not MISSING), _DAYS[0])
            path, days = f"{base}.{name}", within(end, name)
            if is_open(days):
                return unknown(path, holder=setting.holder)
            if days is not MISSING and (number(days) or 0) < minimum_days:
                return failed(path, days, holder=setting.holder)
        return passed(path, holder=setting.holder)

    # without a lifecycle nothing ends, which another rule speaks of
    yield from each_setting(bucket, facts, LIFECYCLE, judge, absent=passed("lifecycleRules"))
