"""Patterns of logs and events, and whether what they find reaches somebody."""

from __future__ import annotations

from hds_blueprint.graph.model import Ref, Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.values import MISSING, Found, get, is_open

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
    metric = get(candidate, "metricTransformation.name")
    for alarm in facts.graph.of_type(ALARM):
        named: Found = get(alarm, "metricName")
        same = named == metric or (isinstance(named, Ref) and named.urn == candidate.urn) or is_open(metric)
        if same and get(alarm, "alarmActions") not in (MISSING, []):
            return True
    return False
