"""A master secret of our own, rotated by Secrets Manager, where RDS cannot keep the master password itself.

RDS keeps no master password of an instance that has a read replica, nor of a cluster that is part of
a global database. Sources: Amazon RDS user guide and Amazon Aurora user guide, "Password management …
and AWS Secrets Manager", limitations, read 2026-11.
"""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.database_engines import Engine
from hds_blueprint.components.database_parts import MASTER_USER
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.network import Network
from hds_blueprint.components.policy_documents import Text

_LENGTH = 40  # RDS for MySQL takes at most 41 characters
_EVERY_DAYS = 7  # as RDS does with the secrets that it keeps
# AWS publishes its rotation functions in one region, from which every region deploys its own copy.
_APPLICATIONS = "arn:aws:serverlessrepo:us-east-1:297356227824:applications"


def first_password(parent: Component) -> pulumi.Output[str]:
    """A password for the creation of a database, made by Secrets Manager; the first rotation voids it.

    It changes with each run, and is written once: into an argument that is only written, whose version
    stays (`passwordWo`, `passwordWoVersion`).
    """
    made = aws.secretsmanager.get_random_password_output(
        password_length=_LENGTH,
        exclude_punctuation=True,
        opts=pulumi.InvokeOutputOptions(parent=parent, provider=parent.scope.provider),
    )
    return pulumi.Output.secret(made.random_password)


def rotated_secret(
    name: str,
    *,
    parent: Component,
    database: pulumi.Resource,
    connection: dict[str, Any],
    password: pulumi.Output[str],
    engine: Engine,
    key: aws.kms.Key,
    recovery_key: aws.kms.Key,
    logs_key: aws.kms.Key,
    network: Network,
    security_group: aws.ec2.SecurityGroup,
    log_retention_months: int,
) -> pulumi.Output[str]:
    """The secret of a database's master user, its copy in the recovery region, and its rotation.

    Creates the secret under the domain's key with a replica under the recovery region's key (a promoted
    copy of the database has the same password), its first version, AWS's own rotation function in the
    private tier with a security group that reaches the database and AWS alone, and the rotation: at
    once, then every seven days. What the state holds is the first password, encrypted, and void.

    Cost: 0.40 USD a month for the secret and as much for its copy; the function is next to nothing.

    Args:
        name: logical name of the database.
        parent: its component.
        database: what has to exist before the first rotation.
        connection: `host` and `dbname`, as the rotation function reads them.
        password: what the database was created with.
        engine: its engine.
        key: the domain's key.
        recovery_key: the key of the recovery region.
        logs_key: the key of the traces.
        network: where the function runs.
        security_group: the database's own group.
        log_retention_months: how long the function's log is kept.

    Returns:
        The ARN of the secret: JSON with the keys `username` and `password`, among others.
    """
    scope, title = parent.scope, f"{name}-master"
    secret = aws.secretsmanager.Secret(
        title,
        name=f"{scope.prefix}/databases/{name}/master",
        description=f"Master user of the database {name}",
        kms_key_id=key.arn,
        recovery_window_in_days=30,
        replicas=[
            aws.secretsmanager.SecretReplicaArgs(region=scope.recovery_region, kms_key_id=recovery_key.arn)
        ],
        # a service that is renamed keeps the secret under the name that it was created with
        opts=parent.durable(ignore_changes=["name"]),
    )
    content: dict[str, Any] = {
        # the rotation functions know engines by the names of RDS, without Aurora
        "engine": engine.aws_name.removeprefix("aurora-").replace("postgresql", "postgres"),
        "port": engine.port,
        "username": MASTER_USER,
        "password": password,
        **connection,
    }
    version = aws.secretsmanager.SecretVersion(
        title,
        secret_id=secret.id,
        secret_string_wo=pulumi.Output.secret(pulumi.Output.from_input(content).apply(json.dumps)),
        secret_string_wo_version=1,
        # rotations write what follows
        opts=parent.child(ignore_changes=["versionStages"]),
    )
    function = _rotation_function(
        name,
        parent=parent,
        engine=engine,
        key=key,
        logs_key=logs_key,
        network=network,
        security_group=security_group,
        log_retention_months=log_retention_months,
    )
    aws.secretsmanager.SecretRotation(
        title,
        secret_id=secret.id,
        rotation_lambda_arn=function.outputs["RotationLambdaARN"],
        rotate_immediately=True,
        rotation_rules=aws.secretsmanager.SecretRotationRotationRulesArgs(
            automatically_after_days=_EVERY_DAYS
        ),
        opts=parent.child(depends_on=[version, database]),
    )
    # whoever reads the secret waits for its first version
    return version.arn


def _rotation_function(
    name: str,
    *,
    parent: Component,
    engine: Engine,
    key: aws.kms.Key,
    logs_key: aws.kms.Key,
    network: Network,
    security_group: aws.ec2.SecurityGroup,
    log_retention_months: int,
) -> aws.serverlessrepository.CloudFormationStack:
    scope, title = parent.scope, f"{name}-rotation"
    function_name = scope.physical_name(title, maximum=64)
    group = network.security_group(title, f"Rotation of the master secret of {name}", parent=parent)
    network.allow_aws_services(title, parent=parent, source=group)
    network.allow(
        f"{title}_to_{name}",
        parent=parent,
        source=group,
        target=security_group,
        port=engine.port,
        description=f"Rotation of the master secret of {name}",
    )
    logs = log_group(
        title,
        parent=parent,
        retention_months=log_retention_months,
        key=logs_key,
        # Lambda writes to this name; a group that it creates itself is neither ours nor bounded
        physical_name=f"/aws/lambda/{function_name}",
    )
    parameters: dict[str, Text] = {
        "endpoint": f"https://secretsmanager.{scope.region}.{scope.dns_suffix}",
        "functionName": function_name,
        "kmsKeyArn": key.arn,
        "vpcSecurityGroupIds": group.id,
        "vpcSubnetIds": pulumi.Output.all(*[subnet.id for subnet in network.private_subnets]).apply(
            lambda ids: ",".join(map(str, ids))
        ),
    }
    return aws.serverlessrepository.CloudFormationStack(
        title,
        name=scope.physical_name(title, maximum=100),
        application_id=f"{_APPLICATIONS}/{engine.rotation}",
        capabilities=["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"],
        parameters=parameters,
        opts=parent.child(depends_on=[logs], ignore_changes=["name"]),
    )
