"""The ECS cluster that the platform's containers run in."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.scope import Scope


class Cluster(Component):
    """A Fargate cluster with container insights, encrypted task storage and recorded sessions.

    Services do not allow shells in their containers. If an operator turns them on in an emergency,
    the cluster records every session in an encrypted log group, and nowhere else.

    Cost: nothing for the cluster; insights are metrics at about 0.30 USD each and month.
    Answers: ISO/IEC 27001:2022 A.8.16 (monitoring), A.8.2 and A.8.18 (privileged access and tools),
    A.8.24 (cryptography); HDS v2.0 EXI 16 (access traces) in part.

    Args:
        name: logical name.
        keys: the key of the traces, and of the data domain that task storage belongs to.
        key_domain: the data domain whose key encrypts the tasks' temporary storage.
        log_retention_months: how long recorded sessions are kept (the document's class `access`).
    """

    token = "hds:cluster:Cluster"  # noqa: S105 - a type, not a password

    cluster: aws.ecs.Cluster

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        keys: Keys,
        key_domain: str,
        log_retention_months: int,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="workloads", options=options)
        sessions = log_group("sessions", parent=self, retention_months=log_retention_months, key=keys.logs)
        self.cluster = aws.ecs.Cluster(
            name,
            name=scope.physical_name(maximum=255),
            settings=[aws.ecs.ClusterSettingArgs(name="containerInsights", value="enhanced")],
            configuration=aws.ecs.ClusterConfigurationArgs(
                execute_command_configuration=aws.ecs.ClusterConfigurationExecuteCommandConfigurationArgs(
                    logging="OVERRIDE",
                    kms_key_id=keys.logs.arn,
                    log_configuration=(
                        aws.ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgs(
                            cloud_watch_encryption_enabled=True, cloud_watch_log_group_name=sessions.name
                        )
                    ),
                ),
                managed_storage_configuration=aws.ecs.ClusterConfigurationManagedStorageConfigurationArgs(
                    fargate_ephemeral_storage_kms_key_id=keys.domain(key_domain).key_id
                ),
            ),
            opts=self.child(),
        )
        aws.ecs.ClusterCapacityProviders(
            name,
            cluster_name=self.cluster.name,
            # no spot capacity: a task that ends within two minutes is no place for health data at work
            capacity_providers=["FARGATE"],
            opts=self.child(),
        )
        self.register_outputs({"name": self.cluster.name})
