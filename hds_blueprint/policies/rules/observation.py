"""Rules of what is observed: alarms that notice silence, logs that can be searched and do not vanish."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.choices import is_none_of, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.rule import rule

METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"


@rule("cloudwatch-alarm-notices-silence", METRIC_ALARM)
def notices_silence(alarm: Resource, facts: Facts) -> Outcome:
    # `ignore` keeps the last state for ever when nothing is measured any more
    return is_none_of(alarm, "treatMissingData", "ignore")


@rule("log-group-searchable", LOG_GROUP)
def searchable(group: Resource, facts: Facts) -> Outcome:
    # the other class takes no metric filter, so that no alarm can come of it (CloudWatch Logs user guide)
    return is_one_of(group, "logGroupClass", "STANDARD", default="STANDARD")
