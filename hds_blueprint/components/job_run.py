"""One run of a job: the state machine that starts its task, waits for it, and stops it where it hangs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.data_files import table
from hds_blueprint.components.foundations import Foundations
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.roles import service_role
from hds_blueprint.components.task import Task

_PLACEHOLDER = re.compile(r"\$\{([a-z_]+)\}")
_ENDING_SECONDS = 900  # three attempts to start, and the end of a run that hangs
_KEY_REUSE_SECONDS = 300


def job_run(
    name: str,
    *,
    parent: Component,
    path: str,
    task: Task,
    cluster: aws.ecs.Cluster,
    foundations: Foundations,
    key: aws.kms.Key,
    timeout_minutes: int,
    log_retention_months: int,
) -> aws.sfn.StateMachine:
    """The state machine of job_run.yaml, its role and its log of errors, which holds no data of a run.

    Args:
        name: logical name of its parts, also the end of the physical ones.
        parent: the job.
        path: its place in the document (`jobs.nightly`).
        task: what it runs.
        cluster: where it runs.
        foundations: network, keys and scope.
        key: encrypts the definition and the history of runs.
        timeout_minutes: how long a run may take.
        log_retention_months: how long errors are kept.
    """
    scope = parent.scope
    logs = log_group(
        f"{name}_runs",
        parent=parent,
        retention_months=log_retention_months,
        key=foundations.keys.logs,
        # with this prefix deliveries share one permission, of which a region takes few (Step Functions
        # developer guide, "Using CloudWatch Logs")
        physical_name=f"/aws/vendedlogs/states/{scope.prefix}/{path.replace('.', '/')}",
    )
    role = service_role(
        f"{name}_run",
        parent=parent,
        service="states.amazonaws.com",
        description=f"Starts and stops the runs of {path}",
        statements=_statements(parent, task, cluster, key),
        source_arn=scope.arn("states", "stateMachine:*"),
    )
    definition = _filled(
        table("job_run"),
        {
            "partition": scope.partition,
            "cluster": cluster.arn,
            "family": task.definition.family,
            "task_definition": task.definition.arn,
            "subnets": [subnet.id for subnet in foundations.network.private_subnets],
            "security_group": task.security_group.id,
            "seconds": timeout_minutes * 60,
            "seconds_in_all": timeout_minutes * 60 + _ENDING_SECONDS,
        },
    )
    return aws.sfn.StateMachine(
        name,
        name=scope.physical_name(name, maximum=80),
        type="STANDARD",
        role_arn=role.arn,
        definition=pulumi.Output.from_input(definition).apply(json.dumps),
        encryption_configuration=aws.sfn.StateMachineEncryptionConfigurationArgs(
            type="CUSTOMER_MANAGED_KMS_KEY",
            kms_key_id=key.arn,
            kms_data_key_reuse_period_seconds=_KEY_REUSE_SECONDS,
        ),
        logging_configuration=aws.sfn.StateMachineLoggingConfigurationArgs(
            level="ERROR",
            include_execution_data=False,
            log_destination=pulumi.Output.concat(logs.arn, ":*"),
        ),
        tracing_configuration=aws.sfn.StateMachineTracingConfigurationArgs(enabled=True),
        opts=parent.child(depends_on=[*role.permissions, *task.ready]),
    )


def _statements(parent: Component, task: Task, cluster: aws.ecs.Cluster, key: aws.kms.Key) -> list[Statement]:
    scope = parent.scope
    in_cluster = {"ArnEquals": {"ecs:cluster": cluster.arn}}
    tasks = pulumi.Output.format("{0}/{1}/*", scope.arn("ecs", "task"), cluster.name)
    # every revision: the machine is changed after its role
    definitions = pulumi.Output.format(
        "{0}/{1}:*", scope.arn("ecs", "task-definition"), task.definition.family
    )
    roles = [task.execution.arn, task.role.arn]
    passed_on = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
    tagging = {"StringEquals": {"ecs:CreateAction": "RunTask"}}
    through_states = {"StringEquals": {"kms:ViaService": f"states.{scope.region}.{scope.dns_suffix}"}}
    for_logs = {"StringEquals": {"kms:EncryptionContext:SourceArn": scope.arn("logs", "*")}}
    waiting = scope.arn("events", "rule/StepFunctionsGetEventsForECSTaskRule")
    return [
        Statement(sid="StartTask", actions=["ecs:RunTask"], resources=[definitions], conditions=in_cluster),
        Statement(
            sid="FollowAndStopTask",
            actions=["ecs:DescribeTasks", "ecs:StopTask"],
            resources=[tasks],
            conditions=in_cluster,
        ),
        # ListTasks knows no resource for Fargate: the condition bounds it (service authorization reference)
        Statement(sid="FindTasks", actions=["ecs:ListTasks"], resources=["*"], conditions=in_cluster),
        Statement(sid="TagTask", actions=["ecs:TagResource"], resources=[tasks], conditions=tagging),
        Statement(sid="PassRoles", actions=["iam:PassRole"], resources=roles, conditions=passed_on),
        Statement(
            sid="HearOfTheEnd",
            actions=["events:DescribeRule", "events:PutRule", "events:PutTargets"],
            resources=[waiting],
        ),
        Statement(
            sid="UseKey",
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[key.arn],
            conditions=through_states,
        ),
        Statement(
            sid="EncryptLogDelivery",
            actions=["kms:GenerateDataKey"],
            resources=[key.arn],
            conditions=for_logs,
        ),
        # traces know no resource (service authorization reference, AWS X-Ray)
        Statement(
            sid="Trace",
            actions=[
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
            ],
            resources=["*"],
        ),
        # deliveries of logs know no resource (Step Functions developer guide, "Using CloudWatch Logs")
        Statement(
            sid="DeliverLog",
            actions=[
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:UpdateLogDelivery",
            ],
            resources=["*"],
        ),
    ]


def _filled(node: Any, values: Mapping[str, Any]) -> Any:
    """The template with every `${…}` replaced; a text that is one placeholder becomes the value itself."""
    if isinstance(node, dict):
        return {key: _filled(inner, values) for key, inner in node.items()}
    if isinstance(node, list):
        return [_filled(inner, values) for inner in node]
    if not isinstance(node, str):
        return node
    whole = _PLACEHOLDER.fullmatch(node)
    return values[whole[1]] if whole else _PLACEHOLDER.sub(lambda match: str(values[match[1]]), node)
