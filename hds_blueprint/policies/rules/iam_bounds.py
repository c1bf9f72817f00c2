"""Rules of IAM: what a policy reaches, what a trust allows, which roles can be handed on."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.iam import POLICIES, ROLE
from hds_blueprint.policies.statements import each_permission, each_statement, narrowed
from hds_blueprint.policies.values import MISSING, get, is_open, number

TRUST_ACTIONS = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")
# sts:TagSession and sts:SetSourceIdentity only go with one of the above
TRUST_COMPANIONS = ("sts:TagSession", "sts:SetSourceIdentity")
# Actions on data, secrets, traces or running work: each can be bound to the ARNs it is meant for.
DATA_SERVICES = ("s3:", "secretsmanager:", "dynamodb:", "sqs:", "sns:", "rds-db:", "kinesis:", "ssm:start")
DATA_ACTIONS = (
    *("kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:ReEncryptFrom"),
    *("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "lambda:InvokeFunction"),
    *("logs:GetLogEvents", "logs:FilterLogEvents", "logs:PutLogEvents", "logs:DeleteLogGroup"),
    *("elasticache:Connect", "elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"),
    *("es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"),
    *("ecs:UpdateService", "ecs:RunTask", "ecs:ExecuteCommand", "logs:CreateLogGroup"),
)
# actions that AWS does not bind to a resource
WITHOUT_RESOURCE = (
    *("s3:listallmybuckets", "s3:getaccountpublicaccessblock", "secretsmanager:listsecrets"),
    *("sns:getsubscriptionattributes", "sns:setsubscriptionattributes", "sns:unsubscribe"),
)
# conditions that say which keys of an account are meant
WHICH_KEYS = ("kms:resourcealiases", "kms:requestalias", "kms:encryptioncontext", "aws:resourcetag/")


@rule("iam-role-trust-actions-listed", ROLE)
def trust_actions_listed(role: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows:
            return None
        known = (*TRUST_ACTIONS, *TRUST_COMPANIONS)
        return next((str(action) for action in statement.actions if action not in known), None)

    return each_statement(role, "assumeRolePolicy", facts, broken, absent=not_applicable())


@rule("iam-policy-data-resources-named", *POLICIES)
def data_resources_named(policy: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or not statement.any_resource:
            return None
        words = (action for action in statement.actions if isinstance(action, str))
        return next((word for word in words if _on_data(word)), None) or statement.covers(*DATA_ACTIONS)

    return each_permission(policy, facts, broken)


def _on_data(action: str) -> bool:
    action = action.lower()
    return action.startswith(DATA_SERVICES) and action not in WITHOUT_RESOURCE


@rule("iam-keys-decrypted-by-name", *POLICIES)
def keys_decrypted_by_name(policy: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        # every key of every account is another rule's
        if not statement.allows or not statement.any_of_a_kind or statement.any_resource:
            return None
        named = any(each.key.startswith(WHICH_KEYS) for each in statement.conditions)
        return None if named else statement.covers("kms:Decrypt", "kms:ReEncryptFrom")

    return each_permission(policy, facts, broken)


@rule("iam-pass-role-bounded", *POLICIES)
def pass_role_bounded(policy: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        written = statement.covers("iam:PassRole") if statement.allows else None
        if written is None:
            return None
        if statement.any_of_a_kind:
            return "Resource: *"
        return None if narrowed(statement, "iam:passedtoservice") else written

    return each_permission(policy, facts, broken)


@rule("iam-role-session-short", ROLE)
def session_short(role: Resource, facts: Facts, *, maximum_seconds: int) -> Outcome:
    seconds = get(role, "maxSessionDuration")
    if is_open(seconds):
        return unknown("maxSessionDuration")
    short = seconds is MISSING or (number(seconds) or 0) <= maximum_seconds
    return passed("maxSessionDuration", seconds) if short else failed("maxSessionDuration", seconds)
