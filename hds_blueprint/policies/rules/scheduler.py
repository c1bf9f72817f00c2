"""Rules of Amazon EventBridge Scheduler, and of the targets of EventBridge rules that start work."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_set, judge_boolean
from hds_blueprint.policies.choices import is_none_of, judge_choice
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.queues import EVENT_TARGET, SCHEDULE
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open, number

# Zones that no change of summer time makes skip an hour, or pass through it twice.
STEADY_ZONES = ("UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu")
DEFAULT_AGE = 86400  # seconds, EventBridge Scheduler API reference, RetryPolicy
WORK = ("aws:sfn/stateMachine:StateMachine", "aws:lambda/function:Function", "aws:ecs/cluster:Cluster")


@rule("scheduler-schedule-enabled", SCHEDULE)
def enabled(schedule: Resource, facts: Facts) -> Outcome:
    return is_none_of(schedule, "state", "DISABLED", default="ENABLED")


@rule("scheduler-schedule-customer-key", SCHEDULE)
def own_key(schedule: Resource, facts: Facts) -> Outcome:
    return customer_key(schedule, "kmsKeyArn", facts)


@rule("scheduler-failures-set-aside", SCHEDULE)
def failures_set_aside(schedule: Resource, facts: Facts) -> Outcome:
    return is_set(schedule, "target.deadLetterConfig.arn")


@rule("scheduler-start-in-time", SCHEDULE)
def start_in_time(schedule: Resource, facts: Facts, *, maximum_seconds: int) -> Outcome:
    path = "target.retryPolicy.maximumEventAgeInSeconds"
    value = get(schedule, path)
    if is_open(value):
        return unknown(path)
    age = DEFAULT_AGE if value is MISSING else number(value)
    return passed(path, value) if age is not None and age <= maximum_seconds else failed(path, value)


@rule("scheduler-time-steady", SCHEDULE)
def time_steady(schedule: Resource, facts: Facts) -> Outcome:
    expression = get(schedule, "scheduleExpression")
    if is_open(expression):
        return unknown("scheduleExpression")
    if not isinstance(expression, str) or not expression.startswith("cron("):
        return not_applicable()
    path = "scheduleExpressionTimezone"
    return judge_choice(get(schedule, path), path, STEADY_ZONES, default="UTC")


@rule("scheduler-task-without-public-address", SCHEDULE)
def task_without_public_address(schedule: Resource, facts: Facts) -> Outcome:
    return _private(schedule, "target.ecsParameters", "networkConfiguration.assignPublicIp")


@rule("eventbridge-task-without-public-address", EVENT_TARGET)
def rule_task_without_public_address(target: Resource, facts: Facts) -> Outcome:
    return _private(target, "ecsTarget", "networkConfiguration.assignPublicIp")


@rule("eventbridge-work-failures-set-aside", EVENT_TARGET)
def work_failures_set_aside(target: Resource, facts: Facts) -> Outcome:
    arn = get(target, "arn")
    named = isinstance(arn, str) and (":stateMachine:" in arn or ":function:" in arn or ":cluster/" in arn)
    if not named and not facts.targets(target, "arn", *WORK):
        return unknown("arn") if is_open(arn) and not facts.targets(target, "arn") else not_applicable()
    return is_set(target, "deadLetterConfig.arn")


def _private(starter: Resource, task: str, address: str) -> Outcome:
    parameters = get(starter, task)
    if parameters is MISSING:
        return not_applicable()
    return judge_boolean(get(starter, f"{task}.{address}"), f"{task}.{address}", wanted=False, default=False)
