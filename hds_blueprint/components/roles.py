"""Roles that one AWS service assumes, with the statements written for them and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import (
    Conditions,
    Statement,
    Text,
    assumed_by,
    policy_document,
)
from hds_blueprint.components.scope import Scope

_NAME_LIMIT = 64  # characters, IAM quota for role names


def role_name(scope: Scope, name: str) -> str:
    """The name of a role of the platform, within IAM's limit."""
    return scope.physical_name(name, maximum=_NAME_LIMIT)


@dataclass(frozen=True, slots=True)
class ServiceRole:
    """A role and the resources that give it its permissions.

    Whoever hands the role to a service depends on `permissions`: a task started between the
    creation of the role and that of its policy fails.
    """

    role: aws.iam.Role
    permissions: list[pulumi.Resource]

    @property
    def arn(self) -> pulumi.Output[str]:
        """The ARN of the role."""
        return self.role.arn


def service_role(
    name: str,
    *,
    parent: Component,
    service: str,
    description: str,
    statements: Sequence[Statement] = (),
    managed_policies: Mapping[str, str] | None = None,
    source_arn: Text | None = None,
) -> ServiceRole:
    """A role that `service` (such as `ecs-tasks.amazonaws.com`) assumes for this account only.

    Args:
        name: logical name, also the last part of the physical name.
        parent: the component that owns the role.
        service: the service principal that assumes it.
        description: what the role is for, in one sentence.
        statements: the inline policy; none is written where it is empty.
        managed_policies: logical name's end to the ARN of a policy that AWS maintains.
        source_arn: pattern of the resources on whose behalf the service may assume the role.

    The trust policy names the account (and the resource, where given) so that the service cannot
    be led to use the role for somebody else: the confused deputy problem, as AWS's IAM guide
    describes it.
    """
    scope = parent.scope
    conditions: dict[str, Mapping[str, Text | Sequence[Text]]] = {
        "StringEquals": {"aws:SourceAccount": scope.account_id}
    }
    if source_arn is not None:
        conditions["ArnLike"] = {"aws:SourceArn": source_arn}
    trust: Conditions = conditions
    role = aws.iam.Role(
        name,
        name=role_name(scope, name),
        description=description,
        assume_role_policy=assumed_by(service, conditions=trust),
        opts=parent.child(),
    )
    permissions: list[pulumi.Resource] = []
    if statements:
        permissions.append(
            aws.iam.RolePolicy(
                name,
                name=name,
                role=role.id,
                policy=policy_document(*statements),
                opts=pulumi.ResourceOptions(parent=role),
            )
        )
    for suffix, arn in sorted((managed_policies or {}).items()):
        permissions.append(
            aws.iam.RolePolicyAttachment(
                f"{name}-{suffix}", role=role.name, policy_arn=arn, opts=pulumi.ResourceOptions(parent=role)
            )
        )
    return ServiceRole(role, permissions)
