"""Queues and topics on the graph: encryption, who may do what, what is set aside."""

from __future__ import annotations

import json

import pytest

from hds_blueprint.graph.model import ResourceGraph, targets

from .conftest import GraphOf, find, policy
from .messaging import MESSAGING
from .reading import inputs, statements, texts

QUEUE, POLICY = "aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"
ALLOW = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
TOPIC, TOPIC_POLICY = "aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
ROLE_POLICY, ALARM = "aws:iam/rolePolicy:RolePolicy", "aws:cloudwatch/metricAlarm:MetricAlarm"


@pytest.fixture(scope="module")
def messaging(graph_of: GraphOf) -> ResourceGraph:
    return graph_of(MESSAGING)


def test_a_queue_is_encrypted_and_kept_as_the_document_says(messaging: ResourceGraph) -> None:
    queue = inputs(messaging, QUEUE, "measures")
    assert queue["kmsMasterKeyId"] == "<domain-data.arn>"
    assert queue["messageRetentionSeconds"] == 14 * 86400
    assert queue["visibilityTimeoutSeconds"] == 300
    assert "fifoQueue" not in queue
    assert json.loads(queue["redrivePolicy"]) == {
        "deadLetterTargetArn": "<measures_unprocessed.arn>",
        "maxReceiveCount": 7,
    }


def test_an_ordered_queue_and_all_around_it_are_ordered(messaging: ResourceGraph) -> None:
    for name in ("alarms", "alarms_unprocessed", "alarms_undelivered"):
        queue = inputs(messaging, QUEUE, name)
        assert queue["fifoQueue"] is True
        assert queue["name"].endswith(".fifo") and len(queue["name"]) <= 80
        assert (queue["deduplicationScope"], queue["fifoThroughputLimit"]) == (
            "messageGroup",
            "perMessageGroupId",
        )


def test_topics_of_the_document_and_of_the_platform_stay_apart(messaging: ResourceGraph) -> None:
    names = sorted(str(topic.inputs["name"]) for topic in messaging.of_type(TOPIC))
    assert names == ["carnet-prod-alarms", "carnet-prod-topic-alarms.fifo"]


def test_set_aside_messages_live_longest_and_come_from_one_queue(messaging: ResourceGraph) -> None:
    aside = inputs(messaging, QUEUE, "measures_unprocessed")
    assert aside["messageRetentionSeconds"] == 14 * 86400
    allow = json.loads(inputs(messaging, ALLOW, "measures_unprocessed")["redriveAllowPolicy"])
    assert allow == {"redrivePermission": "byQueue", "sourceQueueArns": ["<measures.arn>"]}
    undelivered = json.loads(inputs(messaging, ALLOW, "alarms_undelivered")["redriveAllowPolicy"])
    assert undelivered == {"redrivePermission": "denyAll"}


def test_every_queue_refuses_plain_transport(messaging: ResourceGraph) -> None:
    queues = messaging.of_type(QUEUE)
    assert len(queues) == 6
    for queue in queues:
        denial = statements(messaging, POLICY, queue.name)["RefuseWithoutTls"]
        assert denial["Effect"] == "Deny" and denial["Action"] == "sqs:*"
        assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_a_queue_lets_in_the_topics_that_feed_it_and_no_others(messaging: ResourceGraph) -> None:
    policy = statements(messaging, POLICY, "alarms")
    assert set(policy) == {"RefuseWithoutTls", "Topic1"}
    assert policy["Topic1"]["Principal"] == {"Service": "sns.amazonaws.com"}
    assert policy["Topic1"]["Action"] == "sqs:SendMessage"
    assert policy["Topic1"]["Condition"]["ArnEquals"]["aws:SourceArn"].startswith("<alarms.")
    assert set(statements(messaging, POLICY, "measures")) == {"RefuseWithoutTls"}


