"""Rules of KMS key policies: who may use a key is written on it, and no wider than needed."""

from __future__ import annotations

from hds_blueprint.graph.model import Join, Resource
from hds_blueprint.policies.documents import Statement, Term
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.kms import KEY, KEY_POLICY, REPLICA
from hds_blueprint.policies.statements import each_statement, listed_actions
from hds_blueprint.policies.values import MISSING, get, is_open, number

# what turns data into plain text or hands that power on
USE = (
    "kms:Decrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:CreateGrant",
)
ROOT = ":root"
# conditions that repeat what the principal says already
ACCOUNT_KEYS = ("kms:calleraccount", "aws:principalaccount", "aws:sourceaccount")
# EventBridge names no source when it publishes to a topic (AWS: "Using resource-based policies for
# Amazon EventBridge" knows no condition for SNS targets)
SERVICES_WITHOUT_SOURCE = ("events.amazonaws.com",)


@rule("kms-key-policy-written", KEY)
def policy_written(key: Resource, facts: Facts) -> Outcome:
    policy = get(key, "policy")
    if policy not in (MISSING, ""):
        return passed("policy")
    attached = facts.attached(key, "keyId", KEY_POLICY)
    if attached.resources:
        return passed("policy", holder=attached.resources[0].urn)
    return unknown("policy") if attached.uncertain else failed("policy")


@rule("kms-key-policy-actions-listed", KEY, KEY_POLICY, REPLICA)
def actions_listed(key: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(key, facts)


@rule("kms-key-services-bounded", KEY, KEY_POLICY, REPLICA)
def services_bounded(key: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or statement.conditions:
            return None
        services = (str(value) for kind, value in statement.principals if kind == "Service")
        return next((service for service in services if service not in SERVICES_WITHOUT_SOURCE), None)

    return each_statement(key, "policy", facts, broken, absent=not_applicable())


@rule("kms-key-use-bounded", KEY, KEY_POLICY, REPLICA)
def use_bounded(key: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if (
            not statement.allows
            or any(condition.key not in ACCOUNT_KEYS for condition in statement.conditions)
            or not any(_is_account(v) for _, v in statement.principals)
        ):
            return None
        return statement.covers(*USE)

    return each_statement(key, "policy", facts, broken, absent=not_applicable())


@rule("kms-grants-for-services-only", KEY, KEY_POLICY, REPLICA)
def grants_for_services(key: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        people = any(kind != "Service" for kind, _ in statement.principals)
        bound = any(c.values == ("true",) for c in statement.condition("kms:grantisforawsresource"))
        if not statement.allows or not people or bound or statement.whole_service:
            # all actions of the service are judged by another rule
            return None
        return statement.covers("kms:CreateGrant")

    return each_statement(key, "policy", facts, broken, absent=not_applicable())


def _is_account(principal: Term) -> bool:
    """Whether a principal stands for everybody of an account, as its IAM policies say."""
    last = principal.parts[-1] if isinstance(principal, Join) else principal
    return isinstance(last, str) and (last.endswith(ROOT) or last.isdigit())


@rule("kms-key-rotation-yearly", KEY)
def rotation_yearly(key: Resource, facts: Facts, *, maximum_days: int) -> Outcome:
    days = get(key, "rotationPeriodInDays")
    if is_open(days):
        return unknown("rotationPeriodInDays")
    # AWS rotates yearly where nothing is said
    if days is MISSING or (number(days) or 0) <= maximum_days:
        return passed("rotationPeriodInDays", days)
    return failed("rotationPeriodInDays", days)
