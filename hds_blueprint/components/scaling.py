"""Autoscaling of a container service."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.hosting.workloads import Scaling

_COOLDOWN_SECONDS = 120


def scale(
    name: str, *, parent: Component, service: aws.ecs.Service, cluster: aws.ecs.Cluster, scaling: Scaling
) -> None:
    """Keeps the average CPU of a service near the document's target, within its bounds of tasks."""
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
