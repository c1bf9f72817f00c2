"""Rules of what cannot be processed: set aside, kept long enough, from named queues, and seen by people."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.queues import (
    QUEUE,
    REDRIVE_ALLOW,
    dead_letter_queues,
    failures_of,
    open_settings,
    redrive_of,
    settings,
)
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open, number, within

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
BOUNDED = ("byQueue", "denyAll")
DEFAULT_RETENTION = 345600  # 4 days, SQS API reference, CreateQueue


@rule("sqs-queue-failures-set-aside", QUEUE)
def failures_set_aside(queue: Resource, facts: Facts) -> Outcome:
    if queue.urn in dead_letter_queues(facts):
        return not_applicable()
    found = redrive_of(queue, facts)
    if found is None:
        return failed("redrivePolicy") if facts.complete else unknown("redrivePolicy")
    holder, value = found
    if open_settings(value):
        return unknown("redrivePolicy")
    named = within(settings(value), "deadLetterTargetArn") is not MISSING
    return passed("redrivePolicy", holder=holder.urn) if named else failed("redrivePolicy", value)


@rule("sqs-queue-attempts-several", QUEUE)
def attempts_several(queue: Resource, facts: Facts, *, minimum: int, maximum: int) -> Outcome:
    found = redrive_of(queue, facts)
    if found is None:
        return not_applicable()
    attempts = within(settings(found[1]), "maxReceiveCount")
    if is_open(attempts):
        return unknown("redrivePolicy")
    tried = number(attempts)
    good = tried is not None and minimum <= tried <= maximum
    return passed("redrivePolicy", attempts) if good else failed("redrivePolicy", attempts)


@rule("sqs-dead-letters-outlive-source", QUEUE)
def outlive_source(queue: Resource, facts: Facts, *, longest_seconds: int) -> Outcome:
    found = redrive_of(queue, facts)
    letters = list(failures_of(found[0], "redrivePolicy", facts)) if found else []
    if not letters:
        return unknown("redrivePolicy") if found and open_settings(found[1]) else not_applicable()
    kept, aside = (_retention(each) for each in (queue, letters[0]))
    if kept is None or aside is None:
        return unknown("messageRetentionSeconds")
    # a message keeps the age that it had: set aside on its last day, it would be gone the next
    longer = aside > kept or aside >= longest_seconds
    outcome = passed if longer else failed
    return outcome("messageRetentionSeconds", int(aside), holder=letters[0].urn)


def _retention(queue: Resource) -> float | None:
    value = get(queue, "messageRetentionSeconds")
    return DEFAULT_RETENTION if value is MISSING else number(value)


@rule("sqs-dead-letters-sources-named", QUEUE)
def sources_named(queue: Resource, facts: Facts) -> Outcome:
    if queue.urn not in dead_letter_queues(facts):
        return not_applicable()
    value, holder = get(queue, "redriveAllowPolicy"), queue
    if value is MISSING:
        attached = facts.attached(queue, "queueUrl", REDRIVE_ALLOW)
        if not attached.resources:
            return unknown("redriveAllowPolicy") if attached.uncertain else failed("redriveAllowPolicy")
        holder = attached.resources[0]
        value = get(holder, "redriveAllowPolicy")
    permission = within(settings(value), "redrivePermission")
    if is_open(permission) or open_settings(value):
        return unknown("redriveAllowPolicy")
    outcome = passed if permission in BOUNDED else failed
    return outcome("redriveAllowPolicy", permission, holder=holder.urn)


@rule("sqs-dead-letters-alarmed", QUEUE)
def alarmed(queue: Resource, facts: Facts) -> Outcome:
    if queue.urn not in dead_letter_queues(facts):
        return not_applicable()
    attached = facts.attached(queue, "dimensions.QueueName", ALARM)
    watching = [alarm for alarm in attached.resources if get(alarm, "namespace") == "AWS/SQS"]
    if watching:
        return passed("metricAlarm", holder=watching[0].urn)
    return unknown("metricAlarm") if attached.uncertain else failed("metricAlarm")
