"""Patterns of logs and events, and whether what they find reaches somebody."""

from __future__ import annotations

from hds_blueprint.graph.model import Ref, Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.values import MISSING, get, is_open

FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
# What looks for something, with the input that says for what.
PATTERNS = ((FILTER, "pattern"), (EVENT_RULE, "eventPattern"))


def told(candidate: Resource, facts: Facts) -> bool:
    """Whether the match reaches somebody: a target of the rule, an alarm with actions on the metric."""
    if candidate.type == EVENT_RULE:
        return bool(facts.attached(candidate, "rule", EVENT_TARGET).resources)
    metric, heard = get(candidate, "metricTransformation.name"), facts.once(_heard)
    if is_open(metric):
        return bool(heard)
    return candidate.urn in heard or (isinstance(metric, str) and metric in heard)


def _heard(facts: Facts) -> frozenset[str]:
    """The metrics of alarms with actions: their names, or the URNs of the filters that make them."""
    alarms = [each for each in facts.graph.of_type(ALARM) if get(each, "alarmActions") not in (MISSING, [])]
    named = [get(alarm, "metricName") for alarm in alarms]
    return frozenset(
        name.urn if isinstance(name, Ref) else name for name in named if isinstance(name, str | Ref)
    )
