"""Rules of ways to more rights than one was given: by policies, by credentials, by code that others run."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.iam import POLICIES
from hds_blueprint.policies.statements import each_permission

ACCESS_KEY = "aws:iam/accessKey:AccessKey"
# Actions that hand out rights, by what they work on (AWS: "Actions that grant permissions"; paths that
# Rhino Security Labs published in 2018).
BY_POLICY = (
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutGroupPolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
)
BY_CREDENTIALS = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:DeactivateMFADevice",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateLoginProfile",
)
BY_CODE = (
    "cloudformation:UpdateStack",
    "codebuild:UpdateProject",
    "datapipeline:PutPipelineDefinition",
    "ec2-instance-connect:SendSSHPublicKey",
    "glue:UpdateDevEndpoint",
    "glue:UpdateJob",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "sagemaker:CreatePresignedNotebookInstanceUrl",
    "ssm:SendCommand",
    "ssm:StartSession",
)


def _nowhere_bounded(holder: Resource, facts: Facts, *actions: str) -> Iterator[Outcome]:
    """An outcome per statement: none allows one of the actions on everything, with no condition."""

    def broken(statement: Statement) -> str | None:
        if not statement.allows or not statement.any_resource or statement.conditions:
            return None
        return statement.covers(*actions)

    return each_permission(holder, facts, broken)


@rule("iam-policies-changed-on-named-resources", *POLICIES)
def by_policy(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    return _nowhere_bounded(holder, facts, *BY_POLICY)


@rule("iam-credentials-made-for-named-users", *POLICIES)
def by_credentials(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    return _nowhere_bounded(holder, facts, *BY_CREDENTIALS)


@rule("iam-code-changed-on-named-resources", *POLICIES)
def by_code(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    return _nowhere_bounded(holder, facts, *BY_CODE)


@rule("iam-roles-assumed-by-name", *POLICIES)
def by_role(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    return _nowhere_bounded(
        holder, facts, "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"
    )


@rule("iam-access-key-inactive", ACCESS_KEY)
def key_inactive(key: Resource, facts: Facts) -> Outcome:
    return is_one_of(key, "status", "Inactive", default="Active")
