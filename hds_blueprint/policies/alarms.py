"""Patterns of logs and events, and whether what they find reaches somebody."""

from __future__ import annotations

import re

from hds_blueprint.graph.model import Ref, Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
QUERIES = "metricQueries"
_NODE = re.compile(r"-[0-9]{3}$")
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


def watched(resource: Resource, dimension: str, facts: Facts, *metrics: str) -> Outcome:
    """PASS where an alarm watches one of these metrics of the resource, which the dimension names."""
    attached = facts.attached(resource, f"dimensions.{dimension}", ALARM)
    unnamed = attached.uncertain
    for alarm in (*attached.resources, *_named(resource, f"dimensions.{dimension}", facts)):
        metric = get(alarm, "metricName")
        if metric in metrics:
            return passed("metricAlarm", holder=alarm.urn)
        unnamed = unnamed or is_open(metric)
    for metric in metrics:
        if (holder := facts.once(_computed).get((resource.urn, metric))) is not None:
            return passed("metricAlarm", holder=holder)
    wanted = ", ".join(metrics)
    return unknown("metricAlarm") if unnamed else failed("metricAlarm", metrics=wanted)


def _named(resource: Resource, path: str, facts: Facts) -> list[Resource]:
    """The alarms whose dimension is computed of the resource, or is its name, or that of one of its nodes."""
    index = facts.once(_dimensions)
    names = [get(resource, name) for name in ("replicationGroupId", "domainName")]
    keys = (resource.urn, *(name for name in names if isinstance(name, str)))
    return [alarm for key in keys for alarm in index.get(key, ()) if get(alarm, path) is not MISSING]


def _dimensions(facts: Facts) -> dict[str, list[Resource]]:
    """Alarms by what their dimensions are computed of, and by the texts that these are."""
    found: dict[str, list[Resource]] = {}
    for alarm in facts.graph.of_type(ALARM):
        dimensions = get(alarm, "dimensions")
        texts = dimensions.values() if isinstance(dimensions, dict) else ()
        # ElastiCache numbers the nodes of a group: sessions-001
        names = {_NODE.sub("", text) for text in texts if isinstance(text, str)}
        for key in names.union(alarm.dependencies.get("dimensions", ())):
            found.setdefault(key, []).append(alarm)
    return found


def _computed(facts: Facts) -> dict[tuple[str, str], str]:
    """The alarms on what is computed of metrics, by the URN of what has the metric, and its name."""
    found: dict[tuple[str, str], str] = {}
    for alarm in facts.graph.of_type(ALARM):
        for path, query in entries(get(alarm, QUERIES), QUERIES):
            metric, dimensions = within(query, "metric.metricName"), within(query, "metric.dimensions")
            if isinstance(metric, str) and isinstance(dimensions, dict):
                for name in dimensions:
                    for urn in facts.targets(alarm, f"{path}.metric.dimensions.{name}"):
                        found.setdefault((urn, metric), alarm.urn)
    return found
