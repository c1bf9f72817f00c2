from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find
from .reading import inputs

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"


@pytest.mark.parametrize(
    ("alarm", "metric", "operator", "threshold"),
    [
        ("load-balancer-errors", "HTTPCode_ELB_5XX_Count", "GreaterThanThreshold", 10),
        ("service-fhir-errors", "HTTPCode_Target_5XX_Count", "GreaterThanThreshold", 10),
        ("service-fhir-unhealthy", "UnHealthyHostCount", "GreaterThanThreshold", 0),
        ("service-fhir-cpu", "CPUUtilization", "GreaterThanThreshold", 85),
        ("service-fhir-memory", "MemoryUtilization", "GreaterThanThreshold", 90),
        ("database-records-cpu", "CPUUtilization", "GreaterThanThreshold", 85),
        # a tenth of 100 GB; four fifths of the 901 connections of a db.m7g.large
        ("database-records-storage", "FreeStorageSpace", "LessThanThreshold", 100 * 1024**3 / 10),
        ("database-records-connections", "DatabaseConnections", "GreaterThanThreshold", 720.8),
        ("root-signed-in", "root-signed-in", "GreaterThanThreshold", 0),
    ],
)
def test_metrics(production: ResourceGraph, alarm: str, metric: str, operator: str, threshold: float) -> None:
    found = inputs(production, ALARM, alarm)
    assert (found["metricName"], found["comparisonOperator"]) == (metric, operator)
    assert found["threshold"] == pytest.approx(threshold)


def test_dimensions_name_the_resource(production: ResourceGraph) -> None:
    service = inputs(production, ALARM, "service-fhir-unhealthy")["dimensions"]
    assert service == {"LoadBalancer": "<edge.arnSuffix>", "TargetGroup": "<fhir.arnSuffix>"}
    tasks = inputs(production, ALARM, "service-fhir-cpu")["dimensions"]
    assert tasks == {"ClusterName": "carnet-prod", "ServiceName": "fhir"}
    database = inputs(production, ALARM, "database-records-cpu")["dimensions"]
    assert database == {"DBInstanceIdentifier": "carnet-prod-records"}


def test_every_alarm_and_its_end_reach_the_topic(production: ResourceGraph) -> None:
    topic = find(production, "aws:sns/topic:Topic", "alarms")
    alarms = production.of_type(ALARM)
    assert len(alarms) == 10
    for alarm in alarms:
        assert targets(alarm, "alarmActions") == (topic.urn,)
        assert targets(alarm, "okActions") == (topic.urn,)
        assert alarm.inputs["alarmDescription"]
    component = find(production, "hds:alarms:Alarms", "alarms")
    rules = [rule for rule in production.of_type(RULE) if rule.parent == component.urn]
    assert len(rules) == 5
    for rule in rules:
        assert targets(find(production, TARGET, rule.name), "arn") == (topic.urn,)


def pattern(graph: ResourceGraph, name: str) -> dict[str, Any]:
    rule = inputs(graph, RULE, name)
    assert rule["state"] == "ENABLED"
    return json.loads(rule["eventPattern"])


def test_failed_backups_are_told_however_the_event_calls_it(production: ResourceGraph) -> None:
    found = pattern(production, "backup-failed")
    assert found["source"] == ["aws.backup"]
    assert "Copy Job State Change" in found["detail-type"]
    either = found["detail"]["$or"]
    assert [list(condition) for condition in either] == [["state"], ["status"]]
    assert all("FAILED" in states for condition in either for states in condition.values())


@pytest.mark.parametrize(
    ("rule", "source", "call"),
    [
        ("trail-changed", "cloudtrail.amazonaws.com", "StopLogging"),
        ("key-at-risk", "kms.amazonaws.com", "ScheduleKeyDeletion"),
        ("backup-protection", "backup.amazonaws.com", "DeleteBackupVaultLockConfiguration"),
    ],
)
def test_tampering_is_told(production: ResourceGraph, rule: str, source: str, call: str) -> None:
    found = pattern(production, rule)
    assert found["detail"]["eventSource"] == [source]
    assert found["source"] == ["aws." + source.split(".")[0]]
    assert call in found["detail"]["eventName"]


def test_the_use_of_the_root_user_is_told_from_everywhere(production: ResourceGraph) -> None:
    assert pattern(production, "root-used")["detail"] == {"userIdentity": {"type": ["Root"]}}
    # sign-ins are events of one region outside of the EEA: the trail sees them
    type_ = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
    metric = inputs(production, type_, "root-signed-in")
    assert '$.userIdentity.type="Root"' in metric["pattern"]
    group = find(production, "aws:cloudwatch/logGroup:LogGroup", "audit-trail")
    assert metric["logGroupName"] == group.inputs["name"]
    transformation = metric["metricTransformation"]
    alarm = inputs(production, ALARM, "root-signed-in")
    assert (transformation["namespace"], transformation["name"]) == (alarm["namespace"], alarm["metricName"])


def test_a_workload_may_be_called_as_the_load_balancer(graph_of: GraphOf) -> None:
    names = {"load-balancer": {"image": "registry.example.org/lb:1", "hostname": "lb.example.org"}}
    graph = graph_of({"workloads": names})
    alarms = [alarm.inputs["name"] for alarm in graph.of_type(ALARM)]
    assert len(set(map(str, alarms))) == len(alarms)
