"""The two roles of a workload: one starts the container, the other is what the application may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.images import Image, pull_permissions
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import SecretReference

_TASKS = "ecs-tasks.amazonaws.com"


def execution_role(
    name: str,
    *,
    parent: Component,
    image: Image,
    log_group: aws.cloudwatch.LogGroup,
    secrets: Sequence[SecretReference],
) -> ServiceRole:
    """The role that ECS itself uses: it writes the log, reads the listed secrets, pulls the image."""
    scope = parent.scope
    statements = [
        Statement(
            sid="WriteLog",
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[pulumi.Output.concat(log_group.arn, ":log-stream:*")],
        ),
        *pull_permissions(image),
    ]
    if secrets:
        resources = {id(secret.resource): secret.resource for secret in secrets}
        statements.append(
            Statement(
                sid="ReadSecrets",
                actions=["secretsmanager:GetSecretValue"],
                resources=list(resources.values()),
            )
        )
    keys = {id(secret.key): secret.key for secret in secrets if secret.key is not None}
    if keys:
        via = f"secretsmanager.{scope.region}.{scope.dns_suffix}"
        statements.append(
            Statement(
                sid="DecryptSecrets",
                actions=["kms:Decrypt"],
                resources=[key.arn for key in keys.values()],
                conditions={"StringEquals": {"kms:ViaService": via}},
            )
        )
    return service_role(
        f"{name}-execution",
        parent=parent,
        service=_TASKS,
        description=f"Starts the containers of {name}",
        statements=statements,
        source_arn=scope.arn("ecs", "*"),
    )


def task_role_arn(path: str, scope: Scope) -> pulumi.Output[str]:
    """The ARN of a container's role by its path (`jobs.load`), for what names it before it is made."""
    section, _, name = path.partition(".")
    stem = name if section == "workloads" else f"job_{name}"
    return scope.arn("iam", f"role/{scope.physical_name(f'{stem}-task', maximum=64)}", region="")


def task_role(name: str, *, parent: Component, permissions: Sequence[Statement]) -> ServiceRole:
    """The role of the application: what the stores that it uses ask for, and nothing else."""
    return service_role(
        f"{name}-task",
        parent=parent,
        service=_TASKS,
        description=f"What the application {name} may do",
        statements=_merged(permissions),
        source_arn=parent.scope.arn("ecs", "*"),
    )


def _merged(statements: Sequence[Statement]) -> list[Statement]:
    """One statement for each purpose: an inline policy has room for 10,240 characters (IAM quotas)."""
    merged: dict[str, Statement] = {}
    for statement in statements:
        first = merged.setdefault(statement.sid, statement)
        if first is not statement:
            known = {id(resource) for resource in first.resources}
            more = [resource for resource in statement.resources if id(resource) not in known]
            merged[statement.sid] = replace(first, resources=[*first.resources, *more])
    return list(merged.values())
