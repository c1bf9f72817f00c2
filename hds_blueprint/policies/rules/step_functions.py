"""Rules of AWS Step Functions."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key, is_false, is_set, is_true
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get
from hds_blueprint.policies.verdict import Status

MACHINE = "aws:sfn/stateMachine:StateMachine"


@rule("step-functions-logged", MACHINE)
def logged(machine: Resource, facts: Facts) -> Outcome:
    level = is_one_of(machine, "loggingConfiguration.level", "ALL", "ERROR", "FATAL", default="OFF")
    return is_set(machine, "loggingConfiguration.logDestination") if level.status is Status.PASS else level


@rule("step-functions-logs-without-data", MACHINE)
def logs_without_data(machine: Resource, facts: Facts) -> Outcome:
    return is_false(machine, "loggingConfiguration.includeExecutionData")


@rule("step-functions-customer-key", MACHINE)
def own_key(machine: Resource, facts: Facts) -> Outcome:
    if get(machine, "encryptionConfiguration") is not MISSING:
        kind = is_one_of(machine, "encryptionConfiguration.type", "CUSTOMER_MANAGED_KMS_KEY")
        if kind.status is not Status.PASS:
            return kind
    return customer_key(machine, "encryptionConfiguration.kmsKeyId", facts)


@rule("step-functions-traced", MACHINE)
def traced(machine: Resource, facts: Facts) -> Outcome:
    return is_true(machine, "tracingConfiguration.enabled")
