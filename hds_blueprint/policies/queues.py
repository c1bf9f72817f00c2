"""Which queue holds whose failures: the dead-letter queues of queues, subscriptions, schedules and rules."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Join, Ref, Resource, Value, references
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.json_text import NotJsonError, decode
from hds_blueprint.policies.values import MISSING, Found, get, is_open, within

QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy"
REDRIVE_ALLOW = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
SCHEDULE = "aws:scheduler/schedule:Schedule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
# Who sends failures to a queue, and the property that names it (SNS, EventBridge and Lambda guides).
_SENDERS = {
    QUEUE: "redrivePolicy",
    REDRIVE: "redrivePolicy",
    SUBSCRIPTION: "redrivePolicy",
    SCHEDULE: "target.deadLetterConfig.arn",
    EVENT_TARGET: "deadLetterConfig.arn",
    "aws:lambda/function:Function": "deadLetterConfig.targetArn",
}


def dead_letter_queues(facts: Facts) -> frozenset[str]:
    """The URNs of the queues of the graph that hold the failures of something else."""
    return facts.once(_dead_letter_queues)


def _dead_letter_queues(facts: Facts) -> frozenset[str]:
    return frozenset(
        queue.urn
        for type_, path in _SENDERS.items()
        for sender in facts.graph.of_type(type_)
        for queue in failures_of(sender, path, facts)
    )


def failures_of(sender: Resource, path: str, facts: Facts) -> Iterator[Resource]:
    """The queues of the graph that a property names, by reference, ARN or as JSON with an ARN inside."""
    value = get(sender, path)
    found = facts.target_resources(sender, path, QUEUE)
    if found:
        yield from found
        return
    target = within(settings(value), "deadLetterTargetArn") if path == "redrivePolicy" else value
    if isinstance(target, str):
        name = target.rpartition(":")[2]
        yield from (queue for queue in facts.graph.of_type(QUEUE) if queue.inputs.get("name") == name)
    elif isinstance(target, Ref | Join):
        urns = {reference.urn for reference in references(target)}
        yield from (queue for queue in facts.graph.of_type(QUEUE) if queue.urn in urns)


def settings(value: Found) -> Value:
    """A property that holds JSON as text or as an object; itself where it cannot be read."""
    if value is MISSING:
        return None
    if isinstance(value, str | Join):
        try:
            return decode(value)
        except NotJsonError:
            return value
    return value


def redrive_of(queue: Resource, facts: Facts) -> tuple[Resource, Found] | None:
    """Where the attempts of a queue are bounded: the resource that says so and its value."""
    own = get(queue, "redrivePolicy")
    if own is not MISSING and own != "":
        return queue, own
    attached = facts.attached(queue, "queueUrl", REDRIVE)
    holder = next(iter(attached.resources), None)
    return None if holder is None else (holder, get(holder, "redrivePolicy"))


def open_settings(value: Found) -> bool:
    """Whether nothing can be said of what a JSON property holds."""
    return is_open(settings(value))
