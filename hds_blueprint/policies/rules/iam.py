"""Rules of IAM: what policies allow and who may assume roles."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.statements import (
    PERMISSION_SET,
    ROLE,
    closed_to_strangers,
    each_permission,
    each_statement,
    narrowed,
)
from hds_blueprint.policies.values import Found, entries, get, is_open

POLICIES = (
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    PERMISSION_SET,
    ROLE,
)
ATTACHMENTS = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
    ROLE,
)
ADMINISTRATOR_POLICIES = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")
# Services that AWS's documentation says act for an account on the caller's behalf and send
# aws:SourceAccount or aws:SourceArn when they assume a role (cross-service confused deputy prevention).
DEPUTIES = (
    "backup.amazonaws.com",
    "bedrock.amazonaws.com",
    "codebuild.amazonaws.com",
    "config.amazonaws.com",
    "datasync.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "events.amazonaws.com",
    "export.rds.amazonaws.com",
    "iot.amazonaws.com",
    "kinesisanalytics.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "pipes.amazonaws.com",
    "sagemaker.amazonaws.com",
    "scheduler.amazonaws.com",
    "ssm.amazonaws.com",
    "states.amazonaws.com",
    "transfer.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
SOURCE_KEYS = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths")


@rule("iam-policy-actions-listed", *POLICIES)
def actions_listed(policy: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows:
            return None
        if statement.all_but_actions:
            return "NotAction"
        return statement.everything

    return each_permission(policy, facts, broken)


@rule("iam-policy-services-bounded", *POLICIES)
def services_bounded(policy: Resource, facts: Facts) -> list[Outcome]:
    """A whole service (`s3:*`) on every resource."""

    def broken(statement: Statement) -> str | None:
        if not statement.allows or not statement.any_resource or statement.everything:
            return None
        return statement.whole_service

    return each_permission(policy, facts, broken)


@rule("iam-role-trust-named", ROLE)
def trust_named(role: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(role, "assumeRolePolicy", facts, absent=failed("assumeRolePolicy"))


@rule("iam-role-trust-bound-to-account", ROLE)
def trust_bound(role: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        if not statement.allows or narrowed(statement, *SOURCE_KEYS):
            return None
        return next((str(value) for _, value in statement.principals if value in DEPUTIES), None)

    return each_statement(role, "assumeRolePolicy", facts, broken, absent=not_applicable())


@rule("iam-administrator-policies-unattached", *ATTACHMENTS)
def administrator_policies_unattached(attachment: Resource, facts: Facts) -> Iterator[Outcome]:
    for name in ("policyArn", "policyArns", "managedPolicyArns", "managedPolicyArn"):
        for path, arn in entries(get(attachment, name), name):
            yield _judge_attached(attachment, path, arn, facts)


def _judge_attached(attachment: Resource, path: str, arn: Found, facts: Facts) -> Outcome:
    if isinstance(arn, str):
        administrator = arn.rsplit("/", 1)[-1] in ADMINISTRATOR_POLICIES and ":aws:policy/" in arn
        return failed(path, arn) if administrator else passed(path, arn)
    # a policy of this graph is judged by the rules of its own document
    known = facts.targets(attachment, path, "aws:iam/policy:Policy")
    return passed(path, arn) if known or not is_open(arn) else unknown(path)
