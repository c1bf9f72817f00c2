"""Rules of alarms (Amazon CloudWatch) and of event rules (Amazon EventBridge): somebody hears of it."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.alarms import ALARM, EVENT_RULE, EVENT_TARGET
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

ALARMS = (
    ALARM,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
)


@rule("cloudwatch-alarm-actions-enabled", *ALARMS)
def actions_enabled(alarm: Resource, facts: Facts) -> Outcome:
    return is_true(alarm, "actionsEnabled", default=True)


@rule("cloudwatch-alarm-notified", *ALARMS)
def notified(alarm: Resource, facts: Facts) -> Outcome:
    actions = get(alarm, "alarmActions")
    if actions is MISSING or actions == []:
        return failed("alarmActions", actions)
    # of a list that is written it is known that there is an action, even where which one is not
    return unknown("alarmActions") if is_open(actions) else passed("alarmActions", actions)


@rule("eventbridge-rule-enabled", EVENT_RULE)
def rule_enabled(event_rule: Resource, facts: Facts) -> Outcome:
    state = get(event_rule, "state")
    if is_open(state):
        return unknown("state")
    return failed("state", state) if state == "DISABLED" else passed("state", state)


@rule("eventbridge-rule-targeted", EVENT_RULE)
def rule_targeted(event_rule: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(event_rule, "rule", EVENT_TARGET)
    if attached.resources:
        return passed("eventTarget", holder=attached.resources[0].urn)
    return unknown("eventTarget") if attached.uncertain else failed("eventTarget")
