"""The record of accepted and refused connections in the network."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.policy_documents import Statement, assumed_by, policy_document


def flow_logs(
    parent: Component,
    vpc: aws.ec2.Vpc,
    *,
    retention_months: int,
    key: aws.kms.Key,
    name: str = "flow-logs",
) -> aws.ec2.FlowLog:
    """Flow logs of the whole network to an encrypted log group, by a role that can write nowhere else."""
    scope = parent.scope
    group = log_group(name, parent=parent, retention_months=retention_months, key=key)
    streams = pulumi.Output.format("{0}:*", group.arn)
    role = aws.iam.Role(
        name,
        name=scope.physical_name(name, maximum=64),
        description="Writes down the flows of the network",
        assume_role_policy=assumed_by(
            "vpc-flow-logs.amazonaws.com",
            conditions={
                "StringEquals": {"aws:SourceAccount": scope.account_id},
                "ArnLike": {"aws:SourceArn": scope.arn("ec2", "vpc-flow-log/*")},
            },
        ),
        opts=parent.child(),
    )
    permission = aws.iam.RolePolicy(
        name,
        name=name,
        role=role.id,
        policy=policy_document(
            Statement(
                sid="WriteFlowLogs",
                actions=["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                resources=[streams],
            )
        ),
        opts=parent.child(),
    )
    return aws.ec2.FlowLog(
        name,
        vpc_id=vpc.id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        max_aggregation_interval=600,
        opts=parent.child(depends_on=[permission]),
    )
