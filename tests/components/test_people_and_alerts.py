"""What a service's document says of auditors, administrators, routes of alarms and budgets, on the graph."""

from __future__ import annotations

import json
from typing import Any

from hds_blueprint.components.data_files import table
from hds_blueprint.graph.model import targets

from .conftest import find
from .reading import inputs, plain, statements
from .small_platform import graph_of

ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
TOPIC = "aws:sns/topic:Topic"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
AUDITOR = "arn:aws:iam::210987654321:role/audit"
ROUTES = {
    "alerts": {"routes": {"critical": ["call@example.org"], "warning": ["a@example.org", "b@example.org"]}}
}


def trust(changes: dict[str, Any], role: str) -> dict[str, Any]:
    return statements(graph_of(changes), ROLE, role, "assumeRolePolicy")


# --- who reads traces -------------------------------------------------------------------------


def test_nobody_is_named_and_no_role_is_made() -> None:
    assert not {"service-auditor", "trace-reader", "service-operator"} & {
        r.name for r in graph_of().of_type(ROLE)
    }


def test_an_auditor_reads_the_audit_bucket_and_its_key_only() -> None:
    graph = graph_of({"access": {"auditors": [AUDITOR]}})
    document = statements(graph, ROLE_POLICY, "service-auditor")
    assert document["ReadTraceFiles"]["Resource"] == ["<audit.arn>", "<audit.arn>/*"]
    assert document["DecryptTraceFiles"]["Resource"] == "<logs.arn>"
    assert document["ReadTraceGroups"]["Resource"].endswith("log-group:/hds/carnet-prod/audit-trail:*")
    [statement] = statements(graph, ROLE, "service-auditor", "assumeRolePolicy").values()
    assert statement["Principal"] == {"AWS": AUDITOR}


def test_a_reader_of_traces_reads_those_of_applications_too() -> None:
    graph = graph_of({"logging": {"readers": ["arn:aws:iam::123456789012:user/soc"]}})
    groups = statements(graph, ROLE_POLICY, "trace-reader")["ReadTraceGroups"]["Resource"]
    assert any(group.endswith("log-group:/hds/carnet-prod/*") for group in groups)
    [statement] = statements(graph, ROLE, "trace-reader", "assumeRolePolicy").values()
    assert statement["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


# --- who administers --------------------------------------------------------------------------


def test_operators_come_from_identity_centre_unless_the_document_says_otherwise() -> None:
    [statement] = trust({"access": {"administrators": {"session_hours": 3}}}, "service-operator").values()
    path = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*"
    assert statement["Condition"] == {"ArnLike": {"aws:PrincipalArn": path}}
    [other] = trust({"access": {"administrators": {"identity_centre": False}}}, "service-operator").values()
    assert other["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def test_the_operator_reaches_the_service_alone() -> None:
    graph = graph_of({"access": {"administrators": {"session_hours": 3}}})
    assert find(graph, ROLE, "service-operator").inputs["maxSessionDuration"] == 3 * 3600
    for statement in statements(graph, ROLE_POLICY, "service-operator").values():
        resources = statement["Resource"]
        for resource in [resources] if isinstance(resources, str) else resources:
            assert "carnet-prod" in resource


def test_the_way_in_for_emergencies_raises_an_alarm() -> None:
    changes = {"access": {"administrators": {"break_glass": {"holders": ["rssi", "cto"]}}}}
    graph = graph_of(changes)
    watched = find(graph, "aws:cloudwatch/logMetricFilter:LogMetricFilter", "break-glass-used")
    assert find(graph, ROLE, "service-break-glass").urn in targets(watched, "pattern")
    assert inputs(graph, ALARM, "break-glass-used")["alarmActions"] == ["<alarms.arn>"]
    assert "break-glass-used" not in {r.name for r in graph_of().of_type(ALARM)}


# --- routes of alarms -------------------------------------------------------------------------


def test_without_routes_there_is_one_topic() -> None:
    assert [topic.name for topic in graph_of().of_type(TOPIC)] == ["alarms"]


def test_each_severity_has_a_topic_and_its_addresses() -> None:
    graph = graph_of(ROUTES)
    assert {topic.name for topic in graph.of_type(TOPIC)} == {
        "alarms",
        "alarms-information",
        "alarms-warning",
    }
    subscribed: dict[str, set[str]] = {}
    for each in graph.of_type("aws:sns/topicSubscription:TopicSubscription"):
        subscribed.setdefault(str(plain(each.inputs["topic"])), set()).add(str(each.inputs["endpoint"]))
    assert subscribed == {
        "<alarms.arn>": {"call@example.org"},
        "<alarms-warning.arn>": {"a@example.org", "b@example.org"},
        "<alarms-information.arn>": {"incidents@example.org"},
    }


def test_alarms_go_by_their_severity() -> None:
    graph = graph_of(ROUTES)
    assert inputs(graph, ALARM, "database-records-storage")["alarmActions"] == ["<alarms.arn>"]
    assert inputs(graph, ALARM, "database-records-cpu")["alarmActions"] == ["<alarms-warning.arn>"]
    assert inputs(graph, "aws:cloudwatch/eventTarget:EventTarget", "trail-changed")["arn"] == "<alarms.arn>"


def test_every_alarm_that_has_a_severity_exists() -> None:
    alarms = table("alarms")
    for listed in table("alarm_severities").values():
        for name in listed:
            kind, _, alarm = name.partition(".")
            assert alarm in alarms[kind], name


# --- budget and dashboard ---------------------------------------------------------------------


def test_a_budget_tells_the_contact_at_each_share_and_ahead() -> None:
    budget = {"monthly": 3000, "told_at_percent": [100, 50], "contact": "finance@example.org"}
    settings = inputs(graph_of({"alerts": {"budget": budget}}), "aws:budgets/budget:Budget", "monthly")
    assert (settings["limitAmount"], settings["limitUnit"], settings["timeUnit"]) == (
        "3000",
        "USD",
        "MONTHLY",
    )
    assert settings["costFilters"] == [{"name": "TagKeyValue", "values": ["user:service$carnet"]}]
    told = [(each["notificationType"], each["threshold"]) for each in settings["notifications"]]
    assert told == [("ACTUAL", 50), ("ACTUAL", 100), ("FORECASTED", 100)]
    assert all(
        each["subscriberEmailAddresses"] == ["finance@example.org"] for each in settings["notifications"]
    )
    assert not graph_of().of_type("aws:budgets/budget:Budget")


def test_the_dashboard_shows_the_golden_signals_of_what_is_watched() -> None:
    settings = inputs(graph_of(), "aws:cloudwatch/dashboard:Dashboard", "signals")
    widgets = json.loads(settings["dashboardBody"])["widgets"]
    titles = {widget["properties"]["title"] for widget in widgets}
    assert {f"load-balancer: {signal}" for signal in ("Traffic", "Latency", "Errors", "Saturation")} <= titles
    assert "database-records: Latency" in titles
    places = [(widget["x"], widget["y"]) for widget in widgets]
    assert len(places) == len(set(places))
    assert all(widget["properties"]["region"] == "eu-west-3" for widget in widgets)
