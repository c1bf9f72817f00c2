"""Rules of IAM: what a policy reaches, what a trust allows, which roles can be handed on."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.iam import POLICIES, ROLE
from hds_blueprint.policies.statements import each_statement
from hds_blueprint.policies.values import MISSING, get, is_open, number

TRUST_ACTIONS = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")
# sts:TagSession and sts:SetSourceIdentity only go with one of the above
TRUST_COMPANIONS = ("sts:TagSession", "sts:SetSourceIdentity")
# Actions on data, secrets, traces or running work: each can be bound to the ARNs it is meant for.
DATA_SERVICES = ("s3:", "secretsmanager:", "dynamodb:", "sqs:", "sns:", "rds-db:", "kinesis:", "ssm:Start")
DATA_ACTIONS = (
    *("kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:ReEncryptFrom"),
    *("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "lambda:InvokeFunction"),
    *("logs:GetLogEvents", "logs:FilterLogEvents", "logs:PutLogEvents", "logs:DeleteLogGroup"),
    *("ecs:UpdateService", "ecs:RunTask", "ecs:ExecuteCommand", "logs:CreateLogGroup"),
)
# actions that AWS does not bind to a resource
WITHOUT_RESOURCE = ("s3:ListAllMyBuckets", "s3:GetAccountPublicAccessBlock", "secretsmanager:ListSecrets")


@rule("iam-role-trust-actions-listed", ROLE)
def trust_actions_listed(role: Resource, facts: Facts) -> Iterator[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows:
            return None
        known = (*TRUST_ACTIONS, *TRUST_COMPANIONS)
        return next((str(action) for action in statement.actions if action not in known), None)

    return each_statement(role, "assumeRolePolicy", facts, broken, absent=not_applicable())


@rule("iam-policy-data-resources-named", *POLICIES)
def data_resources_named(policy: Resource, facts: Facts) -> Iterator[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or "*" not in statement.resources:
            return None
        words = (action for action in statement.actions if isinstance(action, str))
        return next((action for action in words if _on_data(action)), None)

    return each_statement(policy, "policy", facts, broken, absent=not_applicable())


def _on_data(action: str) -> bool:
    if action in WITHOUT_RESOURCE:
        return False
    return action in DATA_ACTIONS or action.startswith(DATA_SERVICES)


@rule("iam-pass-role-bounded", *POLICIES)
def pass_role_bounded(policy: Resource, facts: Facts) -> Iterator[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or not {"iam:PassRole", "iam:*"} & set(statement.actions):
            return None
        if "*" in statement.resources:
            return "Resource: *"
        return None if statement.condition("iam:passedtoservice") else "iam:PassRole"

    return each_statement(policy, "policy", facts, broken, absent=not_applicable())


@rule("iam-role-session-short", ROLE)
def session_short(role: Resource, facts: Facts, *, maximum_seconds: int) -> Outcome:
    seconds = get(role, "maxSessionDuration")
    if is_open(seconds):
        return unknown("maxSessionDuration")
    short = seconds is MISSING or (number(seconds) or 0) <= maximum_seconds
    return passed("maxSessionDuration", seconds) if short else failed("maxSessionDuration", seconds)
