"""Rules of locked buckets: what nobody can delete holds nothing that somebody may have to delete."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import BUCKETS, OBJECT_LOCK, Setting, each_setting
from hds_blueprint.policies.data_classes import PERSONS, TAG
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import get, is_open, within


@rule("s3-locked-records-erasable", *BUCKETS)
def locked_records_erasable(bucket: Resource, facts: Facts) -> Iterator[Outcome]:
    def judge(setting: Setting) -> Outcome:
        mode = within(setting.value, "mode")
        if is_open(mode):
            return unknown(setting.path, holder=setting.holder)
        outcome = failed if mode == "COMPLIANCE" else passed
        return outcome(setting.path, mode, holder=setting.holder)

    if get(bucket, TAG) not in PERSONS:
        yield not_applicable()
        return
    yield from each_setting(bucket, facts, OBJECT_LOCK, judge, absent=not_applicable())
