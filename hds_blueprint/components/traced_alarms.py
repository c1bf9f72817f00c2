"""Alarms on what the audit trail records: a call that is looked for in its log group."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component

_SECONDS = 300  # how often the log group is looked at


def traced_alarm(
    name: str,
    *,
    parent: Component,
    description: str,
    pattern: pulumi.Input[str],
    trail: aws.cloudwatch.LogGroup,
    topic: aws.sns.Topic,
) -> None:
    """Counts the events that match `pattern` (a filter pattern of CloudWatch Logs) and alarms from the first.

    The filter's name holds that of the stack: several stacks of an account may look for the same call.
    """
    namespace = f"hds/{parent.scope.prefix}"
    aws.cloudwatch.LogMetricFilter(
        name,
        name=parent.scope.physical_name(name, maximum=512),
        log_group_name=trail.name,
        pattern=pattern,
        metric_transformation=aws.cloudwatch.LogMetricFilterMetricTransformationArgs(
            name=name, namespace=namespace, value="1"
        ),
        opts=parent.child(),
    )
    aws.cloudwatch.MetricAlarm(
        name,
        name=parent.scope.physical_name(name, maximum=255),
        alarm_description=description,
        namespace=namespace,
        metric_name=name,
        statistic="Sum",
        comparison_operator="GreaterThanThreshold",
        threshold=0.0,
        period=_SECONDS,
        evaluation_periods=1,
        treat_missing_data="notBreaching",
        actions_enabled=True,
        alarm_actions=[topic.arn],
        ok_actions=[topic.arn],
        opts=parent.child(),
    )


def taken_pattern(pattern: str, role: aws.iam.Role) -> pulumi.Output[str]:
    """A filter pattern with the ARN of a role written in at {role}; patterns have braces of their own."""
    return role.arn.apply(lambda arn: pattern.replace("{role}", arn))
