"""What is refused of queues, topics and schedules, and what is taken."""

from __future__ import annotations

import json
from typing import Any

import grpc
import pytest

from tests.simulated_aws.client import QUEUE, ROLE, TRUST, Client

QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
REDRIVE, ALLOW = "aws:sqs/redrivePolicy:RedrivePolicy", "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
TOPIC, SUBSCRIPTION = "aws:sns/topic:Topic", "aws:sns/topicSubscription:TopicSubscription"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SCHEDULE, GROUP = "aws:scheduler/schedule:Schedule", "aws:scheduler/scheduleGroup:ScheduleGroup"
DENY = json.dumps({"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]})
FIFO = {"fifoQueue": True}
ARN = "arn:aws:sqs:eu-west-3:123456789012"


def refusal(client: Client, type_: str, inputs: dict[str, Any], name: str = "subject") -> str:
    with pytest.raises(grpc.RpcError) as error:
        client.create(type_, name, inputs)
    return error.value.details()  # type: ignore[attr-defined]


def redrive(arn: str, attempts: Any = 5) -> str:
    return json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": attempts})


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"name": "a", **FIFO}, "must end with .fifo"),
        ({"name": "a.fifo"}, "must end with .fifo"),
        ({"name": "a", "contentBasedDeduplication": True}, "FIFO queues and topics only"),
        ({"name": "a.fifo", **FIFO, "fifoThroughputLimit": "perMessageGroupId"}, "deduplication scope"),
        ({"name": "a", "kmsMasterKeyId": "alias/a", "sqsManagedSseEnabled": True}, "one type of server-side"),
        (
            {"name": "a", "redrivePolicy": redrive("arn:aws:sqs:eu-west-3:123456789012:none")},
            "does not exist",
        ),
        ({"name": "a", "redrivePolicy": "{"}, "not a JSON object"),
    ],
)
def test_queues_that_are_refused(client: Client, inputs: dict[str, Any], said: str) -> None:
    assert said in refusal(client, QUEUE, inputs)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("messageRetentionSeconds", 59),
        ("messageRetentionSeconds", 1209601),
        ("visibilityTimeoutSeconds", 43201),
        ("receiveWaitTimeSeconds", 21),
        ("kmsDataKeyReusePeriodSeconds", 59),
    ],
)
def test_bounds_of_queues(client: Client, name: str, value: int) -> None:
    assert list(client.failures(QUEUE, {"name": "a", name: value})) == [name]


def test_failures_go_to_a_queue_of_the_same_kind(client: Client) -> None:
    plain = client.create(QUEUE, "plain", {"name": "plain"})
    ordered = client.create(QUEUE, "ordered", {"name": "ordered.fifo", **FIFO})
    refused = refusal(client, QUEUE, {"name": "a", "redrivePolicy": redrive(ordered.outputs["arn"])})
    assert "must be a standard queue" in refused
    fifo = {"name": "a.fifo", **FIFO}
    assert "FIFO queue" in refusal(client, QUEUE, {**fifo, "redrivePolicy": redrive(plain.outputs["arn"])})
    assert "1 to 1000" in refusal(
        client, QUEUE, {"name": "a", "redrivePolicy": redrive(plain.outputs["arn"], 0)}
    )
    source = client.create(QUEUE, "a", {"name": "a", "redrivePolicy": redrive(plain.outputs["arn"])})
    allow = {"redrivePermission": "byQueue", "sourceQueueArns": [source.outputs["arn"]]}
    created = client.create(ALLOW, "a", {"queueUrl": plain.id, "redriveAllowPolicy": json.dumps(allow)})
    assert created.id == plain.id
    client.create(REDRIVE, "b", {"queueUrl": source.id, "redrivePolicy": redrive(plain.outputs["arn"])})


@pytest.mark.parametrize(
    "policy",
    [
        {"redrivePermission": "byQueue"},
        {"redrivePermission": "byQueue", "sourceQueueArns": []},
        {"redrivePermission": "denyAll", "sourceQueueArns": ["arn:aws:sqs:eu-west-3:123456789012:a"]},
        {"redrivePermission": "some"},
    ],
)
def test_who_may_use_a_dead_letter_queue_is_said_in_full(client: Client, policy: dict[str, Any]) -> None:
    queue = client.create(QUEUE, "plain", {"name": "plain"})
    inputs = {"queueUrl": queue.id, "redriveAllowPolicy": json.dumps(policy)}
    assert "redrivePermission" in refusal(client, ALLOW, inputs)


def test_policies_are_those_of_something(client: Client) -> None:
    missing = "https://sqs.eu-west-3.amazonaws.com/123456789012/none"
    assert "does not exist" in refusal(client, QUEUE_POLICY, {"queueUrl": missing, "policy": DENY})
    arn = "arn:aws:sns:eu-west-3:123456789012:none"
    assert "Topic does not exist" in refusal(client, TOPIC_POLICY, {"arn": arn, "policy": DENY})


