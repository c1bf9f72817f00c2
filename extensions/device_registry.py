"""A table of devices (Amazon DynamoDB) for the workload `api`: an extension as an example.

Everything here is plain pulumi_aws. The platform adds the scope tags, the region, the place in the document
and the judgement of every rule; this file says what is particular to the table.
"""

import pulumi
import pulumi_aws as aws

from hds_blueprint.extension import (
    BackedUp,
    Extension,
    Statement,
    administration,
    policy_document,
    use_through,
)


def build(extension: Extension) -> None:
    """Creates the table under a key of its own, lets the workload use it, and watches it."""
    scope = extension.scope
    key = aws.kms.Key(
        "devices",
        description=f"Device registry ({scope.prefix})",
        deletion_window_in_days=30,
        enable_key_rotation=True,
        policy=policy_document(
            administration(scope, extension.requirements.access.key_administrators),
            use_through(scope, ["dynamodb", "backup"], scope.region),
            use_through(scope, ["dynamodb", "backup"], scope.region, grants=True),
        ),
        opts=extension.durable(),  # survives a destroy where the document protects data
    )
    table = aws.dynamodb.Table(
        "devices",
        name=scope.physical_name("devices", maximum=255),
        billing_mode="PAY_PER_REQUEST",
        hash_key="serial",
        attributes=[{"name": "serial", "type": "S"}],
        server_side_encryption={"enabled": True, "kms_key_arn": key.arn},
        point_in_time_recovery={"enabled": True},
        deletion_protection_enabled=scope.protect_data,
        opts=extension.durable(),
    )
    extension.keep("devices", BackedUp(table.arn, "DynamoDB"), recorded_as="AWS::DynamoDB::Table")
    aws.iam.RolePolicy(
        "api-uses-devices",
        role=extension.service("api").task_role.id,
        policy=policy_document(
            Statement(
                sid="UseDevices",
                actions=["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
                resources=[table.arn],
            ),
            Statement(
                sid="UseKey",
                actions=["kms:Decrypt"],
                resources=[key.arn],
                conditions={
                    "StringEquals": {"kms:ViaService": f"dynamodb.{scope.region}.{scope.dns_suffix}"}
                },
            ),
        ),
    )
    aws.cloudwatch.MetricAlarm(
        "devices-throttled",
        name=scope.physical_name("devices-throttled", maximum=255),
        alarm_description="Requests to the device registry are refused: its partitions are too hot.",
        namespace="AWS/DynamoDB",
        metric_name="ThrottledRequests",
        dimensions={"TableName": table.name},
        statistic="Sum",
        period=300,
        evaluation_periods=2,
        threshold=10,
        comparison_operator="GreaterThanOrEqualToThreshold",
        treat_missing_data="notBreaching",
        alarm_actions=[extension.alarm_topic.arn],
    )
    extension.export("table", table.name)
    extension.export("tableArn", pulumi.Output.from_input(table.arn))
