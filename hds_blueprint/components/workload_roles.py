"""The two roles of a workload: one starts the container, the other is what the application may do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.components.store import SecretReference, Store

_TASKS = "ecs-tasks.amazonaws.com"
_ECR_IMAGE = re.compile(r"([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z.]+/([a-z0-9._/-]+?)(?:[:@].+)?")


def execution_role(
    name: str,
    *,
    parent: Component,
    image: str,
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
        *_image(image, scope.partition),
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


def task_role(name: str, *, parent: Component, stores: Sequence[Store]) -> ServiceRole:
    """The role of the application: what the stores that it uses ask for, and nothing else."""
    return service_role(
        f"{name}-task",
        parent=parent,
        service=_TASKS,
        description=f"What the application {name} may do",
        statements=_merged([statement for store in stores for statement in store.permissions]),
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


def _image(image: str, partition: str) -> list[Statement]:
    match = _ECR_IMAGE.fullmatch(image)
    if match is None:
        return []  # a public registry asks for no permission
    account, region, repository = match.groups()
    return [
        # GetAuthorizationToken knows no resource: IAM accepts `*` alone (service authorization reference)
        Statement(sid="LogInToRegistry", actions=["ecr:GetAuthorizationToken"], resources=["*"]),
        Statement(
            sid="PullImage",
            actions=["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            resources=[f"arn:{partition}:ecr:{region}:{account}:repository/{repository}"],
        ),
    ]
