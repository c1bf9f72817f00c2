"""Rules of Amazon EventBridge: events kept under a key of one's own, sent by those who may."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import customer_key
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, get, is_open

# through a bus or a pipe events pass; an archive keeps them, and a connection the credentials of a receiver
KEEPERS = (
    "aws:cloudwatch/eventArchive:EventArchive",
    "aws:cloudwatch/eventConnection:EventConnection",
)
PERMISSION = "aws:cloudwatch/eventPermission:EventPermission"


@rule("eventbridge-customer-key", *KEEPERS)
def own_key(keeper: Resource, facts: Facts) -> Outcome:
    return customer_key(keeper, "kmsKeyIdentifier", facts)


@rule("eventbridge-senders-named", PERMISSION)
def senders_named(permission: Resource, facts: Facts) -> Outcome:
    principal, condition = get(permission, "principal"), get(permission, "condition")
    if is_open(principal):
        return unknown("principal")
    # the one condition that there is names an organisation
    anybody = principal == "*" and condition is MISSING
    return failed("principal", principal) if anybody else passed("principal", principal)
