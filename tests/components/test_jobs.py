"""Scheduled jobs on the graph: when they start, what stops them, what they may do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.graph.model import ResourceGraph

from .conftest import GraphOf, find
from .messaging import IMAGE, MESSAGING
from .reading import inputs, statements, texts

SCHEDULE, MACHINE = "aws:scheduler/schedule:Schedule", "aws:sfn/stateMachine:StateMachine"
GROUP, TASK = "aws:scheduler/scheduleGroup:ScheduleGroup", "aws:ecs/taskDefinition:TaskDefinition"
QUEUE, ROLE_POLICY = "aws:sqs/queue:Queue", "aws:iam/rolePolicy:RolePolicy"
NAME = "job_summary"


@pytest.fixture(scope="module")
def jobs(graph_of: GraphOf) -> ResourceGraph:
    return graph_of(MESSAGING)


def states(graph: ResourceGraph) -> dict[str, Any]:
    return json.loads(inputs(graph, MACHINE, NAME)["definition"])


def test_a_job_starts_at_its_time_in_utc(jobs: ResourceGraph) -> None:
    schedule = inputs(jobs, SCHEDULE, NAME)
    assert schedule["scheduleExpression"] == "cron(15 3 ? * MON,TUE,WED,THU,FRI *)"
    assert schedule["scheduleExpressionTimezone"] == "UTC"
    assert schedule["flexibleTimeWindow"] == {"mode": "OFF"}
    assert schedule["kmsKeyArn"] == "<domain-data.arn>"
    assert schedule["state"] == "ENABLED"


def test_a_start_that_fails_is_tried_again_and_then_set_aside(jobs: ResourceGraph) -> None:
    target = inputs(jobs, SCHEDULE, NAME)["target"]
    assert target["arn"] == f"<{NAME}.arn>"
    assert target["retryPolicy"] == {"maximumEventAgeInSeconds": 1800, "maximumRetryAttempts": 3}
    assert target["deadLetterConfig"] == {"arn": f"<{NAME}_not-started.arn>"}
    queue = inputs(jobs, QUEUE, f"{NAME}_not-started")
    assert queue["kmsMasterKeyId"] == "<domain-data.arn>"
    assert "RefuseWithoutTls" in statements(jobs, "aws:sqs/queuePolicy:QueuePolicy", f"{NAME}_not-started")


def test_a_run_that_hangs_is_stopped(jobs: ResourceGraph) -> None:
    definition = states(jobs)
    run = definition["States"]["Run"]
    assert run["TimeoutSeconds"] == 45 * 60 < definition["TimeoutSeconds"]
    assert run["Resource"] == "arn:aws:states:::ecs:runTask.sync"
    (caught,) = run["Catch"]
    assert caught["ErrorEquals"] == ["States.Timeout"]
    stop = definition["States"][definition["States"][caught["Next"]]["Next"]]
    task = stop["ItemProcessor"]["States"]["Stop"]
    assert task["Resource"] == "arn:aws:states:::aws-sdk:ecs:stopTask"
    assert task["Parameters"]["Task.$"] == "$"
    assert definition["States"][stop["Next"]]["Type"] == "Fail"


def test_no_run_begins_while_the_last_one_is_at_work(jobs: ResourceGraph) -> None:
    definition = states(jobs)
    first = definition["States"][definition["StartAt"]]
    assert first["Parameters"] == {
        "Cluster": "<cluster.arn>",
        "Family": "carnet-prod-job_summary",
        "DesiredStatus": "RUNNING",
    }
    choice = definition["States"][first["Next"]]
    assert definition["States"][choice["Choices"][0]["Next"]]["Type"] == "Fail"
    assert choice["Default"] == "Run"


def test_every_state_leads_to_one_that_exists(jobs: ResourceGraph) -> None:
    definition = states(jobs)
    names = set(definition["States"])
    for state in definition["States"].values():
        following = [state.get("Next"), state.get("Default")]
        following += [each["Next"] for each in (*state.get("Catch", ()), *state.get("Choices", ()))]
        assert {name for name in following if name} <= names
        assert state["Type"] == "Fail" or state.get("End") or any(following)


def test_a_run_is_private(jobs: ResourceGraph) -> None:
    parameters = states(jobs)["States"]["Run"]["Parameters"]
    network = parameters["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert network["AssignPublicIp"] == "DISABLED"
    assert network["SecurityGroups"] == [f"<{NAME}.id>"]
    assert all(subnet.startswith("<private-") for subnet in network["Subnets"])
    assert parameters["LaunchType"] == "FARGATE"
    assert parameters["EnableExecuteCommand"] is False


def test_runs_are_encrypted_and_logged_without_their_data(jobs: ResourceGraph) -> None:
    machine = inputs(jobs, MACHINE, NAME)
    assert machine["encryptionConfiguration"]["kmsKeyId"] == "<domain-data.arn>"
    assert machine["encryptionConfiguration"]["type"] == "CUSTOMER_MANAGED_KMS_KEY"
    assert machine["loggingConfiguration"] == {
        "level": "ERROR",
        "includeExecutionData": False,
        "logDestination": f"<{NAME}_runs.arn>:*",
    }
    assert machine["tracingConfiguration"] == {"enabled": True}
    key = statements(jobs, "aws:kms/key:Key", "domain-data")["RunLogs"]
    assert key["Principal"] == {"Service": "delivery.logs.amazonaws.com"}


def test_a_platform_without_jobs_opens_no_key_to_their_logs(production: ResourceGraph) -> None:
    assert "RunLogs" not in statements(production, "aws:kms/key:Key", "domain-data")


def test_the_role_of_a_run_is_bound_to_its_task_and_cluster(jobs: ResourceGraph) -> None:
    policy = statements(jobs, ROLE_POLICY, f"{NAME}_run")
    assert policy["StartTask"]["Resource"].endswith(":task-definition/carnet-prod-job_summary:*")
    assert policy["PassRoles"]["Resource"] == [f"<{NAME}-execution.arn>", f"<{NAME}-task.arn>"]
    assert policy["PassRoles"]["Condition"] == {
        "StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    }
    for sid in ("StartTask", "FollowAndStopTask", "FindTasks"):
        assert policy[sid]["Condition"] == {"ArnEquals": {"ecs:cluster": "<cluster.arn>"}}
    whole = {sid for sid, statement in policy.items() if statement["Resource"] == "*"}
    assert whole == {"FindTasks", "Trace", "DeliverLog"}
    assert not [action for each in policy.values() for action in texts(each["Action"]) if "*" in action]


def test_the_role_of_a_start_starts_this_machine_only(jobs: ResourceGraph) -> None:
    policy = statements(jobs, ROLE_POLICY, f"{NAME}_start")
    assert policy["StartRun"]["Resource"] == f"<{NAME}.arn>"
    assert policy["SetAside"]["Resource"] == f"<{NAME}_not-started.arn>"
    trust = statements(jobs, "aws:iam/role:Role", f"{NAME}_start", "assumeRolePolicy")
    condition = trust["ServiceAssumesRole"]["Condition"]
    assert condition["ArnLike"] == {"aws:SourceArn": f"<{NAME}.arn>"}
    assert find(jobs, GROUP, NAME).urn


def test_people_hear_of_runs_that_fail_hang_or_do_not_start(jobs: ResourceGraph) -> None:
    for end, metric in (
        ("failed", "ExecutionsFailed"),
        ("timed-out", "ExecutionsTimedOut"),
        ("aborted", "ExecutionsAborted"),
    ):
        alarm = inputs(jobs, "aws:cloudwatch/metricAlarm:MetricAlarm", f"job-summary-{end}")
        assert (alarm["namespace"], alarm["metricName"]) == ("AWS/States", metric)
        assert alarm["dimensions"] == {"StateMachineArn": f"<{NAME}.arn>"}
        assert alarm["alarmActions"] == ["<alarms.arn>"]


def test_the_container_of_a_job_is_hardened_as_a_service_s_is(jobs: ResourceGraph) -> None:
    (container,) = json.loads(inputs(jobs, TASK, NAME)["containerDefinitions"])
    assert container["readonlyRootFilesystem"] is True
    assert container["privileged"] is False
    assert container["portMappings"] == []
    assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}


def test_a_job_and_a_workload_of_one_name_stay_apart(graph_of: GraphOf) -> None:
    graph = graph_of(
        {
            "workloads": {
                "report": {"image": IMAGE},
                "job-report": {"image": IMAGE},
                "report-start": {"image": IMAGE},
            },
            "jobs": {
                "report": {"image": IMAGE, "schedule": "0 4 * * *"},
                "job-report": {"image": IMAGE, "schedule": "0 5 * * *"},
            },
            "queues": {"report": {}, "job-report": {}},
            "topics": {"report": {"queues": ["report"]}, "job-report": {"queues": ["job-report"]}},
            "images": {"report": {}},
        }
    )
    urns = [resource.urn for resource in graph.resources]
    assert len(urns) == len(set(urns))
    for type_, key in (
        ("aws:iam/role:Role", "name"),
        (TASK, "family"),
        (QUEUE, "name"),
        ("aws:sns/topic:Topic", "name"),
        ("aws:cloudwatch/logGroup:LogGroup", "name"),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "name"),
        (MACHINE, "name"),
        (SCHEDULE, "name"),
    ):
        names = [resource.inputs[key] for resource in graph.of_type(type_) if resource.region == "eu-west-3"]
        assert len(names) == len(set(map(str, names))), type_


def test_a_platform_of_jobs_alone_has_a_cluster(graph_of: GraphOf) -> None:
    from .conftest import EXAMPLE  # the example's workload goes

    assert EXAMPLE.exists()
    graph = graph_of({"jobs": {"only": {"image": IMAGE, "schedule": "0 4 * * *"}}})
    assert len(graph.of_type("aws:ecs/cluster:Cluster")) == 1
