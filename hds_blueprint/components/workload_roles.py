"""The two roles of a workload: one starts the container, the other is what the application may do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.components.secret_references import SecretReference
from hds_blueprint.components.storage import Bucket

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


def task_role(name: str, *, parent: Component, buckets: Mapping[str, Bucket]) -> ServiceRole:
    """The role of the application: reads and writes the objects of the buckets that it lists."""
    scope = parent.scope
    statements: list[Statement] = []
    if buckets:
        keys = {id(bucket.key): bucket.key for bucket in buckets.values()}
        statements = [
            Statement(
                sid="ListBuckets",
                actions=["s3:GetBucketLocation", "s3:ListBucket"],
                resources=[bucket.bucket.arn for bucket in buckets.values()],
            ),
            # no permission on versions: what is deleted by mistake or by malice can be brought back
            Statement(
                sid="UseObjects",
                actions=[
                    "s3:AbortMultipartUpload",
                    "s3:DeleteObject",
                    "s3:GetObject",
                    "s3:ListMultipartUploadParts",
                    "s3:PutObject",
                ],
                resources=[pulumi.Output.concat(bucket.bucket.arn, "/*") for bucket in buckets.values()],
            ),
            Statement(
                sid="UseKeys",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[key.arn for key in keys.values()],
                conditions={"StringEquals": {"kms:ViaService": f"s3.{scope.region}.{scope.dns_suffix}"}},
            ),
        ]
    return service_role(
        f"{name}-task",
        parent=parent,
        service=_TASKS,
        description=f"What the application {name} may do",
        statements=statements,
        source_arn=scope.arn("ecs", "*"),
    )


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