def test_topics_and_what_subscribes_to_them(client: Client) -> None:
    assert "must end with .fifo" in refusal(client, TOPIC, {"name": "a", "fifoTopic": True})
    plain = client.create(TOPIC, "plain", {"name": "plain"})
    ordered = client.create(TOPIC, "ordered", {"name": "ordered.fifo", "fifoTopic": True})
    queue = client.create(QUEUE, "queue", {"name": "queue"})
    fifo = client.create(QUEUE, "fifo", {"name": "fifo.fifo", **FIFO})

    def subscription(topic: str, endpoint: str, protocol: str = "sqs", **more: Any) -> dict[str, Any]:
        return {"topic": topic, "endpoint": endpoint, "protocol": protocol, **more}

    arn = fifo.outputs["arn"]
    refused = refusal(client, SUBSCRIPTION, subscription(plain.id, arn))
    assert "FIFO SQS Queues can not be subscribed to standard SNS topics" in refused
    assert "Invalid protocol" in refusal(
        client, SUBSCRIPTION, subscription(ordered.id, "a@example.org", "email")
    )
    gone = arn.replace("fifo.fifo", "gone.fifo")
    assert "does not exist" in refusal(client, SUBSCRIPTION, subscription(ordered.id, gone))
    raw = subscription(plain.id, "a@example.org", "email", rawMessageDelivery=True)
    assert "raw message delivery" in refusal(client, SUBSCRIPTION, raw)
    standard = json.dumps({"deadLetterTargetArn": queue.outputs["arn"]})
    letters = subscription(ordered.id, arn, redrivePolicy=standard)
    assert "must be a FIFO queue" in refusal(client, SUBSCRIPTION, letters)
    client.create(SUBSCRIPTION, "both", subscription(ordered.id, arn, rawMessageDelivery=True))
    # an ordered topic may feed a queue without order since 2023
    client.create(SUBSCRIPTION, "loose", subscription(ordered.id, queue.outputs["arn"]))


def schedule(role: str, **changes: Any) -> dict[str, Any]:
    return {
        "scheduleExpression": "cron(15 3 * * ? *)",
        "flexibleTimeWindow": {"mode": "OFF"},
        "target": {"arn": "arn:aws:lambda:eu-west-3:123456789012:function:a", "roleArn": role},
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scheduleExpression": "cron(15 3 * * * *)"}, "Invalid Schedule Expression"),
        ({"scheduleExpression": "cron(15 3 ? * ? *)"}, "Invalid Schedule Expression"),
        ({"scheduleExpression": "cron(15 3 * * ?)"}, "Invalid Schedule Expression"),
        ({"scheduleExpression": "15 3 * * *"}, "Invalid Schedule Expression"),
        ({"groupName": "none"}, "Schedule group none does not exist"),
        ({"flexibleTimeWindow": {"mode": "OFF", "maximumWindowInMinutes": 5}}, "flexible time window"),
        ({"flexibleTimeWindow": {"mode": "FLEXIBLE"}}, "flexible time window"),
    ],
)
def test_schedules_that_are_refused(client: Client, changes: dict[str, Any], said: str) -> None:
    role = client.create(ROLE, "role", {"name": "role", **TRUST}).outputs["arn"]
    assert said in refusal(client, SCHEDULE, schedule(role, **changes))


def test_schedules_that_are_taken(client: Client) -> None:
    role = client.create(ROLE, "role", {"name": "role", **TRUST}).outputs["arn"]
    client.create(GROUP, "jobs", {"name": "jobs"})
    queue = client.create(QUEUE, "letters", {"name": "letters"})
    target = {**schedule(role)["target"], "deadLetterConfig": {"arn": queue.outputs["arn"]}}
    created = client.create(SCHEDULE, "a", schedule(role, name="a", groupName="jobs", target=target))
    assert created.outputs["arn"].endswith(":schedule/jobs/a")
    client.create(SCHEDULE, "b", schedule(role, name="b", scheduleExpression="rate(5 minutes)"))
    gone = {**target, "arn": "arn:aws:states:eu-west-3:123456789012:stateMachine:gone"}
    assert "does not exist" in refusal(client, SCHEDULE, schedule(role, target=gone))
    fifo = client.create(QUEUE, "fifo", {"name": "fifo.fifo", **FIFO})
    kind = {**target, "deadLetterConfig": {"arn": fifo.outputs["arn"]}}
    assert list(client.failures(SCHEDULE, schedule(role, target=kind))) == ["target.deadLetterConfig.arn"]
