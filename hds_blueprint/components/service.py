"""Container services: ECS on Fargate, behind the load balancer where they have a hostname."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.cluster import Cluster
from hds_blueprint.components.component import Component
from hds_blueprint.components.edge import Edge
from hds_blueprint.components.foundations import Foundations
from hds_blueprint.components.network import Network
from hds_blueprint.components.queue import Queue
from hds_blueprint.components.rotation import restart_after_rotation
from hds_blueprint.components.scaling import scale
from hds_blueprint.components.store import Store, Watched
from hds_blueprint.components.task import container_task, rotated_secrets
from hds_blueprint.components.transport_edge import TransportEdge
from hds_blueprint.hosting.workloads import Workload, directions


class Service(Component):
    """One container, in several copies over the zones, with what it may reach and nothing else.

    Creates the task definition, the execution role (starts the container: its log group, its
    secrets, its image) and the task role (what the application itself may do: its buckets), the
    log group, the security group with its rules, the service with a circuit breaker that rolls a
    failed deployment back, and autoscaling on CPU. Tasks run in private subnets without a public
    address; no shell can be opened in them.

    A container reads its secrets when it starts: a rotation of a database's password starts a new
    deployment. After a change of another secret, start one.

    Cost: about 0.048 USD per vCPU and hour and 0.0053 USD per GB and hour for each task, so about
    45 USD a month for one task of 1 vCPU and 2 GB (list prices of the order of those in eu-west-3).

    Answers: ISO/IEC 27001:2022 A.8.14 (redundancy), A.8.6 (capacity), A.8.22 (segregation), A.8.3
    and A.8.2 (least privilege), A.8.9 (configuration), A.8.15 (logging), A.8.32 (change, by the
    circuit breaker); HDS v2.0 EXI 05 (risk scenario D) in part.

    Args:
        name: the workload's name in the document.
        workload: its section.
        cluster: where it runs.
        foundations: network, keys and scope.
        edge: the load balancer for HTTP; None where no workload needs it.
        transport: the load balancer for other protocols, likewise.
        stores: all stores by path, of which it reaches those that it lists.
        log_retention_months: how long its log is kept (the document's class `application`).
    """

    token = "hds:service:Service"  # noqa: S105 - a type, not a password

    service: aws.ecs.Service
    security_group: aws.ec2.SecurityGroup
    task_role: aws.iam.Role  # what the application itself may do
    target_group: aws.lb.TargetGroup | None
    watched: Watched | None = None  # what the alarms look at on the way in, where there is one

    def __init__(
        self,
        name: str,
        *,
        workload: Workload,
        cluster: Cluster,
        foundations: Foundations,
        edge: Edge | None,
        transport: TransportEdge | None,
        stores: Mapping[str, Store],
        log_retention_months: int,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        scope, network = foundations.scope, foundations.network
        path = f"workloads.{name}"
        super().__init__(name, scope=scope, document=path, options=options)
        self.cluster = cluster.cluster
        task = container_task(
            name,
            parent=self,
            path=path,
            container=workload,
            foundations=foundations,
            stores=stores,
            log_retention_months=log_retention_months,
        )
        self.security_group = task.security_group
        self.task_role = task.role.role
        waits_for = task.ready
        self.target_group = None
        if workload.hostname is not None:
            waits_for.append(self._enter(name, workload, workload.hostname, network, edge, transport))
        self.service = self._service(name, workload, network, task.definition, waits_for)
        scale(
            name,
            parent=self,
            service=self.service,
            cluster=self.cluster,
            scaling=workload.scaling,
            backlog=_backlog(workload, task.stores),
        )
        if rotated := rotated_secrets(workload, task.stores):
            restart_after_rotation(name, parent=self, service=self.service, secrets=rotated)
        self.register_outputs({"service": self.service.name})

    def _enter(
        self,
        name: str,
        workload: Workload,
        hostname: str,
        network: Network,
        edge: Edge | None,
        transport: TransportEdge | None,
    ) -> pulumi.Resource:
        """The way in from a load balancer; returns what has to exist before the tasks do."""
        if workload.protocol == "http":
            assert edge is not None  # noqa: S101 - built for every workload of this kind
            entry, route = edge, edge.route(name, parent=self, workload=workload, hostname=hostname)
        else:
            assert transport is not None  # noqa: S101 - likewise
            entry, route = transport, transport.route(name, parent=self, workload=workload)
        self.watched = Watched(
            "service" if workload.protocol == "http" else "connections",
            {
                "LoadBalancer": entry.load_balancer.arn_suffix,
                "TargetGroup": route.target_group.arn_suffix,
            },
        )
        self.target_group = route.target_group
        network.allow(
            f"edge-to-{name}",
            parent=self,
            source=entry.security_group,
            target=self.security_group,
            port=workload.port,
            protocol="udp" if workload.protocol == "udp" else "tcp",
            description=f"Requests from the load balancer to {name}",
        )
        health = workload.health_check.port
        if health is not None and (health != workload.port or workload.protocol == "udp"):
            network.allow(
                f"health-of-{name}",
                parent=self,
                source=entry.security_group,
                target=self.security_group,
                port=health,
                description=f"Asks whether {name} is well",
            )
        return route.rule

    def _service(
        self,
        name: str,
        workload: Workload,
        network: Network,
        definition: aws.ecs.TaskDefinition,
        waits_for: list[pulumi.Resource],
    ) -> aws.ecs.Service:
        behind = self.target_group
        return aws.ecs.Service(
            name,
            name=name,
            cluster=self.cluster.arn,
            task_definition=definition.arn,
            launch_type="FARGATE",
            platform_version="LATEST",
            desired_count=workload.scaling.minimum,
            network_configuration=aws.ecs.ServiceNetworkConfigurationArgs(
                subnets=[subnet.id for subnet in network.private_subnets],
                security_groups=[self.security_group.id],
                assign_public_ip=False,
            ),
            load_balancers=[
                aws.ecs.ServiceLoadBalancerArgs(
                    target_group_arn=behind.arn, container_name=name, container_port=workload.port
                )
            ]
            if behind
            else None,
            health_check_grace_period_seconds=workload.health_check.grace_seconds if behind else None,
            deployment_circuit_breaker=aws.ecs.ServiceDeploymentCircuitBreakerArgs(
                enable=True, rollback=True
            ),
            # never fewer tasks than asked for while a new version comes up
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            availability_zone_rebalancing="ENABLED",
            enable_execute_command=False,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            # autoscaling moves the count
            opts=self.child(depends_on=waits_for, ignore_changes=["desiredCount"]),
        )


def _backlog(workload: Workload, stores: Mapping[str, Store]) -> aws.sqs.Queue | None:
    """The one queue that a worker reads, whose messages decide how many tasks there are."""
    read = [path for path, found in directions(workload).items() if "receive" in found]
    queues = [store.queue for path in read if isinstance(store := stores.get(path), Queue)]
    return queues[0] if len(queues) == 1 else None