def test_keys_let_topics_deliver_where_they_deliver(messaging: ResourceGraph) -> None:
    for domain in ("domain-data", "domain-alarms"):
        statement = statements(messaging, "aws:kms/key:Key", domain)["TopicsDeliver"]
        assert statement["Principal"] == {"Service": "sns.amazonaws.com"}
        assert set(statement["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey"}
        assert set(statement["Condition"]) == {"StringEquals", "ArnLike"}


def test_a_platform_without_topics_opens_no_key_to_them(production: ResourceGraph) -> None:
    assert "TopicsDeliver" not in statements(production, "aws:kms/key:Key", "domain-data")


def test_messages_arrive_as_they_were_sent(messaging: ResourceGraph) -> None:
    subscription = inputs(messaging, SUBSCRIPTION, "alarms_to_alarms")
    assert subscription["protocol"] == "sqs"
    assert subscription["rawMessageDelivery"] is True
    assert json.loads(subscription["redrivePolicy"]) == {"deadLetterTargetArn": "<alarms_undelivered.arn>"}
    waits = find(messaging, SUBSCRIPTION, "alarms_to_alarms").options.depends_on
    assert find(messaging, POLICY, "alarms").urn in waits
    assert find(messaging, POLICY, "alarms_undelivered").urn in waits


def test_a_topic_refuses_plain_transport_and_logs_its_deliveries(messaging: ResourceGraph) -> None:
    (topic,) = [each for each in messaging.of_type(TOPIC) if each.inputs.get("fifoTopic") is True]
    assert topic.inputs["sqsSuccessFeedbackSampleRate"] == 10
    assert {"sqsFailureFeedbackRoleArn", "sqsSuccessFeedbackRoleArn", "kmsMasterKeyId"} <= set(topic.inputs)
    (attached,) = [each for each in messaging.of_type(TOPIC_POLICY) if topic.urn in targets(each, "arn")]
    denial = policy(attached)["RefuseWithoutTls"]
    assert (denial["Action"], denial["Condition"]) == (
        "sns:Publish",
        {"Bool": {"aws:SecureTransport": "false"}},
    )
    role = statements(messaging, ROLE_POLICY, "alarms_deliveries")["WriteDeliveries"]
    assert role["Resource"] == ["<alarms_deliveries.arn>:*", "<alarms_failures.arn>:*"]
    group = inputs(messaging, "aws:cloudwatch/logGroup:LogGroup", "alarms_failures")
    assert group["name"] == "sns/eu-west-3/123456789012/carnet-prod-topic-alarms.fifo/Failure"
    assert group["kmsKeyId"] == "<logs.arn>"


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        ("intake", {"SendMessages", "EncryptMessages"}),
        ("processing", {"ReceiveMessages", "DecryptMessages", "PublishMessages", "EncryptPublished"}),
        ("both", {"SendMessages", "EncryptMessages", "ReceiveMessages", "DecryptMessages"}),
        ("job_summary", {"SendMessages", "EncryptMessages"}),
    ],
)
def test_a_container_may_do_what_its_directions_say(
    messaging: ResourceGraph, workload: str, expected: set[str]
) -> None:
    policy = statements(messaging, ROLE_POLICY, f"{workload}-task")
    assert set(policy) == expected
    actions = {action for statement in policy.values() for action in texts(statement["Action"])}
    assert ("sqs:SendMessage" in actions) == ("SendMessages" in expected)
    assert ("sqs:ReceiveMessage" in actions) == ("ReceiveMessages" in expected)
    for statement in policy.values():
        assert "*" not in texts(statement["Resource"])
        if any(action.startswith("kms:") for action in texts(statement["Action"])):
            assert "kms:ViaService" in statement["Condition"]["StringEquals"]


def test_a_reader_of_two_queues_has_one_statement_for_both(messaging: ResourceGraph) -> None:
    receive = statements(messaging, ROLE_POLICY, "both-task")["ReceiveMessages"]
    assert receive["Resource"] == ["<measures.arn>", "<alarms.arn>"]


def test_people_hear_of_messages_that_wait_or_were_set_aside(messaging: ResourceGraph) -> None:
    age = inputs(messaging, ALARM, "queue-measures-age")
    assert (age["metricName"], age["threshold"]) == ("ApproximateAgeOfOldestMessage", 900)
    assert age["dimensions"] == {"QueueName": "carnet-prod-measures"}
    for name in ("queue-measures-unprocessed", "topic-alarms-undelivered", "job-summary-not-started"):
        alarm = inputs(messaging, ALARM, name)
        assert (alarm["metricName"], alarm["threshold"]) == ("ApproximateNumberOfMessagesVisible", 0)
    assert inputs(messaging, ALARM, "topic-alarms-failed")["metricName"] == "NumberOfNotificationsFailed"


def test_a_worker_opens_no_port(messaging: ResourceGraph) -> None:
    task = inputs(messaging, "aws:ecs/taskDefinition:TaskDefinition", "processing")
    (container,) = json.loads(task["containerDefinitions"])
    assert container["portMappings"] == []
    service = inputs(messaging, "aws:ecs/service:Service", "processing")
    assert not {"loadBalancers", "healthCheckGracePeriodSeconds"} & set(service)


def test_workers_follow_their_backlog(messaging: ResourceGraph) -> None:
    type_ = "aws:appautoscaling/policy:Policy"
    policy = inputs(messaging, type_, "processing-backlog")["targetTrackingScalingPolicyConfiguration"]
    assert policy["targetValue"] == 200
    waiting, tasks, backlog = policy["customizedMetricSpecification"]["metrics"]
    dimensions = waiting["metricStat"]["metric"]["dimensions"]
    assert dimensions == [{"name": "QueueName", "value": "carnet-prod-measures"}]
    assert tasks["metricStat"]["metric"]["metricName"] == "RunningTaskCount"
    assert backlog["expression"] == "waiting / tasks"
    assert not [each for each in messaging.of_type(type_) if each.name == "both-backlog"]


def test_messages_outlive_the_stack_where_data_are_protected(
    messaging: ResourceGraph, graph_of: GraphOf
) -> None:
    for type_, name in ((QUEUE, "measures"), (QUEUE, "measures_unprocessed"), (POLICY, "measures")):
        options = find(messaging, type_, name).options
        assert options.protect and options.retain_on_delete
    open_ = graph_of({**MESSAGING, "service": {"environment": "development"}}, stack="dev")
    assert not find(open_, QUEUE, "measures").options.protect


def test_a_network_without_a_way_out_has_endpoints_of_what_it_uses(
    graph_of: GraphOf, messaging: ResourceGraph
) -> None:
    endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint"
    closed = graph_of({**MESSAGING, "network": {"nat": "none"}})
    assert {"sqs", "sns"} <= {each.name for each in closed.of_type(endpoint)}
    sqs = statements(closed, endpoint, "sqs")["OwnPrincipalsOnly"]
    assert "sqs:SendMessage" in sqs["Action"] and "sqs:*" not in sqs["Action"]
    without = graph_of({"network": {"nat": "none"}})
    assert not {"sqs", "sns"} & {each.name for each in without.of_type(endpoint)}
    assert not {"sqs", "sns"} & {each.name for each in messaging.of_type(endpoint)}
