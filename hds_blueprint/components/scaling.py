"""Autoscaling of a container service."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.hosting.workloads import Scaling

_COOLDOWN_SECONDS = 120


def scale(
    name: str,
    *,
    parent: Component,
    service: aws.ecs.Service,
    cluster: aws.ecs.Cluster,
    scaling: Scaling,
    backlog: aws.sqs.Queue | None = None,
) -> None:
    """Keeps the average CPU of a service near the document's target, within its bounds of tasks.

    Where `backlog` is given, the messages that wait in it are shared out too: whichever asks for more
    tasks wins.
    """
    target = aws.appautoscaling.Target(
        name,
        service_namespace="ecs",
        scalable_dimension="ecs:service:DesiredCount",
        resource_id=pulumi.Output.concat("service/", cluster.name, "/", service.name),
        min_capacity=scaling.minimum,
        max_capacity=max(scaling.minimum, scaling.maximum),
        opts=parent.child(),
    )
    specification = (
        aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
            predefined_metric_type="ECSServiceAverageCPUUtilization"
        )
    )
    aws.appautoscaling.Policy(
        name,
        name=f"{name}-cpu",
        policy_type="TargetTrackingScaling",
        service_namespace=target.service_namespace,
        scalable_dimension=target.scalable_dimension,
        resource_id=target.resource_id,
        target_tracking_scaling_policy_configuration=(
            aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
                target_value=scaling.target_cpu_percent,
                predefined_metric_specification=specification,
                scale_in_cooldown=_COOLDOWN_SECONDS,
                scale_out_cooldown=_COOLDOWN_SECONDS,
            )
        ),
        opts=parent.child(),
    )
    if backlog is not None and scaling.messages_per_task is not None:
        _share_out(name, parent, target, service, cluster, backlog, scaling.messages_per_task)


def _share_out(
    name: str,
    parent: Component,
    target: aws.appautoscaling.Target,
    service: aws.ecs.Service,
    cluster: aws.ecs.Cluster,
    queue: aws.sqs.Queue,
    messages_per_task: int,
) -> None:
    """Keeps the waiting messages of a queue over the running tasks near a number.

    Source: Application Auto Scaling user guide, "Create a target tracking scaling policy using metric math".
    """
    aws.appautoscaling.Policy(
        f"{name}-backlog",
        name=f"{name}-backlog",
        policy_type="TargetTrackingScaling",
        service_namespace=target.service_namespace,
        scalable_dimension=target.scalable_dimension,
        resource_id=target.resource_id,
        target_tracking_scaling_policy_configuration={
            "target_value": messages_per_task,
            "customized_metric_specification": {
                "metrics": [
                    {
                        "id": "waiting",
                        "return_data": False,
                        "metric_stat": {
                            "stat": "Sum",
                            "metric": {
                                "namespace": "AWS/SQS",
                                "metric_name": "ApproximateNumberOfMessagesVisible",
                                "dimensions": [{"name": "QueueName", "value": queue.name}],
                            },
                        },
                    },
                    {
                        "id": "tasks",
                        "return_data": False,
                        "metric_stat": {
                            "stat": "Average",
                            "metric": {
                                "namespace": "ECS/ContainerInsights",
                                "metric_name": "RunningTaskCount",
                                "dimensions": [
                                    {"name": "ClusterName", "value": cluster.name},
                                    {"name": "ServiceName", "value": service.name},
                                ],
                            },
                        },
                    },
                    {
                        "id": "backlog",
                        "expression": "waiting / tasks",
                        "label": "Waiting messages a task",
                        "return_data": True,
                    },
                ]
            },
            "scale_in_cooldown": _COOLDOWN_SECONDS,
            "scale_out_cooldown": _COOLDOWN_SECONDS,
        },
        opts=parent.child(),
    )
