"""What AWS refuses of queues, topics and schedules."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from hds_blueprint.simulated_aws.errors import refusal
from hds_blueprint.simulated_aws.world import WorldResource

Find = Callable[[str], WorldResource | None]

QUEUE: Final = "aws:sqs/queue:Queue"
TOPIC: Final = "aws:sns/topic:Topic"
_FIFO: Final = ".fifo"
_FIFO_ONLY: Final = ("contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit")
_RAW_PROTOCOLS: Final = ("sqs", "http", "https", "firehose")
_ATTEMPTS: Final = range(1, 1001)
_SOURCES: Final = 10  # queues that a dead-letter queue may name
# six fields; exactly one of the day of the month and the day of the week is `?`
_CRON: Final = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_RATE: Final = re.compile(r"rate\([1-9][0-9]* (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)")


def check(find: Find, token: str, inputs: Mapping[str, Any]) -> None:
    """Raise AwsError where AWS would not take a queue, a topic, what belongs to them, or a schedule."""
    checks: dict[str, Callable[[Find, Mapping[str, Any]], object]] = {
        QUEUE: _queue,
        "aws:sqs/queuePolicy:QueuePolicy": _of_queue,
        "aws:sqs/redrivePolicy:RedrivePolicy": _redrive_of_queue,
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": _redrive_allowed,
        TOPIC: _topic,
        "aws:sns/topicPolicy:TopicPolicy": _of_topic,
        "aws:sns/topicSubscription:TopicSubscription": _subscription,
        "aws:scheduler/schedule:Schedule": _schedule,
    }
    if token in checks:
        checks[token](find, inputs)


def _queue(find: Find, inputs: Mapping[str, Any]) -> None:
    ordered, name = inputs.get("fifoQueue") is True, str(inputs.get("name"))
    if ordered != name.endswith(_FIFO):
        raise refusal("fifo-name", what="queue", name=name)
    for attribute in _FIFO_ONLY:
        if not ordered and inputs.get(attribute):
            raise refusal("fifo-attribute", attribute=attribute)
    by_group = inputs.get("deduplicationScope") == "messageGroup"
    if inputs.get("fifoThroughputLimit") == "perMessageGroupId" and not by_group:
        raise refusal("fifo-throughput")
    if inputs.get("kmsMasterKeyId") and inputs.get("sqsManagedSseEnabled") is True:
        raise refusal("two-encryptions")
    if inputs.get("redrivePolicy"):
        _redrive(find, inputs["redrivePolicy"], ordered=ordered, counted=True)


def _of_queue(find: Find, inputs: Mapping[str, Any]) -> WorldResource:
    url = str(inputs.get("queueUrl"))
    found = find(url)
    if found is None or found.type != QUEUE:
        raise refusal("queue-missing", queue=url)
    return found


def _redrive_of_queue(find: Find, inputs: Mapping[str, Any]) -> None:
    queue = _of_queue(find, inputs)
    _redrive(find, inputs.get("redrivePolicy"), ordered=queue.inputs.get("fifoQueue") is True, counted=True)


def _redrive(find: Find, text: Any, *, ordered: bool, counted: bool) -> None:
    """A redrive policy names a queue that exists, of the same kind, and for queues a number of attempts."""
    policy = _object(text, "RedrivePolicy")
    target = str(policy.get("deadLetterTargetArn"))
    found = find(target)
    if found is None or found.type != QUEUE:
        raise refusal("dead-letter-missing", queue=target)
    if (found.inputs.get("fifoQueue") is True) != ordered:
        raise refusal("dead-letter-kind", queue=target, wanted="FIFO" if ordered else "standard")
    attempts = policy.get("maxReceiveCount")
    if counted and not (str(attempts).isdigit() and int(str(attempts)) in _ATTEMPTS):
        raise refusal("attempts", value=attempts)


def _redrive_allowed(find: Find, inputs: Mapping[str, Any]) -> None:
    _of_queue(find, inputs)
    policy = _object(inputs.get("redriveAllowPolicy"), "RedriveAllowPolicy")
    permission, sources = policy.get("redrivePermission"), policy.get("sourceQueueArns")
    if permission == "byQueue":
        taken = isinstance(sources, list) and 1 <= len(sources) <= _SOURCES
    else:
        taken = permission in ("allowAll", "denyAll") and sources is None
    if not taken:
        raise refusal("redrive-allow", permission=permission)


def _topic(find: Find, inputs: Mapping[str, Any]) -> None:
    ordered, name = inputs.get("fifoTopic") is True, str(inputs.get("name"))
    if ordered != name.endswith(_FIFO):
        raise refusal("fifo-name", what="topic", name=name)
    if not ordered and inputs.get("contentBasedDeduplication"):
        raise refusal("fifo-attribute", attribute="contentBasedDeduplication")


def _of_topic(find: Find, inputs: Mapping[str, Any], key: str = "arn") -> WorldResource:
    arn = str(inputs.get(key))
    found = find(arn)
    if found is None or found.type != TOPIC:
        raise refusal("topic-missing", topic=arn)
    return found


def _subscription(find: Find, inputs: Mapping[str, Any]) -> None:
    topic = _of_topic(find, inputs, "topic")
    ordered, protocol = topic.inputs.get("fifoTopic") is True, str(inputs.get("protocol"))
    if ordered and protocol != "sqs":
        raise refusal("fifo-protocol", protocol=protocol)
    if inputs.get("rawMessageDelivery") is True and protocol not in _RAW_PROTOCOLS:
        raise refusal("raw-delivery", protocol=protocol)
    if protocol == "sqs":
        endpoint = str(inputs.get("endpoint"))
        queue = find(endpoint)
        if queue is None or queue.type != QUEUE:
            raise refusal("queue-missing", queue=endpoint)
        if queue.inputs.get("fifoQueue") is True and not ordered:
            raise refusal("fifo-queue-of-standard-topic", queue=endpoint)
    if inputs.get("redrivePolicy"):
        _redrive(find, inputs["redrivePolicy"], ordered=ordered, counted=False)


def _schedule(find: Find, inputs: Mapping[str, Any]) -> None:
    group = inputs.get("groupName")
    if group not in (None, "default") and find(str(group)) is None:
        raise refusal("schedule-group-missing", group=group)
    expression = str(inputs.get("scheduleExpression"))
    cron = _CRON.fullmatch(expression)
    if cron is None and _RATE.fullmatch(expression) is None:
        raise refusal("schedule-expression", expression=expression)
    if cron is not None and (cron[3] == "?") == (cron[5] == "?"):
        raise refusal("schedule-expression", expression=expression)
    window = inputs.get("flexibleTimeWindow")
    window = window if isinstance(window, Mapping) else {}
    if (window.get("mode") == "OFF") == bool(window.get("maximumWindowInMinutes")):
        raise refusal("schedule-window", mode=window.get("mode"))
    target = inputs.get("target")
    _schedule_target(find, target if isinstance(target, Mapping) else {})


def _schedule_target(find: Find, target: Mapping[str, Any]) -> None:
    arn = str(target.get("arn"))
    if arn.split(":")[2:3] == ["states"] and ":stateMachine:" in arn and find(arn) is None:
        raise refusal("schedule-target-missing", target=arn)
    letters = target.get("deadLetterConfig")
    if not isinstance(letters, Mapping):
        return
    queue = find(str(letters.get("arn")))
    if queue is None or queue.type != QUEUE:
        raise refusal("dead-letter-missing", queue=letters.get("arn"))
    if queue.inputs.get("fifoQueue") is True:
        raise refusal("dead-letter-kind", queue=letters.get("arn"), wanted="standard")


def _object(text: Any, what: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        value = None
    if not isinstance(value, Mapping):
        raise refusal("attribute-not-json", attribute=what)
    return value
